"""Which values a case may hold, and how dates, instants, durations and exact numbers survive JSON."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATACLASS
TAG = "\u0001"  # a control character: no form and no model can write such a key
_TAG_IN_JSON = b"\\u0001"

_READERS: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "decimal": Decimal,
}


def default(value: Any) -> dict[str, list[Any]]:
    """The tagged form of a value that JSON has not; raises TypeError for what is no variable."""
    if isinstance(value, datetime):
        return {TAG: ["instant", value.isoformat()]}
    if isinstance(value, date):
        return {TAG: ["date", value.isoformat()]}
    if isinstance(value, timedelta):
        return {TAG: ["seconds", value.total_seconds()]}
    if isinstance(value, Decimal):
        return {TAG: ["decimal", str(value)]}
    raise TypeError(f"{type(value).__name__} cannot be a variable of a case")


def untagged(raw: bytes) -> Any:
    """The data of a JSON text, tagged values restored."""
    value = orjson.loads(raw)
    return _restored(value) if _TAG_IN_JSON in raw else value


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(pair := value.get(TAG), list):
            return _READERS[pair[0]](pair[1])
        return {key: _restored(item) for key, item in value.items()}
    return value

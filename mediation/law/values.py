"""Reads a form's canonical values in the few shapes they come in: days, rows, lists, one value per party."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from mediation import clock

_AGREED = (True, "同意", "true", "agree")


def day_of(value: Any) -> date | None:
    """A day from an ISO day or instant, a date or a datetime; nothing is None; raises ValueError for other text."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return clock.localize(value).date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def instant_of(value: Any) -> datetime | None:
    """An aware instant (Asia/Shanghai) from ISO text, a datetime or a day (its 00:00); nothing is None."""
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    return clock.localize(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))


def texts(value: Any) -> list[str]:
    """A list field; a single text stands for a list of one, nothing for none."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, Iterable) else [str(value)]


def rows(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a repeating group; what is not a row is passed over."""
    return [row for row in (value or ()) if isinstance(row, Mapping)]


def per_party(value: Any) -> dict[str, Any]:
    """One value per party; nothing is none."""
    return dict(value) if isinstance(value, Mapping) else {}


def agreeing(value: Any) -> set[str]:
    """The parties who agree, from a list of ids, rows with `party_id`, or one value per party."""
    if isinstance(value, Mapping):
        return {str(party) for party, said in value.items() if said in _AGREED}
    given = rows(value)
    if given:
        said = {str(row.get("party_id")): row.get("consent", row.get("agree", True)) for row in given}
        return agreeing(said)
    return set(texts(value))

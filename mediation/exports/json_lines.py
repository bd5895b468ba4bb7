"""JSON Lines: one object a case, with its codes and steps."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import orjson

from mediation.exports.record import Export, Record


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    for record in records:
        events = [asdict(event) for event in record.events]
        yield orjson.dumps({**record.values, "codes": record.codes, "events": events}, option=orjson.OPT_APPEND_NEWLINE)


EXPORT = Export("jsonl", "JSON Lines(每行一案)", "jsonl", "application/x-ndjson", _write, goes_on=True)

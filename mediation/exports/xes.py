"""XES (IEEE 1849-2016): the event log that process-mining tools read; people stand in it as ids, nothing else."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from mediation.exports.cells import writable
from mediation.exports.record import Event, Export, Record

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="step" keys="concept:name"/>
<string key="concept:name" value="人民调解"/>
"""
_OF_TRACE = ("kind", "source", "difficulty", "result", "status")


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    yield _HEAD.encode()
    for record in records:
        parts = [_string("concept:name", record.values["case_id"])]
        parts += [_string(f"mediation:{key}", record.values[key]) for key in _OF_TRACE if record.values.get(key)]
        yield f"<trace>{''.join(parts)}{''.join(map(_event, record.events))}</trace>\n".encode()
    yield b"</log>\n"


def _event(event: Event) -> str:
    return (
        f'<event>{_string("concept:name", event.name)}<date key="time:timestamp" value={quoteattr(event.at)}/>'
        f"{_string('lifecycle:transition', 'complete')}{_string('org:resource', event.resource)}"
        f"{_string('org:group', event.org)}{_string('mediation:task', event.task)}"
        f"{_string('mediation:tier', event.tier)}</event>"
    )


def _string(key: str, value: object) -> str:
    return f'<string key="{key}" value={quoteattr(writable(str(value)))}/>'


EXPORT = Export("xes", "XES 事件日志(流程挖掘)", "xes", "application/xml", _write)

"""A process-mining library (rust4pm) opens the event log: it finds the cases, steps, times and the way through."""

import json
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import r4pm
from house import WORKED_CASES, House
from r4pm import bindings

from mediation.services import replay
from mediation.services.export_cases import Selection, asked_for, export_cases

PLAYED = ("C01", "C02", "C06")
STANDARD = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
}


class Opened:
    """An exported log as the library holds it, and as it tells it in its own words (JSON)."""

    def __init__(self, house: House, folder: Path) -> None:
        auditor = house.person("u_audit")
        wanted = Selection(asked_for(house.office, auditor, "", "2026"))
        exported, retold = folder / "log.xes", folder / "retold.json"
        exported.write_bytes(b"".join(export_cases(house.office, auditor, "xes", wanted, "audit")))
        self.log = r4pm.import_item("EventLog", str(exported))
        r4pm.export_item(self.log, str(retold))
        self.told: dict[str, Any] = json.loads(retold.read_text("utf-8"))
        self.traces = [[plain(event) for event in trace["events"]] for trace in self.told["traces"]]


def plain(told: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["key"]: (one["value"]["type"], one["value"]["content"]) for one in told["attributes"]}


@pytest.fixture
def opened(house: House, tmp_path: Path) -> Opened:
    for name in PLAYED:
        assert replay.play(house.office, WORKED_CASES[name]).differences == []
    return Opened(house, tmp_path)


def test_every_case_and_step_is_found_with_its_time_person_and_place(opened: Opened) -> None:
    paths = sorted([event["mediation:task"][1] for event in trace] for trace in opened.traces)
    assert paths == sorted(WORKED_CASES[name]["expected"]["path"] for name in PLAYED)
    for trace in opened.traces:
        stamps = [event["time:timestamp"] for event in trace]
        assert {kind for kind, _ in stamps} == {"Date"}
        times = [datetime.fromisoformat(stamp) for _, stamp in stamps]
        assert times == sorted(times) and {moment.utcoffset() for moment in times} == {timedelta(hours=8)}
        assert all(event["lifecycle:transition"] == ("String", "complete") for event in trace)
        assert all(event["org:resource"][1].startswith("u_") and event["org:group"][1] for event in trace)


def test_the_steps_times_are_those_of_the_cases(opened: Opened) -> None:
    when = sorted(datetime.fromisoformat(trace[0]["time:timestamp"][1]).isoformat() for trace in opened.traces)
    first = [datetime.fromisoformat(WORKED_CASES[name]["steps"][0]["at"]) for name in PLAYED]
    assert [one[:16] for one in when] == sorted(moment.isoformat()[:16] for moment in first)


def test_its_extensions_classifier_and_defaults_are_understood(opened: Opened) -> None:
    told = {one["name"]: (one["prefix"], one["uri"]) for one in opened.told["extensions"]}
    assert told == STANDARD
    (classifier,) = opened.told["classifiers"]
    assert classifier["keys"] == ["concept:name"]
    assert {one["key"] for one in opened.told["global_trace_attrs"]} == {"concept:name"}
    always = {one["key"] for one in opened.told["global_event_attrs"]}
    assert always == {"concept:name", "time:timestamp", "lifecycle:transition"}
    assert all(always <= set(event) for trace in opened.traces for event in trace)


def test_the_way_discovered_is_the_way_the_cases_took(opened: Opened) -> None:
    graph = bindings.discover_dfg(opened.log)
    task = {event["concept:name"][1]: event["mediation:task"][1] for trace in opened.traces for event in trace}
    followed = {(task[one], task[other]): times for (one, other), times in graph["directly_follows_relations"]}
    paths = [WORKED_CASES[name]["expected"]["path"] for name in PLAYED]
    assert followed == Counter(pair for path in paths for pair in pairwise(path))
    assert {task[name]: times for name, times in graph["activities"].items()} == Counter(sum(paths, []))
    assert [task[name] for name in graph["start_activities"]] == ["T_register"]
    assert [task[name] for name in graph["end_activities"]] == ["C_archive"]

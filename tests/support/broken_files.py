"""Diagrams, tables and forms as they come out of a bad day: cut off, hostile, half edited, or simply something else."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mediation.config import shipped

Breaker = Callable[[Path], Path]
"""Breaks a file in a folder (of the shipped diagrams and forms together) and gives the one to be blamed."""

TIER = "tier_mediation.bpmn"


def write(name: str, data: bytes) -> Breaker:
    """Put these bytes in place of a file."""

    def act(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return act


def edit(name: str, old: str, new: str) -> Breaker:
    """Change a text in a file."""

    def act(folder: Path) -> Path:
        text = (folder / name).read_text("utf-8")
        assert old in text, old
        (folder / name).write_text(text.replace(old, new), "utf-8")
        return folder / name

    return act


def cut(name: str, share: float) -> Breaker:
    """Keep only the beginning of a file."""

    def act(folder: Path) -> Path:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(len(data) * share)])
        return folder / name

    return act


def before_end(text: str) -> Breaker:
    """Write something into the process of a diagram."""
    return edit(TIER, "</bpmn:process>", f"{text}</bpmn:process>")


def form(name: str, change: Callable[[dict[str, Any]], None]) -> Breaker:
    """Change a form's definition."""

    def act(folder: Path) -> Path:
        definition = json.loads((folder / name).read_bytes())
        change(definition)
        (folder / name).write_text(json.dumps(definition, ensure_ascii=False), "utf-8")
        return folder / name

    return act


def field(definition: dict[str, Any], key: str) -> dict[str, Any]:
    """A field of a form, wherever it stands."""
    parts = [definition]
    while parts:
        part = parts.pop()
        if part.get("key") == key:
            return part
        parts += part.get("components", ())
    raise KeyError(key)


def twice(definition: dict[str, Any]) -> None:
    group = definition["components"][0]["components"]
    group.append(dict(group[1]))


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE d [%s]><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">&x;</bpmn:definitions>'
LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
SCRIPT = '<bpmn:scriptTask id="evil"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'
DEEP = b"<a>" * 50_000

BROKEN: dict[str, Breaker] = {
    "an empty diagram": write(TIER, b""),
    "a cut diagram": cut(TIER, 0.5),
    "bytes of a picture": write(TIER, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "a page of a website": write(TIER, b"<!doctype html><html><body>404</body></html>"),
    "a file of another language": write(TIER, '<?xml version="1.0" encoding="gb2312"?><流程/>'.encode("gb2312")),
    "a diagram in UTF-16 that lost its mark": write(TIER, "<bpmn:definitions/>".encode("utf-16-le")),
    "a secret file asked for": write(TIER, DOCTYPE % b'<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "a billion laughs": write(TIER, DOCTYPE % (b'<!ENTITY a0 "ha">' + LAUGHS + b'<!ENTITY x "&a9;">')),
    "fifty thousand levels": write(TIER, DEEP),
    "three megabytes": write(TIER, b"<a>" + b" " * 3_000_000 + b"</a>"),
    "another root": edit(TIER, "bpmn:definitions", "bpmn:collection"),
    "a flow into nowhere": edit(TIER, 'targetRef="S1_read_calm"', 'targetRef="S9"'),
    "an id used twice": edit(TIER, 'id="S2_lay_talk"', 'id="S1_read_calm"'),
    "a process that is not there": edit(TIER, 'calledElement="agreement"', 'calledElement="nowhere"'),
    "a process that calls itself": edit(TIER, 'calledElement="agreement"', 'calledElement="tier_mediation"'),
    "a script": before_end(SCRIPT),
    "a service task": before_end('<bpmn:serviceTask id="evil"/>'),
    "a condition nobody can read": edit(TIER, 'step_decision = "cool"', 'step_decision = = "cool"'),
    "a call in a condition": edit(TIER, 'step_decision = "cool"', '__import__("os").system("id")'),
    "no condition at all": edit(TIER, 'step_decision = "cool"', ""),
    "a timer without a time": edit(TIER, ">cooling_until<", "><"),
    "a reserved name": edit(TIER, 'id="tier_over"', 'id="End"'),
    "a form that is no JSON": write("T_consent.form", b"{"),
    "a form that is a list": write("T_consent.form", b"[]"),
    "a form of another tool": write("T_consent.form", b'{"type": "page", "components": 7}'),
    "a form in another encoding": write("T_consent.form", "{\"标题\": 1}".encode("gb18030")),
    "articles that are no JSON": cut("articles.json", 0.5),
    "an article that nobody wrote down": edit("beside.json", "人民调解法第23条", "人民调解法第230条"),
    "ready words for an outcome": edit("phrases.json", '"plans.value"', '"agreed_items.value"'),
    "a field twice": form("T_terminate.form", twice),
    "a field without a key": form("T_terminate.form", lambda definition: field(definition, "note").update(key="")),
    "an unknown kind of field": form("T_terminate.form", lambda d: field(d, "note").update(type="hologram")),
    "a proposed answer": form("S3_mediate_yield.form", lambda d: field(d, "outcome").update(defaultValue="full")),
    "a rule nobody can read": form(
        "S3_mediate_yield.form", lambda d: field(d, "reason_none").update(conditional={"hide": "=outcome = = 1"})
    ),
    "a table of decisions cut in half": write("entry.dmn", b"<definitions><decision id='x'>"),
}  # fmt: skip


def both_folders(place: Path) -> Path:
    """The shipped diagrams, tables and forms in one folder."""
    place.mkdir(parents=True)
    for name in ("bpmn", "forms"):
        for file in shipped(name).iterdir():
            if re.search(r"\.(bpmn|dmn|form|json)$", file.name):
                (place / file.name).write_bytes(file.read_bytes())
    return place

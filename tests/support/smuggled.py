"""What somebody types who wants more of a form than to be read: formulas, scripts, layout, commands, odd characters."""

import copy
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from mediation.documents.wording import printable
from mediation.forms.spec import FieldSpec, FormDefinition
from mediation.forms.words import clean

PAYLOADS = (
    '=HYPERLINK("http://evil.example","领钱")', "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "＝1+1", "|calc",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]> & &amp; &#x41;",
    '<!ENTITY x SYSTEM "file:///etc/passwd">', '#import "/etc/passwd": *', '#read("/etc/passwd")',
    '#link("http://evil.example")[点]', "$x^2$ *粗* _斜_ `码` @引 <标> // 注 /* */", "\\u{41} \\ ~ -- ---", "{{ 7*7 }}",
    '{% include "/etc/passwd" %}', "${7*7} #{7*7}", "[换页]", "[表 1 2]", "| a | b |", "# 标题", "file:///etc/passwd",
    "\u202e倒过来\u2066", "前\x00后\x0b", "零\u200b宽\ufeff", "\ufffe尾\uffff", "行\u2028行", "哈哈😀🧓🏽‍🌾❤️",
)  # fmt: skip


def smuggle(case: Mapping[str, Any], forms: Mapping[str, FormDefinition], first: int = 0) -> dict[str, Any]:
    """A scenario's case with a payload before and after the words of every field in which anything may be written."""
    made, numbers = copy.deepcopy(dict(case)), count(first)
    for step in made["steps"]:
        fields = forms[step["task"]].fields if step["task"] in forms else {}
        step["form"] = {
            key: _in(fields[key], value, numbers) if key in fields else value for key, value in step["form"].items()
        }
    parties = forms["T_register"].fields["parties"]
    made["parties"] = _in(parties, made["parties"], numbers)
    return made


def _in(spec: FieldSpec, value: Any, numbers: Iterator[int]) -> Any:
    if spec.kind in ("rows", "party_rows", "strings") and isinstance(value, list):
        inner = spec.children[0] if spec.kind == "strings" else spec
        return [_in(inner, one, numbers) if spec.kind == "strings" else _row(spec, one, numbers) for one in value]
    if spec.kind == "party_map" and isinstance(value, dict):
        return {party: _in(spec.children[0], one, numbers) for party, one in value.items()}
    if isinstance(value, dict):
        return _row(spec, value, numbers)
    written = spec.kind in ("text", "textarea") and not (spec.check or spec.starts_with or spec.system or spec.numbered)
    return _between(value, spec, numbers) if written and isinstance(value, str) else value


def _row(spec: FieldSpec, row: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    inner = {child.key: child for child in spec.children}
    return {key: _in(inner[key], one, numbers) if key in inner else one for key, one in row.items()}


def _between(words: str, spec: FieldSpec, numbers: Iterator[int]) -> str:
    payload = PAYLOADS[next(numbers) % len(PAYLOADS)]
    longest = spec.max_length or 200
    for made in (f"{payload}{words}{payload}", f"{payload}{words}"):
        if len(made) <= longest:
            return made
    return words


def on_paper(payload: str) -> str:
    """How a payload stands on paper: what is not seen is gone, a picture is a word; without blanks, to be compared."""
    return bare(printable(clean(payload)))


def bare(text: str) -> str:
    """A text without any blanks."""
    return "".join(text.split())

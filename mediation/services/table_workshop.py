"""Use case: an administrator edits a decision table of a draft, and tries it: which rules hold, what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.engine.decision_reader import read_decisions
from mediation.engine.decisions import DecisionTable
from mediation.errors import Finding, ModelRefused, NotFound
from mediation.expressions import ExpressionFailed
from mediation.law import codes
from mediation.law.separation import SYSTEM
from mediation.services import drawing_words, table_facts
from mediation.services.administering import require, require_administrator
from mediation.services.form_workshop import FACTS, YES_NO, Desk, desk_of
from mediation.services.judging import factory_forms
from mediation.services.model_drafts import draft_row, files_of_draft
from mediation.services.office import Office
from mediation.services.risk_reasons import NUMBERS

MOST = 400_000  # bytes of a table that are tried while somebody types
# how a table makes one answer of several rules: hit policy (and aggregation) → words
POLICIES = {
    "FIRST": "从上往下,取第一条成立的",
    "UNIQUE": "最多只许一条成立",
    "ANY": "可以几条成立,结果要一样",
    "COLLECT": "成立的都要",
    "RULE ORDER": "成立的都要,按次序排",
    "COLLECT SUM": "成立的都要,数加起来",
    "COLLECT MIN": "成立的里取最小的数",
    "COLLECT MAX": "成立的里取最大的数",
    "COLLECT COUNT": "数一数成立几条",
}
_KINDS = {"choice": "string", "integer": "number", "yes_no": "boolean"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """What a table says to some values: the rules that hold (from 1), the outputs by name, or why there are none."""

    decision: str
    hits: list[int] = field(default_factory=list)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Trying:
    """What became of trying all tables of a file; with findings there is nothing else."""

    findings: list[Finding]
    tables: list[Tried] = field(default_factory=list)


def open_table_desk(office: Office, actor: Actor, draft: int, name: str) -> Desk:
    """Open a file of decision tables in its editor.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    if not name.endswith(".dmn"):
        raise NotFound("这不是一张决策表。")
    title = table_facts.TITLES.get(name.removesuffix(".dmn"), name)
    _, files = files_of_draft(office, draft)
    own = [
        table_facts.Asked(one.name, one.label, _KINDS[one.kind], one.options)
        for one in drawing_words.asked_in(files)
        if one.kind in _KINDS
    ]
    asked = {decision: table_facts.asked_of(decision) for decision in table_facts.OWN} | {"": own}
    values = {one.name: dict(one.options) for one in own if one.options} | _values()
    return desk_of(office, actor, draft, name, title, {"values": values, "policies": POLICIES, "asked": asked})


@cache
def _values() -> dict[str, dict[str, str]]:
    """What the values of a column mean, by the name of the variable: code → words."""
    options = {name: dict(words) for name, (_, words) in FACTS.items() if words}
    return options | {
        "entry_tier": options["tier"], "color": dict(codes.RISK_COLORS), "is_cross_region": YES_NO, "written": YES_NO,
        "grave": YES_NO, "risk_sign": _signs(),
    }  # fmt: skip


def _signs() -> dict[str, str]:
    """The signs of danger that people tick, those of a forecast, and the one that stands for plain figures."""
    ticked = {
        option.value: option.label
        for form in ("T_screen", "S1_read_calm")
        for key in ("risk_flags", "special_flags")
        if (spec := factory_forms()[form].paths.get(key)) is not None
        for option in spec.options
    }
    seen = {"weapon_observed": "现场看到刀棍", NUMBERS: "只看金额和人数"}
    return ticked | {f"AJYC={code}": f"预测:{words}" for code, words in codes.FORECASTS.items()} | seen


def try_table(office: Office, actor: Actor, draft: int, name: str, data: bytes, values: Mapping[str, Any]) -> Trying:
    """Ask the tables that are being written what they say to some values; nothing is kept.

    Raises:
        NotAllowed, NotFound.
    """
    require(office, actor, "draft_edited", SYSTEM)
    with office.store.reading() as connection:
        draft_row(connection, draft)
    if len(data) > MOST:
        return Trying([Finding("dmn-size", "这张表太大", "拆成几张表", name)])
    try:
        tables = read_decisions(data, name)
    except ModelRefused as refused:
        return Trying(list(refused.findings))
    return Trying([], [_tried(table, values) for table in tables])


def _tried(table: DecisionTable, values: Mapping[str, Any]) -> Tried:
    missing = sorted({name for column in table.inputs for name in column.names} - set(values))
    if missing:
        return Tried(table.decision_id, failure=f"请先给这些项填上值:{'、'.join(missing)}")
    try:
        hits = [number for number, _ in table.explain(values)]
    except ExpressionFailed as failed:
        return Tried(table.decision_id, failure=f"算不出来:{failed}")
    try:
        return Tried(table.decision_id, hits, table.decide(values, now=clock.now()))
    except ExpressionFailed as failed:
        return Tried(table.decision_id, hits, failure=str(failed))

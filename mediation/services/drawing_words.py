"""What the diagram editor lets an administrator choose from, in the office's words: who, where, which form, which fact.

Of a draft's files as they stand; what cannot be read yet is not offered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.case.step import Actor
from mediation.engine.decision_reader import read_decisions
from mediation.engine.xml import bpmn, read_xml
from mediation.errors import ModelRefused
from mediation.forms.definition import read_form
from mediation.forms.spec import FormDefinition
from mediation.law import method
from mediation.law.codes import RISK_COLORS, TASKS, TIER_NAMES
from mediation.services.administering import require_administrator
from mediation.services.model_drafts import files_of_draft
from mediation.services.office import Office
from mediation.services.routed import routed_keys

Options = Mapping[str, str]

ROLES = {
    "mediator": "这一级的调解员", "assigned": "这件案子的调解员(指定的那几位)", "reviewer": "审核人(不是经办人)",
    "archivist": "立卷的人", "visitor": "回访的人",
}  # fmt: skip
# who does what the law or the tiers have settled, whatever a diagram says
SETTLED_ROLES = {**ROLES, "upper": "上一级的调解员", "whistle": "镇上值守的人"}
_TIER_WORDS = {"current": "案件现在在的那一级", "upper": "上一级", **TIER_NAMES}
TIERS = {tier: words for tier, words in _TIER_WORDS.items() if tier in method.TIERS}
MESSAGES = {
    "party_refused": "一方拒绝或要求终止", "withdrawn": "申请人撤回", "official_accepted": "别处已经受理",
    "party_changed": "当事人变故", "regretted": "签字前反悔", "deadline_expired": "调解期限届满",
    "contact_failed": "联系不上当事人", "visits_over": "不用再回访", "escalation_answered": "上一级答复了",
    "assigned_down": "下派给村里",
    "party_replaced": "有人接替当事人", "rest_goes_up": "没谈成的部分转请上一级", "rest_known": "没谈成的部分有了去向",
}  # fmt: skip
INSTANTS = {"cooling_until": "冷静期满的时候", "next_visit_at": "下次回访那天"}
_DECISIONS = {
    "continue": "接着谈", "cool": "先冷静", "stop": "停下来", "again": "再谈一轮", "reschedule": "改日再约",
    "agree": "立协议", "escalate": "转请上一级", "terminate": "终止调解",
}  # fmt: skip
# what every case knows of itself, whatever its forms ask: name → what it is called, its kind, what it may be
FACTS: Mapping[str, tuple[str, str, Options]] = {
    "step_decision": ("上一步的决定", "choice", _DECISIONS),
    "outcome": ("谈成了吗", "choice", {"full": "全部谈成", "partial": "谈成一部分", "none": "没谈成"}),
    "talk": ("这一级谈下来", "choice", {"agreed": "谈成了", "escalate": "转请上一级", "terminate": "没谈成"}),
    "consent": ("双方的意愿", "choice", {
        "all": "都同意", "refused": "有人拒绝", "unreachable": "联系不上", "open": "还没问齐",
    }),
    "tier": ("案件在哪一级", "choice", {tier: name for tier, name in TIER_NAMES.items() if tier != "county"}),
    "rounds": ("这一级谈了几轮", "integer", {}),
    "rounds_left": ("这一级还剩几轮", "integer", {}),
    "screened": ("受理审查的决定", "choice", {"accept": "受理", "reject": "不受理", "emergency": "先报告、先保护人"}),
    "risk_color": ("风险", "choice", RISK_COLORS),
    "report_due": ("要先报告激化危险", "yes_no", {}),
    "handed_off": ("只能移交", "yes_no", {}),
    "handoff_due": ("要引导或移交", "yes_no", {}),
    "unresolved": ("还有没谈成的", "yes_no", {}),
    "rest_open": ("没谈成的那部分还开着", "yes_no", {}),
    "agreement_form": ("用哪种协议", "choice", {"oral": "口头协议", "written": "书面协议"}),
    "escalation": ("请上一级的事", "choice", {"open": "还没答复", "accepted": "接收了", "returned": "退回了"}),
    "ruling": ("法院的裁定", "choice", {
        "pending": "还没下来", "valid": "裁定有效", "refused": "驳回或不受理", "other": "别的",
    }),
    "visit_action": ("回访以后", "choice", {
        word: word for word in ("无", "督促", "再次调解", "告知途径", "报告风险")
    }),
    "cooling_until": ("冷静期满的时候", "instant", {}),
    "next_visit_at": ("下次回访那天", "instant", {}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a condition may ask for: a fact of the case, or an answer of a form of the draft."""

    name: str
    label: str
    kind: str
    options: Options
    form: str = ""


@dataclass(frozen=True, slots=True)
class DrawingWords:
    """All there is to choose; ids and codes → what people call them. `locked` are steps, `shut` events (why each)."""

    roles: Options
    settled_roles: Options
    tiers: Options
    known: Options
    forms: Options
    decisions: Options
    decision_files: Options
    processes: Options
    messages: Options
    instants: Options
    asked: list[Asked]
    locked: Options = field(default_factory=method.locked_steps)
    shut: Options = field(default_factory=lambda: dict.fromkeys(method.EVENTS, method.EVENT_REASON))


def words_of_drawing(office: Office, actor: Actor, draft: int) -> DrawingWords:
    """What there is to choose from in a draft.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    _, files = files_of_draft(office, draft)
    forms, tables = dict(_forms(files)), list(_decisions(files))
    roots = dict(_diagrams(files))
    found = [process for root in roots.values() for process in root.iter(bpmn("process"))]
    said = {name for root in roots.values() for one in root.iter(bpmn("message")) if (name := one.get("name"))}
    return DrawingWords(
        roles=ROLES, settled_roles=SETTLED_ROLES, tiers=TIERS, known=TASKS,
        forms={name: form.title for name, form in forms.items()},
        decisions={key: name for key, name, _ in tables}, decision_files={key: file for key, _, file in tables},
        processes={one.get("id"): one.get("name") or one.get("id") for one in found},
        messages={**MESSAGES, **{name: name for name in sorted(said - set(MESSAGES))}},
        instants=INSTANTS, asked=[*_facts(), *_answers(forms)],
    )  # fmt: skip


def asked_in(files: Mapping[str, bytes]) -> list[Asked]:
    """What the diagrams of some files may ask, and so the office's own tables."""
    return [*_facts(), *_answers(dict(_forms(files)))]


def _facts() -> Iterator[Asked]:
    for name, (label, kind, options) in FACTS.items():
        yield Asked(name, label, kind, options)


def _answers(forms: Mapping[str, FormDefinition]) -> Iterator[Asked]:
    for name, form in forms.items():
        asked = routed_keys(form)
        for key, spec in form.fields.items():
            if key in asked and key not in FACTS and not spec.source:
                kind = "yes_no" if spec.kind == "checkbox" else spec.kind
                options = {one.value: one.label for one in spec.options} if kind == "choice" else {}
                yield Asked(key, spec.label, kind, options, name)


def _forms(files: Mapping[str, bytes]) -> Iterator[tuple[str, FormDefinition]]:
    for file, data in sorted(files.items()):
        if file.endswith(".form"):
            name = file.removesuffix(".form")
            try:
                yield name, read_form(name, data)
            except ModelRefused:
                continue


def _diagrams(files: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    for file, data in sorted(files.items()):
        if file.endswith(".bpmn"):
            try:
                yield file, read_xml(data, file)
            except ModelRefused:
                continue


def _decisions(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Each table's id, name and file."""
    for file, data in sorted(files.items()):
        if file.endswith(".dmn"):
            try:
                yield from ((table.decision_id, table.name, file) for table in read_decisions(data, file))
            except ModelRefused:
                continue

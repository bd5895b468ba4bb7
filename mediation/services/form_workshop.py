"""Use case: an administrator edits a form of a draft: what the editor must know, and how the form would look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.documents.catalogue import kinds as papers
from mediation.errors import Finding, NotFound
from mediation.forms.beside import read_beside
from mediation.forms.context import FormContext, PartyOption
from mediation.forms.definition import judge_form
from mediation.forms.phrases import read_phrases
from mediation.forms.rules import NEVER_PROPOSED
from mediation.forms.spec import FieldSpec, FormDefinition, Option
from mediation.forms.statutory import check_statutory
from mediation.forms.vocabulary import CHECKS, KINDS, LIKE, SENSITIVITIES, SOURCES
from mediation.law import codes
from mediation.law.separation import SYSTEM
from mediation.services.administering import require, require_administrator
from mediation.services.file_titles import title_of
from mediation.services.judging import factory_forms
from mediation.services.model_drafts import draft_row, file_of, files_of_draft
from mediation.services.office import Office
from mediation.store import workshop

MOST = 200_000  # bytes of a form that are looked at while somebody types
YES_NO = {"true": "是", "false": "否"}
# what conditions may ask of a case besides the form's own answers: words, and the answers there are
FACTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tier": ("案件在哪一级", {key: codes.TIER_NAMES[key] for key in ("group", "village", "township")}),
    "dispute_type": ("纠纷类型", codes.DISPUTE_TYPES),
    "source_code": ("案件来源", codes.SOURCES),
    "difficulty_code": ("难度", codes.DIFFICULTIES),
    "risk_color": ("风险颜色", codes.RISK_COLORS),
    "confidential_level": ("保密级别", codes.CONFIDENTIAL_LEVELS),
    "apply_mode": ("怎么提出的", {}),
    "screen_decision": ("审查结论", {"accept": "受理", "reject": "不予受理", "emergency": "紧急报告"}),
    "special_flags": ("特别情形(可多项)", {}),
    "risk_flags": ("风险情形(可多项)", {}),
    "round": ("本级第几轮", {}),
    "rounds": ("本级谈过几轮", {}),
    "first_round": ("是不是第一轮", YES_NO),
    "has_agreement": ("达成过协议", YES_NO),
    "periodic": ("协议要分期履行", YES_NO),
    "has_departments": ("有能叫到的部门", YES_NO),
    "several_agreements": ("有两份协议同时有效", YES_NO),
    "amount_claimed": ("涉及金额(元)", {}),
    "people_involved": ("涉及人数", {}),
    "publicity": ("公开不公开", {}),
    "decision": ("接下来怎么走", {}),
    "party_role": ("这位当事人是", codes.PARTY_ROLES),
    "party_is_minor": ("这位当事人未成年", YES_NO),
    "party_capacity": ("这位当事人的行为能力", {word: word for word in ("完全", "限制", "无")}),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A file of a draft as its editor opens it: the text, its version, and all the editor must know besides."""

    draft: int
    draft_title: str
    name: str
    title: str
    text: str
    seq: int
    edits: bool
    known: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FormPreview:
    """What the server says of a form that is being written; `definition` is None where it cannot be shown."""

    findings: list[Finding]
    definition: FormDefinition | None = None
    context: FormContext | None = field(default=None, repr=False)


def open_form_desk(office: Office, actor: Actor, draft: int, name: str) -> Desk:
    """Open a form of a draft in its editor.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    if not name.endswith(".form"):
        raise NotFound("这不是一张表单。")
    task = name.removesuffix(".form")
    factory = factory_forms().get(task)
    title = title_of(name, file_of(office, actor, draft, name).data)
    return desk_of(office, actor, draft, name, title, {**_words(), "kept": _kept(factory)})


def desk_of(office: Office, actor: Actor, draft: int, name: str, title: str, known: Mapping[str, Any]) -> Desk:
    """A file of a draft, with what its editor must know; who may not change the draft only looks.

    Raises:
        NotAllowed, NotFound.
    """
    file = file_of(office, actor, draft, name)
    with office.store.reading() as connection:
        row = draft_row(connection, draft)
    edits = SYSTEM in actor.roles and row.state == workshop.OPEN
    return Desk(draft, row.title, name, title, file.data.decode("utf-8", "replace"), file.seq, edits, known)


def _kept(factory: FormDefinition | None) -> dict[str, dict[str, Any]]:
    """What of each field must stay, by path: those a law demands, and how well personal data is kept."""
    return {path: _demands(spec) for path, spec in factory.paths.items()} if factory is not None else {}


def _demands(spec: FieldSpec) -> dict[str, Any]:
    demands: dict[str, Any] = {"sensitivity": spec.sensitivity}
    if spec.locked:
        options = [] if spec.free else [option.value for option in spec.options]
        demanding = spec.required or spec.required_when is not None
        like = [spec.kind, *sorted(LIKE.get(spec.kind, ()))]
        demands |= {"law": spec.law or "法定项目", "options": options, "required": demanding, "kinds": like}
    return demands


@cache
def _words() -> dict[str, Any]:
    """The vocabulary of the editor."""
    return {
        "kinds": KINDS,
        "sensitivities": SENSITIVITIES,
        "sources": SOURCES,
        "checks": CHECKS,
        "papers": {kind.code: kind.name for kind in papers().values()},
        "facts": {name: {"label": label, "options": dict(options)} for name, (label, options) in FACTS.items()},
        "never_proposed": sorted(NEVER_PROPOSED),
    }


def preview_form(office: Office, actor: Actor, draft: int, name: str, data: bytes) -> FormPreview:
    """How a form that is being written would look, and what is wrong with it; nothing is kept.

    Raises:
        NotAllowed, NotFound.
    """
    require(office, actor, "draft_edited", SYSTEM)
    _, files = files_of_draft(office, draft)
    if len(data) > MOST or not name.endswith(".form"):
        return FormPreview([Finding("form-size", "表单太大,没法边写边看", "请拆成几张表单", name)])
    task = name.removesuffix(".form")
    definition, findings = judge_form(task, data)
    if definition is None:
        return FormPreview(findings)
    factory = factory_forms().get(task)
    if factory is not None:
        findings = [*findings, *check_statutory(definition, factory)]
    return FormPreview(findings, definition, imagined_case(files, task))


def imagined_case(files: Mapping[str, bytes], task: str) -> FormContext:
    """A case that nobody has: two parties, two mediators, one committee."""
    beside, phrases = read_beside(files)[0], read_phrases(files)[0]
    fitting = beside.suggested("2", ())
    return FormContext(
        now=clock.now(),
        parties=[PartyOption("p1", "赵某(申请人)", "applicant"), PartyOption("p2", "钱某(被申请人)", "respondent")],
        people=[Option("m1", "孙调解员"), Option("m2", "李调解员")],
        orgs=[Option("o1", "某某村人民调解委员会")],
        tiers=[Option("township", "镇(某某镇人民调解委员会)")],
        facts={"tier": "village", "dispute_type": "2", "source_code": "1", "round": 1, "first_round": True},
        articles=[Option(article.name, f"{article.name}({article.about})") for article in fitting],
        beside=beside.folds(task, fitting),
        phrases=phrases.get(task, {}),
    )

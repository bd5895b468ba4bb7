"""Says what is wrong with a settled form, at each field, in words that say what to do.

Whether the law allows the step is not its business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mediation.forms.context import PartyOption
from mediation.forms.fields import Answer
from mediation.forms.rows import PartyMapAnswer, PartyRowsAnswer, StringsAnswer
from mediation.forms.sections import ContainerAnswer, Section
from mediation.forms.visibility import Scope, scope_of

PRESENT = ("到场", "远程")


@dataclass
class Verdict:
    """What was found: errors and warnings by dotted path, rows by the number that was sent."""

    errors: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, path: str, answer: Answer, text: str) -> None:
        """Note an error, in the verdict and at the field."""
        self.errors.setdefault(path, []).append(text)
        answer.errors = [*answer.errors, text]

    def warn(self, path: str, text: str) -> None:
        """Note something worth a second look."""
        self.warnings.append((path, text))


def judge(section: Section, outer: Scope, verdict: Verdict, prefix: str = "") -> None:
    """Judge all shown fields of a settled section."""
    scope = scope_of(section, outer)
    for key, answer in section.answers.items():
        if not answer.hidden and not answer.spec.system:
            _judge_answer(answer, f"{prefix}{key}", scope, verdict)


def _judge_answer(answer: Answer, path: str, scope: Scope, verdict: Verdict) -> None:
    if answer.problem:
        verdict.refuse(path, answer, answer.problem)
    if isinstance(answer, PartyRowsAnswer):
        _judge_parties(answer, path, scope, verdict)
    elif isinstance(answer, ContainerAnswer):
        _judge_rows(answer, path, scope, verdict)
    if not answer.problem:
        _judge_value(answer, path, scope, verdict)
    for doubt in answer.doubts:
        verdict.warn(path, doubt)


def _judge_value(answer: Answer, path: str, scope: Scope, verdict: Verdict) -> None:
    spec = answer.spec
    if answer.is_empty() and answer.required and not isinstance(answer, PartyRowsAnswer):
        if spec.hint_only:
            verdict.warn(path, f"“{spec.label}”还空着,有的话请补上。")
        else:
            verdict.refuse(path, answer, ask_for(answer))
    if spec.refuse_when and spec.refuse_when.holds(scope):
        verdict.refuse(path, answer, spec.refuse_message)
    if spec.warn_when and spec.warn_when.holds(scope):
        verdict.warn(path, spec.warn_message)
    _judge_words(answer, path, verdict)


def _judge_words(answer: Answer, path: str, verdict: Verdict) -> None:
    """Words that may not stand in an agreement, or that make it vague."""
    spec = answer.spec
    if not (spec.refuse_words or spec.warn_words or spec.starts_with) or answer.is_empty():
        return
    entries = answer.value if isinstance(answer.value, list) else [str(answer.value)]
    text = "\n".join(map(str, entries))
    for word in spec.refuse_words:
        if word in text:
            verdict.refuse(path, answer, f"不能写“{word}”,请改写。")
    for word in spec.warn_words:
        if word in text:
            verdict.warn(path, f"“{word}”说得不够清楚,请写明确。")
    if spec.starts_with and not any(str(entry).startswith(spec.starts_with) for entry in entries):
        verdict.warn(path, f"第一次调解要先做“{spec.starts_with}”。")


def _judge_rows(answer: ContainerAnswer, path: str, scope: Scope, verdict: Verdict) -> None:
    for word, inner in answer.filled():
        named_by_number = not word or isinstance(answer, StringsAnswer)
        judge(inner, scope, verdict, f"{path}." if named_by_number else f"{path}.{word}.")


def _judge_parties(answer: PartyRowsAnswer, path: str, scope: Scope, verdict: Verdict) -> None:
    """The row of each party that must answer, and those of others who did."""
    for party, inner in answer.sections.items():
        needed = answer.required and inner.party is not None and _is_asked(answer, inner.party, scope)
        single = inner.answers[party] if isinstance(answer, PartyMapAnswer) else None
        if inner.is_untouched() and not needed:
            continue
        if single is None:
            judge(inner, {**scope, **(inner.party.facts if inner.party else {})}, verdict, f"{path}.{party}.")
            continue
        single.required = needed
        _judge_answer(single, f"{path}.{party}", scope, verdict)


def _is_asked(answer: PartyRowsAnswer, party: PartyOption, scope: Scope) -> bool:
    """Applicants and respondents are asked; where the form knows who came, only those who did."""
    spec = answer.spec
    came = scope.get(spec.present_by) if spec.present_by else None
    return party.role in spec.required_for and (not isinstance(came, Mapping) or came.get(party.id) in PRESENT)


def ask_for(answer: Answer) -> str:
    """What to do about a field that must be filled."""
    label = answer.title
    if answer.kind in ("choice", "yes_no", "choices"):
        return f"请选择“{label}”。"
    if answer.kind in ("rows", "strings"):
        return f"请至少写一条“{label}”。"
    verb = {"checkbox": "请确认并勾选", "booleans": "请勾选", "file": "请上传"}.get(answer.kind, "请填写")
    return f"{verb}“{label}”。"

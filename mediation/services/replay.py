"""Use case: play a scenario file through the real services, with the clock at each step, and compare the outcome.

A scenario is data: what people entered and what should come of it. Nothing that the system computes is taken from it.
A step with `refused_by` is one that a guard must refuse: it leaves nothing behind. A step whose task is a case event
presses that event's button.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.case.step import Actor, Step
from mediation.errors import FormInvalid, GuardRefused, MediationError, TaskNotOpen
from mediation.forms.build import proposals
from mediation.forms.context import FormContext
from mediation.forms.encode import encode, ignored_keys
from mediation.forms.spec import FormDefinition
from mediation.law import guards
from mediation.law.codes import TIER_NAMES
from mediation.law.events import EVENTS
from mediation.services import comparison
from mediation.services.case_page import open_case
from mediation.services.coverage import Reached
from mediation.services.fire_timers import fire_case
from mediation.services.office import Office, actor, moment
from mediation.services.raise_case_event import raise_case_event
from mediation.services.register_case import begin_registration, register_case
from mediation.services.standing_in import StandIn
from mediation.services.submit_task import submit_task
from mediation.services.task_page import TaskPage, open_task_page
from mediation.store import timers

# a termination's reason → the event whose button leads there
TERMINATING = {
    "party_refused": "party_refused",
    "withdrawn_self_settled": "withdrawn",
    "withdrawn_other": "withdrawn",
    "official_accepted": "official_accepted",
    "party_dead": "party_changed",
}
OPENED_BY = {
    "E_report": "risk_raised",
    "J_confirm": "confirmation_requested",
    "D_extend": "extension_requested",
    "E_whistle": "help_requested",
    "X_escalate": "escalation_requested",
    "T_assign": "recusal_requested",
    "F_supervise": "breach_reported",
    "S3_mediate_yield": "regretted",
}


@dataclass(slots=True)
class Played:
    """What became of one case of a file: `differences` empty means it came out to the letter."""

    case_id: str
    public_id: str = ""
    path: list[str] = field(default_factory=list)
    final_status: str | None = None
    differences: list[str] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)
    stand_in: StandIn | None = None
    ignored: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing that was compared differs."""
        return not self.differences


def flaw(scenario: Any) -> str | None:
    """What keeps a file's content from being a scenario, None where nothing does."""
    parts = ("orgs", "users", "cases")
    if not isinstance(scenario, Mapping) or not all(isinstance(scenario.get(part), list) for part in parts):
        return "场景文件要有 orgs、users 和 cases 三个列表。"
    for part, wanted in (*_SHAPES.items(), ("steps", _STEP)):
        rows = _steps_of(scenario) if part == "steps" else enumerate(scenario[part], start=1)
        for where, row in rows:
            wrong = [
                key for key, kind in wanted.items() if not isinstance(row, Mapping) or type(row.get(key)) is not kind
            ]
            if wrong:
                return f"{part} 第 {where} 项缺少或写错了 {'、'.join(wrong)}。"
    return None if scenario["cases"] else "cases 里一件案件也没有。"


def _steps_of(scenario: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for case in scenario["cases"]:
        for number, step in enumerate(case["steps"], start=1):
            yield f"{case['case_id']} {number}", step


_SHAPES: dict[str, dict[str, type]] = {
    "orgs": {"org_id": str, "name": str, "tier": str},
    "users": {"user_id": str, "name": str, "roles": list, "org": str},
    "cases": {"case_id": str, "parties": list, "steps": list},
}
_STEP: dict[str, type] = {"task": str, "tier": str, "actor": str, "at": str, "form": dict}


class StepFailed(Exception):
    """A step could not be taken; the text says which and why."""


def play(
    office: Office, case: Mapping[str, Any], steps: int | None = None, reached: Reached | None = None,
    stand_in: StandIn | None = None,
) -> Played:  # fmt: skip
    """Play one case of a scenario file (its first `steps` only, if given) and compare it with `expected`.

    `reached` is told what the case comes to; `stand_in` does what a redrawn method asks and the file does not know.
    """
    played = Played(case["case_id"], stand_in=stand_in)
    chosen = case["steps"][:steps]
    try:
        for number, step in enumerate(chosen, start=1):
            _take(office, case, step, number, played)
            if reached is not None:
                reached.look(office, played.public_id)
                reached.refused(step.get("refused_by", ""))
    except StepFailed as failure:
        played.differences.append(str(failure))
    if played.public_id and steps is None:
        comparison.compare(office, case, played, stand_in.passed if stand_in else ())
    return played


def _take(office: Office, case: Mapping[str, Any], step: Mapping[str, Any], number: int, played: Played) -> None:
    at = datetime.fromisoformat(step["at"])
    where = f"第 {number} 步 {step['task']}({step['tier']},{step['actor']},{step['at']})"
    _let_time_pass(office, played.public_id, clock.localize(at))
    with clock.set_to(at):
        try:
            _submit(office, case, step, played)
        except GuardRefused as error:
            if error.guard == step.get("refused_by"):
                return
            raise StepFailed(f"{where}:守卫 {error.guard} 拒绝:{error.message}") from error
        except (FormInvalid, TaskNotOpen) as error:
            if _guard_says_so(office, step, played.public_id, at):
                return
            if isinstance(error, TaskNotOpen):
                raise StepFailed(f"{where}:{error}") from error
            raise StepFailed(f"{where}:表单不合格 {error.errors}") from error
        except MediationError as error:
            raise StepFailed(f"{where}:{error}") from error
    if "refused_by" in step:
        raise StepFailed(f"{where}:应由守卫 {step['refused_by']} 拒绝,却办成了")


def _let_time_pass(office: Office, public_id: str, until: datetime) -> None:
    """Fire what falls due before an instant, each at its own time."""
    while public_id:
        with office.store.reading() as connection:
            waiting = timers.waiting(connection, public_id)
        due = min((timer.due_at for timer in waiting), default=None)
        if due is None or moment(due) > until:
            return
        with clock.set_to(moment(due)):
            if not fire_case(office, public_id):
                names = "、".join(timer.name for timer in waiting)
                raise StepFailed(f"{moment(due):%Y-%m-%dT%H:%M} 到期的定时器没有触发({names})")


def _submit(office: Office, case: Mapping[str, Any], step: Mapping[str, Any], played: Played) -> None:
    with office.store.reading() as connection:
        who = actor(connection, step["actor"])
    if step["task"] == "T_register":
        _register(office, case, step, who, played)
        return
    if step["task"] in EVENTS:
        _raise(office, who, step["task"], step, played)
        return
    if played.stand_in is not None:
        played.stand_in.pass_own_steps(office, played.public_id, step["task"])
    key = _open_key(office, played.public_id, step) or _raise_implied(office, who, step, played)
    page = open_task_page(office, who, played.public_id, key)
    _refuse_wrong_tier(page, who, step)
    _note_ignored(played, step, ignored_keys(page.definition, step["form"]))
    formdata = as_filled(page.definition, page.context, _whole(played, page.definition, page.context, step["form"]))
    submit_task(office, who, played.public_id, key, formdata, key=uuid.uuid4().hex, shown=page.shown)


def _refuse_wrong_tier(page: TaskPage, who: Actor, step: Mapping[str, Any]) -> None:
    """A step is taken at the tier of its actor's office; who was named from elsewhere acts where the case is.

    A visit belongs to where the case is, though neighbours and those below help with it (领域 11.4).
    """
    own = [tier for tier in page.tiers if tier == who.tier and step["task"] != "F_visit"]
    tiers = own or page.tiers
    if step["tier"] not in tiers:
        raise MediationError(f"这一步由 {who.name} 在{'、'.join(TIER_NAMES[tier] for tier in tiers)}一级办。")


def as_filled(definition: FormDefinition, context: FormContext, form: Mapping[str, Any]) -> MultiDict[str, str]:
    """What a person's browser sends: what the page proposed, overwritten by what the scenario fills in."""
    return encode(definition, context, {**proposals(definition, context), **form})


def _whole(
    played: Played, definition: FormDefinition, context: FormContext, form: Mapping[str, Any]
) -> Mapping[str, Any]:  # fmt: skip
    """A step's answers, with those that only a redrawn form demands, where somebody stands in."""
    return form if played.stand_in is None else played.stand_in.completed(definition, context, dict(form))


def _note_ignored(played: Played, step: Mapping[str, Any], keys: list[str]) -> None:
    played.ignored += [f"{step['task']}.{key}" for key in keys]


def _register(office: Office, case: Mapping[str, Any], step: Mapping[str, Any], who: Actor, played: Played) -> None:
    form = {"parties": case["parties"], **step["form"]}
    opened = begin_registration(office, who)
    keys = ignored_keys(opened.definition, step["form"])
    _note_ignored(played, step, keys)
    formdata = as_filled(opened.definition, opened.context, _whole(played, opened.definition, opened.context, form))
    played.public_id = register_case(office, who, formdata, key=uuid.uuid4().hex).case_id


def _open_key(office: Office, public_id: str, step: Mapping[str, Any]) -> str | None:
    opened = open_case(office, public_id)
    return next((task.key for task in opened.open_tasks if task.task_id == step["task"]), None)


def _raise_implied(office: Office, who: Actor, step: Mapping[str, Any], played: Played) -> str:
    """The task is not open: raise the event its button would, then it must be."""
    event = _implied(step)
    if event is None:
        raise TaskNotOpen(f"{step['task']} 不在待办,也没有按钮能发起它。")
    try:
        _raise(office, who, event, step, played)
    except TaskNotOpen as refused:
        raise TaskNotOpen(f"{step['task']} 不在待办,现在也不能发起“{event}”:{refused}") from refused
    key = _open_key(office, played.public_id, step)
    if key is None:
        raise TaskNotOpen(f"发起“{event}”之后 {step['task']} 仍不在待办。")
    return key


def _raise(office: Office, who: Actor, event: str, step: Mapping[str, Any], played: Played) -> None:
    """Press the button of an event, with what the step says of it."""
    page = open_case(office, played.public_id)
    definition = page.models.forms.get(event)
    formdata = as_filled(definition, page.context(who, event), step["form"]) if definition else MultiDict()
    raise_case_event(office, who, played.public_id, event, formdata, key=uuid.uuid4().hex)


def _guard_says_so(office: Office, step: Mapping[str, Any], public_id: str, at: datetime) -> bool:
    """Whether the guard that should refuse a step does, though the diagram or the form was faster to say no."""
    if "refused_by" not in step:
        return False
    with office.store.reading() as connection:
        who = actor(connection, step["actor"])
    case = open_case(office, public_id).case if public_id else begin_registration(office, who).work.case
    asked = Step(step["task"], who, case.tier, case.org, clock.localize(at), dict(step["form"]), office.settings())
    return any(refused.guard == step["refused_by"] for refused in guards.problems(case, asked))


def _implied(step: Mapping[str, Any]) -> str | None:
    if step["task"] == "T_terminate":
        return TERMINATING.get(step["form"].get("reason_code", ""))
    return OPENED_BY.get(step["task"])


def play_file(
    office: Office, scenario: Mapping[str, Any], only: tuple[str, ...] = (), reached: Reached | None = None
) -> Iterator[Played]:
    """Play the cases of a scenario file (those named in `only`, else all), one after the other."""
    for case in scenario["cases"]:
        if not only or case["case_id"] in only:
            yield play(office, case, reached=reached)

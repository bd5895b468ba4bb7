"""Use case: something happens to a case at any moment (案件事件): a refusal, a withdrawal, a danger seen.

Interrupting events are BPMN messages that the running talk catches; the others start a called process of their own
beside it, once per press.
"""

from dataclasses import dataclass, replace
from typing import Any

from mediation.case.record_events import record_event, succeeded
from mediation.case.record_steps import take_back
from mediation.case.step import Actor, Step
from mediation.errors import FormInvalid, NotAllowed, NotFound, TaskNotOpen
from mediation.forms.build import bind_form
from mediation.forms.words import FormData
from mediation.law import events, guards, policy
from mediation.law.events import BESIDE, INTERRUPTING, NOTED
from mediation.law.guards_ending import withdrawn_by_applicant
from mediation.services import case_context
from mediation.services.after_step import what_next
from mediation.services.beside import rest_may_go_up, send_rest_up
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds
from mediation.services.sent_back import comes_back_to, forget_half_reviews
from mediation.services.submit_task import Answer, refuse, same_answer
from mediation.services.succeed_party import succeed_party
from mediation.services.work import AlreadyAnswered, Press, Work
from mediation.store import cases, drafts, receipts
from mediation.store.db import Connection


@dataclass(slots=True)
class _Raising:
    actor: Actor
    event: str
    values: dict[str, Any]
    was: str
    key: str
    form_digest: str
    answer: Answer


def possible_events(work: Work, actor: Actor) -> list[str]:
    """The events this person could raise on the case as it stands."""
    running = [name for name in INTERRUPTING if work.instance.can_receive(name) and _may_come(work, name)]
    beside = [name for name in BESIDE if _possible(work, name)]
    noted = [name for name in NOTED if events.possible(name, work.case, work.at.date())]
    return [name for name in (*running, *beside, *noted) if policy.may_raise(actor, name, work.case)]


def _may_come(work: Work, event: str) -> bool:
    return event != "assigned_down" or events.may_go_down(work.case)


def _possible(work: Work, event: str) -> bool:
    """By the facts, and what is asked of the talk only while the talk is on."""
    drawn = BESIDE[event][0] in work.models.bundle.processes
    if not drawn or not events.possible(event, work.case, work.at.date()):
        return False
    if event == "sent_back":
        return any(task.task_id == "C_close" for task in work.tasks())
    if event == "confirmation_requested":
        return _open(work, event) < events.at_once(event, work.case)
    if event == "escalation_requested":
        return work.instance.can_receive(events.ANSWERED) or rest_may_go_up(work)
    return event not in events.OF_THE_TALK or any(work.instance.can_receive(name) for name in INTERRUPTING)


def raise_case_event(office: Office, actor: Actor, case_id: str, event: str, formdata: FormData, *, key: str) -> Answer:
    """Raise a case event with its short form.

    Raises:
        NotFound, NotAllowed, TaskNotOpen (the event cannot come now), FormInvalid, GuardRefused, ModelLoop, Busy.
    """

    def act(work: Work) -> _Raising:
        return take_event(work, actor, event, formdata, key)

    def tell(work: Work, done: _Raising) -> None:
        done.answer = replace(done.answer, after=what_next(work, actor, event))

    try:
        return change(office, case_id, act, _write, Press(actor.id, key), tell).answer
    except AlreadyAnswered as earlier:
        return same_answer(earlier)
    except NotAllowed:
        refuse(office, actor, "raise_case_event", f"{case_id} {event}")
        raise


def take_event(work: Work, actor: Actor, event: str, formdata: FormData, key: str) -> _Raising:
    """Raise the event in memory.

    Raises:
        NotFound, NotAllowed, TaskNotOpen, FormInvalid, GuardRefused, ModelLoop.
    """
    case = work.case
    if not policy.in_scope(actor, case) or event not in events.EVENTS:
        raise NotFound("没有找到这件纠纷。")
    if not policy.may_raise(actor, event, case):
        raise NotAllowed("这件事不归您发起。谁在办,请看案件页。")
    work.fire_due(work.at)
    values, digest = _values(work, actor, event, formdata)
    step = Step(event, actor, case.tier, case.org, work.at, values, work.office.settings())
    guards.check(case, step)
    if event == "withdrawn":
        # the talk is interrupted by who may withdraw, not by whoever says so
        withdrawn_by_applicant(case, step)
    _refuse_untimely(work, event)
    if event == "assigned_down":
        _refuse_elsewhere(work, values)
    was = work.open_tasks()
    record_event(case, step)
    if event == "sent_back":
        comes_back_to(work, actor)
    _carry_out(work, event, values)
    work.cause = event
    return _Raising(actor, event, values, was, key, digest, Answer(work.row.public_id, event))


def _carry_out(work: Work, event: str, values: dict[str, Any]) -> None:
    """What an event does to the diagrams; one that is only noted moves nothing but its term."""
    if event in NOTED:
        return
    if event == "escalation_requested" and rest_may_go_up(work):
        send_rest_up(work)
    elif event in BESIDE:
        work.instance.begin_beside(BESIDE[event][0], work.routing())
    elif succeeded(event, values):
        _begin_anew(work, event)
    else:
        _interrupt(work, event)


def _values(work: Work, actor: Actor, event: str, formdata: FormData) -> tuple[dict[str, Any], str]:
    definition = work.models.forms.get(event)
    if definition is None:
        return {}, ""
    bound = bind_form(definition, case_context.form_context(work, actor, event), formdata)
    missing = _unnamed(event, bound.values)
    if bound.errors or missing:
        raise FormInvalid({**missing, **bound.errors})
    return bound.values, definition.digest


def _unnamed(event: str, values: dict[str, Any]) -> dict[str, list[str]]:
    """Who takes whose place has to be known where somebody does."""
    asked = {"party": "请选是哪一位当事人。", "successor_name": "请填写接着参加的人的姓名。"}
    if not succeeded(event, values):
        return {}
    return {field: [words] for field, words in asked.items() if not values.get(field)}


def _interrupt(work: Work, event: str) -> None:
    if not work.instance.can_receive(event):
        raise TaskNotOpen("现在不能这样办:调解还没开始,或协议已经生效。")
    work.case.cooling_until = None
    if event == "regretted":
        take_back(work.case)
    work.instance.receive(event, work.routing())
    if INTERRUPTING[event] in ("T_terminate", "T_assign"):
        work.instance.end_beside(events.TALK_PROCESSES)


def _begin_anew(work: Work, event: str) -> None:
    """Somebody stands in a party's place: the talk, where there was one, goes back to asking everybody's will."""
    if not work.instance.can_receive(event):
        raise TaskNotOpen("现在不能这样办:调解还没开始,或协议已经生效。")
    work.instance.end_beside(events.TALK_PROCESSES - {"extension"})
    if work.instance.can_receive(events.REPLACED):
        work.instance.receive(events.REPLACED, work.routing())
    work.instance.set_variables(work.routing())


def _refuse_elsewhere(work: Work, values: dict[str, Any]) -> None:
    """A township gives to one of its own villages; which they are, the office's tree says."""
    org = work.office.directory().orgs.get(str(values.get("to_org")))
    if org is None or org.tier != "village" or org.parent_id != work.case.org:
        raise FormInvalid({"to_org": ["请选本镇的一个村调委会。"]})


def _refuse_untimely(work: Work, event: str) -> None:
    if event in NOTED and not events.possible(event, work.case, work.at.date()):
        raise TaskNotOpen("现在还不能这样办,请看案件页上的说明。")
    if not _may_come(work, event):
        raise TaskNotOpen("这件不能下派:下派的是直接到镇的简单、一般纠纷,没有红色风险,也还没有谈成。")
    if event not in BESIDE:
        return
    if 0 < events.at_once(event, work.case) <= _open(work, event):
        raise TaskNotOpen("同样的事已经在办,请先办完那一件。")
    if not _possible(work, event):
        raise TaskNotOpen("现在还不能这样办,请看案件页上的说明。")


def _open(work: Work, event: str) -> int:
    """How many of what an event leads to are open now."""
    return sum(one.task_id == BESIDE[event][1] for one in work.instance.open_tasks())


def _write(connection: Connection, work: Work, done: _Raising) -> None:
    work.note(done.actor, "event", done.event, done.was, canonical_json(done.values), done.form_digest)
    text = f"{done.answer.case_id} {done.event}"
    receipts.give_answer(connection, done.actor.id, done.key, work.row.id, text, milliseconds(work.at))
    drafts.drop(connection, done.actor.id, work.row.id, done.event)
    if done.event == "sent_back":
        forget_half_reviews(connection, work)
    if done.values:
        _keep_words(connection, work, done)


def _keep_words(connection: Connection, work: Work, done: _Raising) -> None:
    cases.add_event_form(
        connection,
        {
            "case_id": work.row.id, "seq": len(work.case.raised), "event": done.event, "actor_id": done.actor.id,
            "at": milliseconds(work.at), "sealed": work.row.key.seal(done.values),
        },
    )  # fmt: skip
    if succeeded(done.event, done.values):
        succeed_party(connection, work, done.values)

"""Use case: a person completes an open task with its form. The straight line of the whole product."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mediation import clock
from mediation.case import dossier, handing, numbers
from mediation.case.computed import computed
from mediation.case.facts import Case
from mediation.case.own_words import OWN
from mediation.case.record import lacking, record
from mediation.case.step import Actor, Step
from mediation.errors import FormInvalid, NotAllowed, NotFound, StaleTask, TaskClaimed, TaskNotOpen
from mediation.forms.build import BoundForm, bind_form
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.forms.words import FormData
from mediation.law import guards, numbering, policy
from mediation.services import case_context, risk_reasons
from mediation.services.after_step import After, what_next
from mediation.services.beside import settle_beside
from mediation.services.case_work import canonical_json, change
from mediation.services.claims import acting_for, refuse_claimed
from mediation.services.departments import told_of_handing
from mediation.services.directory import Directory
from mediation.services.drafts import place_of_handed_in
from mediation.services.keep_files import KeptFile, keep_files, write_files
from mediation.services.late_entry import set_back
from mediation.services.office import Office, milliseconds
from mediation.services.work import AlreadyAnswered, Press, Work
from mediation.store import absences, cases, drafts, outbox, people, receipts
from mediation.store import numbers as series
from mediation.store.db import Connection


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person is told: which case, which task, and whether it is the answer to an earlier press.

    `after` says what comes next, where the case was at hand.
    """

    case_id: str
    task: str
    again: bool = False
    warnings: list[tuple[str, str]] = field(default_factory=list)
    after: After | None = None


@dataclass(slots=True)
class Submission:
    """A step that was taken in memory and waits to be written."""

    step: Step
    values: dict[str, Any]
    was: str
    form_digest: str
    key: str
    task_key: str
    answer: Answer
    files: list[KeptFile] = field(default_factory=list)
    prepared_by: str = ""
    standing_for: str = ""
    late: str = ""


def submit_task(
    office: Office, actor: Actor, case_id: str, task_key: str, formdata: FormData, *, key: str, shown: str = ""
) -> Answer:
    """Complete the open task `task_key` of a case with what the form sent.

    `_happened` and `_why` among it say when it took place, where that was earlier (补录). `key` makes the press
    idempotent (per person); `shown` is what the form page said it showed.

    Raises:
        NotFound, NotAllowed, StaleTask, TaskNotOpen, FormInvalid, GuardRefused, ModelLoop, Busy: nothing was saved.
    """

    def act(work: Work) -> Submission:
        return _act(work, actor, task_key, formdata, key, shown)

    def tell(work: Work, done: Submission) -> None:
        done.answer = replace(done.answer, after=what_next(work, actor, done.step.task))

    try:
        return change(office, case_id, act, write_submission, Press(actor.id, key), tell).answer
    except AlreadyAnswered as earlier:
        return same_answer(earlier)
    except NotAllowed:
        refuse(office, actor, "submit_task", f"{case_id} {task_key}")
        raise


def same_answer(earlier: AlreadyAnswered) -> Answer:
    """What the first press was told."""
    case_id, task = earlier.text.split(" ")
    return Answer(case_id, task, again=True)


def refuse(office: Office, actor: Actor, action: str, subject: str) -> None:
    """Keep that somebody tried what they may not do."""
    with office.store.writing() as connection:
        people.log_access(connection, actor.id, action, subject, "refused", milliseconds(case_context.now()))


def _act(work: Work, actor: Actor, task_key: str, formdata: FormData, key: str, shown: str) -> Submission:
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    work.fire_due(work.at)
    task = task_of(work, task_key)
    if not policy.may(actor, task, work.case, work.models.role(task)):
        raise NotAllowed("这一步不归您办。谁来办,请看案件页。")
    if work.case.claims:
        refuse_claimed(work.case, actor, task_key, work.office.directory())
    given = handing.entrusted(work.case, task_key)
    if given is not None and handing.awaited(work.case, task_key, actor.id) is not None:
        raise TaskClaimed("这一步是委派您代办的:填好以后请按“办好,交回”。")
    standing_for = acting_for(actor, work.case, task, task_key, work.models.role(task))
    definition = work.models.form(task)
    context = case_context.form_context(work, actor, task)
    changed = case_context.changed_since(shown, context)
    if changed:
        raise StaleTask(f"您打开这张表之后,{changed}有了变化。请核对后再交,您填的内容都还在。")
    late = set_back(work, task, formdata)
    bound, kept = bind_whole(work, definition, context, formdata)
    answer = Answer(work.row.public_id, task, warnings=bound.warnings)
    done = take_step(work, actor, task, task_key, bound.values, definition.digest, key, answer)
    done.files, done.prepared_by = kept, given.to if given is not None else ""
    done.standing_for, done.late = standing_for, late
    if late:
        work.case.papers["statement"] = 1
    return done


def bind_whole(
    work: Work, definition: FormDefinition, context: FormContext, formdata: FormData
) -> tuple[BoundForm, list[KeptFile]]:
    """What a form sent, fit to go on, and its files, safe on disk.

    Raises:
        FormInvalid: with all that is to be mended.
    """
    bound = bind_form(definition, context, formdata)
    uploaded = bound.files if bound.ok else {}
    kept, trouble = keep_files(work.office, work.row.key, uploaded, _with_sound(definition, bound))
    if bound.errors or trouble:
        raise FormInvalid({**bound.errors, **trouble})
    return bound, kept


def _with_sound(definition: FormDefinition, bound: BoundForm) -> set[str]:
    """Where the form asks for a recording besides photos."""
    asked = ((path, definition.find(path)) for path in bound.files)
    return {path for path, spec in asked if spec is not None and "audio" in spec.accept}


def task_of(work: Work, task_key: str) -> str:
    """The id of an open task by its key.

    Raises:
        TaskNotOpen: it is done, taken back, or not due yet.
    """
    for task in work.tasks():
        if task.key == task_key:
            return task.task_id
    raise TaskNotOpen("这一步已经有人办过,或现在还不能办。请看案件页上的最新情况。")


def take_step(
    work: Work, actor: Actor, task: str, task_key: str, values: Mapping[str, Any], digest: str, key: str,
    answer: Answer,
) -> Submission:  # fmt: skip
    """Check the guards, note the facts and let the engine take the step, all in memory.

    Raises:
        GuardRefused, FormInvalid (its form does not ask for what every such step must say), ModelLoop.
    """
    step = judged(work, actor, task, values)
    was = work.open_tasks()
    record(work.case, step)
    if task == "T_assign":
        note_strangers(work)
    work.instance.complete(task_key, {**work.models.choices(task, step.values), **work.routing()})
    settle_beside(work, task)
    work.cause = task
    return Submission(step, step.values, was, digest, key, task_key, answer)


def judged(work: Work, actor: Actor, task: str, values: Mapping[str, Any]) -> Step:
    """A step with what the system computes for it, fit to be taken; the case is not changed.

    Raises:
        GuardRefused, FormInvalid.
    """
    case, settings = work.case, work.office.settings(work.then.date())
    plain = Step(task, actor, case.tier, case.org, work.then, dict(values), settings)
    whole, name = {**values, **computed(case, plain)}, work.office.directory().org_name
    step = Step(task, actor, case.tier, case.org, work.then, whole, settings, name)
    guards.check(case, step)
    risk_reasons.heed(work.models, case, step)
    if unsaid := lacking(step):
        raise FormInvalid({name: ["这一步少不了这一项;表单里没有的,请找管理员补上。"] for name in unsaid})
    return step


def note_strangers(work: Work) -> None:
    """Whose people those are who mediate here from another committee.

    Who mediates jointly and is nobody of this system is named in the submission, under its key; not in the facts.
    """
    directory, episode = work.office.directory(), work.case.episode
    ours = {*directory.people, *directory.orgs}
    episode.co_mediators = [who if who in ours else OWN for who in episode.co_mediators]
    named = [who for who in (*episode.mediators, *episode.co_mediators) if who in ours]
    homes = {who: directory.people[who].org if who in directory.people else who for who in named}
    episode.homes = {who: org for who, org in homes.items() if org != episode.org}
    episode.joint = joint_committees(work.case, directory)


def joint_committees(case: Case, directory: Directory) -> list[str]:
    """The committees that mediate together with the case's own (人民调解委员会组织条例 7).

    Across villages whoever was named to mediate along brings theirs, and one that joins as a whole is one; who comes
    from a tier below or above only helps.
    """
    episode, own = case.episode, directory.orgs.get(case.seal_org)
    found = []
    for who in episode.co_mediators:
        home = directory.orgs.get(episode.homes.get(who, ""))
        if home is not None and not home.has_seal:  # a group has none: its village's is used
            home = directory.orgs.get(home.parent_id or "")
        along = case.is_cross_region or episode.homes.get(who) == who
        if along and home is not None and own is not None and home.tier == own.tier and home.id != own.id:
            found.append(home.id)
    return list(dict.fromkeys(found))


def write_submission(connection: Connection, work: Work, done: Submission) -> None:
    """Take the numbers, keep what was entered, its history entry and the answer."""
    take_numbers(connection, work, done)
    dossier.enclose(work.case, [one.field for one in done.files])
    payload, at, then = canonical_json(done.values), milliseconds(work.at), done.step.at
    if done.standing_for:
        note_deputy(connection, work, done)
    if done.late:
        work.note(done.step.actor, "recorded_later", done.step.task, "", b"", after=done.late)
    work.note(done.step.actor, _action(done), done.step.task, done.was, payload, done.form_digest, at=then)
    cases.add_submission(
        connection,
        {
            "case_id": work.row.id, "seq": len(work.case.done), "task": done.step.task, "tier": done.step.tier,
            "actor_id": done.step.actor.id, "at": milliseconds(then), "sealed": work.row.key.seal(done.values),
        },
    )  # fmt: skip
    if done.step.task == "H_handoff" and done.step.get("dept"):
        directory = work.office.directory()
        outbox.put(connection, told_of_handing(directory, work.case, work.row.id, done.step.values["dept"], at))
    text = f"{done.answer.case_id} {done.answer.task}"
    receipts.give_answer(connection, done.step.actor.id, done.key, work.row.id, text, at)
    write_files(connection, work, done.step.task, done.files)
    drafts.drop(connection, done.step.actor.id, work.row.id, done.task_key)
    if done.prepared_by:
        for place in (done.task_key, place_of_handed_in(done.task_key)):
            drafts.drop(connection, done.prepared_by, work.row.id, place)


def note_deputy(connection: Connection, work: Work, done: Submission) -> None:
    """Who stood in for whom; asked anew in this very transaction, for the absence may have ended since the press.

    Raises:
        NotAllowed.
    """
    person, today = done.step.actor, clock.today().isoformat()
    if done.standing_for not in absences.stood_for(connection, person.id, today):
        raise NotAllowed("代办已经结束,这一步由本人来办。")
    work.note(person, "stood_in", done.step.task, "", b"", after=done.standing_for)


def _action(done: Submission) -> str:
    return "registered" if done.step.task == "T_register" else "submitted"


def take_numbers(connection: Connection, work: Work, done: Submission) -> None:
    """Take the serial numbers the step needs, inside the transaction that uses them."""
    for wanted in numbers.wanted(work.case, done.step):
        seq = series.take(connection, wanted.org, wanted.year, wanted.kind)
        abbr = work.office.directory().orgs[wanted.org].abbr or ""
        numbers.give(work.case, done.values, wanted.kind, numbering.format_number(wanted.kind, wanted.year, abbr, seq))
    numbers.settle(work.case, done.step, done.values)

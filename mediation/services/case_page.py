"""Use case: look at one case: who, where it stands, what comes next, what has happened."""

from dataclasses import dataclass, field
from typing import Any

from mediation.case import dossier, outcome
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.engine.instance import OpenTask
from mediation.errors import NotFound
from mediation.forms.context import FormContext
from mediation.law import auditing, codes, policy, visibility
from mediation.law import calls as call_rules
from mediation.law.guarding import turn
from mediation.services import case_context, risk_reasons, sentences, timekeeping
from mediation.services.case_files import FileLine, files_of
from mediation.services.four_steps import Stop, way_of
from mediation.services.handing_words import whom
from mediation.services.library import Models
from mediation.services.looking import note_look
from mediation.services.next_steps import NextStep, in_order, next_step
from mediation.services.office import Office
from mediation.services.parties_say import Talk, talks
from mediation.services.raise_case_event import possible_events
from mediation.services.sent_back import returned_with
from mediation.services.team import Team, team_of
from mediation.services.terms_page import TermLine, terms_of
from mediation.services.work import Work, open_work
from mediation.store import audits, history, incidents
from mediation.store.db import Connection


@dataclass(slots=True)
class OpenCase:
    """A case read for display; nothing here can change it."""

    work: Work = field(repr=False)
    open_tasks: list[OpenTask]

    @property
    def case(self) -> Case:
        """Its facts."""
        return self.work.case

    @property
    def models(self) -> Models:
        """The bundle it runs on."""
        return self.work.models

    def context(self, actor: Actor, task: str) -> FormContext:
        """What a form of this case must know."""
        return case_context.form_context(self.work, actor, task)


def open_case(office: Office, case_id: str) -> OpenCase:
    """Read a case.

    Raises:
        NotFound: there is none.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    return OpenCase(work, work.tasks())


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as the page shows it: identity and telephone masked."""

    role: str
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, as a sentence."""

    at: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the case page says."""

    case_id: str
    title: str
    numbers: list[str]
    standing: str
    deadline: str | None
    parties: list[PartyLine]
    next_steps: list[NextStep]
    waiting: list[str]
    events: list[tuple[str, str]]
    timeline: list[TimelineEntry]
    papers: list[str]
    missing_papers: list[str]
    risk_color: str
    risk_name: str
    risk_because: list[str]
    incidents: list[str]
    way: list[Stop]
    files: list[FileLine]
    talks: list[Talk]
    reveals: bool
    reads_papers: bool
    notes: list[str]
    team: Team
    terms: list[TermLine]
    calls: bool
    may_call: bool
    findings: tuple[int, int] | None
    tells_access: bool


def view_case(office: Office, actor: Actor, case_id: str) -> CaseView:
    """The case page for this person.

    Raises:
        NotFound: no such case, or out of this person's scope.
    """
    opened = open_case(office, case_id)
    work, case = opened.work, opened.case
    try:
        if not policy.in_scope(actor, case):
            raise NotFound("没有找到这件纠纷。")
        with office.store.reading() as connection:
            view = _view(connection, actor, opened)
    finally:
        work.instance.release()
    note_look(office, actor, case_id, "case_opened")
    return view


def _view(connection: Connection, actor: Actor, opened: OpenCase) -> CaseView:
    work, case = opened.work, opened.case
    names = {task: item.name for task, item in opened.models.bundle.user_tasks.items()}
    rows = case_context.party_names(work)
    waiting = timekeeping.engine_timers(work)
    final = outcome.final_status(case)
    open_tasks = tuple(task.task_id for task in opened.open_tasks)
    doable = in_order(work, work.doable())
    whole = visibility.names_in_full(actor, case, open_tasks)
    parties = [_party_line(party.role, rows.get(party.id, {}), whole) for party in case.parties]
    sides = [(party.role, line.name) for party, line in zip(case.parties, parties, strict=True)]
    return CaseView(
        case_id=case.id,
        title=sentences.title(sides, case.dispute_type),
        numbers=[number for number in (case.volume_no, case.register_no) if number],
        standing=sentences.standing(case, [task.task_id for task in doable], waiting, names, final),
        deadline=sentences.deadline(case),
        parties=parties,
        next_steps=[next_step(work, actor, task, names) for task in doable],
        waiting=[f"{sentences.timer_name(timer.name)}:{sentences.day(timer.due)}" for timer in waiting],
        events=[(event, sentences.event(event, case)) for event in possible_events(work, actor)],
        timeline=_timeline(connection, work, names),
        papers=dossier.as_listed(dossier.so_far(case)),
        missing_papers=_missing(case),
        risk_color=case.risk_color,
        risk_name=codes.RISK_COLORS[case.risk_color],
        risk_because=_because(opened) if visibility.reads_record(actor, case) else [],
        incidents=[sentences.at_time(row.at) for row in incidents.of_case(connection, work.row.id)],
        way=_way(opened),
        files=files_of(connection, work, names) if visibility.reads_record(actor, case) else [],
        talks=talks(connection, work, actor, names),
        reveals=visibility.reveals(actor, case),
        reads_papers=visibility.reads_record(actor, case),
        notes=[*returned_with(connection, work, actor), *_notes(work)],
        team=team_of(work, actor),
        terms=terms_of(work),
        calls=_calls(actor, case, open_tasks),
        may_call=_may_call(actor, case, open_tasks),
        findings=_findings(connection, actor, work),
        tells_access=auditing.audits(actor) or visibility.reads_record(actor, case),
    )


def _findings(connection: Connection, actor: Actor, work: Work) -> tuple[int, int] | None:
    """How many findings of auditors there are, and how many of them stand; None for who does not see them."""
    if not auditing.sees_findings(actor, work.case):
        return None
    found = audits.findings(connection, work.row.id)
    return len(found), sum(row.state != "closed" for row in found)


def _because(opened: OpenCase) -> list[str]:
    """The signs that made the case yellow or red; none for a blue or a settled one."""
    if opened.case.risk_color not in ("yellow", "red"):
        return []
    return [reason.why for reason in risk_reasons.of_case(opened.models, opened.case)]


def _calls(actor: Actor, case: Case, open_tasks: tuple[str, ...]) -> bool:
    """Whether there are calls to departments to look at, or to make."""
    return _may_call(actor, case, open_tasks) or (bool(case.calls) and visibility.reads_record(actor, case))


def _may_call(actor: Actor, case: Case, open_tasks: tuple[str, ...]) -> bool:
    return "E_whistle" in open_tasks and call_rules.may_call(actor, case)


def _missing(case: Case) -> list[str]:
    """What the file lacks, once it is known how the case ends: nobody is told of a notice that may never be due."""
    ends = case.agreement is not None or case.terminations or outcome.rejected(case)
    return dossier.missing(case) if ends else []


def _way(opened: OpenCase) -> list[Stop]:
    """Where the case stands on its way; none for one that ended beside it (refused, handed off)."""
    if opened.case.terminations or opened.case.handoffs:
        return []
    return way_of([task.task_id for task in opened.open_tasks], [step.task for step in opened.case.done])


def _notes(work: Work) -> list[str]:
    """What to bear in mind: a regret, whose seals are wanted, whose term of office has ended; nothing stops for it."""
    directory, case = work.office.directory(), work.case
    named = [directory.people[one] for one in turn(case).mediators if one in directory.people]
    late = [person for person in named if person.served_out(work.at.date())] if not case.archived_at else []
    said = [sentences.REGRETTED] if case.regretted and not case.archived_at else []
    joint = turn(case).joint if not case.agreement and work.office.settings().joint_seals else []
    if joint:
        whose = "、".join(directory.org_name(org) for org in (case.seal_org, *joint))
        said.append(f"这件是几个调委会共同调解的,谈成以后,协议要盖{whose}的章。")
    return said + [
        f"{person.name}的任期到 {person.term_until} 已满。手上的这件可以接着办完,也可以另选调解员。" for person in late
    ]


def _party_line(role: str, row: dict[str, Any], whole: bool) -> PartyLine:
    name = str(row.get("name") or "(未登记姓名)")
    if not whole:
        masked = visibility.masked_name(name, case_context.is_natural(row))
        return PartyLine(codes.PARTY_ROLES.get(role, "当事人"), masked, "")
    details = [str(row.get(key)) for key in ("gender", "birth") if row.get(key)]
    for key, words, mask in _MASKED:
        if row.get(key):
            details.append(f"{words} {mask(str(row[key]))}".strip())
    return PartyLine(codes.PARTY_ROLES.get(role, "当事人"), name, " · ".join(details))


_MASKED = (
    ("phone", "电话", visibility.masked_phone),
    ("id_no", "证件", visibility.masked_identity),
    ("address", "", visibility.masked_address),
)


def _timeline(connection: Connection, work: Work, names: dict[str, str]) -> list[TimelineEntry]:
    directory = work.office.directory()
    return [
        TimelineEntry(
            sentences.both_times(row.at, row.recorded_at) if row.action == "submitted" else sentences.at_time(row.at),
            sentences.entry(row, directory.name(row.actor_id), names, whom(row, directory)),
        )
        for row in reversed(history.of_case(connection, work.row.id))
    ]


def latest(office: Office, actor: Actor, case_id: str, most: int = 3) -> list[TimelineEntry]:
    """What happened last to a case, newest first.

    Raises:
        NotFound: no such case, or out of this person's scope.
    """
    return view_case(office, actor, case_id).timeline[:most]

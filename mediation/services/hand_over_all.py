"""Use case: somebody leaves (离职转办): all that is in their hands goes to others in one act, and the account ends.

Done by who leads the committee, for whom these cases are (administrators see no case), after having looked at it all.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mediation import clock
from mediation.case import handing as facts
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.law import handing as law
from mediation.law import policy, visibility
from mediation.services import sentences
from mediation.services.administering import note
from mediation.services.case_context import party_names
from mediation.services.case_work import canonical_json
from mediation.services.case_work_many import change_many
from mediation.services.claims import could_take
from mediation.services.directory import Person
from mediation.services.handing import HandingRefused
from mediation.services.keep_absence import parents_of
from mediation.services.manage_people import not_the_last
from mediation.services.office import Office, milliseconds
from mediation.services.work import Work, open_work
from mediation.store import absences, accounts, drafts, hands, outbox, people
from mediation.store.db import Connection
from mediation.store.outbox import Matter

BACK = "-"


@dataclass(frozen=True, slots=True)
class CaseToGive:
    """A case in the hands of who leaves: `what` of it is theirs, and who could have it; `must` be given to somebody."""

    case_id: str
    title: str
    what: list[str]
    takers: list[Person]
    must: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What somebody leaves behind; `takers` are those who could have all or most of it."""

    person: Person
    cases: list[CaseToGive]
    takers: list[Person]


@dataclass(slots=True)
class _Part:
    at_table: bool
    claimed: list[tuple[str, str, str]] = field(default_factory=list)  # key, task, role
    typed: bool = False
    left_to: bool = False


def leaving_page(office: Office, actor: Actor, person_id: str) -> Leaving:
    """What somebody would leave behind.

    Raises:
        NotFound, NotAllowed.
    """
    person, directory = _led(office, actor, person_id), office.directory()
    found = []
    with office.store.reading() as connection:
        typed = drafts.cases_of(connection, person.id)
        for case_id in sorted(_concerned(connection, person.id)):
            work = open_work(office, connection, case_id)
            try:
                part = _part(work, person.id, case_id in typed)
                if part is not None:
                    found.append(_to_give(work, actor, person, part))
            finally:
                work.instance.release()
    able = {taker.id for one in found for taker in one.takers}
    takers = [one for one in directory.staff.get(person.org, ()) if one.id != person.id and one.id in able]
    return Leaving(person, found, takers or [directory.people[who] for who in sorted(able)])


def hand_over_all(office: Office, actor: Actor, person_id: str, to: str, chosen: Mapping[str, str]) -> int:
    """Give everything to `to`, but for the cases for which somebody else is `chosen` by public id (`-`: nobody, back to
    the committee); end the account. Gives how many cases.

    Raises:
        NotFound, NotAllowed, HandingRefused (with the case for which nobody can be found), Busy: nothing was saved.
    """
    person = _led(office, actor, person_id)
    with office.store.reading() as connection:
        ids = sorted(_concerned(connection, person.id))
        typed = drafts.cases_of(connection, person.id)
    given: dict[str, str] = {}

    def act(work: Work) -> str:
        part = _part(work, person.id, work.row.public_id in typed)
        return "" if part is None else _give(work, actor, person, part, chosen.get(work.row.public_id) or to)

    def write(connection: Connection, work: Work, taker: str) -> None:
        if taker:
            comes = "" if taker == BACK else taker
            payload = canonical_json({"before": person.id, "after": comes})
            work.note(actor, "taken_over", "", person.id, payload, after=comes)
            work.cause = "taken_over"
            given[work.row.public_id] = comes
            if comes:
                drafts.hand_on(connection, work.row.id, person.id, comes)

    def finish(connection: Connection) -> None:
        row = people.find(connection, person.id)
        if row is None or not row.active:
            raise NotFound("这个账号已经停用,转办已经办过了。")
        if _concerned(connection, person.id) - set(ids):
            raise HandingRefused("刚才又有新的事到了他手上。请再看一遍,再办一次。")
        _end(connection, actor, person, Counter(who for who in given.values() if who))

    change_many(office, ids, act, write, finish)
    office.forget_settings()
    return len(given)


def _end(connection: Connection, actor: Actor, person: Person, told: Mapping[str, int]) -> None:
    """The account ends, with its sessions and absences; each who takes over is told once."""
    now = milliseconds(clock.now())
    not_the_last(connection, person.id)
    people.end_sessions(connection, person.id)
    accounts.change(connection, person.id, {"active": False})
    absences.end_all_of(connection, person.id, now)
    note(connection, actor.id, "account_left", person.id)
    key = f"took_over:{person.id}:{now}"
    outbox.put(
        connection, [Matter(f"{key}:{who}", "took_over", None, who, "", str(many), now) for who, many in told.items()]
    )


def _led(office: Office, actor: Actor, person_id: str) -> Person:
    directory = office.directory()
    person = directory.people.get(person_id)
    if person is None or not law.leads(actor, person.org, parents_of(directory)):
        if person is None and actor.roles & {"committee_director", "reviewer"}:
            raise NotFound("没有这个人。")
        raise NotAllowed("离职转办由本单位或上级的负责人来办。")
    if person.id == actor.id:
        raise NotAllowed("自己离任,请上级或另一位负责人来办。")
    if not person.active:
        raise NotFound("这个账号已经停用,转办已经办过了。")
    return person


def _concerned(connection: Connection, person: str) -> set[str]:
    return hands.running_of(connection, person) | drafts.cases_of(connection, person)


def _part(work: Work, person: str, typed: bool) -> _Part | None:
    """What of a case is in somebody's hands; None where nothing is."""
    case = work.case
    part = _Part(law.mediates(person, case) and not law.over(case), typed=typed and not case.archived_at)
    for task in work.tasks():
        given = facts.entrusted(case, task.key)
        if case.claims.get(task.key) == person or (given is not None and given.by == person):
            part.claimed.append((task.key, task.task_id, work.models.role(task.task_id)))
    if case.confidential_level != "normal" and case.archived_at is None:
        people = work.office.directory().people
        others = [who for who in policy.took_part(case) - {person} if who in people and people[who].active]
        part.left_to = person in policy.took_part(case) and not others
    return part if part.at_table or part.claimed or part.typed or part.left_to else None


def _takers(work: Work, actor: Actor, person: Person, part: _Part) -> list[Person]:
    directory, case = work.office.directory(), work.case
    everyone = (directory.taker(who, work.at.date()) for who in directory.people if who != person.id)
    known = [one for one in everyone if one is not None]
    last = law.reviewers(known, case)
    able = [one.id for one in known if _could_take_over(one, actor, case, part)]
    if part.at_table and len(last) == 1:
        able = [who for who in able if who not in last]
    return [directory.people[who] for who in able]


def _could_take_over(one: Actor, actor: Actor, case: Case, part: _Part) -> bool:
    """Whether somebody may have what was another's: at the table, the claimed steps; a restricted case stays with
    those who have it, or goes to the head who hands it over (the committee names who mediates, 人民调解法 19)."""
    if policy.recused(one.id, case) or one.roles & policy.ADMINS:
        return False
    if case.confidential_level != "normal" and one.id not in {actor.id, *policy.took_part(case)}:
        return False
    if part.at_table:
        return law.could_preside(one, case) or law.mediates(one.id, case)
    if part.claimed:
        return all(
            could_take(one, case, task, role) or _named_anew(one, actor, case, task) for _, task, role in part.claimed
        )
    return law.could_preside(one, case)


def _named_anew(one: Actor, actor: Actor, case: Case, task: str) -> bool:
    restricted = case.confidential_level != "normal"
    return restricted and one.id == actor.id and policy.may(one, task, case)


def _give(work: Work, actor: Actor, person: Person, part: _Part, to: str) -> str:
    """Give one case in memory; gives to whom, `-` for nobody.

    Raises:
        HandingRefused.
    """
    case = work.case
    able = {one.id for one in _takers(work, actor, person, part)}
    if to == BACK and (part.at_table or part.left_to):
        raise HandingRefused(f"{_called(work, actor)}要有人接手,不能放回。")
    if to != BACK and to not in able:
        if part.at_table or part.left_to:
            raise HandingRefused(f"{_called(work, actor)}要另选能接手的人。")
        to = BACK
    comes = "" if to == BACK else to
    kept = {key for key, task, role in part.claimed if comes}
    home = work.office.directory().people[comes].org if comes else ""
    facts.take_over(case, person.id, comes, home, kept)
    return to


def _called(work: Work, actor: Actor) -> str:
    return f"“{_title(work, actor)}”"


def _title(work: Work, actor: Actor) -> str:
    if not policy.in_scope(actor, work.case):
        return "一件受限案件"
    named, whole = party_names(work), visibility.names_in_full(actor, work.case)
    called = [(party.role, str(named.get(party.id, {}).get("name") or party.id)) for party in work.case.parties]
    sides = [(role, name if whole else visibility.masked_name(name)) for role, name in called]
    return sentences.title(sides, work.case.dispute_type)


def _to_give(work: Work, actor: Actor, person: Person, part: _Part) -> CaseToGive:
    names = {task: item.name for task, item in work.models.bundle.user_tasks.items()}
    what = ["主持或一起调解"] if part.at_table else []
    what += [f"“{sentences.task_name(task, names)}”" for _, task, _ in part.claimed]
    what += ["没写完的内容"] if part.typed else []
    what = what or ["经手的受限案件"]
    return CaseToGive(
        work.row.public_id, _title(work, actor), what, _takers(work, actor, person, part), part.at_table or part.left_to
    )

"""Use case: somebody is away for some days (代理): a deputy gets what is left to them by name; ends by itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.law import handing as law
from mediation.law.seats import ALL_MEDIATORS
from mediation.services import sentences
from mediation.services.administering import note
from mediation.services.directory import Absence, Directory, Person
from mediation.services.handing import HandingRefused
from mediation.services.office import Office, milliseconds
from mediation.store import absences, outbox
from mediation.store.db import Connection
from mediation.store.outbox import Matter

LONGEST_DAYS = 180
WORKING = ALL_MEDIATORS | {"reviewer", "whistle_duty"}


@dataclass(frozen=True, slots=True)
class Away:
    """An absence as a page says it."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """Somebody's absences, who could stand in, and how many open tasks of restricted cases no deputy gets."""

    person: Person
    oneself: bool
    away: list[Away]
    standing_in: list[Away]
    deputies: list[Person]
    not_passed_on: int
    today: str


def absence_page(office: Office, actor: Actor, person_id: str) -> AbsencePage:
    """What there is of somebody's absences.

    Raises:
        NotFound, NotAllowed.
    """
    person, directory = _concerned(office, actor, person_id), office.directory()
    with office.store.reading() as connection:
        kept = absences.not_passed_on(connection, person.id)
    return AbsencePage(
        person,
        person.id == actor.id,
        [Away(one.id, in_words(one, directory)) for one in directory.absences if one.person == person.id],
        [Away(one.id, in_words(one, directory)) for one in directory.absences if one.deputy == person.id],
        [one for one in directory.staff.get(person.org, ()) if _could_stand_in(one, person)],
        kept,
        clock.today().isoformat(),
    )


def in_words(one: Absence, directory: Directory) -> str:
    """向春梅 3月1日到3月5日不在岗,由冉启明代办."""
    first, last = sentences.month_day(one.from_on), sentences.month_day(one.until_on)
    days = first if first == last else f"{first}到{last}"
    return f"{directory.name(one.person)}{days}不在岗,由{directory.name(one.deputy)}代办"


def note_absence(
    office: Office, actor: Actor, person_id: str, deputy_id: str, first: str, last: str
) -> None:  # fmt: skip
    """Note that somebody is away from a day to another (ISO), and who stands in.

    Raises:
        NotFound, NotAllowed, HandingRefused: the days or the deputy will not do.
    """
    person, directory = _concerned(office, actor, person_id), office.directory()
    deputy = directory.people.get(deputy_id)
    if deputy is None or not _could_stand_in(deputy, person):
        raise HandingRefused("请选一位代办的人:同一单位、做同样工作的。")
    _days(first, last)
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        _free(connection, person, deputy, first, last)
        values = {"person_id": person.id, "deputy_id": deputy.id, "from_on": first, "until_on": last}
        absences.note(connection, {**values, "noted_by": actor.id, "noted_at": now})
        note(connection, actor.id, "absence_noted", person.id, f"{first}~{last[5:]}")
        subject = f"{first[5:]}~{last[5:]} {person.id}"
        key = f"deputy:{person.id}:{now}:{deputy.id}"
        outbox.put(connection, [Matter(key, "deputy", None, deputy.id, "", subject, now)])
    office.forget_settings()


def end_absence(office: Office, actor: Actor, person_id: str, absence_id: int) -> None:
    """Somebody is back before the day; a second time changes nothing.

    Raises:
        NotFound, NotAllowed.
    """
    person = _concerned(office, actor, person_id)
    with office.store.writing() as connection:
        row = absences.find(connection, absence_id)
        if row is None or row.person_id != person.id:
            raise NotFound("没有登记这次请假。")
        absences.end(connection, absence_id, milliseconds(clock.now()))
        note(connection, actor.id, "absence_ended", person.id)
    office.forget_settings()


def _concerned(office: Office, actor: Actor, person_id: str) -> Person:
    directory = office.directory()
    person = directory.people.get(person_id)
    if person is None or not person.active:
        raise NotFound("没有这个人,或已停用。")
    if actor.id != person.id and not law.leads(actor, person.org, parents_of(directory)):
        raise NotAllowed("请假由本人或本单位的负责人登记。")
    return person


def parents_of(directory: Directory) -> dict[str, str | None]:
    """Which organisation each is directly below."""
    return {org.id: org.parent_id for org in directory.orgs.values()}


def _could_stand_in(deputy: Person, person: Person) -> bool:
    same = deputy.roles & person.roles & WORKING or (_mediates(deputy) and _mediates(person))
    return deputy.id != person.id and deputy.active and deputy.org == person.org and bool(same)


def _mediates(person: Person) -> bool:
    return bool(person.roles & ALL_MEDIATORS)


def _days(first: str, last: str) -> None:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise HandingRefused("从哪天到哪天,请都选上。") from error
    if begin < clock.today():
        raise HandingRefused("开始的日子不能早于今天。")
    if not begin <= end <= begin + timedelta(days=LONGEST_DAYS):
        raise HandingRefused(f"最后一天不能早于第一天,一次最多 {LONGEST_DAYS} 天。长期不在的,请办离职转办。")


def _free(connection: Connection, person: Person, deputy: Person, first: str, last: str) -> None:
    """Let days pass on which neither is away already, nor stands in for somebody who would need two.

    Raises:
        HandingRefused.
    """
    for row in absences.running(connection, clock.today().isoformat()):
        if row.until_on < first or row.from_on > last:
            continue
        if row.person_id == person.id:
            raise HandingRefused("这几天已经登记过请假。要改,先结束那一次。")
        if row.person_id == deputy.id:
            raise HandingRefused(f"{deputy.name}这几天也不在岗,请另选一位。")
        if row.deputy_id == person.id:
            raise HandingRefused(f"{person.name}这几天正替别人代办,请先给那个人另选代办的人。")

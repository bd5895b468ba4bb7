"""Whose term of office (聘期) ends is told in time; whose has ended takes on nothing new, and finishes what runs.

People's mediators are appointed for three years and may be appointed again (人民调解法 13–15).
"""

from datetime import date

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law.separation import APPOINTED, SYSTEM
from mediation.services.directory import Directory, Person
from mediation.services.office import Office, milliseconds
from mediation.store import outbox
from mediation.store.outbox import Matter

# the days before the end on which it is said; and once more when it is over
STAGES = (60, 30, 7)
OVER = "over"
KIND = "appointment"


def refuse_served_out(office: Office, actor: Actor) -> None:
    """Let nobody take on new work whose term has ended.

    Raises:
        NotAllowed.
    """
    person = office.directory().people.get(actor.id)
    if person is not None and is_over(person, clock.today()):
        raise NotAllowed(
            f"您的聘期到 {person.term_until} 已满,不能再接新的事;手上的照常办完。续聘请找系统管理员登记新的任期。"
        )


def is_over(person: Person, on: date) -> bool:
    """Whether somebody's appointment has ended by a day."""
    return bool(person.roles & APPOINTED) and person.served_out(on)


def warn_of_appointments(office: Office) -> int:
    """Tell who is appointed, and who keeps the accounts, that a term is about to end or is over; gives how many."""
    directory, today = office.directory(), clock.today()
    told = [one.id for one in directory.people.values() if one.active and SYSTEM in one.roles]
    at = milliseconds(clock.now())
    found = [
        Matter(f"{KIND}:{person.id}:{person.term_until}:{stage}:{who}", KIND, None, who, "", _about(person), at)
        for person in directory.people.values()
        if (stage := _stage(person, today))
        for who in (person.id, *told)
    ]
    with office.store.reading() as connection:
        said = set(outbox.keys_with(connection, f"{KIND}:")) if found else set()
    fresh = [matter for matter in found if matter.key not in said]
    if fresh:
        with office.store.writing() as connection:
            outbox.put(connection, fresh)
    return len(fresh)


def _stage(person: Person, today: date) -> str:
    if not person.active or not person.roles & APPOINTED or not person.term_until:
        return ""
    left = (date.fromisoformat(person.term_until) - today).days
    if left < 0:
        return OVER
    return next((str(stage) for stage in reversed(STAGES) if left <= stage), "")


def _about(person: Person) -> str:
    return f"{person.id} {person.term_until}"


def appointment_sentence(subject: str, reader: str, directory: Directory) -> str:
    """What a reminder of a term says to its reader."""
    who, _, until = subject.partition(" ")
    ended = until < clock.today().isoformat()
    mine = who == reader
    whose = "您" if mine else directory.name(who)
    if ended:
        then = "手上的照常办完,不再接新的" if mine else "请续聘并登记新的任期,或转走他手上的事"
        return f"{whose}的聘期到 {until} 已满:{then}"
    return f"{whose}的聘期到 {until} 为止,请{'提醒单位' if mine else ''}在这以前办续聘"

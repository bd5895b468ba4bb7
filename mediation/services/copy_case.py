"""Use case: a case is shown to a colleague for some days (抄送), who says that it was read (已阅)."""

from datetime import date, timedelta

from mediation import clock
from mediation.case import handing as facts
from mediation.case.facts import Copy
from mediation.case.step import Actor
from mediation.errors import NotAllowed, TaskNotOpen
from mediation.law import handing as law
from mediation.services.handing import Handing, HandingRefused, Told, hand, in_sight, one_of
from mediation.services.handing_words import COPIED_FOR
from mediation.services.office import Office
from mediation.services.submit_task import Answer
from mediation.services.work import Work

USUAL_DAYS = 7


def copy_case(
    office: Office, actor: Actor, case_id: str, to: str, reason: str, until: str, *, key: str
) -> Answer:  # fmt: skip
    """Let a colleague read the case's record until the end of a day (ISO); they can do nothing in it by that.

    Raises:
        NotFound, NotAllowed, HandingRefused (the day is none, past or too far), Busy: nothing was saved.
    """
    reader = office.directory().actor(to)

    def act(work: Work) -> Handing:
        in_sight(work, actor)
        if not law.may_copy(actor, work.case):
            raise NotAllowed("抄送由办这件纠纷的人或主任来办。")
        one_of(reason, COPIED_FOR)
        if reader is None or reader.id == actor.id or not law.could_read(reader, work.case):
            raise NotAllowed("这件纠纷不能抄送给这个人,请另选一位。")
        last = last_day(office, until)
        facts.give_copy(work.case, Copy(reader.id, actor.id, work.at.isoformat(), last))
        return Handing(
            actor, "copied", "", "", f"{reader.id} {reason} {last}", key, [Told("copied", [reader.id])]
        )  # fmt: skip

    return hand(office, actor, case_id, act, key)


def last_day(office: Office, until: str) -> str:
    """The last day of a copy: from today on, not further than the office allows.

    Raises:
        HandingRefused.
    """
    today, most = clock.today(), office.settings().copy_days
    try:
        day = date.fromisoformat(until) if until else today + timedelta(days=USUAL_DAYS)
    except ValueError as error:
        raise HandingRefused("看到哪一天,请按 2026-03-01 这样写。") from error
    if not today <= day <= today + timedelta(days=most):
        raise HandingRefused(f"看到哪一天,从今天起最多 {most} 天。")
    return day.isoformat()


def end_copy(office: Office, actor: Actor, case_id: str, reader: str, *, key: str) -> Answer:
    """Take a copy back before its day.

    Raises:
        NotFound, NotAllowed, TaskNotOpen (there is none), Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        in_sight(work, actor)
        if not law.may_copy(actor, work.case):
            raise NotAllowed("抄送由办这件纠纷的人或主任来收回。")
        _there(work, reader)
        facts.take_copy(work.case, reader)
        return Handing(actor, "copy_ended", "", reader, reader, key)

    return hand(office, actor, case_id, act, key)


def acknowledge(office: Office, actor: Actor, case_id: str, *, key: str) -> Answer:
    """已阅: who was shown the case says that it was read; a second time changes nothing.

    Raises:
        NotFound, TaskNotOpen (nobody has copied it to this person), Busy: nothing was saved.
    """

    def act(work: Work) -> Handing:
        in_sight(work, actor)
        if all(copy.to != actor.id for copy in work.case.copies):
            raise NotAllowed("这件纠纷没有抄送给您,或已经收回。")
        copy = _there(work, actor.id)
        if copy.seen is not None:
            raise TaskNotOpen("您已经阅过了。")
        copy.seen = work.at.isoformat()
        return Handing(actor, "acknowledged", "", "", copy.by, key)

    return hand(office, actor, case_id, act, key)


def _there(work: Work, reader: str) -> Copy:
    found = facts.copy_of(work.case, reader, clock.today().isoformat())
    if found is None:
        raise TaskNotOpen("没有这份抄送,或已经到期、收回。")
    return found

"""Use case: an open task is urged (催办): told to who has it, once a day however many press, kept in the history."""

from datetime import datetime, timedelta

from mediation.case.facts import instant
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import handing as law
from mediation.services import notify, sentences
from mediation.services.handing import Handing, HandingRefused, Told, hand, one_of, opened
from mediation.services.handing_words import URGED_FOR
from mediation.services.offers import offers
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import Answer
from mediation.services.work import Work


def urge(office: Office, actor: Actor, case_id: str, task_key: str, reason: str, *, key: str) -> Answer:
    """Urge whoever has an open task, or could do it.

    Raises:
        NotFound, NotAllowed, HandingRefused (too soon after the last time; it is this person's own), TaskNotOpen, Busy.
    """

    def act(work: Work) -> Handing:
        task, role = opened(work, actor, task_key)
        if not law.may_urge(actor, work.case):
            raise NotAllowed("催办由经手的人、主任或镇里来办。")
        one_of(reason, URGED_FOR)
        again = too_soon(office, work, task_key)
        if again is not None:
            raise HandingRefused(f"这一步刚催过,{sentences.day(again)} 以后才能再催。急的话,请直接打电话。")
        items = offers(task_key, task, work.case, role, milliseconds(work.at))
        told = sorted(notify.candidates(items, office.directory()) - {actor.id})
        if not told:
            raise HandingRefused("这一步就是您办的,不用催。")
        work.case.urged[task_key] = work.at.isoformat()
        return Handing(actor, "urged", task, "", reason, key, [Told("urged", told, task_key)])

    return hand(office, actor, case_id, act, key)


def too_soon(office: Office, work: Work, task_key: str) -> datetime | None:
    """Until when a task may not be urged again; None where it may."""
    last = work.case.urged.get(task_key)
    if last is None:
        return None
    again = instant(last) + timedelta(hours=office.settings().urge_hours)
    return again if again > work.at else None

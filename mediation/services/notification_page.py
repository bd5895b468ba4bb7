"""Use case: what a person was told: the list, the number in the head of each page, read and unread."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound, TaskNotOpen
from mediation.law import calls as law
from mediation.services import copy_case, sentences
from mediation.services.handing_words import deputy_sentence
from mediation.services.office import Office, milliseconds
from mediation.services.terms_of_office import KIND, appointment_sentence
from mediation.services.titles import titles_of
from mediation.store import notifications

PAGE = 30


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """One thing somebody was told: `over` once there is nothing left to do about it."""

    id: int
    sentence: str
    title: str
    at: str
    read: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Where:
    """What a notification is about: a task, a case, or nothing that this person could open."""

    case_id: str = ""
    task_key: str = ""
    week: bool = False
    calls: bool = False
    reading: bool = False


def unread(office: Office, actor: Actor) -> int:
    """How much somebody has not read that still needs them."""
    with office.store.reading() as connection:
        return notifications.unread(connection, actor.id)


def my_notifications(office: Office, actor: Actor) -> list[NotificationLine]:
    """What somebody was told, newest first."""
    with office.store.reading() as connection:
        rows = notifications.of_person(connection, actor.id, PAGE)
        # a restricted case is named on its own page only, where it is decided anew who may see it
        open_to_all = [row for row in rows if row.case_id and row.kind not in _UNNAMED and _ordinary(row)]
        titles = titles_of(office, connection, open_to_all, reader=actor)
        # what still waits for them is theirs to do, with its names
        titles |= titles_of(office, connection, [row for row in open_to_all if row.task_key and row.open])
    names = {task: item.name for task, item in office.library.in_force().bundle.user_tasks.items()}
    return [
        NotificationLine(
            row.id, _sentence(row, names, office), titles.get(row.case_id, ""), sentences.at_time(row.at),
            row.read_at is not None, not row.open,
        )
        for row in rows
    ]  # fmt: skip


# told to administrators, who see no case
_UNNAMED = frozenset({"incident", "read_asked"})


def _ordinary(row: Any) -> bool:
    return bool(row.confidential_level == "normal")


def _sentence(row: Any, names: dict[str, str], office: Office) -> str:
    task = sentences.task_name(row.subject, names)
    return {
        "offered": f"“{task}”等您来办",
        "reassigned": f"“{task}”转给您办了",
        "entrusted": f"请您代办“{task}”,办完交回",
        "handed_in": f"“{task}”代办好了,等您确认",
        "declined": f"“{task}”没有人代办了,退还给您",
        "helping": "请您一起办一件纠纷",
        "copied": "抄送给您一件纠纷,请看看",
        "urged": f"有人催办“{task}”,请抓紧",
        "deputy": deputy_sentence(row.subject, office.directory()) if row.kind == "deputy" else "",
        "appointment": appointment_sentence(row.subject, row.person_id, office.directory()) if row.kind == KIND else "",
        "dept_called": "吹哨:请马上到场,看呼叫单",
        "dept_arrived": "叫的部门到了",
        "dept_signed": "部门签收了交办的事",
        "dept_answered": "对方答复了,看呼叫单",
        "dept_rated": "呼叫方评价了你们办的事",
        "dept_handed": "有事交给你们办,请签收",
        "took_over": f"有人离任,他手上的 {row.subject} 件事转给您了,请到待办里看;您主持的,先告诉双方",
        "standing_in": f"您代人办“{task}”",
        "visit": "到了约好的回访日",
        "deadline": sentences.until(row.subject) if row.kind == "deadline" else "",
        "digest": f"有 {row.subject} 件事到了日子或快到期,请看“这一周到期”",
        "finding": "审计员对一件案卷提了意见,请答复",
        "finding_answered": "调委会答复了您的审计意见",
        "finding_back": "审计员认为答复还不够,请再答复",
        "finding_closed": "审计意见已销",
        "read_asked": "审计员申请查阅一件案卷的正文,请批",
        "read_decided": "您申请查阅的案卷批过了,请看结果",
        "clock": sentences.reminder(row.subject),
        "incident": f"案件 {row.public_id} 在系统里走不下去了,请检查",
    }.get(row.kind, task)


def open_notification(office: Office, actor: Actor, wanted: int) -> Where:
    """Read a notification; gives where it leads.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    with office.store.reading() as connection:
        row = notifications.find(connection, actor.id, wanted)
    if row is None:
        raise NotFound("没有找到这条提醒。")
    if row.read_at is None:
        _mark(office, actor, wanted, milliseconds(clock.now()))
    if row.kind.startswith("dept_"):
        return Where("" if law.LIAISON in actor.roles else row.public_id or "", calls=True)
    if row.kind == "clock" and law.LIAISON in actor.roles:
        return Where(calls=True)
    if row.kind.startswith("read_"):
        return Where(reading=True)
    if row.kind in ("incident", "digest"):
        return Where(week=row.kind == "digest")
    return Where(row.public_id or "", "" if row.kind == "clock" else row.task_key)


def acknowledge(office: Office, actor: Actor, wanted: int, *, key: str) -> None:
    """已阅, without opening it; a case that was copied to this person says in its history that it was read.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    with office.store.reading() as connection:
        row = notifications.find(connection, actor.id, wanted)
    if row is None:
        raise NotFound("没有找到这条提醒。")
    if row.kind == "copied" and row.public_id:
        # taken back, at its end, or said before: there is nothing more to say in the case
        with suppress(NotAllowed, NotFound, TaskNotOpen):
            copy_case.acknowledge(office, actor, row.public_id, key=key)
    if row.read_at is None:
        _mark(office, actor, wanted, milliseconds(clock.now()))


def mark_unread(office: Office, actor: Actor, wanted: int) -> None:
    """Put a notification back among the unread."""
    _mark(office, actor, wanted, None)


def mark_all_read(office: Office, actor: Actor) -> None:
    """Note that somebody has seen everything."""
    with office.store.writing() as connection:
        notifications.mark_all(connection, actor.id, milliseconds(clock.now()))


def _mark(office: Office, actor: Actor, wanted: int, at: int | None) -> None:
    with office.store.writing() as connection:
        notifications.mark(connection, actor.id, wanted, at)

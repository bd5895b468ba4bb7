"""Use case: where I am signed in, and ending it elsewhere."""

from dataclasses import dataclass

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.services import sentences
from mediation.services.administering import note
from mediation.services.office import Office, milliseconds
from mediation.services.sign_in import ABSOLUTE, IDLE, hash_token
from mediation.store import people


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session: `mark` names it for revoking, `here` is the one that asks."""

    mark: str
    device: str
    since: str
    last: str
    here: bool


def my_sessions(office: Office, actor: Actor, token: str) -> list[SessionLine]:
    """This person's living sessions, the last used first."""
    now, mine = milliseconds(clock.now()), hash_token(token)
    idle, absolute = IDLE.total_seconds() * 1000, ABSOLUTE.total_seconds() * 1000
    with office.store.reading() as connection:
        rows = people.sessions_of(connection, actor.id)
    return [
        SessionLine(
            bytes(row.id_hash).hex()[:16],
            row.device or "未知设备",
            sentences.at_time(row.created_at),
            sentences.at_time(row.seen_at),
            bytes(row.id_hash) == mine,
        )
        for row in rows
        if now - row.seen_at <= idle and now - row.created_at <= absolute
    ]


def end_session(office: Office, actor: Actor, mark: str) -> None:
    """End one session of one's own.

    Raises:
        NotFound: there is none like that.
    """
    with office.store.writing() as connection:
        for row in people.sessions_of(connection, actor.id):
            if bytes(row.id_hash).hex()[:16] == mark:
                people.end_session(connection, bytes(row.id_hash))
                note(connection, actor.id, "sessions_ended", actor.id)
                return
    raise NotFound("这处登录已经退出了。")


def end_others(office: Office, actor: Actor, token: str) -> None:
    """End every session of one's own but this one."""
    with office.store.writing() as connection:
        people.end_sessions(connection, actor.id, but=hash_token(token))
        note(connection, actor.id, "sessions_ended", actor.id)


def device_of(agent: str) -> str:
    """What a browser calls itself, in words one recognises."""
    places = (("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("Android", "安卓手机"), ("Windows", "Windows 电脑"))
    more = (("Macintosh", "苹果电脑"), ("Linux", "Linux 电脑"))
    browsers = (("MicroMessenger", "微信"), ("Edg/", "Edge"), ("Firefox", "火狐"), ("Chrome", "Chrome"))
    place = next((words for mark, words in (*places, *more) if mark in agent), "")
    browser = next((words for mark, words in browsers if mark in agent), "")
    return " · ".join(part for part in (place, browser) if part)

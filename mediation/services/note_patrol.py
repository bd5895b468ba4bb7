"""Use case: a round was made (排查), also where nothing was found (零报告); what was found is kept as clues."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.forms.words import clean
from mediation.law import codes
from mediation.services import patrols as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office, milliseconds
from mediation.services.patrols import PatrolRefused
from mediation.store import patrols
from mediation.store.db import Connection

LATEST_DAYS = 31
LONG = {"place": 60, "walkers": 60, "content": 600, "what": 400, "who": 80}
WHOSE = "网格员、调解员"


def note_patrol(office: Office, actor: Actor, typed: Mapping[str, str], *, key: str) -> int:
    """Keep a round, and the clue that was typed along with it; gives the round's number, the same for the same press.

    Raises:
        NotAllowed.
        PatrolRefused: what is missing, or does not fit.
    """
    let_pass(office, actor, "note_patrol", house.notes_rounds(actor), WHOSE)
    day, kind = _day(typed.get("walked_on", "")), typed.get("kind", "")
    if kind not in house.KINDS:
        raise PatrolRefused("请选是哪一种排查。")
    words = _words(typed, "place", "walkers", "content")
    if not words["place"] or not words["walkers"]:
        raise PatrolRefused("请写排查了哪里、谁去的。")
    found = typed.get("found", "")
    if found not in ("none", "some"):
        raise PatrolRefused("请选没有发现(零报告),还是发现了线索。")
    told = _clue(typed) if found == "some" else None
    case_key, wrapped = office.store.vault.new_key()
    with office.store.writing() as connection:
        before = patrols.pressed(connection, "patrol", actor.id, key)
        if before is not None:
            return before
        values = {"org_id": actor.org, "walked_on": day, "kind": kind, **_made(actor, key), "wrapped_key": wrapped}
        number = patrols.add_patrol(connection, {**values, "sealed": case_key.seal(words)})
        note(connection, actor.id, "patrol_noted", actor.org, day)
        if told is not None:
            _add_clue(office, connection, actor, told, day, key, number)
    return number


def report_clue(office: Office, actor: Actor, typed: Mapping[str, str], *, key: str) -> int:
    """Keep a clue that somebody came upon without a round; gives its number.

    Raises:
        NotAllowed, PatrolRefused.
    """
    let_pass(office, actor, "report_clue", house.notes_rounds(actor), WHOSE)
    day, told = _day(typed.get("walked_on", "")), _clue(typed)
    with office.store.writing() as connection:
        before = patrols.pressed(connection, "clue", actor.id, key)
        return before if before is not None else _add_clue(office, connection, actor, told, day, key, None)


def _add_clue(
    office: Office, connection: Connection, actor: Actor, told: dict[str, Any], day: str, key: str, round_: int | None
) -> int:
    case_key, wrapped = office.store.vault.new_key()
    values = {
        "patrol_id": round_, "org_id": actor.org, "found_on": day, "dispute_type": told["dispute_type"],
        "urgency": told["urgency"], **_made(actor, key), "wrapped_key": wrapped, "sealed": case_key.seal(told["words"]),
    }  # fmt: skip
    number = patrols.add_clue(connection, values)
    note(connection, actor.id, "clue_reported", str(number))
    return number


def _clue(typed: Mapping[str, str]) -> dict[str, Any]:
    words = _words(typed, "what", "who", "place")
    if len(words["what"]) < 2:
        raise PatrolRefused("请写发现了什么事。")
    kind, urgency = typed.get("dispute_type", ""), typed.get("urgency", "")
    if kind not in codes.DISPUTE_TYPES or urgency not in house.URGENCIES:
        raise PatrolRefused("请选大概是什么纠纷、急不急。")
    return {"words": words, "dispute_type": kind, "urgency": urgency}


def _words(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    words = {name: clean(typed.get(name, "")).strip() for name in names}
    for name, text in words.items():
        if len(text) > LONG[name]:
            raise PatrolRefused(f"写得太长了,最多 {LONG[name]} 个字:{text[:12]}……")
    return words


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PatrolRefused("请选是哪一天。") from error
    if not clock.today() - timedelta(days=LATEST_DAYS) <= day <= clock.today():
        raise PatrolRefused(f"只能记今天和过去 {LATEST_DAYS} 天的。")
    return day.isoformat()


def _made(actor: Actor, key: str) -> dict[str, Any]:
    return {"actor_id": actor.id, "at": milliseconds(clock.now()), "key": key}

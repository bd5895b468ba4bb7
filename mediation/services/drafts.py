"""Use case: what a person had typed is never lost: kept sealed with the case's key until the task is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.forms.words import FormData, clean
from mediation.law import policy
from mediation.services import sentences
from mediation.services.office import Office, milliseconds
from mediation.store import cases
from mediation.store.cases import CaseRow
from mediation.store.db import Connection

WORDS_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form `form`, and when it was kept (in words)."""

    form: str
    words: MultiDict[str, str]
    kept_at: str


def keep_draft(
    office: Office, actor: Actor, case_id: str, task_key: str, form: str, formdata: FormData, leave: Iterable[str] = ()
) -> None:
    """Keep what was typed, the names in `leave` aside; the newest replaces the older.

    Raises:
        NotFound: no such case for this person.
    """
    words = [[name, word] for name, word in _typed(formdata, frozenset(leave)) if word]
    now = milliseconds(clock.now())
    with office.store.writing() as connection:
        row = _find(office, connection, actor, case_id)
        kept = {"form": form[:40], "at": now, "words": words if _size(words) <= WORDS_LIMIT else []}
        cases.save_draft(connection, actor.id, row.id, task_key[:40], row.key.seal(kept), now)


def find_draft(office: Office, actor: Actor, case_id: str, task_key: str) -> Draft | None:
    """What this person had typed for a task, None where there is nothing.

    Raises:
        NotFound: there is something, of a case that is not (any more) for this person.
    """
    with office.store.reading() as connection:
        if not cases.has_draft(connection, actor.id, case_id, task_key[:40]):
            return None
        row = _find(office, connection, actor, case_id)
        sealed = cases.find_draft(connection, actor.id, row.id, task_key[:40])
    if sealed is None:
        return None
    kept = row.key.open(sealed)
    words = MultiDict([(name, word) for name, word in kept["words"]])
    return Draft(kept["form"], words, sentences.at_time(kept["at"])) if kept["words"] else None


def _find(office: Office, connection: Connection, actor: Actor, case_id: str) -> CaseRow:
    row = cases.find(connection, office.store.vault, case_id)
    if row is None or not policy.in_scope(actor, facts.load(row.facts)):
        raise NotFound("没有找到这件纠纷。")
    return row


def _typed(formdata: FormData, leave: frozenset[str]) -> Iterable[tuple[str, str]]:
    for name in formdata:
        if isinstance(name, str) and name not in leave:
            yield from ((clean(name), clean(word)) for word in formdata.getlist(name) if isinstance(word, str))


def _size(words: list[list[str]]) -> int:
    return sum(len(name) + len(word) for name, word in words)

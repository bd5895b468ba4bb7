"""Use case: what a person had typed is never lost: kept sealed until it is sent or thrown away.

A task's and an event's words are sealed with their case's key; those of a registration with a key of their own, for
there is no case yet. The newest draft stands, but none replaces a newer one of another page without its person's word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import NewerDraft, NotFound
from mediation.forms.words import FormData, clean
from mediation.law import policy
from mediation.services import sentences
from mediation.services.office import Office, milliseconds, moment
from mediation.store import cases, drafts, receipts
from mediation.store.cases import CaseRow
from mediation.store.db import Connection
from mediation.store.drafts import Kept
from mediation.store.vault import CaseKey, Vault

WORDS_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form `form`; `at` is when it was kept, in milliseconds, `kept_at` in words."""

    form: str
    words: MultiDict[str, str]
    at: int

    @property
    def kept_at(self) -> str:
        """今天 15:20, 昨天 15:20, 3月2日 15:20."""
        return at_in_words(self.at)


@dataclass(frozen=True, slots=True)
class Page:
    """The page that something was typed on: its press's key, and until when (milliseconds) it knows of drafts."""

    key: str = ""
    seen: int | None = None


ANY = Page()


def at_in_words(at: int) -> str:
    """When something was kept, as one says it."""
    here = clock.localize(moment(at))
    yesterday = here.date() == clock.today() - timedelta(days=1)
    return f"昨天 {here:%H:%M}" if yesterday else sentences.at_time(at)


def keep_draft(
    office: Office, actor: Actor, case_id: str, place: str, form: str, formdata: FormData,
    leave: Iterable[str] = (), page: Page = ANY,
) -> int:  # fmt: skip
    """Keep what was typed for a task (`place` is its key) or an event (its name), the names in `leave` aside.

    Gives when it was kept; 0 where nothing is left to keep: nothing was typed, or that page's press went through.

    Raises:
        NotFound: no such case for this person.
        NewerDraft: another page kept something that this one has not seen.
    """
    place = place[:40]
    with office.store.writing() as connection:
        row = _find(office, connection, actor, case_id)
        before = drafts.find(connection, actor.id, row.id, place)
        kept = _next(connection, actor, before, row.key, page, form, _words(formdata, leave))
        if kept is None:
            return 0
        if not kept.at:
            drafts.drop(connection, actor.id, row.id, place)
        else:
            drafts.save(connection, actor.id, row.id, place, kept)
        return kept.at


def find_draft(office: Office, actor: Actor, case_id: str, place: str) -> Draft | None:
    """What this person had typed for a task or an event, None where there is nothing.

    Raises:
        NotFound: there is something, of a case that is not (any more) for this person.
    """
    return _find_draft(office, actor, case_id, place, actor.id)


def find_handed_in(office: Office, actor: Actor, case_id: str, task_key: str, who: str) -> Draft | None:
    """What somebody did for this person (委派) and gave back.

    Raises:
        NotFound: as `find_draft`.
    """
    return _find_draft(office, actor, case_id, place_of_handed_in(task_key), who)


def place_of_handed_in(task_key: str) -> str:
    """Where what was given back lies: beside the typist's own draft, which may go on."""
    return f"{task_key}:in"


def _find_draft(office: Office, actor: Actor, case_id: str, place: str, typist: str) -> Draft | None:
    place = place[:40]
    with office.store.reading() as connection:
        if not drafts.stands(connection, typist, case_id, place):
            return None
        row = _find(office, connection, actor, case_id)
        kept = drafts.find(connection, typist, row.id, place)
    return _draft(row.key, kept) if kept else None


def drop_draft(office: Office, actor: Actor, case_id: str, place: str) -> None:
    """Throw away what was typed.

    Raises:
        NotFound: no such case for this person.
    """
    with office.store.writing() as connection:
        drafts.drop(connection, actor.id, _find(office, connection, actor, case_id).id, place[:40])


def keep_registration(
    office: Office, actor: Actor, form: str, formdata: FormData, leave: Iterable[str] = (), page: Page = ANY
) -> int:
    """Keep what was typed of a new case; gives as `keep_draft` does.

    Raises:
        NewerDraft: another page kept something that this one has not seen.
    """
    vault = office.store.vault
    with office.store.writing() as connection:
        before = drafts.find_registration(connection, actor.id)
        key, wrapped = (vault.unwrap(before.wrapped_key), before.wrapped_key) if before else vault.new_key()
        kept = _next(connection, actor, before, key, page, form, _words(formdata, leave))
        if kept is None:
            return 0
        if not kept.at:
            drafts.drop_registration(connection, actor.id, before.at if before else 0)
        else:
            drafts.save_registration(connection, actor.id, kept._replace(wrapped_key=wrapped))
        return kept.at


def find_registration(office: Office, actor: Actor) -> Draft | None:
    """What this person had typed of a new case."""
    with office.store.reading() as connection:
        kept = drafts.find_registration(connection, actor.id)
    return _draft(office.store.vault.unwrap(kept.wrapped_key), kept) if kept else None


def drop_registration(office: Office, actor: Actor, seen: int) -> None:
    """Throw away what was typed of a new case, and its key; what came after `seen` stays."""
    with office.store.writing() as connection:
        drafts.drop_registration(connection, actor.id, seen)


def forget_registered(connection: Connection, vault: Vault, actor: Actor, page: Page) -> None:
    """The case is registered: what this page kept of it, or had seen kept, goes; what another page keeps stays."""
    kept = drafts.find_registration(connection, actor.id)
    if kept is None:
        return
    own = vault.unwrap(kept.wrapped_key).open(kept.sealed).get("press") == page.key
    drafts.drop_registration(connection, actor.id, kept.at if own else page.seen or 0)


def _next(
    connection: Connection, actor: Actor, before: Kept | None, key: CaseKey, page: Page, form: str,
    words: list[list[str]],
) -> Kept | None:  # fmt: skip
    """The draft to keep now (at 0: none is to stand); None where the page's press was answered meanwhile."""
    if page.key and receipts.answer(connection, actor.id, page.key) is not None:
        return None
    unseen = before is not None and page.seen is not None and before.at > page.seen
    if before and unseen and not (page.key and key.open(before.sealed).get("press") == page.key):
        raise NewerDraft(before.at, at_in_words(before.at))
    if not words:
        return Kept(b"", 0)
    # never the same instant twice, so that "newer" has a meaning
    at = max(milliseconds(clock.now()), before.at + 1 if before else 0)
    fits = sum(len(name) + len(word) for name, word in words) <= WORDS_LIMIT
    kept: dict[str, Any] = {"form": form[:40], "press": page.key, "words": words if fits else []}
    return Kept(key.seal(kept), at)


def put_down(key: CaseKey, form: str, formdata: FormData, leave: Iterable[str], at: int) -> Kept:
    """What was typed and judged, as a draft that stands on its own: no page types on in it."""
    return Kept(key.seal({"form": form[:40], "press": "", "words": _words(formdata, leave)}), at)


def _draft(key: CaseKey, kept: Kept) -> Draft | None:
    found = key.open(kept.sealed)
    words = MultiDict([(name, word) for name, word in found["words"]])
    return Draft(found["form"], words, kept.at) if found["words"] else None


def _find(office: Office, connection: Connection, actor: Actor, case_id: str) -> CaseRow:
    row = cases.find(connection, office.store.vault, case_id)
    if row is None or not policy.in_scope(actor, facts.load(row.facts)):
        raise NotFound("没有找到这件纠纷。")
    return row


def _words(formdata: FormData, leave: Iterable[str]) -> list[list[str]]:
    left = frozenset(leave)
    named = [name for name in formdata if isinstance(name, str) and name not in left]
    pairs = [[clean(name), clean(one)] for name in named for one in formdata.getlist(name) if isinstance(one, str)]
    return [[name, word] for name, word in pairs if word]

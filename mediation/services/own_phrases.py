"""Use case: a mediator's own 常用语: kept sealed, offered at the field they were kept for, or everywhere."""

from dataclasses import dataclass

from mediation.case.step import Actor
from mediation.errors import FormInvalid
from mediation.forms.phrases import PHRASE_LIMIT
from mediation.forms.words import clean
from mediation.services.office import Office
from mediation.store import preferences

MOST = 100


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """A phrase; `task` and `path` say for which field, both empty for every one."""

    number: int
    task: str
    path: str
    text: str


def own_phrases(office: Office, actor: Actor) -> list[OwnPhrase]:
    """A person's phrases, newest first."""
    with office.store.reading() as connection:
        rows = preferences.phrases(connection, actor.id)
    found = []
    for row in rows:
        task, _, path = str(row.place).partition(" ")
        found.append(OwnPhrase(row.id, task, path, str(office.store.vault.unwrap(row.wrapped_key).open(row.sealed))))
    return found


def phrases_for(office: Office, actor: Actor, task: str) -> dict[str, list[str]]:
    """A person's phrases for a task's form, by path; under the empty path those for every field."""
    found: dict[str, list[str]] = {}
    for phrase in own_phrases(office, actor):
        if phrase.task in (task, ""):
            found.setdefault(phrase.path, []).append(phrase.text)
    return found


def keep_phrase(office: Office, actor: Actor, text: str, task: str = "", path: str = "") -> None:
    """Keep a phrase; the same one for the same place is kept once.

    Raises:
        FormInvalid: nothing is written, too much, or there are too many already.
    """
    words = " ".join(clean(text).split())
    place = f"{task[:40]} {path[:60]}".strip()
    if not 1 <= len(words) <= PHRASE_LIMIT:
        raise FormInvalid({"text": [f"请写 1 到 {PHRASE_LIMIT} 个字。"]})
    known = own_phrases(office, actor)
    if any(one.text == words and f"{one.task} {one.path}".strip() == place for one in known):
        return
    if len(known) >= MOST:
        raise FormInvalid({"text": [f"最多存 {MOST} 句,请先删去不用的。"]})
    key, wrapped = office.store.vault.new_key()
    with office.store.writing() as connection:
        preferences.add_phrase(connection, actor.id, place, wrapped, key.seal(words))


def drop_phrase(office: Office, actor: Actor, number: int) -> None:
    """Forget one of one's own phrases; what is not one's own stays."""
    with office.store.writing() as connection:
        preferences.drop_phrase(connection, actor.id, number)

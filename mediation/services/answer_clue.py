"""Use case: a clue is looked into: settled, passed on, nothing in it, or registered as a case (主动调解)."""

from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import FormInvalid, NotFound
from mediation.forms.words import clean
from mediation.services import patrols as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office, milliseconds
from mediation.services.patrols import PatrolRefused
from mediation.store import patrols
from mediation.store.db import Connection, Row

LONGEST = 400
WHOSE = "本单位的调解员"


def answer_clue(office: Office, actor: Actor, number: int, answer: str, words: str) -> None:
    """Say what became of a clue.

    Raises:
        NotFound, NotAllowed.
        PatrolRefused: no answer of the list, nothing written, or it was answered already.
    """
    said = clean(words).strip()
    with office.store.reading() as connection:
        row = in_sight(connection, actor, number)
    let_pass(office, actor, "answer_clue", house.answers_clues(actor, row.org_id), WHOSE)
    if answer not in house.ANSWERS:
        raise PatrolRefused("请选怎么处理的。")
    if not 2 <= len(said) <= LONGEST:
        raise PatrolRefused(f"请写一句怎么处理的,最多 {LONGEST} 个字。")
    sealed = office.store.vault.unwrap(row.wrapped_key).seal(said)
    with office.store.writing() as connection:
        if not patrols.decide(connection, number, {**_decided(actor, answer), "sealed_answer": sealed}):
            raise PatrolRefused("这条线索已经有人处理了。")
        note(connection, actor.id, "clue_answered", str(number), answer)


def became_case(connection: Connection, actor: Actor, number: int, case_id: int) -> None:
    """In the transaction that registers the case: the clue has become it.

    Raises:
        NotFound: it is another place's.
        FormInvalid: it was answered meanwhile.
    """
    row = in_sight(connection, actor, number)
    if not house.answers_clues(actor, row.org_id):
        raise NotFound("没有找到这条线索。")
    if not patrols.decide(connection, number, {**_decided(actor, "case"), "case_id": case_id}):
        raise FormInvalid({"clue": ["这条线索已经有人处理了,请到排查页看看。仍要登记的,从“登记”进。"]})
    note(connection, actor.id, "clue_answered", str(number), "case")


def in_sight(connection: Connection, actor: Actor, number: int) -> Row[Any]:
    """A clue of this person's place or below it.

    Raises:
        NotFound.
    """
    row = patrols.find(connection, number)
    if row is None or not house.sees(actor) or row.org_id not in house.orgs_seen(connection, actor):
        raise NotFound("没有找到这条线索。")
    return row


def _decided(actor: Actor, state: str) -> dict[str, Any]:
    return {"state": state, "decided_by": actor.id, "decided_at": milliseconds(clock.now())}

"""Use case: look at the rounds and clues of a place and period; and at one clue."""

from dataclasses import dataclass
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.law import codes
from mediation.services import patrols as house
from mediation.services import sentences
from mediation.services.administering import let_pass
from mediation.services.answer_clue import in_sight
from mediation.services.office import Office
from mediation.services.periods import Period, period
from mediation.store import patrols
from mediation.store.db import Row

MOST = 100


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round: `words` where this person reads them."""

    day: str
    kind: str
    org: str
    who: str
    words: dict[str, str]
    clues: int


@dataclass(frozen=True, slots=True)
class ClueLine:
    """A clue; `case_id` is the case it became, `answer` what was said of it, `answers` whether this person may."""

    number: int
    day: str
    kind: str
    kind_code: str
    urgency: str
    color: str
    org: str
    who: str
    words: dict[str, str]
    state: str
    open: bool
    case_id: str
    answer: str
    decided: str
    answers: bool


@dataclass(frozen=True, slots=True)
class PatrolView:
    """The page."""

    period: Period
    rounds: list[RoundLine]
    clues: list[ClueLine]
    notes: bool
    today: str
    name: str


def view_patrols(office: Office, actor: Actor, code: str = "") -> PatrolView:
    """The rounds and clues of this person's place and below, of a period (the month, if none is said).

    Raises:
        NotAllowed, PeriodWrong.
    """
    let_pass(office, actor, "see_patrols", house.sees(actor), "网格员、调解员、审核人和审计员")
    wanted = period(code or f"{clock.today():%Y-%m}")
    with office.store.reading() as connection:
        orgs = house.orgs_seen(connection, actor)
        rounds = patrols.rounds(connection, orgs, wanted.first, wanted.last, MOST)
        clues = patrols.clues(connection, orgs, wanted.first, wanted.last, MOST)
    return PatrolView(
        wanted, [_round(office, actor, row) for row in rounds], [_clue(office, actor, row) for row in clues],
        house.notes_rounds(actor), clock.today().isoformat(), actor.name,
    )  # fmt: skip


def view_clue(office: Office, actor: Actor, number: int) -> ClueLine:
    """One clue.

    Raises:
        NotFound.
    """
    with office.store.reading() as connection:
        return _clue(office, actor, in_sight(connection, actor, number))


def _round(office: Office, actor: Actor, row: Row[Any]) -> RoundLine:
    directory = office.directory()
    return RoundLine(
        sentences.month_day(row.walked_on), house.KINDS[row.kind], directory.org_name(row.org_id),
        directory.name(row.actor_id), _words(office, actor, row), row.clues,
    )  # fmt: skip


def _clue(office: Office, actor: Actor, row: Row[Any]) -> ClueLine:
    directory, reads = office.directory(), house.reads_words(actor, row.org_id)
    key = office.store.vault.unwrap(row.wrapped_key)
    decided = f"{sentences.at_time(row.decided_at)} {directory.name(row.decided_by)}" if row.decided_at else ""
    return ClueLine(
        row.id, sentences.month_day(row.found_on), codes.DISPUTE_TYPES[row.dispute_type], row.dispute_type,
        house.URGENCIES[row.urgency], row.urgency, directory.org_name(row.org_id), directory.name(row.actor_id),
        _words(office, actor, row),
        house.STATES[row.state], row.state == "open", row.public_id or "",
        str(key.open(row.sealed_answer)) if row.sealed_answer and reads else "", decided,
        row.state == "open" and house.answers_clues(actor, row.org_id),
    )  # fmt: skip


def _words(office: Office, actor: Actor, row: Row[Any]) -> dict[str, str]:
    if not house.reads_words(actor, row.org_id):
        return {}
    opened: dict[str, str] = office.store.vault.unwrap(row.wrapped_key).open(row.sealed)
    return opened

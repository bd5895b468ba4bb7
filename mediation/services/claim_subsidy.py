"""Use case: a committee claims the allowance for its closed cases (调委会申报): computed, flagged, once for each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mediation import clock
from mediation.case import facts, subsidy
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.law.codes import AGREEMENTS, TALKS
from mediation.law.values import rows
from mediation.services import subsidies as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office, milliseconds
from mediation.services.subsidies import InForce, SubsidyRefused
from mediation.services.titles import titles_of
from mediation.store import cases, subsidies
from mediation.store.db import Clash, Connection, Row
from mediation.store.vault import Vault

LONG = 30  # shorter texts are everybody's


@dataclass(frozen=True, slots=True)
class Claimable:
    """A closed case as it would be claimed; `refusals` say why it earns nothing."""

    row: Row[Any]
    case: Case
    claim: subsidy.Claim
    in_force: InForce
    quarter: str
    title: str = ""

    @property
    def open(self) -> bool:
        """It can be claimed now."""
        return self.claim.eligible and self.in_force.id > 0


def claimable(office: Office, actor: Actor) -> list[Claimable]:
    """The closed cases of this person's committee that have not been claimed for.

    Raises:
        NotAllowed.
    """
    let_pass(office, actor, "claim_subsidy", house.claims_for(actor), "村调委会主任、镇调委会调解员")
    with office.store.reading() as connection:
        found = list(_computed(office, connection, actor))
        titles = titles_of(office, connection, [one.row for one in found], "id", actor)
    return [Claimable(o.row, o.case, o.claim, o.in_force, o.quarter, titles[o.row.id]) for o in found]


def _computed(office: Office, connection: Connection, actor: Actor) -> Iterable[Claimable]:
    closed = subsidies.closed_cases(connection, {actor.org})
    known = cases.facts_of(connection, [row.id for row in closed])
    for row in closed:
        case = facts.load(known[row.id])
        day = house.closed_on(case)
        in_force = house.scheme_for(connection, office.settings().subsidy_example, actor.org, int(day[:4]))
        found = subsidy.claim(case, in_force.scheme)
        late = _too_late(day, in_force.scheme.claim_days)
        if found.eligible and late:
            found = subsidy.Claim(Decimal(0), {}, (late,))
        yield Claimable(row, case, found, in_force, house.quarter_of(day))


def _too_late(closed_on: str, days: int) -> str:
    last = date.fromisoformat(closed_on) + timedelta(days=days)
    return f"申报期到 {last.isoformat()} 已过" if days and last < clock.today() else ""


def claim_subsidy(office: Office, actor: Actor, wanted: Iterable[str]) -> int:
    """Claim some cases; gives how many. A case that was claimed before stays as it is.

    Raises:
        NotAllowed.
        SubsidyRefused: none of them can be claimed, and why.
    """
    chosen, offered = set(wanted), claimable(office, actor)
    fitting = [one for one in offered if one.row.public_id in chosen and one.open]
    if not fitting:
        raise SubsidyRefused(_why_none(chosen, offered))
    done = 0
    for one in fitting:
        try:
            with office.store.writing() as connection:
                _write(office, connection, actor, one)
        except Clash:  # somebody else of the committee was faster
            continue
        done += 1
    return done


def _why_none(chosen: set[str], offered: list[Claimable]) -> str:
    if chosen and any(one.in_force.id == 0 for one in offered if one.row.public_id in chosen):
        return "区县还没有录入这一年的补贴方案,现在只能看示例演算,不能申报。"
    return "请勾选至少一件可以申报的案件。"


def _write(office: Office, connection: Connection, actor: Actor, one: Claimable) -> None:
    case_id, at = one.row.id, milliseconds(clock.now())
    twins = subsidies.twins(connection, case_id, house.TWIN_DAYS * 86_400_000)
    if any(claimed and _same_parties(office, connection, case_id, other) for other, claimed in twins):
        raise SubsidyRefused(f"{one.title}:同一纠纷已经申报过。同一纠纷不论调解几次、经过几级,只补贴一件。")
    flags = ["twin"] if twins else []
    opened = _opened(office.store.vault, connection, one)
    if late_signature(opened):
        flags.append("late_signature")
    marks = text_marks(office.store.vault, opened)
    if subsidies.same_texts(connection, marks):
        flags.append("same_text")
    shares = _capped(connection, one)
    values = {
        "case_id": case_id, "org_id": actor.org, "quarter": one.quarter, "scheme_id": one.in_force.id,
        "cents": sum(shares.values()), "state": "claimed", "flags": " ".join(flags), "claimed_at": at,
    }  # fmt: skip
    subsidies.add_claim(connection, values, shares)
    subsidies.add_texts(connection, case_id, marks)
    subsidies.add_review(connection, case_id, "claimed", "", actor.id, at)
    note(connection, actor.id, "subsidy_claimed", one.row.public_id)


def _capped(connection: Connection, one: Claimable) -> dict[str, int]:
    """The shares in cents, each cut to what a person may still earn in the year."""
    shares = {person: int(amount * 100) for person, amount in one.claim.shares.items()}
    cap = one.in_force.scheme.person_year_cap * 100
    if not cap:
        return shares
    so_far = subsidies.earned(connection, shares, one.quarter[:4])
    return {person: max(0, min(cents, cap - so_far.get(person, 0))) for person, cents in shares.items()}


def _same_parties(office: Office, connection: Connection, case_id: int, other: int) -> bool:
    """Whether both cases have the very same applicants and respondents, whoever stands on which side."""
    sides = [
        {bytes(row.name_index) for row in cases.parties(connection, [one]) if row.name_index and row.role != "third"}
        for one in (case_id, other)
    ]
    return sides[0] == sides[1]


def _opened(vault: Vault, connection: Connection, one: Claimable) -> list[tuple[str, dict[str, Any]]]:
    key = cases.keys_of(connection, vault, [one.row.id])[one.row.id]
    return [(row.task, key.open(row.sealed)) for row in cases.submissions(connection, one.row.id)]


def late_signature(opened: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
    """Whether somebody signed an agreement after the day on which it is said to have taken effect."""
    return any(
        str(row.get("at") or "")[:10] > str(values.get("effective_on") or "9")
        for task, values in opened
        if task in AGREEMENTS
        for row in rows(values.get("signatures"))
    )


def text_marks(vault: Vault, opened: Iterable[tuple[str, Any]]) -> set[bytes]:
    """Blind marks of what was written at length in the talks and the agreement, figures and punctuation left out."""
    texts = {_bare(text) for task, values in opened if task in (*TALKS, *AGREEMENTS) for text in _texts(values)}
    return {vault.blind_index(text) for text in texts if len(text) >= LONG}


def _bare(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)

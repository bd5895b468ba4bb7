"""Who may give work to whom: 转办, 委派, 协办, 抄送, 催办, 离职转办. Office practice, within what the law leaves open:

a mediator is named by the committee or chosen by the parties (人民调解法 19), so who takes a talk over must be told to
them; who had to step back never has the case; a restricted case goes only to people named by those who have it;
somebody must be left who can review the closing.
"""

from collections.abc import Iterable

from mediation import clock
from mediation.case.facts import Case
from mediation.case.handing import copy_of
from mediation.case.step import Actor
from mediation.law import policy
from mediation.law.codes import AGREEMENTS, TALKS
from mediation.law.guarding import turn
from mediation.law.seats import ALL_MEDIATORS, mediators_at

_HEADS = frozenset({"committee_director", "reviewer"})
_SHOWN_COPIES = ALL_MEDIATORS | {"reviewer", "whistle_duty"}
_ABOVE = frozenset({"township_mediator", "reviewer", "whistle_duty"})
# while these are open a change of mediator is a change at the table
TABLE = frozenset({*TALKS, *AGREEMENTS, "S4_smooth_praise"})


def over(case: Case) -> bool:
    """Whether the case has been closed, or needs nobody any more."""
    return case.closing is not None or case.archived_at is not None


def heads(actor: Actor, case: Case) -> bool:
    """Whether somebody leads the committee that has the case: its director, or the township's judicial office."""
    if not policy.in_scope(actor, case):
        return False
    director = "committee_director" in actor.roles and actor.org in {case.org, case.orgs.get("village")}
    return director or ("reviewer" in actor.roles and actor.org == case.orgs.get("township"))


def mediates(person: str, case: Case) -> bool:
    """Whether somebody is named in the running turn."""
    return person in turn(case).mediators or person in turn(case).co_mediators


def could_preside(person: Actor, case: Case) -> bool:
    """Whether somebody may come to the table in the place of another: of the committee that has the case, or of the
    village committee that a group belongs to; and not stepped back."""
    tiers = {case.org: case.tier}
    if case.tier == "group" and "village" in case.orgs:
        tiers[case.orgs["village"]] = "village"
    roles = mediators_at(tiers.get(person.org, ""))
    return bool(person.roles & roles) and not policy.recused(person.id, case)


def may_ask_help(actor: Actor, case: Case) -> bool:
    """协办: who mediates, or leads the committee, brings somebody in, once it is known who mediates."""
    if over(case) or not turn(case).mediators or not policy.in_scope(actor, case):
        return False
    return mediates(actor.id, case) or (heads(actor, case) and _has_it(actor, case))


def _has_it(actor: Actor, case: Case) -> bool:
    return case.confidential_level == "normal" or actor.id in policy.took_part(case)


def could_help(person: Actor, case: Case, near: Iterable[str]) -> bool:
    """Whether somebody may join: a mediator of the committees around here who has not had to step back."""
    if mediates(person.id, case) or policy.recused(person.id, case) or person.roles & policy.ADMINS:
        return False
    return bool(person.roles & ALL_MEDIATORS) and person.org in set(near)


def may_copy(actor: Actor, case: Case) -> bool:
    """抄送: who has worked on the case, or leads its committee, shows it to a colleague."""
    if not policy.in_scope(actor, case):
        return False
    worked = actor.id in policy.took_part(case) and bool(actor.roles & _SHOWN_COPIES)
    return worked or (heads(actor, case) and _has_it(actor, case))


def could_read(person: Actor, case: Case) -> bool:
    """Whether a case may be copied to somebody: it is in their sight anyway, and records are for their eyes."""
    return bool(person.roles & _SHOWN_COPIES) and policy.in_scope(person, case)


def reads_copy(actor: Actor, case: Case) -> bool:
    """Whether somebody reads the record because the case was copied to them, until the copy ends."""
    return bool(case.copies) and copy_of(case, actor.id, clock.today().isoformat()) is not None


def may_urge(actor: Actor, case: Case) -> bool:
    """催办: who speaks for the parties (took them in, worked on it), the committee's head, the township."""
    if not policy.in_scope(actor, case) or "auditor" in actor.roles:
        return False
    knows = any(step.actor == actor.id for step in case.done) or actor.id in policy.took_part(case)
    above = bool(actor.roles & _ABOVE) and actor.org == case.orgs.get("township")
    return knows or heads(actor, case) or above


def reviewers(people: Iterable[Actor], case: Case) -> set[str]:
    """Who could still review the closing (G16)."""
    return {
        person.id
        for person in people
        if policy.may(person, "C_close", case) and not policy.conflicted(person, case)
    }  # fmt: skip


def leads(actor: Actor, org: str, parents: dict[str, str | None]) -> bool:
    """Whether somebody leads the people of an organisation: its own head, or that of one above it (`parents`)."""
    if not actor.roles & _HEADS or actor.roles & policy.ADMINS:
        return False
    here: str | None = org
    while here is not None:
        if here == actor.org:
            return True
        here = parents.get(here)
    return False

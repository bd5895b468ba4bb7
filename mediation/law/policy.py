"""Who may do which task, and who may see which case. Roles belong to organisations; administrators see no case.

Whether somebody stands too near to a case (G16) is a guard's question, answered with a reason.
"""

from collections.abc import Collection
from typing import NamedTuple

from mediation.case.facts import TIERS, Case
from mediation.case.step import Actor
from mediation.law import events
from mediation.law.codes import AGREEMENTS, TALKS, TASKS
from mediation.law.guarding import turn
from mediation.law.guards_closing import handlers
from mediation.law.seats import ALL_MEDIATORS, MEDIATORS, Seat, at_home, joined, lower, mediators_at, reviewing, seats

ADMINS = frozenset({"system_admin", "security_admin", "audit_admin", "admin"})
# People of other bodies see the calls made to their body, never a case, whatever they did before they went there.
OUTSIDE = frozenset({"dept_liaison"})
# Only who was named for this turn sits at the table and writes what was agreed.
NAMED_TASKS = frozenset({*TALKS, *AGREEMENTS, "S4_smooth_praise"})
# Tasks that go to people who have not had the case before.
_HANDED_ROUND = frozenset({"C_close", "X_accept", "X_return", "E_whistle"})
_NO_ROLES: frozenset[str] = frozenset()


def may_register(actor: Actor) -> bool:
    """Whether somebody may take in a dispute at their own organisation; a grid worker what was found on the round."""
    if actor.roles & ADMINS:
        return False
    return bool(actor.roles & mediators_at(actor.tier)) or "grid_worker" in actor.roles


def joins(actor: Actor, case: Case) -> bool:
    """Whether somebody's committee mediates the case jointly, as a whole."""
    return any(_sits(actor, seat) for seat in joined(case))


def named_for(task: str, case: Case, role: str = "") -> frozenset[str] | None:
    """The only people who may do a task of this turn; None where any mediator of the committee may."""
    if task not in NAMED_TASKS and (task in TASKS or role.partition("@")[0] != "assigned"):
        return None
    return frozenset([*turn(case).mediators, *turn(case).co_mediators])


def may(actor: Actor, task: str, case: Case, role: str = "") -> bool:
    """Whether an actor may do a task on a case now, by role, tier and naming (not by interest: that is G16).

    `role` is what the diagram says of a task an office added; for the known tasks the table here stands.
    """
    if actor.roles & ADMINS:
        return False
    named = named_for(task, case, role)
    if named is not None:
        # A committee that mediates jointly is named as a whole, or by its people.
        joint = actor.org in named and bool(actor.roles & ALL_MEDIATORS)
        return _named_among(actor, named) or joint or stands_in(actor, named, case)
    if task == "F_visit" and _named_among(actor, turn(case).co_mediators):
        return True
    return any(actor.org == org and actor.roles & roles for _, org, roles in seats(task, case, role))


def _named_among(actor: Actor, named: Collection[str]) -> bool:
    """Named, and a mediator still: whose office was taken away sits at no table (人民调解法 13)."""
    return actor.id in named and bool(actor.roles & ALL_MEDIATORS)


def may_raise(actor: Actor, event: str, case: Case) -> bool:
    """Whether an actor may raise a case event: who may do the task it leads to, and a few more.

    Help is asked for by who has the case; a superior may ask for it (上级提办); danger is everybody's to report.
    """
    if actor.roles & ADMINS:
        return False
    if event == "sent_back":
        return may(actor, "C_close", case) and not conflicted(actor, case)
    if may(actor, events.task_of(event), case):
        return True
    here = actor.org == case.org and bool(actor.roles & mediators_at(case.tier))
    if event == "help_requested":
        return here
    if event == "escalation_requested":
        return any(actor.org == case.orgs[tier] and actor.roles & MEDIATORS[tier] for tier in events.above(case))
    return event == "risk_raised" and (actor.id in took_part(case) or any(_sits(actor, seat) for seat in lower(case)))


def _sits(actor: Actor, seat: Seat) -> bool:
    return actor.org == seat[1] and bool(actor.roles & seat[2])


def recused(person: str, case: Case) -> bool:
    """Whether somebody had to step back from this case (回避)."""
    return any(person in episode.recused for episode in case.episodes)


def stands_in(actor: Actor, absent: Collection[str], case: Case) -> bool:
    """代理: whether somebody may do what is left to one of these people by name, while they are away.

    Only with a role of their own at the committee that has the case, never after having had to step back from it;
    a restricted case goes to nobody who was not named for it.
    """
    if not actor.stands_for.intersection(absent) or case.confidential_level != "normal":
        return False
    there = actor.org == case.org and bool(actor.roles & mediators_at(case.tier))
    return there and not recused(actor.id, case)


def tiers_for(task: str, case: Case) -> tuple[str, ...]:
    """The tiers at which a task on this case may be done, lowest first."""
    return tuple(tier for tier in TIERS if any(tier == seat[0] for seat in seats(task, case)))


def candidate_roles(task: str, case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """The organisations and the roles whose people could do an open task; `may` then says who exactly."""
    found = seats(task, case)
    return frozenset(org for _, org, _ in found), frozenset(role for _, _, roles in found for role in roles)


class Offer(NamedTuple):
    """An open task as one organisation sees it: who of it may do it; no people: anybody there with one of the roles."""

    org: str
    roles: frozenset[str]
    people: frozenset[str] = frozenset()


def candidates(task: str, case: Case, role: str = "") -> list[Offer]:
    """To whom an open task is offered, for the worklist."""
    named = named_for(task, case, role)
    if named is not None:
        return _named_offers(case, named)
    # A restricted case is offered to those who have it, not to the whole committee.
    closed_circle = case.confidential_level != "normal" and not nobody_has_it(case) and task not in _HANDED_ROUND
    people = frozenset(took_part(case)) if closed_circle else _NO_ROLES
    merged: dict[str, frozenset[str]] = {}
    for _, org, roles in seats(task, case, role):
        merged[org] = merged.get(org, _NO_ROLES) | roles
    return [Offer(org, roles, people) for org, roles in merged.items()]


def _named_offers(case: Case, named: frozenset[str]) -> list[Offer]:
    """To each committee whose people were named, those; to one that joined as a whole, everybody who mediates there."""
    homes, own = turn(case).homes, mediators_at(case.tier)
    found: dict[str, set[str]] = {}
    for who in named:
        found.setdefault(homes.get(who, case.org), set()).add(who)
    return [
        Offer(org, own if org == case.org else ALL_MEDIATORS, frozenset() if org in people else frozenset(people))
        for org, people in sorted(found.items())
    ]


def acting_role(actor: Actor, task: str, case: Case) -> str:
    """The role in which somebody acts on a case, for the history; empty for the clock."""
    fitting = {role for _, org, roles in seats(task, case) if org == actor.org for role in roles & actor.roles}
    return min(fitting or actor.roles, default="")


def conflicted(actor: Actor, case: Case) -> bool:
    """Whether somebody worked on the case and so may not review its closing (G16)."""
    return actor.id in handlers(case)


def sees_no_case(actor: Actor) -> bool:
    """Administrators, people of other bodies and who has no role any more, whatever they had a hand in before."""
    return bool(actor.roles & ADMINS) or actor.roles <= OUTSIDE


def in_scope(actor: Actor, case: Case) -> bool:
    """Whether a case exists for somebody at all; out of scope is as if there were none."""
    if sees_no_case(actor):
        return False
    if case.confidential_level != "normal":
        return _in_restricted(actor, case) or granted(actor, case)
    if actor.id in took_part(case) or _supervises(actor, case):
        return True
    working = ALL_MEDIATORS | {"reviewer", "whistle_duty", "grid_worker"}
    return bool(actor.roles & working) and actor.org in _sight(case)


def _supervises(actor: Actor, case: Case) -> bool:
    """Whether a case is of an auditor's jurisdiction."""
    return "auditor" in actor.roles and bool((actor.jurisdiction | {actor.org}) & set(case.orgs.values()))


def granted(actor: Actor, case: Case) -> bool:
    """Whether an auditor may read the record of a case of the jurisdiction now, by two people's approval."""
    return case.id in actor.reads and _supervises(actor, case)


def _sight(case: Case) -> set[str]:
    """Who has had the case keeps sight of it; so do the organisations above the lowest that had it."""
    had = {case.org, case.registered_org, *(episode.org for episode in case.episodes)}
    tiers = [case.tier, case.registered_tier, *(episode.tier for episode in case.episodes)]
    lowest = min(TIERS.index(tier) for tier in tiers)
    had |= {org for episode in case.episodes for who, org in episode.homes.items() if who == org}
    return had | {org for tier, org in case.orgs.items() if TIERS.index(tier) >= lowest}


def took_part(case: Case) -> set[str]:
    """Who took part beyond registering, or was named to mediate."""
    worked = {step.actor for step in case.done if step.task != "T_register"}
    worked |= set(case.named)
    return worked | {who for episode in case.episodes for who in (*episode.mediators, *episode.co_mediators)}


def has_outcome(case: Case) -> bool:
    """Whether there is something to review: an agreement, an end, a hand-off, a refusal to take it."""
    ended = case.agreements or case.terminations or case.handoffs or case.closing
    return bool(ended) or (case.screening is not None and case.screening.decision == "reject")


def nobody_has_it(case: Case) -> bool:
    """Nobody has the case yet: it is unscreened, or has just come to this tier."""
    arrived = bool(case.episodes) and turn(case).how != "entry" and not turn(case).mediators
    return case.screening is None or arrived


def _in_restricted(actor: Actor, case: Case) -> bool:
    """Violence at home, minors: who screened it, whom they named, who reviews it; and who must take it on now."""
    if actor.id in took_part(case):
        return True
    if any(actor.org == org and actor.roles & roles for _, org, roles in reviewing(case)):
        return True
    desk = [at_home(case)] if nobody_has_it(case) else []
    desk += seats("X_accept", case)
    if any(event.name == "help_requested" for event in case.raised):
        desk += seats("E_whistle", case)
    return any(actor.org == org and actor.roles & roles for _, org, roles in desk)

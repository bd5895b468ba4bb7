"""Where a task of a case may be done: the tier, its organisation, and the roles that may act there."""

from mediation.case.facts import Case
from mediation.law.codes import TASKS
from mediation.law.guarding import turn
from mediation.law.guards_ladder import open_escalation

MEDIATORS = {
    "group": frozenset({"group_mediator"}),
    "village": frozenset({"village_mediator", "committee_director"}),
    "township": frozenset({"township_mediator"}),
}
ALL_MEDIATORS = frozenset().union(*MEDIATORS.values())

Seat = tuple[str, str, frozenset[str]]
"""A tier, its organisation in this case, and the roles that may act there."""


def mediators_at(tier: str) -> frozenset[str]:
    """The roles that mediate at a tier; none where nobody does."""
    return MEDIATORS.get(tier, frozenset())


def seats(task: str, case: Case, role: str = "") -> list[Seat]:
    """Every tier, organisation and set of roles that could do a task on this case; `role` for an office's own task."""
    if task not in TASKS and role:
        return _own_seats(case, role)
    if task == "T_register":
        return [_seat(case, case.registered_tier, case.registered_org, {"grid_worker"})]
    if task in ("X_accept", "X_return"):
        asked = open_escalation(case)
        return [_at(case, asked.to_tier)] if asked and asked.to_tier in case.orgs else []
    if task == "E_whistle":
        if "township" not in case.orgs:
            return []
        return [("township", case.orgs["township"], frozenset({"township_mediator", "whistle_duty"}))]
    if task == "C_close":
        return _closing_seats(case)
    if task == "C_archive":
        return [_at(case, "village" if case.tier == "group" else case.tier)]
    if task == "F_visit":
        return _visit_seats(case)
    return [at_home(case)]


def _own_seats(case: Case, role: str) -> list[Seat]:
    """A task the office added: a role of the diagrams stands for a known task like it, else it is a role's name.

    A tier behind an @ (`mediator@township`) is where it is done, as far as the case has a committee there.
    """
    role, _, tier = role.partition("@")
    like = {"reviewer": "C_close", "archivist": "C_archive", "upper": "X_accept", "visitor": "F_visit"}.get(role)
    if like:
        return seats(like, case)
    tier = tier if tier in case.orgs else case.tier
    own = mediators_at(tier) if role in ("mediator", "assigned") else frozenset({role})
    return [(tier, case.org if tier == case.tier else case.orgs[tier], own)]


def at_home(case: Case) -> Seat:
    """The mediators of who has the case now."""
    return _seat(case, case.tier, case.org)


def _seat(case: Case, tier: str, org: str, more: set[str] | None = None) -> Seat:
    return tier, org, mediators_at(tier) | (more or set())


def _at(case: Case, tier: str) -> Seat:
    org = case.org if tier == case.tier else case.orgs[tier]
    return _seat(case, tier, org)


def _closing_seats(case: Case) -> list[Seat]:
    if case.mending:
        return []  # what was sent back is mended first
    return reviewing(case)


def reviewing(case: Case) -> list[Seat]:
    """Who may look a case over before it is closed: the village's director, the township's reviewer."""
    found: list[Seat] = []
    if case.tier in ("group", "village"):
        _, org, _ = _at(case, "village")
        found.append(("village", org, frozenset({"committee_director"})))
    if "township" in case.orgs:
        found.append(("township", case.orgs["township"], frozenset({"reviewer"})))
    return found


def _visit_seats(case: Case) -> list[Seat]:
    found = [at_home(case), *lower(case), *joined(case)]
    if case.confidential_level == "normal":
        found += [(tier, org, frozenset({"grid_worker"})) for tier, org in case.orgs.items() if tier in MEDIATORS]
    return found


def lower(case: Case) -> list[Seat]:
    """Who had the case below and goes on helping (协办)."""
    asked = [one for one in case.escalations if one.accepted and one.lower_role == "协办"]
    return [_seat(case, one.from_tier, one.from_org or case.orgs[one.from_tier]) for one in asked]


def joined(case: Case) -> list[Seat]:
    """The committees that mediate jointly as a whole (人民调解委员会组织条例 7)."""
    return [(case.tier, org, ALL_MEDIATORS) for who, org in turn(case).homes.items() if who == org]

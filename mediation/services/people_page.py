"""Use case: administrators look at organisations and people: the tree, what waits for a grant, whose term ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mediation import clock
from mediation.case.facts import TIERS
from mediation.case.step import Actor
from mediation.law.codes import ROLES, TIER_NAMES
from mediation.law.separation import APPOINTED, THREE
from mediation.services.administering import require_administrator
from mediation.services.office import Office
from mediation.store import accounts, people
from mediation.store.db import Row

# a tree of more organisations is shown by the branch that one stands on
WHOLE_TREE = 120
REMIND_DAYS = 60


@dataclass(frozen=True, slots=True)
class OrgNode:
    """An organisation in the tree."""

    id: str
    name: str
    tier: str
    depth: int
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account in a list: `state` says in words why it does not work, empty where it does; `term` warns."""

    id: str
    name: str
    org: str
    roles: str
    state: str
    term: str


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The page: the tree, the organisation looked at (None for none), its people, and what needs a hand.

    `beginning` while nobody but administrators works here yet.
    """

    tree: list[OrgNode]
    org: Mapping[str, Any] | None
    below: list[OrgNode]
    lines: list[PersonLine]
    waiting: list[PersonLine]
    ending: list[PersonLine]
    found_by: str
    orgs: list[tuple[str, str]]
    beginning: bool


def view_people(office: Office, actor: Actor, org: str = "", search: str = "") -> PeopleView:
    """The page of organisations and people.

    Raises:
        NotAllowed: this person is no administrator.
    """
    require_administrator(office, actor, "see_people")
    with office.store.reading() as connection:
        orgs, roles = people.organisations(connection), people.roles(connection)
        asked, counts = accounts.asked(connection), accounts.head_count(connection)
        everyone = people.everyone(connection)
    lines = {row.id: _line(row, roles.get(row.id, set()), asked.get(row.id, [])) for row in everyone}
    wanted = search.strip().lower()
    chosen = [row for row in everyone if (wanted in f"{row.name} {row.id}".lower() if wanted else row.org_id == org)]
    here = orgs.get(org)
    return PeopleView(
        tree=_tree(orgs, counts, org),
        org=dict(here._mapping) if here is not None else None,
        below=[_node(one, 0, counts, org) for one in _sorted(orgs.values()) if one.parent_id == org],
        lines=[lines[row.id] for row in chosen[:200]],
        waiting=[lines[person] for person in asked if person in lines],
        ending=[lines[row.id] for row in everyone if row.active and term_words(row.term_until) and _serves(roles, row)],
        found_by=search.strip()[:40],
        orgs=[(one.id, one.name) for one in _sorted(orgs.values())],
        beginning=not any(held - THREE for held in roles.values()),
    )


def _serves(roles: Mapping[str, set[str]], row: Row[Any]) -> bool:
    return bool(roles.get(row.id, set()) & APPOINTED)


def _sorted(orgs: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(orgs, key=lambda org: (-TIERS.index(org.tier), org.id))


def _tree(orgs: Mapping[str, Row[Any]], counts: Mapping[str, int], here: str) -> list[OrgNode]:
    """Parents before children; of a big tree only the way to `here`, and what is beside and below it."""
    shown, above = None, {here, ""}
    if len(orgs) > WHOLE_TREE:
        place = orgs.get(here)
        while place is not None:
            above.add(place.parent_id or "")
            place = orgs.get(place.parent_id)
        shown = above
    found: list[OrgNode] = []

    def walk(parent: str, depth: int) -> None:
        for org in children.get(parent, []):
            found.append(_node(org, depth, counts, here))
            if shown is None or org.id in shown:
                walk(org.id, depth + 1)

    children: dict[str, list[Row[Any]]] = {}
    for org in _sorted(orgs.values()):
        children.setdefault(org.parent_id or "", []).append(org)
    walk("", 0)
    return found


def _node(org: Row[Any], depth: int, counts: Mapping[str, int], here: str) -> OrgNode:
    return OrgNode(org.id, org.name, TIER_NAMES[org.tier], depth, counts.get(org.id, 0), org.id == here)


def _line(row: Row[Any], roles: set[str], asked: list[Row[Any]]) -> PersonLine:
    held = "、".join(ROLES.get(role, role) for role in sorted(roles))
    wanted = "、".join(ROLES.get(one.role, one.role) for one in asked)
    state = "已停用" if not row.active else f"等授权:{wanted}" if wanted else "" if roles else "没有角色"
    return PersonLine(row.id, row.name, row.org_name, held, state, term_words(row.term_until))


def term_words(until: str | None) -> str:
    """A reminder where a term has ended or is about to; nothing else."""
    if not until:
        return ""
    last, today = date.fromisoformat(until), clock.today()
    if last < today:
        return f"任期 {until} 已满"
    return f"任期 {until} 到期" if last - today <= timedelta(days=REMIND_DAYS) else ""

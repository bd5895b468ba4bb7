"""Use case: find cases: by name, pinyin, telephone, number or place, narrowed and page by page, within one's scope.

Restricted cases are found only by those who are named for them.
"""

from dataclasses import dataclass, replace

from mediation.case.step import Actor
from mediation.services import sentences
from mediation.services.office import Office
from mediation.services.search_tokens import token_set
from mediation.services.search_words import asked
from mediation.services.titles import titles_of
from mediation.services.worklist_page import SEEING_ROLES, Choice, status_of
from mediation.store import search
from mediation.store.search import Place, Scope, Wanted

PAGE = 20
EVERYTHING = Wanted()
# where an organisation of a tier stands in the row of every case that it sees
COLUMNS = {"group": "org_id", "village": "village_id", "township": "township_id"}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case_id: str
    title: str
    number: str
    status: str
    since: str
    risk_color: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases; `next_` is where the next one begins, empty at the end."""

    lines: list[CaseLine]
    next_: str
    places: list[Choice]


def find_cases(office: Office, actor: Actor, query: str = "", wanted: Wanted = EVERYTHING, after: str = "") -> Found:
    """The newest cases in this person's scope that fit."""
    if not actor.roles & SEEING_ROLES:
        return Found([], "", [])
    scope = _scope(office, actor)
    words = asked(query)
    if query.strip() and not words:
        return Found([], "", _places(office, actor))
    anchor = _anchor(office, actor.org)
    tokens = token_set(office.store.vault, anchor, [token for word in words for token in word])
    with office.store.reading() as connection:
        rows = search.page(connection, scope, replace(wanted, tokens=tuple(tokens)), PAGE + 1, _place(after))
        shown = rows[:PAGE]
        titles = titles_of(office, connection, shown, "id", actor)
    lines = [
        CaseLine(
            row.public_id, titles[row.id], row.volume_no or row.register_no or "", status_of(row),
            sentences.at_time(row.registered_at), row.risk_color,
        )
        for row in shown
    ]  # fmt: skip
    last = f"{shown[-1].registered_at}-{shown[-1].id}" if len(rows) > PAGE else ""
    return Found(lines, last, _places(office, actor))


def _scope(office: Office, actor: Actor) -> Scope:
    """Where this person looks; a county's auditor looks at every township below."""
    if actor.tier != "county":
        return Scope(actor.id, actor.org, COLUMNS.get(actor.tier, "org_id"))
    orgs = office.directory().orgs
    towns = tuple(sorted(org for org in actor.jurisdiction if org in orgs and orgs[org].tier == "township"))
    return Scope(actor.id, actor.org, "township_id", towns)


def _place(after: str) -> Place | None:
    """Where the page before ended; what is no such place begins anew."""
    at, _, row = after.partition("-")
    fits = at.isdecimal() and row.isdecimal() and len(at) < 16 and len(row) < 16
    return (int(at), int(row)) if fits else None


def _places(office: Office, actor: Actor) -> list[Choice]:
    """The organisations below one's own, to narrow a list by."""
    orgs = office.directory().orgs.values()
    below = {org.id for org in orgs if org.parent_id == actor.org}
    below |= {org.id for org in orgs if org.parent_id in below}
    return [Choice(org.id, org.name) for org in orgs if org.id in below]


def _anchor(office: Office, org: str) -> str:
    """The township that an organisation belongs to, itself where there is none: words are kept apart by it."""
    known, here = office.directory().orgs, org
    while here in known and known[here].tier != "township" and known[here].parent_id:
        here = known[here].parent_id
    return here if here in known and known[here].tier == "township" else org

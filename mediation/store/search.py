"""What cases can be found by, as keyed digests, and the pages of a list of cases. Knows no word and no name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import insert as insert_there
from sqlalchemy.dialects.sqlite import insert as insert_here

from mediation.store.db import Statement
from mediation.store.query import Query
from mediation.store.tables import hand, mediation_case, search_token

TOKEN_BYTES = 8
# how many cases a token is counted to, to begin with the rarest
COUNTED = 500
MOST_TOKENS = 40
LATELY = 200
_ORDINARY: Any = literal_column("'normal'")
_TOKEN: dict[str, Any] = {"token": bindparam("token"), "case_id": bindparam("case_id")}
# a house's number and a serial number may be the same word: it stands there once
_ADD = {
    "sqlite": Statement(insert_here(search_token).values(_TOKEN).on_conflict_do_nothing()),
    "postgresql": Statement(insert_there(search_token).values(_TOKEN).on_conflict_do_nothing()),
}
_DROP = Statement(
    delete(search_token).where(
        search_token.c.token == bindparam("wanted_token"), search_token.c.case_id == bindparam("wanted")
    )
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases are looked at: `person` always sees their own, `column` says where `org` must stand.

    `column` is org_id, village_id or township_id; a group's is org_id together with where it was registered.
    """

    person: str
    org: str
    column: str
    orgs: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The organisations of which one must stand there: `orgs` where there are several."""
        return self.orgs or (self.org,)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty is everything. `tokens` must all stand for a case."""

    tokens: tuple[bytes, ...] = ()
    status: str = ""
    final_status: str = ""
    dispute_type: str = ""
    risk: str = ""
    place: str = ""


NARROWED: dict[str, Any] = {
    name: mediation_case.c[column]
    for name, column in (
        ("status", "status"), ("final_status", "final_status"), ("dispute_type", "dispute_type"),
        ("risk", "risk_color"), ("place", "org_id"),
    )
}  # fmt: skip
Place = tuple[int, int]
"""Where a page ended: registered_at and row id of its last case."""


def replace(connection: Connection, case_id: int, before: Collection[bytes], after: Collection[bytes]) -> None:
    """Let a case be found by `after` where it was found by `before`."""
    gone, new = set(before) - set(after), sorted(set(after) - set(before))
    _DROP.run_each(connection, [{"wanted_token": token, "wanted": case_id} for token in gone])
    _ADD[connection.dialect.name].run_each(connection, [{"token": token, "case_id": case_id} for token in new])


def of_case(connection: Connection, case_id: int, tokens: Sequence[bytes]) -> set[bytes]:
    """Which of some tokens stand for a case."""
    query = select(search_token.c.token).where(
        search_token.c.case_id == case_id, search_token.c.token.in_(list(tokens))
    )
    return {bytes(token) for token in connection.execute(query).scalars()}


_COUNT = Statement(
    select(func.count()).select_from(
        select(literal_column("1"))
        .select_from(search_token)
        .where(search_token.c.token == bindparam("wanted_token"))
        .limit(COUNTED)
        .subquery()
    )
)


def rarest_first(connection: Connection, tokens: Sequence[bytes]) -> list[bytes]:
    """The tokens, the one that fewest cases have first."""
    if len(tokens) < 2:
        return list(tokens)
    return sorted(tokens, key=lambda token: _COUNT.rows(connection, {"wanted_token": token})[0][0])


def page(connection: Connection, scope: Scope, wanted: Wanted, size: int, after: Place | None) -> list[Any]:
    """The cases of a scope that fit, newest first, from `after` on."""
    narrowed = {name: getattr(wanted, name) for name in NARROWED if getattr(wanted, name)}
    values: dict[str, Any] = {"person": scope.person, "org": scope.org, "size": size}
    values |= {f"place_{number}": place for number, place in enumerate(scope.places)}
    values |= {f"only_{name}": value for name, value in narrowed.items()}
    if after is not None:
        values |= {"after_at": after[0], "after_id": after[1]}
    shape = (scope.column, len(scope.places), frozenset(narrowed), after is not None)
    if not wanted.tokens:
        return _list_query(*shape).fetch(connection, values)
    tokens = rarest_first(connection, wanted.tokens[:MOST_TOKENS])
    values |= {f"token_no_{number}": token for number, token in enumerate(tokens)}
    return _search_query(len(tokens), *shape).fetch(connection, values)


@lru_cache(maxsize=256)
def _list_query(column: str, places: int, narrowed: frozenset[str], goes_on: bool) -> Query:
    parts = []
    for condition in _branches(column, places):
        query = select(mediation_case.c.id).where(condition, *_narrowed(narrowed), *_beyond(goes_on))
        parts.append(select(_in_order(query).subquery().c.id))
    ids = union(*parts).subquery()
    return Query(_in_order(select(mediation_case).join(ids, ids.c.id == mediation_case.c.id)))


def _in_order(query: Select[Any]) -> Any:
    order = mediation_case.c.registered_at.desc(), mediation_case.c.id.desc()
    return query.order_by(*order).limit(bindparam("size"))


def _beyond(goes_on: bool) -> list[Any]:
    if not goes_on:
        return []
    c = mediation_case.c
    at: Any = bindparam("after_at")
    # said twice over so that an index can be entered at the right place
    return [c.registered_at <= at, or_(c.registered_at < at, c.id < bindparam("after_id"))]


def _branches(column: str, places: int) -> list[Any]:
    """The conditions of a scope, each with an index of its own to walk."""
    c = mediation_case.c
    ordinary = c.confidential_level == _ORDINARY
    own = select(hand.c.case_id).where(hand.c.person_id == bindparam("person"), hand.c.named == true())
    named = own.where(hand.c.case_id == c.id).exists()
    # and what one was named for elsewhere, of late: further back it is found by a word
    lately = c.id.in_(select(own.order_by(hand.c.case_id.desc()).limit(LATELY).subquery().c.case_id))
    found = [and_(c[column] == bindparam(f"place_{number}"), ordinary) for number in range(places)]
    if column == "org_id":
        found.append(and_(c.registered_org_id == bindparam("org"), ordinary))
    return [*found, and_(c.confidential_level != _ORDINARY, named), lately]


def _narrowed(names: frozenset[str]) -> list[Any]:
    c = mediation_case.c
    found = [NARROWED[name] == bindparam(f"only_{name}") for name in sorted(names - {"place"})]
    if "place" in names:
        place: Any = bindparam("only_place")
        found.append(or_(c.org_id == place, c.village_id == place, c.registered_org_id == place))
    return found


@lru_cache(maxsize=256)
def _search_query(tokens: int, column: str, places: int, narrowed: frozenset[str], goes_on: bool) -> Query:
    c = mediation_case.c
    query = select(mediation_case).join_from(search_token, mediation_case, c.id == search_token.c.case_id)
    query = query.where(search_token.c.token == bindparam("token_no_0"))
    for number in range(1, tokens):
        other = search_token.alias()
        as_well: Any = select(literal_column("1")).where(
            other.c.token == bindparam(f"token_no_{number}"), other.c.case_id == search_token.c.case_id
        )
        query = query.where(as_well.exists())
    query = query.where(_in_scope(column, places), *_narrowed(narrowed))
    if goes_on:
        query = query.where(search_token.c.case_id < bindparam("after_id"))
    return Query(query.order_by(search_token.c.case_id.desc()).limit(bindparam("size")))


def _in_scope(column: str, places: int) -> Any:
    c = mediation_case.c
    place = [c[column] == bindparam(f"place_{number}") for number in range(places)]
    if column == "org_id":
        place.append(c.registered_org_id == bindparam("org"))
    named = (
        select(literal_column("1"))
        .where(hand.c.person_id == bindparam("person"), hand.c.case_id == c.id, hand.c.named == true())
        .exists()
    )
    return or_(and_(or_(*place), c.confidential_level == _ORDINARY), named)

"""What cases can be found by, as keyed digests, and the pages of a list of cases. Knows no word and no name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    union,
)

from mediation.store.db import Statement
from mediation.store.tables import hand, mediation_case, search_token

TOKEN_BYTES = 8
# how many cases a token is counted to, to begin with the rarest
COUNTED = 500
_ADD = Statement(insert(search_token))
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


Place = tuple[int, int]
"""Where a page ended: registered_at and row id of its last case."""


def replace(connection: Connection, case_id: int, before: Collection[bytes], after: Collection[bytes]) -> None:
    """Let a case be found by `after` where it was found by `before`."""
    gone, new = set(before) - set(after), sorted(set(after) - set(before))
    _DROP.run_each(connection, [{"wanted_token": token, "wanted": case_id} for token in gone])
    _ADD.run_each(connection, [{"token": token, "case_id": case_id} for token in new])


def of_case(connection: Connection, case_id: int, tokens: Sequence[bytes]) -> set[bytes]:
    """Which of some tokens stand for a case."""
    query = select(search_token.c.token).where(
        search_token.c.case_id == case_id, search_token.c.token.in_(list(tokens))
    )
    return {bytes(token) for token in connection.execute(query).scalars()}


def rarest_first(connection: Connection, tokens: Sequence[bytes]) -> list[bytes]:
    """The tokens, the one that fewest cases have first."""
    if len(tokens) < 2:
        return list(tokens)
    return sorted(tokens, key=lambda token: _how_many(connection, token))


_COUNT = Statement(
    select(func.count()).select_from(
        select(literal_column("1"))
        .select_from(search_token)
        .where(search_token.c.token == bindparam("wanted_token"))
        .limit(COUNTED)
        .subquery()
    )
)


def _how_many(connection: Connection, token: bytes) -> int:
    return int(_COUNT.rows(connection, {"wanted_token": token})[0][0])


def page(connection: Connection, scope: Scope, wanted: Wanted, size: int, after: Place | None) -> list[Row[Any]]:
    """The cases of a scope that fit, newest first, from `after` on."""
    if wanted.tokens:
        return _found(connection, scope, wanted, size, after)
    parts = [_page_of(condition, wanted, size, after) for condition in _branches(scope)]
    query = select(mediation_case).where(mediation_case.c.id.in_(select(union(*parts).subquery().c.id)))
    return list(connection.execute(_in_order(query, size)))


def _page_of(condition: Any, wanted: Wanted, size: int, after: Place | None) -> Any:
    query = select(mediation_case.c.id).where(condition, *_narrowed(wanted), *_beyond(after))
    return select(_in_order(query, size).subquery().c.id)


def _in_order(query: Select[Any], size: int) -> Select[Any]:
    return query.order_by(mediation_case.c.registered_at.desc(), mediation_case.c.id.desc()).limit(size)


def _beyond(after: Place | None) -> list[Any]:
    if after is None:
        return []
    c = mediation_case.c
    return [or_(c.registered_at < after[0], and_(c.registered_at == after[0], c.id < after[1]))]


def _branches(scope: Scope) -> list[Any]:
    """The conditions of a scope, each with an index of its own to walk."""
    c = mediation_case.c
    seen = c.confidential_level == "normal"
    own = c.id.in_(select(hand.c.case_id).where(hand.c.person_id == scope.person, hand.c.named))
    columns = [c[scope.column], *([c.registered_org_id] if scope.column == "org_id" else [])]
    return [*(and_(column == org, seen) for column in columns for org in scope.places), own]


def _narrowed(wanted: Wanted) -> list[Any]:
    c = mediation_case.c
    pairs = (
        (c.status, wanted.status), (c.final_status, wanted.final_status), (c.dispute_type, wanted.dispute_type),
        (c.risk_color, wanted.risk),
    )  # fmt: skip
    found = [column == value for column, value in pairs if value]
    if wanted.place:
        found.append(or_(c.org_id == wanted.place, c.village_id == wanted.place, c.registered_org_id == wanted.place))
    return found


def _found(
    connection: Connection, scope: Scope, wanted: Wanted, size: int, after: Place | None
) -> list[Row[Any]]:  # fmt: skip
    first, *others = rarest_first(connection, wanted.tokens)
    c = mediation_case.c
    query = select(mediation_case).join_from(search_token, mediation_case, c.id == search_token.c.case_id)
    query = query.where(search_token.c.token == first)
    for token in others:
        other = search_token.alias()
        query = query.where(
            select(literal_column("1"))
            .where(other.c.token == token, other.c.case_id == search_token.c.case_id)
            .exists()
        )
    query = query.where(_in_scope(scope), *_narrowed(wanted))
    if after is not None:
        query = query.where(search_token.c.case_id < after[1])
    return list(connection.execute(query.order_by(search_token.c.case_id.desc()).limit(size)))


def _in_scope(scope: Scope) -> Any:
    c = mediation_case.c
    column = c[scope.column].in_(scope.places)
    place = or_(column, c.registered_org_id == scope.org) if scope.column == "org_id" else column
    named = (
        select(literal_column("1"))
        .where(hand.c.person_id == scope.person, hand.c.case_id == c.id, hand.c.named)
        .exists()
    )
    return or_(and_(place, c.confidential_level == "normal"), named)

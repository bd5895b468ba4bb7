"""What of the worklist is mine, free to claim, somebody else's, or pressing: as conditions, each with its own index.

Knows columns and one person's roles as text; who may do what is decided before the rows are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, exists, literal_column, or_, select, true

from mediation.store.query import several
from mediation.store.tables import hand, mediation_case, work_item

_NOBODY: Any = literal_column("''")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `shared` are the roles that somebody else of the organisation has as well."""

    person: str
    org: str
    roles: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What counts as nearly due: items until `due` (epoch ms), and of `tasks` the cases whose term ends by `day`."""

    due: int
    day: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrows a list to; empty is everything."""

    task: str = ""
    risk: str = ""
    place: str = ""


def _has(roles: Sequence[str]) -> Any:
    return or_(*(work_item.c.roles.contains(f" {role} ", autoescape=True) for role in roles))


def _named() -> Any:
    # the second half lets the partial index be used
    return and_(work_item.c.person_id == bindparam("person"), work_item.c.person_id != _NOBODY)


def _free(reader: Reader) -> Any:
    offered = and_(work_item.c.person_id == _NOBODY, work_item.c.org_id == bindparam("org"), _has(reader.roles))
    return and_(offered, ~_own_closing())


def _own_closing() -> Any:
    # who handled a case may not review its closing (G16): it is not even offered to them
    handled = exists().where(
        hand.c.case_id == work_item.c.case_id, hand.c.person_id == bindparam("person"), hand.c.named == true()
    )
    return and_(work_item.c.task == "C_close", handled)


def _alone(reader: Reader) -> Any | None:
    """Offered to the organisation, where nobody else could do it; None where that never happens."""
    if not set(reader.roles) - set(reader.shared):
        return None
    return and_(_free(reader), ~_has(reader.shared)) if reader.shared else _free(reader)


def _claimable(reader: Reader) -> Any | None:
    if not reader.roles or not reader.shared:
        return None
    return and_(_free(reader), _has(reader.shared))


def conditions(reader: Reader, tab: str) -> list[Any]:
    """The conditions whose rows, taken together, are a tab; each can walk an index of its own."""
    alone, claimable = _alone(reader), _claimable(reader)
    mine = [_named(), *([] if alone is None else [alone])]
    if tab == "mine":
        return mine
    if tab == "free":
        return [] if claimable is None else [claimable]
    every = [_named(), *([_free(reader)] if reader.roles else [])]
    return [and_(one, _visit() if tab == "visits" else _near()) for one in every]


def _visit() -> Any:
    return work_item.c.task == "F_visit"


def _near() -> Any:
    talk = work_item.c.task.in_(several("talk"))
    return or_(
        work_item.c.due_at <= bindparam("soon"), and_(mediation_case.c.deadline_on <= bindparam("soon_day"), talk)
    )


def _elsewhere(reader: Reader) -> Any:
    """A running case in which this person had a hand and has nothing to do now."""
    todo = [work_item.c.person_id == bindparam("person")]
    if reader.roles:
        todo.append(_free(reader))
    mine = select(1).where(work_item.c.case_id == hand.c.case_id, or_(*todo)).exists()
    return and_(hand.c.person_id == bindparam("person"), hand.c.running == true(), ~mine)


def _seen(condition: Any) -> Any:
    # who only took a case in does not see it any more once it is restricted
    return and_(condition, or_(hand.c.named, mediation_case.c.confidential_level == "normal"))


def handled() -> Any:
    """Every case in which this person had a hand, and which they may see."""
    return _seen(hand.c.person_id == bindparam("person"))


def waiting(reader: Reader) -> Any:
    """The running ones of them in which they have nothing to do now."""
    return _seen(_elsewhere(reader))

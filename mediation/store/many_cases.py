"""Many cases at once, for figures, exports and samples: which there are in some places, and their facts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from mediation.store.cases import in_orgs
from mediation.store.packing import unpack
from mediation.store.tables import history, mediation_case, process_instance

PAGE = 500
# the history's word for a step that somebody took
STEPS = ("registered", "submitted")


def is_public_id(text: str) -> bool:
    """Whether a word looks like a case's public id."""
    return len(text) == 16 and not set(text) - set("0123456789abcdef")


def versions(connection: Connection, orgs: Collection[str]) -> list[tuple[int, int]]:
    """Every case of these places (the row id and the version it stands at), in order."""
    query = (
        select(process_instance.c.case_id, process_instance.c.version)
        .join(mediation_case, mediation_case.c.id == process_instance.c.case_id)
        .where(in_orgs(list(orgs)))
        .order_by(process_instance.c.case_id)
    )
    return [(row.case_id, row.version) for row in connection.execute(query)]


def facts(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The facts of some cases, a page at a time."""
    for begin in range(0, len(ids), PAGE):
        page = ids[begin : begin + PAGE]
        query = select(process_instance.c.case_id, process_instance.c.facts).where(process_instance.c.case_id.in_(page))
        for row in connection.execute(query):
            yield row.case_id, unpack(row.facts)


def steps_known(connection: Connection, at: int) -> dict[int, int]:
    """How many steps of each case had been recorded by an instant (epoch ms)."""
    c = history.c
    query = select(c.case_id, func.count()).where(c.action.in_(STEPS), c.recorded_at <= at).group_by(c.case_id)
    return {case: int(number) for case, number in connection.execute(query)}


def untouched(connection: Connection, at: int) -> set[int]:
    """The cases of whose history nothing was recorded after an instant (epoch ms)."""
    later = select(history.c.case_id).where(history.c.recorded_at > at)
    query = select(process_instance.c.case_id).where(process_instance.c.case_id.not_in(later))
    return set(connection.execute(query).scalars())


def page(
    connection: Connection, orgs: Collection[str], narrowed: Mapping[str, str], since: int, before: int, after: int
) -> list[Row[Any]]:
    """The next listed rows (with their facts and wrapped keys) of cases registered from `since` and before `before`."""
    query = (
        select(mediation_case, process_instance.c.facts, process_instance.c.wrapped_key)
        .join(process_instance, process_instance.c.case_id == mediation_case.c.id)
        .where(*_selected(orgs, narrowed, since, before, after))
        .order_by(mediation_case.c.id)
        .limit(PAGE)
    )
    return list(connection.execute(query))


def number(
    connection: Connection, orgs: Collection[str], narrowed: Mapping[str, str], since: int, before: int, after: int
) -> int:
    """How many cases `page` would give in all."""
    query = select(func.count()).select_from(mediation_case).where(*_selected(orgs, narrowed, since, before, after))
    return int(connection.execute(query).scalar_one())


def _selected(orgs: Collection[str], narrowed: Mapping[str, str], since: int, before: int, after: int) -> list[Any]:
    c = mediation_case.c
    exactly = [c[name] == value for name, value in narrowed.items() if value]
    return [in_orgs(list(orgs)), c.registered_at >= since, c.registered_at < before, c.id > after, *exactly]


def listed(connection: Connection, public_ids: Sequence[str]) -> list[Row[Any]]:
    """The listed rows of some cases, newest first."""
    query = select(mediation_case).where(mediation_case.c.public_id.in_(list(public_ids)))
    return list(connection.execute(query.order_by(mediation_case.c.registered_at.desc())))

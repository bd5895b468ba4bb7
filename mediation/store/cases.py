"""Cases as rows: the hot row (state, facts, version), the row that lists read, parties and submissions.

Knows bytes and plain values; what the bytes mean is the business of `engine` and `case`.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, literal_column, select, update

from mediation.store.db import Statement
from mediation.store.packing import QUICK, SMALL, pack, unpack
from mediation.store.tables import archived_run, event_form, mediation_case, party, process_instance, submission
from mediation.store.vault import CaseKey, Vault


@dataclass(slots=True)
class CaseRow:
    """A case as it stands in the database: `version` is the optimistic one; `at_rest`, it is over: kept small."""

    id: int
    public_id: str
    bundle: str
    version: int
    state: bytes
    facts: bytes
    key: CaseKey
    wrapped_key: bytes
    history_seq: int
    history_head: bytes
    at_rest: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """How long a case's history is, and its last entry's hash: needs no key to be read."""

    id: int
    public_id: str
    history_seq: int
    history_head: bytes


ROW = select(
    process_instance.c.case_id,
    mediation_case.c.public_id,
    process_instance.c.bundle,
    process_instance.c.version,
    process_instance.c.state,
    process_instance.c.facts,
    process_instance.c.wrapped_key,
    process_instance.c.history_seq,
    process_instance.c.history_head,
).join(mediation_case, mediation_case.c.id == process_instance.c.case_id)
_FIND = Statement(ROW.where(mediation_case.c.public_id == bindparam("wanted")))
_PAGE = 500
_HEADS = select(
    process_instance.c.case_id,
    mediation_case.c.public_id,
    process_instance.c.history_seq,
    process_instance.c.history_head,
).join(mediation_case, mediation_case.c.id == process_instance.c.case_id)
_SAVE = Statement(
    update(process_instance)
    .where(
        process_instance.c.case_id == bindparam("wanted"),
        process_instance.c.version == bindparam("expected"),
    )
    .values(
        bundle=bindparam("bundle"),
        version=bindparam("expected") + 1,
        state=bindparam("state"),
        facts=bindparam("facts"),
        history_seq=bindparam("history_seq"),
        history_head=bindparam("history_head"),
    )
)
_SUBMIT = Statement(insert(submission))
_ARCHIVE = Statement(insert(archived_run))
_ARCHIVED = Statement(
    select(archived_run.c.key, archived_run.c.state).where(archived_run.c.case_id == bindparam("wanted"))
)
_FORGET_ARCHIVED = Statement(delete(archived_run).where(archived_run.c.case_id == bindparam("wanted")))
_PARTIES = Statement(
    select(party.c.party_no, party.c.sealed).where(party.c.case_id == bindparam("wanted")).order_by(party.c.party_no)
)


def new_public_id() -> str:
    """A random id for addresses, so that nobody can guess another unit's case."""
    return secrets.token_hex(8)


def find(connection: Connection, vault: Vault, public_id: str) -> CaseRow | None:
    """The case with a public id, None where there is none."""
    rows = _FIND.rows(connection, {"wanted": public_id})
    return case_row(rows[0], vault) if rows else None


def case_row(row: Sequence[Any], vault: Vault) -> CaseRow:
    """A row of `ROW`, with its key unwrapped."""
    case_id, public_id, bundle, version, state, facts, wrapped, seq, head = row
    key, unpacked = vault.unwrap(wrapped), unpack(facts)
    return CaseRow(case_id, public_id, bundle, version, bytes(state), unpacked, key, wrapped, seq, bytes(head))


def insert_case(connection: Connection, row: CaseRow, summary: Mapping[str, Any]) -> int:
    """A new case with its hot row; gives the row id."""
    result = connection.execute(insert(mediation_case), {"public_id": row.public_id, **summary})
    row.id = int(result.inserted_primary_key[0])  # type: ignore[index]
    connection.execute(
        insert(process_instance),
        {
            "case_id": row.id, "bundle": row.bundle, "version": row.version, "state": row.state,
            "facts": pack(row.facts), "wrapped_key": row.wrapped_key,
            "history_seq": row.history_seq, "history_head": row.history_head,
        },
    )  # fmt: skip
    return row.id


def save(connection: Connection, row: CaseRow) -> bool:
    """Write the hot row where its version is still the one read; False where somebody was faster."""
    touched = _SAVE.touched(
        connection,
        {
            "wanted": row.id, "expected": row.version, "bundle": row.bundle, "state": row.state,
            "facts": pack(row.facts, SMALL if row.at_rest else QUICK),
            "history_seq": row.history_seq, "history_head": row.history_head,
        },
    )  # fmt: skip
    return touched == 1


def save_summary(connection: Connection, case_id: int, changes: Mapping[str, Any]) -> None:
    """Write the changed columns of the row that lists read."""
    _summary(tuple(sorted(changes))).run(connection, {"wanted": case_id, **changes})


@cache
def _summary(columns: tuple[str, ...]) -> Statement:
    changed: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Statement(update(mediation_case).where(mediation_case.c.id == bindparam("wanted")).values(changed))


def save_archived(connection: Connection, case_id: int, runs: Sequence[tuple[str, bytes]]) -> None:
    """Keep finished called processes apart from the live state."""
    rows = [{"case_id": case_id, "key": key, "state": state} for key, state in runs]
    _ARCHIVE.run_each(connection, rows)


def replace_archived(connection: Connection, case_id: int, runs: Sequence[tuple[str, bytes]]) -> None:
    """Let these be the finished called processes of a case."""
    _FORGET_ARCHIVED.run(connection, {"wanted": case_id})
    save_archived(connection, case_id, runs)


def archived(connection: Connection, case_id: int) -> list[tuple[str, bytes]]:
    """The finished called processes of a case."""
    return [(key, bytes(state)) for key, state in _ARCHIVED.rows(connection, {"wanted": case_id})]


def add_submission(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep what a person entered, sealed."""
    _SUBMIT.run(connection, values)


def submissions(connection: Connection, case_id: int) -> list[Row[Any]]:
    """Everything entered in a case, in order."""
    query = select(submission).where(submission.c.case_id == case_id).order_by(submission.c.seq)
    return list(connection.execute(query))


def set_parties(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the parties of a case, sealed, with blind indexes."""
    connection.execute(insert(party), list(rows))


def replace_party(
    connection: Connection, case_id: int, number: str, sealed: bytes, name_index: bytes, id_index: bytes | None
) -> None:
    """Write a party's row anew."""
    same = (party.c.case_id == case_id, party.c.party_no == number)
    connection.execute(
        update(party).where(*same).values(sealed=sealed, name_index=name_index, id_index=id_index)
    )  # fmt: skip


def add_event_form(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep what a person entered when an event was raised, sealed."""
    connection.execute(insert(event_form), values)


def event_forms(connection: Connection, case_id: int) -> list[Row[Any]]:
    """Everything entered with the events of a case, in order."""
    query = select(event_form).where(event_form.c.case_id == case_id).order_by(event_form.c.seq)
    return list(connection.execute(query))


def parties(connection: Connection, case_ids: Sequence[int]) -> list[Row[Any]]:
    """The parties of some cases, in their order."""
    query = select(party).where(party.c.case_id.in_(case_ids)).order_by(party.c.case_id, party.c.party_no)
    return list(connection.execute(query))


def parties_of(connection: Connection, case_id: int) -> list[tuple[str, bytes]]:
    """The parties of one case, in their order, as (number, sealed)."""
    return [(number, sealed) for number, sealed in _PARTIES.rows(connection, {"wanted": case_id})]


def summaries(connection: Connection, condition: Any = None, limit: int = 50) -> list[Row[Any]]:
    """The rows that lists read, newest first."""
    query = select(mediation_case).order_by(mediation_case.c.registered_at.desc()).limit(limit)
    return list(connection.execute(query if condition is None else query.where(condition)))


def summary(connection: Connection, public_id: str) -> Row[Any] | None:
    """The listed row of one case."""
    query = select(mediation_case).where(mediation_case.c.public_id == public_id)
    return connection.execute(query).one_or_none()


def of_party(connection: Connection, mark: bytes, orgs: Sequence[str]) -> list[Row[Any]]:
    """The listed rows of the cases of some places with a party of this (blind) name or number, newest first."""
    same = select(party.c.case_id).where((party.c.name_index == mark) | (party.c.id_index == mark))
    query = select(mediation_case).where(mediation_case.c.id.in_(same), in_orgs(orgs))
    return list(connection.execute(query.order_by(mediation_case.c.registered_at.desc())))


def ending_terms(connection: Connection, first: str, last: str) -> list[Row[Any]]:
    """The open cases whose term ends between two days (ISO)."""
    c = mediation_case.c
    query = select(c.public_id, c.deadline_on).where(
        c.status == literal_column("'open'"), c.deadline_on >= first, c.deadline_on <= last
    )
    return list(connection.execute(query))


def in_orgs(orgs: Sequence[str]) -> Any:
    """The condition that a case is, or was registered, with one of these organisations or below them."""
    c = mediation_case.c
    return c.org_id.in_(orgs) | c.village_id.in_(orgs) | c.township_id.in_(orgs) | c.registered_org_id.in_(orgs)


def unrestricted() -> Any:
    """The condition that everybody in scope may see a case."""
    return mediation_case.c.confidential_level == "normal"


def keys_of(connection: Connection, vault: Vault, ids: Sequence[int]) -> dict[int, CaseKey]:
    """The case keys of some cases, to open their parties' names with."""
    query = select(process_instance.c.case_id, process_instance.c.wrapped_key).where(
        process_instance.c.case_id.in_(ids)
    )
    return {row.case_id: vault.unwrap(row.wrapped_key) for row in connection.execute(query)}


def facts_of(connection: Connection, ids: Sequence[int]) -> dict[int, bytes]:
    """The facts of some cases, by row id."""
    query = select(process_instance.c.case_id, process_instance.c.facts).where(process_instance.c.case_id.in_(ids))
    return {row.case_id: unpack(row.facts) for row in connection.execute(query)}


def every_case(connection: Connection, vault: Vault) -> Iterator[CaseRow]:
    """All cases, one by one, for the doctor."""
    for row in _by_pages(connection, ROW):
        yield case_row(row, vault)


def heads(connection: Connection, public_id: str | None = None) -> Iterator[Head]:
    """The heads of all cases' histories (or of one case's), one by one."""
    query = _HEADS if public_id is None else _HEADS.where(mediation_case.c.public_id == public_id)
    for row in _by_pages(connection, query):
        yield Head(row.case_id, row.public_id, row.history_seq, bytes(row.history_head))


def _by_pages(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """All rows by case id, some hundred at a time; no cursor stays open at the database between them."""
    page = query.order_by(process_instance.c.case_id).limit(_PAGE)
    last = 0
    while rows := connection.execute(page.where(process_instance.c.case_id > last)).all():
        yield from rows
        last = rows[-1].case_id


def lost(connection: Connection) -> list[str]:
    """The public ids of cases that are listed, and of which nothing else is there."""
    there = select(process_instance.c.case_id)
    query = select(mediation_case.c.public_id).where(mediation_case.c.id.not_in(there))
    return list(connection.execute(query.order_by(mediation_case.c.id)).scalars())


def count(connection: Connection) -> int:
    """How many cases there are."""
    return int(connection.execute(select(func.count()).select_from(mediation_case)).scalar_one())

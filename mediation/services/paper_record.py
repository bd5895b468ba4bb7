"""Collects what a case's papers are made of: its sealed submissions opened, names for ids, proof of its history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mediation.case import outcome
from mediation.case.facts import Case
from mediation.documents.paper import Head
from mediation.documents.record import Enclosure, Entry, Record
from mediation.law import visibility
from mediation.services.case_context import party_names
from mediation.services.office import moment
from mediation.services.work import Work
from mediation.store import cases, files, history
from mediation.store.db import Connection, Row

OURS = frozenset({"issued", "signed"})  # files that the house made or took back, not what people brought with a step
_MASKS = (("id_no", visibility.masked_identity), ("phone", visibility.masked_phone),
          ("address", visibility.masked_address))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that is being filled in: what stands in it now, for a paper that has not taken effect."""

    task: str
    who: str
    values: Mapping[str, Any]


def record_of(connection: Connection, work: Work, masked: bool = False, typed: Iterable[Typed] = ()) -> Record:
    """A case as its papers tell it; `masked` hides identity, telephone and address."""
    case, directory = work.case, work.office.directory()
    entries = list(_entries(connection, work))
    entries += [
        Entry(one.task, work.at, one.who, _committee(work, case.tier, case.org), case.tier, one.values, draft=True)
        for one in typed
    ]
    return Record(
        case_id=case.id,
        committee=directory.org_name(case.seal_org),
        made_at=max((entry.at for entry in entries if not entry.draft), default=work.at),
        facts=_facts(case),
        parties=_parties(work, masked),
        entries=entries,
        people={person.id: person.name for person in directory.people.values()},
        orgs={org: directory.org_name(org) for org in directory.orgs},
        files=_files(connection, work),
    )


def _entries(connection: Connection, work: Work) -> Iterator[Entry]:
    heads = _heads(history.of_case(connection, work.row.id))
    directory = work.office.directory()
    done = iter(work.case.done)
    for row in cases.submissions(connection, work.row.id):
        step = next(done)
        yield Entry(
            row.task, moment(row.at), directory.name(row.actor_id), _committee(work, row.tier, step.org), row.tier,
            work.row.key.open(row.sealed), next(heads, None),
        )  # fmt: skip


def _heads(rows: list[Row[Any]]) -> Iterator[Head]:
    """Where the history stood after each submission."""
    for row in rows:
        if row.action in ("registered", "submitted"):
            yield Head(moment(row.recorded_at), row.seq, bytes(row.hash).hex())


def _committee(work: Work, tier: str, org: str) -> str:
    """Whose seal a step's papers bear: a group has none, its village's stands for it (人民调解法 29)."""
    directory = work.office.directory()
    return directory.org_name(work.case.orgs["village"] if tier == "group" else org)


def _facts(case: Case) -> dict[str, Any]:
    mediators = [who for episode in case.episodes for who in (*episode.mediators, *episode.co_mediators)]
    codes = outcome.national_codes(case)
    return {
        **codes,
        **{f"org_{tier}": org for tier, org in case.orgs.items()},
        "volume_no": case.volume_no,
        "register_no": case.register_no,
        "apply_at": case.apply_at,
        "dispute_type": case.dispute_type,
        "source_code": case.source_code,
        "confidential_level": case.confidential_level,
        "mediators": list(dict.fromkeys(mediators)),
        "final_status": outcome.final_status(case),
        "accepted_on": case.screening.accepted_on if case.screening else None,
        "amount": outcome.amount(case),
    }


def _parties(work: Work, masked: bool) -> list[dict[str, Any]]:
    rows = party_names(work)
    found = [{**rows.get(party.id, {}), "id": party.id, "role": party.role} for party in work.case.parties]
    return [_masked(row) for row in found] if masked else found


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    hidden = {key: mask(str(row[key])) for key, mask in _MASKS if row.get(key)}
    near = {key: {**row[key], "phone": "", "id_no": ""} for key in ("guardian", "agent") if row.get(key)}
    return {**row, **hidden, **near}


def _files(connection: Connection, work: Work) -> list[Enclosure]:
    return [
        Enclosure(row.digest, row.field, str(work.row.key.open(row.sealed_name)), row.media_type)
        for row in files.of_case(connection, work.row.id)
        if row.task not in OURS
    ]

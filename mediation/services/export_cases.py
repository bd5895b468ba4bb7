"""Use case: a selection of cases leaves the house as a table or list: within one's scope, masked, with a reason.

It streams a page of cases at a time, and holds nothing locked in between; what broke off goes on after a given case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from mediation import clock
from mediation.case import facts, outcome
from mediation.case.facts import Case, instant
from mediation.case.step import Actor
from mediation.errors import FormInvalid
from mediation.exports.record import Event, Export, Record
from mediation.exports.registry import EXPORTS
from mediation.law import codes, policy, visibility
from mediation.services import export_progress, statistics
from mediation.services.administering import note
from mediation.services.export_progress import Progress, Watched
from mediation.services.office import Office, milliseconds
from mediation.services.statistics import Asked
from mediation.services.worklist_page import status_of
from mediation.store import cases, many_cases, people, sealed_parties
from mediation.store.db import Connection, Row
from mediation.store.packing import unpack
from mediation.store.vault import CaseKey

REASONS = {
    "report": "统计上报", "review": "案卷评查、检查", "platform": "录入上级平台", "audit": "审计抽查",
    "study": "工作分析",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases: of a place and period, and narrowed by codes; empty is every one. `after` goes on after a case."""

    asked: Asked
    kind: str = ""
    tier: str = ""
    status: str = ""
    mediator: str = ""
    after: str = ""


def export_cases(
    office: Office, actor: Actor, fmt: str, wanted: Selection, reason: str, *, key: str = ""
) -> Iterator[bytes]:
    """The pieces of the file. Who took it, what and why is in the access log before the first piece leaves.

    By `key` the same person may ask how far it is.

    Raises:
        FormInvalid: no such format, or no reason of the list.
    """
    if fmt not in EXPORTS or reason not in REASONS:
        raise FormInvalid({"reason": ["请选导出的格式和原因。"]})
    export: Export = EXPORTS[fmt]
    with office.store.writing() as connection:
        begin = cases.summary(connection, wanted.after) if wanted.after else None
        if wanted.after and (begin is None or not export.goes_on):
            raise FormInvalid({"after": ["没有这件案件,或这种格式不能接着导,请从头导。"]})
        said = f"{reason} {wanted.asked.period.code}"
        note(connection, actor.id, "cases_exported", f"{fmt} {wanted.asked.org}"[:40], said)
    # a list gives outlines: what two people let an auditor read is read case by case
    outlines = replace(actor, reads=frozenset(), reads_all=frozenset())
    after = begin.id if begin else 0
    progress = export_progress.begin(office, actor, key, how_many(office, wanted, after))
    return iter(Watched(export.write(_records(office, outlines, wanted, after, progress)), progress))


def how_many(office: Office, wanted: Selection, after: int) -> int:
    """How many cases there are to look at; some of them may not be for this person."""
    with office.store.reading() as connection:
        return many_cases.number(connection, *_chosen(connection, wanted), after)


def page_of(connection: Connection, wanted: Selection, after: int) -> list[Row[Any]]:
    """The next cases of a selection, in the order of their row ids; none when it is through."""
    return many_cases.page(connection, *_chosen(connection, wanted), after)


def _chosen(connection: Connection, wanted: Selection) -> tuple[list[str], dict[str, str], int, int]:
    """A selection as the store asks: places, what narrows it, from when until before when."""
    orgs = [wanted.asked.org, *sorted(people.below(connection, wanted.asked.org))]
    narrowed = {"dispute_type": wanted.kind, "tier": wanted.tier, "status": wanted.status}
    return orgs, narrowed, *_span(wanted.asked)


def _records(office: Office, actor: Actor, wanted: Selection, after: int, progress: Progress) -> Iterator[Record]:
    while True:
        with office.store.reading() as connection:
            rows = page_of(connection, wanted, after)
            made = _page(office, connection, actor, rows, wanted.mediator)
        yield from made
        if not rows:
            return
        progress.done += len(rows)
        after = rows[-1].id


def _span(asked: Asked) -> tuple[int, int]:
    """From when until before when the cases of a period were registered (epoch ms)."""
    first, last = date.fromisoformat(asked.period.first), date.fromisoformat(asked.period.last)
    return _start(first), _start(last + timedelta(days=1))


def _start(day: date) -> int:
    return milliseconds(datetime.combine(day, time(), clock.SHANGHAI))


def _page(office: Office, connection: Connection, actor: Actor, rows: list[Row[Any]], mediator: str) -> list[Record]:
    loaded = [(row, facts.load(unpack(row.facts))) for row in rows]
    seen = [(row, case) for row, case in loaded if policy.in_scope(actor, case) and mediated(case, mediator)]
    keys = {row.id: office.store.vault.unwrap(row.wrapped_key) for row, _ in seen}
    names: dict[int, list[tuple[str, int, str]]] = {}
    for party in sealed_parties.of_cases(connection, list(keys)):
        name = str(keys[party.case_id].open(party.sealed).get("name") or party.party_no)
        names.setdefault(party.case_id, []).append((party.role, party.kind, name))
    return [
        _record(office, actor, row, case, names.get(row.id, []), _summary(connection, actor, row, case, keys[row.id]))
        for row, case in seen
    ]


def mediated(case: Case, mediator: str) -> bool:
    """Whether somebody mediated a case; nobody is everybody."""
    return not mediator or any(mediator in (*one.mediators, *one.co_mediators) for one in case.episodes)


def _summary(connection: Connection, actor: Actor, row: Row[Any], case: Case, key: CaseKey) -> str:
    """What it is about, for who reads the record; minors' cases never."""
    if case.confidential_level != "normal" or not visibility.reads_record(actor, case):
        return ""
    first = cases.submissions(connection, row.id)[0]
    return str(key.open(first.sealed).get("summary") or "")[:600]


def _record(
    office: Office, actor: Actor, row: Row[Any], case: Case, names: list[tuple[str, int, str]], summary: str
) -> Record:
    whole = visibility.names_in_full(actor, case) and case.confidential_level == "normal"
    shown = [f"{codes.PARTY_ROLES.get(role, '')}{name if whole else visibility.masked_name(name, kind == 1)}"
             for role, kind, name in names]  # fmt: skip
    national, directory = outcome.national_codes(case), office.directory()
    agreement = case.agreements[0] if case.agreements else None
    ways = sorted({term.way_code for term in agreement.terms}, key=int) if agreement else []
    last = case.episodes[-1] if case.episodes else None
    values = {
        "case_id": case.id, "volume_no": case.volume_no, "register_no": case.register_no,
        "committee": directory.org_name(case.seal_org), "tier": codes.TIER_NAMES[case.tier],
        "mediators": "、".join(directory.name(one) for one in (*last.mediators, *last.co_mediators)) if last else "",
        "registered_on": instant(case.done[0].at).date().isoformat(), "accepted_on": row.accepted_on,
        "kind": codes.DISPUTE_TYPES.get(case.dispute_type or ""), "source": codes.SOURCES.get(case.source_code or ""),
        "difficulty": codes.DIFFICULTIES.get(national["AJNDJB"] or ""), "parties": ";".join(shown),
        "people": case.people_involved, "summary": summary, "forecast": codes.FORECASTS.get(national["AJYC"] or ""),
        "result": codes.RESULTS.get(national["TJJG"] or ""), "status": status_of(row),
        "agreement": codes.AGREEMENT_TYPES.get(national.get("TJLX") or ""),
        "agreed_on": agreement.effective_on if agreement else None, "amount": outcome.amount(case),
        "ways": "、".join(codes.PERFORMANCE_WAYS[one] for one in ways),
        "performance": codes.PERFORMANCES.get(national["XYLXQK"] or ""),
        "closed_on": case.archived_at[:10] if case.archived_at else None,
    }  # fmt: skip
    events = tuple(
        Event(one.task, codes.TASKS.get(one.task, one.task), one.at, one.actor, one.org, one.tier) for one in case.done
    )
    return Record(values, {**national, "LXFS": " ".join(ways)}, events)


def asked_for(office: Office, actor: Actor, org: str, code: str) -> Asked:
    """The place and period of an export, within the scope of this person.

    Raises:
        NotAllowed, NotFound, PeriodWrong.
    """
    return statistics.asked_of(office, actor, org, code)

"""Use case: the payment table of 以案定补 for a quarter (发放台账), and what is published (公示): masked, by people.

Accounts are not kept here: their last four digits are left for the hand of who pays.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from mediation import clock
from mediation.case import facts, outcome
from mediation.case.step import Actor
from mediation.exports.xlsx_table import Sheet, write
from mediation.law import codes, visibility
from mediation.services import subsidies as house
from mediation.services.administering import let_pass, note
from mediation.services.office import Office
from mediation.store import cases, sealed_parties, subsidies
from mediation.store.db import Connection, Row

PAID = ("published", "paid")
HEADS = ["卷号", "当事人", "纠纷类型", "难度", "协议形式", "履行情况", "调解员", "金额(元)", "状态", "账户后4位"]


@dataclass(frozen=True, slots=True)
class Published:
    """One line of what is published: no party stands in it."""

    number: str
    kind: str
    org: str
    people: list[tuple[str, str]]
    amount: str
    until: str


def published(office: Office, actor: Actor) -> list[Published]:
    """What is published now, for objections.

    Raises:
        NotAllowed.
    """
    let_pass(office, actor, "see_subsidies", house.sees(actor) or house.sets_scheme(actor), "调解员和审核人")
    directory, today = office.directory(), clock.today().isoformat()
    with office.store.reading() as connection:
        rows = [
            row
            for row in subsidies.claims(connection, house.orgs_seen(connection, actor))
            if row.state == "published" and (row.published_on or "") >= today
        ]
        shares = subsidies.shares(connection, [row.case_id for row in rows])
    return [
        Published(
            row.volume_no or "", _kind(row), directory.org_name(row.org_id),
            [(directory.name(one), house.yuan(cents)) for one, cents in shares.get(row.case_id, {}).items()],
            house.yuan(row.cents), row.published_on or "",
        )
        for row in rows
    ]  # fmt: skip


def payment_table(office: Office, actor: Actor, quarter: str) -> tuple[BinaryIO, str]:
    """The workbook of a quarter's allowances that passed the review, at its beginning, and its name.

    Raises:
        NotAllowed: it is for those who check, review and audit.
    """
    let_pass(office, actor, "export_payments", house.sees_payments(actor), "司法所、区县审核人和审计员")
    with office.store.reading() as connection:
        every = subsidies.claims(connection, house.orgs_seen(connection, actor), quarter)
        rows = [row for row in every if row.state in PAID]
        lines = _lines(office, connection, rows)
    made = cast(BinaryIO, SpooledTemporaryFile(max_size=8 * 1024 * 1024))  # noqa: SIM115  handed over open
    write(_sheets(quarter, lines), made)
    made.seek(0)
    with office.store.writing() as connection:
        note(connection, actor.id, "payments_exported", actor.org, quarter)
    return made, f"以案定补发放台账-{quarter or '全部'}.xlsx"


def _sheets(quarter: str, lines: list[list[Any]]) -> list[Sheet]:
    people: dict[str, list[Any]] = defaultdict(lambda: [0, Decimal()])
    for line in lines:
        people[line[6]][0] += 1
        people[line[6]][1] += line[7]
    above = (f"以案定补发放台账({quarter or '全部'})", "补贴不属于固定报酬;同一纠纷只补一件。")
    total = ["合计", "", "", "", "", "", "", sum((line[7] for line in lines), Decimal())]
    below = ("制表人:            审核人:            (盖章)",)
    by_person = [[name, number, amount, ""] for name, (number, amount) in sorted(people.items())]
    return [
        Sheet("发放台账", HEADS, [*lines, total], above, below),
        Sheet("按人合计", ["调解员", "份数", "金额(元)", "签领"], by_person, above, below),
    ]


def _lines(office: Office, connection: Connection, rows: list[Row[Any]]) -> list[list[Any]]:
    """One line for each share of each claim."""
    ids = [row.case_id for row in rows]
    shares, known = subsidies.shares(connection, ids), cases.facts_of(connection, ids)
    parties, directory, today = _parties(office, connection, ids), office.directory(), clock.today().isoformat()
    found = []
    for row in rows:
        national = outcome.national_codes(facts.load(known[row.case_id]))
        open_ = row.confidential_level == "normal"
        about = [
            row.volume_no or "", "、".join(parties.get(row.case_id, ())) if open_ else "受限案件", _kind(row),
            codes.DIFFICULTIES.get(national["AJNDJB"] or "", ""),
            codes.AGREEMENT_TYPES.get(national.get("TJLX") or "", ""),
            codes.PERFORMANCES.get(national["XYLXQK"] or "", ""),
        ]  # fmt: skip
        state = house.state_words(row, today)
        for person, cents in shares.get(row.case_id, {}).items():
            found.append([*about, directory.name(person), Decimal(cents).scaleb(-2), state, ""])
    return found


def _parties(office: Office, connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in sealed_parties.of_cases(connection, ids):
        name = str(office.store.vault.unwrap(row.wrapped_key).open(row.sealed).get("name") or "")
        found[row.case_id].append(visibility.masked_name(name, row.kind == 1))
    return found


def _kind(row: Row[Any]) -> str:
    return codes.DISPUTE_TYPES.get(row.dispute_type or "", "") if row.confidential_level == "normal" else "受限案件"

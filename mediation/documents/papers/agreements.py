"""调解协议书、口头协议登记表: what was agreed (D10, D11)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.record import Entry, Record
from mediation.documents.wording import chinese_date, listed
from mediation.law import codes

WRITTEN = ("A_written", "A_amend")


def written(record: Record) -> Iterator[Values]:
    """人民调解协议书: every one, the amended too; what is typed and not yet submitted is a draft."""
    for entry, terms in with_terms(record):
        if entry.task in WRITTEN:
            yield _agreement(record, entry, terms)


def with_terms(record: Record) -> Iterator[tuple[Entry, list[Mapping[str, Any]]]]:
    """Every agreement with what it binds to: its own terms; a changed one those that were not named, too.

    What is agreed later on the rest is numbered on from what was agreed before, as a change names it.
    """
    terms: dict[int, Mapping[str, Any]] = {}
    for entry in record.each("A_oral", *WRITTEN):
        changes, before = entry.task == "A_amend", max(terms, default=0)
        for place, row in enumerate(entry.rows("terms"), start=1):
            number = int(row.get("no") or place)
            terms[number + before if number <= before and not changes else number] = row
        yield entry, [terms[number] for number in sorted(terms)] if changes else entry.rows("terms")


def oral(record: Record) -> Iterator[Values]:
    """人民调解口头协议登记表."""
    for entry in record.each("A_oral"):
        values = _agreement(record, entry, entry.rows("terms"))
        yield {**values, "点头": record.names(entry.rows("party_ack")), "记录人": record.name(entry.get("recorded_by"))}


def _agreement(record: Record, entry: Entry, terms: list[Mapping[str, Any]]) -> dict[str, Any]:
    total = sum((Decimal(str(row.get("amount") or "0")) for row in terms), Decimal())
    signed = [_signed(record, row) for row in entry.rows("signatures")]
    return {
        "编号": entry.get("agreement_no") or entry.get("volume_no") or _number(record, entry),
        "主要事实": record.told(entry.get("facts", "")), "争议事项": record.all_told(entry.rows("dispute_points")),
        "责任": record.told(entry.get("responsibilities", "")), "条款": [_term(record, row) for row in terms],
        "有金额": total > 0, "合计": f"{total:.2f}", "周期": entry.get("total_period", ""),
        "说明": record.told(entry.get("scope_note", "")), "份数": entry.get("copies", ""),
        "签名": signed, "签名当事人": _principals(record), "调解员": record.names(record.facts.get("mediators")),
        "记录人": entry.who, "盖章单位": record.names(entry.rows("seal_org")) or entry.org,
        "盖章日期": entry.get("seal_at", ""), "生效日期": "" if entry.draft else entry.get("effective_on", ""),
        "送达": record.names(entry.rows("delivered")), "附件": record.told(entry.get("annex", "")),
        "变更": entry.get("supersedes") or ("原协议" if entry.task == "A_amend" else ""),
        "变更原因": entry.get("basis", "") if entry.task == "A_amend" else "",
        "_draft": entry.draft, "_head": entry.head,
    }  # fmt: skip


def _number(record: Record, entry: Entry) -> str:
    return "" if entry.draft else str(record.facts.get("volume_no") or "")


def _principals(record: Record) -> list[dict[str, Any]]:
    """Who signs for their own side; for who is a minor the guardian signs along."""
    return [one for one in record.people_of() if one["称谓"] != "第三人"]


def _signed(record: Record, row: Mapping[str, Any]) -> dict[str, str]:
    witness = f"，见证人{row['witness']}" if row.get("witness") else ""
    said = [str(row.get("mode") or ""), chinese_date(row.get("at")) if row.get("at") else "", str(row.get("via") or "")]
    return {"谁": record.name(row.get("who")), "怎样": " ".join(one for one in said if one) + witness}


def _term(record: Record, row: Mapping[str, Any]) -> dict[str, Any]:
    amount = Decimal(str(row.get("amount") or "0"))
    when = ""
    if row.get("period"):
        begin = f"，自{chinese_date(row['first_due'])}起" if row.get("first_due") else ""
        when = f"{row['period']}一次{begin}"
    elif row.get("due_on"):
        when = f"{chinese_date(row['due_on'])}前"
    return {
        "义务人": record.name(row.get("obligor")), "权利人": record.name(row.get("obligee")),
        "内容": record.told(row.get("content", "")).rstrip("。；，;,"), "有金额": amount > 0, "金额": f"{amount:.2f}",
        "方式": codes.PERFORMANCE_WAYS.get(str(row.get("way_code")), ""), "期限": when,
        "怎样给": listed([row.get("method"), row.get("place")], "，"),
    }  # fmt: skip


PAPERS = (Kind("D10", written), Kind("D11", oral))

"""履行凭证、回访记录、司法确认材料、督促履行通知: what became of the agreement (D12–D14, E06)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.papers.agreements import _term, with_terms
from mediation.documents.record import Entry, Record
from mediation.documents.wording import listed

AGREED = ("A_oral", "A_written", "A_amend")
ACTIONS = {"无": "不需要进一步措施", "督促": "督促履行", "再次调解": "再次调解", "告知途径": "告知其他途径",
           "报告风险": "报告风险"}  # fmt: skip


def vouchers(record: Record) -> Iterator[Values]:
    """履行凭证: receipts and the pictures of transfers."""
    pictures = [one.digest for one in record.of_fields("voucher")]
    receipts = [record.told(entry.get("receipt")) for entry in record.each("A_written") if entry.get("receipt")]
    if pictures or receipts:
        paid = [_paid(entry) for entry in record.each("F_visit") if entry.get("performed_amount")]
        yield {"收条": receipts, "履行": paid, "_pictures": pictures}


def _paid(entry: Entry) -> dict[str, Any]:
    return {"日期": str(entry.get("performed_on", entry.at.isoformat()))[:10], "金额": entry.get("performed_amount")}


def visits(record: Record) -> Iterator[Values]:
    """人民调解回访记录: one a visit."""
    for number, entry in enumerate(record.each("F_visit"), start=1):
        yield {
            "第几次": entry.get("visit_no", number), "协议编号": _agreement_no(record),
            "时间": entry.at.isoformat(), "计划日期": entry.get("planned_on", ""), "方式": entry.get("method", ""),
            "查访": entry.get("visit_kind", "履行"), "履行情况": entry.get("performance_status", ""),
            "已付": entry.get("performed_amount", ""), "满意": _pleased(record, entry),
            "新矛盾": {True: "有", False: "没有", "true": "有", "false": "没有"}.get(entry.values.get("new_risk"), ""),
            "措施": ACTIONS.get(str(entry.get("action")), ""), "情况": record.told(entry.get("note", "")),
            "回访人": record.name(entry.get("visitor")) or entry.who, "单位": entry.org,
            "日期": entry.at.date().isoformat(),
        }  # fmt: skip


def _agreement_no(record: Record) -> str:
    agreed = record.last(*AGREED)
    return str(agreed.get("agreement_no") or record.facts.get("volume_no") or "") if agreed else ""


def _pleased(record: Record, entry: Entry) -> str:
    rows = entry.get("satisfaction", [])
    said = [(record.name(row.get("party_id")), row.get("satisfaction")) for row in rows if isinstance(row, dict)]
    return "，".join(f"{who}：{words}" for who, words in said if words)


def confirmation(record: Record) -> Iterator[Values]:
    """司法确认有关材料: the joint application, the committee's letter that it mediated, and what the court said.

    One for each agreement that holds and was taken to court; where none was, what was said last.
    """
    latest = {str(entry.get("agreement_no") or ""): entry for entry in record.each("J_confirm") if _applied(entry)}
    agreed = {_number(entry): (entry, terms) for entry, terms in with_terms(record)}
    found = [(latest[number], *agreed[number]) for number in _standing(record) if number in latest]
    said = record.last("J_confirm")
    if not found and said is not None and agreed:
        found = [(said, *agreed.get(str(said.get("agreement_no")), list(agreed.values())[-1]))]
    for entry, agreement, terms in found:
        yield _application(record, entry, agreement, terms)


def _applied(entry: Entry) -> bool:
    return bool(entry.get("applied_on"))


def _number(agreed: Entry) -> str:
    return str(agreed.get("agreement_no") or "")


def _standing(record: Record) -> list[str]:
    """The numbers of the agreements that hold: a change stands in the place of all before it."""
    found: list[str] = []
    for entry in record.each(*AGREED):
        found = [*([] if entry.task == "A_amend" else found), _number(entry)]
    return found


def _application(record: Record, entry: Entry, agreed: Entry, terms: Sequence[Mapping[str, Any]]) -> Values:
    return {
        "法院": entry.get("court", ""), "申请日期": entry.get("applied_on", ""),
        "协议编号": _number(agreed) or _agreement_no(record), "生效日期": agreed.get("effective_on", ""),
        "条款": [_term(record, row) for row in terms],
        "材料": entry.rows("materials_check"), "受理日期": entry.get("accepted_on", ""),
        "裁定": entry.get("ruling", ""), "裁定书编号": entry.get("ruling_no", ""),
        "裁定日期": entry.get("ruling_on", ""), "单位": entry.org,
        "_pictures": [one.digest for one in record.of_fields("ruling_file")],
    }  # fmt: skip


def supervision(record: Record) -> Iterator[Values]:
    """督促履行通知: where it was done in writing."""
    for entry in record.each("F_supervise"):
        if "书面" not in listed(entry.rows("method")):
            continue
        before = [one for one in record.each(*AGREED) if one.at <= entry.at]
        terms = [_term(record, row) for row in before[-1].rows("terms")] if before else []
        obliged = list(dict.fromkeys(row["义务人"] for row in terms))
        yield {
            "义务人": "、".join(obliged), "协议编号": _agreement_no(record), "条款": terms,
            "生效日期": before[-1].get("effective_on", "") if before else "",
            "宽限": entry.get("grace_until", ""), "对方说法": record.told(listed(entry.rows("debtor_reason"))),
            "单位": entry.org, "日期": entry.at.date().isoformat(), "经办人": entry.who,
        }  # fmt: skip


PAPERS = (Kind("D12", vouchers), Kind("D13", visits), Kind("D14", confirmation), Kind("E06", supervision))

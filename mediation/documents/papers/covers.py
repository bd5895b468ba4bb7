"""封面、目录、情况说明、封底: what holds a file together (D00, D01, D15, D16)."""

from collections.abc import Iterator
from typing import Any

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.record import Entry, Record
from mediation.documents.wording import chinese_date, listed
from mediation.law import codes

TALKS = ("T_consent", "S1_read_calm", "S2_lay_talk", "S3_mediate_yield")
ENDS = ("A_oral", "A_written", "T_terminate", "T_reject_notice", "H_handoff")


def _days(record: Record) -> tuple[str, str]:
    """From the first day of mediation (else of taking in) to the day it came to an end."""
    first = next(record.each(*TALKS), None) or next(iter(record.entries))
    end = next(record.each(*ENDS), None) or record.entries[-1]
    return first.at.date().isoformat(), end.at.date().isoformat()


def _archived(record: Record) -> Entry | None:
    return record.last("C_archive")


def cover(record: Record) -> Iterator[Values]:
    """卷宗封面."""
    begun, ended = _days(record)
    archived = _archived(record)
    yield {
        "调解员": record.names(record.facts.get("mediators")), "调解起": begun, "调解止": ended,
        "立卷人": record.name(archived.get("archived_by")) or archived.who if archived else "",
        "立卷日期": archived.at.date().isoformat() if archived else "",
        "保管期限": (archived.get("retention") if archived else "") or "",
        "存放处": (archived.get("storage_place") if archived else "") or "",
        "密级": {"restricted": "受限", "minor": "涉未成年人"}.get(str(record.facts.get("confidential_level")), ""),
    }  # fmt: skip


def contents(record: Record) -> Iterator[Values]:
    """卷内目录: what is there, with the page it begins on."""
    yield {"目录": list(record.contents), "总页数": record.closed_pages or ""}


def statement(record: Record) -> Iterator[Values]:
    """卷宗情况说明: what a reader of the file must know besides; none where there is nothing to say."""
    said = list(_changes(record))
    if not said and not record.facts.get("statement"):
        return
    archived = _archived(record)
    last = archived or record.entries[-1]
    yield {"情况": said, "说明人": last.who, "说明日期": last.at.date().isoformat()}


def _changes(record: Record) -> Iterator[str]:
    yield from _late(record)
    for party in record.people_of("applicant", "respondent"):
        if not party["证件号"] and not party["信用代码"]:
            why = "没有证件" if party["证件"] == "没有证件" else "登记时没有提供证件号码"
            yield f"{party['称谓']}{party['姓名']}{why}，卷内无身份证明。"
    for entry in record.each("A_amend"):
        yield f"{chinese_date(entry.at.date())}，各方同意变更协议（{entry.get('basis', '协商变更')}），新协议见卷内。"
    for entry in record.each("H_handoff"):
        yield _handed(record, entry)
    for entry in record.each("C_archive"):
        if entry.get("note"):
            yield record.told(entry.get("note"))


def _late(record: Record) -> Iterator[str]:
    first = record.entries[0]
    applied = str(first.get("apply_at", ""))[:10]
    if applied and applied < first.at.date().isoformat():
        note = f"，{record.told(first.get('apply_note'))}" if first.get("apply_note") else ""
        yield f"当事人于{chinese_date(applied)}提出，{chinese_date(first.at.date())}补录{note}。"


KINDS = {
    "guide": "引导当事人到", "transfer": "移交", "enforce": "指引当事人申请强制执行，去向：",
    "police_feedback": "答复公安机关：", "source_feedback": "答复移送单位：",
}  # fmt: skip


def _handed(record: Record, entry: Entry) -> str:
    said = f"{chinese_date(entry.at.date())}，{KINDS.get(str(entry.get('kind')), '移交')}{listed(entry.rows('target'))}"
    for key, words in (("basis", "依据"), ("doc", "所附材料"), ("receipt", "签收"), ("feedback", "答复")):
        if entry.get(key):
            said += f"；{words}：{record.told(listed(entry.rows(key)))}"
    return f"{said}。"


def back(record: Record) -> Iterator[Values]:
    """封底: who bound the file and who checked it."""
    archived, closed = _archived(record), record.last("C_close")
    yield {
        "立卷人": (record.name(archived.get("archived_by")) or archived.who) if archived else "",
        "审核人": (record.name(archived.get("reviewer")) if archived else "") or (closed.who if closed else ""),
        "立卷日期": archived.at.date().isoformat() if archived else "",
        "总页数": record.closed_pages or "",
    }


def report(record: Record) -> Iterator[Values]:
    """结案报告表 (E08): how the case came out, for the office above."""
    closed = record.last("C_close")
    if closed is None:
        return
    agreed = record.last("A_oral", "A_written", "A_amend")
    final = record.facts.get("final_status")
    yield {
        "填表日期": closed.at.date().isoformat(), "承办人": record.names(record.facts.get("mediators")),
        "受案日期": str(record.facts.get("apply_at") or "")[:10],
        "结案日期": closed.at.date().isoformat(), "简要情况": record.told(record.entries[0].get("summary", "")),
        "结果": codes.FINAL_STATUSES.get(str(final), ""), "难易": codes.DIFFICULTIES.get(_difficulty(record), ""),
        "履行": codes.PERFORMANCES.get(str(record.facts.get("XYLXQK")), ""),
        "金额": record.facts.get("amount") or "", "有协议": agreed is not None, "审核人": closed.who,
        "防止": [_prevented(row) for row in closed.rows("prevention")], "审核意见": record.told(closed.get("note", "")),
    }  # fmt: skip


def _difficulty(record: Record) -> str:
    return str(record.facts.get("AJNDJB") or "")


PREVENTED = {"suicide": "防止自杀", "criminal": "防止民转刑", "petition": "防止集体上访", "fight": "防止群体械斗"}


def _prevented(row: dict[str, Any]) -> str:
    return f"{PREVENTED.get(str(row.get('kind')), '防止激化')} {row.get('cases') or 0} 件 {row.get('people') or 0} 人"


PAPERS = (
    Kind("D00", cover, numbered=False, closing=True),
    Kind("D01", contents, numbered=False, closing=True),
    Kind("D15", statement),
    Kind("D16", back, numbered=False, closing=True),
    Kind("E08", report, bound=False),
)

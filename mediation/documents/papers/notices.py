"""终止通知、风险报告、提级与退回、反馈函: what the committee tells others (E02–E05, E07)."""

from collections.abc import Iterator
from decimal import Decimal

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.record import Entry, Record
from mediation.documents.wording import listed
from mediation.law import codes


def termination(record: Record) -> Iterator[Values]:
    """终止调解通知书."""
    for entry in record.each("T_terminate"):
        screened = record.last("T_screen")
        facts = record.all_told([one.get("undisputed_facts") for one in record.each("S2_lay_talk")])
        yield {
            "编号": entry.get("notice_no", ""), "受理日期": (screened.get("accepted_on") if screened else "") or "",
            "部分": entry.get("scope") == "partial", "原因": codes.REASONS.get(str(entry.get("reason_code")), ""),
            "未达成": [record.told(one) for one in entry.rows("unresolved")],
            "依据": listed(entry.rows("legal_basis")), "途径": entry.rows("informed_channels"),
            "送达": record.names(entry.rows("delivered")), "单位": entry.org, "日期": entry.at.date().isoformat(),
            "无争议": facts if entry.get("undisputed_fact_record") else "",
            "无争议签名": record.names(entry.rows("undisputed_signed")),
        }  # fmt: skip


def risk(record: Record) -> Iterator[Values]:
    """风险报告单. Whoever reported in confidence is not named."""
    for entry in record.each("E_report"):
        hidden = bool(entry.get("reporter_confidential"))
        yield {
            "情况": record.told(entry.get("content", "")),
            "颜色": codes.RISK_COLORS.get(str(entry.get("risk_color")), ""),
            "预测": codes.FORECASTS.get(str(entry.get("forecast_code")), ""),
            "报告给": listed(entry.rows("reported_to")), "报告时间": entry.get("reported_at", entry.at.isoformat()),
            "措施": listed(entry.rows("measures")), "依据": listed(entry.rows("legal_basis")),
            "回执": entry.get("police_no", ""), "报告人": "（依规定保密）" if hidden else entry.who,
            "单位": entry.org, "日期": entry.at.date().isoformat(),
        }  # fmt: skip


def _tier(entry: Entry, key: str) -> str:
    return codes.TIER_NAMES.get(str(entry.get(key)), "")


def _body(record: Record, tier: str) -> str:
    """Who has a case at a tier; a group goes by its own name, which no seal belongs to."""
    return record.orgs.get(str(record.facts.get(f"org_{tier}")), "")


def escalation(record: Record) -> Iterator[Values]:
    """提级(移交)单."""
    for entry in record.each("X_escalate"):
        triggers = [str(one) for one in (entry.get("trigger"), *entry.rows("extra_triggers")) if one]
        agreed = entry.rows("parties_consent")
        asked = [one["id"] for one in record.parties if one["role"] != "third"]
        yield {
            "从": _body(record, entry.tier) or entry.org, "有印章": entry.tier != "group",
            "从层级": _tier(entry, "from_tier"), "到层级": _tier(entry, "to_tier"),
            "到": _body(record, str(entry.get("to_tier"))),
            "原因": "、".join(codes.TRIGGERS.get(one, record.told(one)) for one in triggers),
            "轮数": entry.get("rounds", 0), "补充": record.told(entry.get("reason", "")),
            "同意": record.names(agreed),
            "未同意": record.names([one for one in asked if one not in agreed]),
            "材料": listed(entry.rows("handover_docs")), "本级": entry.get("lower_tier_role", ""),
            "移交人": entry.who, "日期": entry.at.date().isoformat(),
        }  # fmt: skip


def going_back(record: Record) -> Iterator[Values]:
    """退回单."""
    for entry in record.each("X_return"):
        yield {
            "从": entry.org, "到层级": _tier(entry, "to_tier"), "到": _body(record, str(entry.get("to_tier"))),
            "理由": record.told(entry.get("reason", "")), "建议": record.told(entry.get("guidance", "")),
            "用时": entry.get("within_workdays", ""),
            "退回人": entry.who, "日期": entry.at.date().isoformat(),
        }  # fmt: skip


def feedback(record: Record) -> Iterator[Values]:
    """委托调解反馈函: to the office that sent the case, once there is something to tell."""
    first = record.entries[0]
    told = [entry for entry in record.each("H_handoff") if str(entry.get("kind")).endswith("_feedback")]
    closed = record.last("C_close")
    words = record.told(told[-1].get("feedback", "")) if told else ""
    if closed is not None and not words:
        words = record.told(closed.get("feedback_to_source", ""))
    if not first.get("source_org") or not (told or words):
        return
    last, final = told[-1] if told else closed, str(record.facts.get("final_status"))
    agreed, ended = record.last("A_written", "A_oral", "A_amend"), record.last("T_terminate")
    if last is not None:
        yield {
            "协议": _agreed(record, agreed) if agreed else None, "终止": ended is not None,
            "收件": first.get("source_org", ""), "函号": first.get("source_doc_no", ""),
            "受理日期": str(record.facts.get("accepted_on") or ""), "答复": words,
            "结果": codes.RESULTS.get(str(record.facts.get("TJJG"))) or codes.FINAL_STATUSES.get(final, ""),
            "单位": last.org, "日期": last.at.date().isoformat(),
        }  # fmt: skip


def _agreed(record: Record, entry: Entry) -> dict[str, object]:
    total = sum((Decimal(str(row.get("amount") or "0")) for row in entry.rows("terms")), Decimal())
    return {
        "编号": entry.get("agreement_no") or record.facts.get("volume_no") or "",
        "口头": entry.task == "A_oral", "日期": entry.get("effective_on", ""), "金额": f"{total:.2f}",
        "有金额": total > 0, "履行": codes.PERFORMANCES.get(str(record.facts.get("XYLXQK")), ""),
    }  # fmt: skip


PAPERS = (
    Kind("E02", termination), Kind("E03", risk), Kind("E04", escalation), Kind("E05", going_back),
    Kind("E07", feedback, bound=False),
)  # fmt: skip

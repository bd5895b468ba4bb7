"""申请、登记、告知、身份、委托、不予受理: how a case came in (D02–D06, E01)."""

from collections.abc import Iterator

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.record import Entry, Record
from mediation.documents.wording import listed
from mediation.law import codes

SCOPES = ("代为申请或终止调解", "收集提供证据", "选择调解员", "承认、变更、放弃请求", "参加调解、签署文书", "领取文书")


def application(record: Record) -> Iterator[Values]:
    """人民调解申请书: where the application was in writing."""
    for entry in record.each("T_register"):
        if entry.get("apply_mode") == "书面申请":
            yield {
                "简要情况": record.told(entry.get("summary", "")),
                "事项": [record.told(one) for one in entry.rows("claims")],
                "申请日期": str(entry.get("apply_at", entry.at.isoformat()))[:10],
                "_pictures": _pictures(record, "application_file"),
            }


def registration(record: Record) -> Iterator[Values]:
    """人民调解受理登记表. What other offices sent counts as applied for; their letter stands in the remarks."""
    for entry in record.each("T_register"):
        screened = record.last("T_screen")
        sent = " ".join(str(entry.get(key)) for key in ("source_org", "source_doc_no") if entry.get(key))
        taken = screened is not None and screened.get("decision") == "accept"
        yield {
            "受理日期": (screened.get("accepted_on") if screened and taken else "") or "",
            "登记日期": str(entry.get("apply_at", entry.at.isoformat()))[:10],
            "主动": str(entry.get("source_code")) == "2", "申请方式": entry.get("apply_mode", ""),
            "细类": entry.get("dispute_subtype", ""), "简要情况": record.told(entry.get("summary", "")),
            "发生日期": entry.get("occurred_on", ""), "发生地点": entry.get("occurred_place", ""),
            "涉及金额": _claimed(entry), "涉及人数": entry.get("people_involved", ""),
            "事项": [record.told(one) for one in entry.rows("claims")], "移送": sent,
            "登记人": entry.who, "登记单位": entry.org, "处理": _screened(screened),
        }  # fmt: skip


def _claimed(entry: Entry) -> str:
    """What is asked for in money; nothing where none is."""
    amount = str(entry.get("amount_claimed", ""))
    return "" if amount.strip("0.") == "" else amount


def _screened(entry: Entry | None) -> str:
    said = {"accept": "受理", "reject": "不予受理", "emergency": "先行报告、保护，不进入调解"}
    return said.get(str(entry.get("decision")), "") if entry else ""


def notice(record: Record) -> Iterator[Values]:
    """权利义务告知书: who was told what when, and what they said to it."""
    asked = list(record.each("T_consent"))
    if asked:
        said = [_asked(record, entry, row) for entry in asked for row in entry.rows("parties")]
        # who was asked again because of another stands there once
        each = [row for number, row in enumerate(said) if row not in said[:number]]
        last = asked[-1]
        yield {"各方": each, "告知人": last.who, "单位": last.org, "告知日期": last.at.date().isoformat()}


def _asked(record: Record, entry: Entry, row: dict[str, object]) -> dict[str, object]:
    return {
        "姓名": record.name(row.get("party_id")), "意愿": row.get("consent") or "未表态",
        "方式": row.get("method") or "", "时间": row.get("at") or entry.at.isoformat(),
        "已告知": bool(row.get("rights_notice_ack")),
    }  # fmt: skip


def identity(record: Record) -> Iterator[Values]:
    """当事人身份证明: the pictures of them, where there are any."""
    pictures = _pictures(record, "identity_files")
    if pictures:
        yield {"_pictures": pictures}


def authorization(record: Record) -> Iterator[Values]:
    """授权委托书: in the file where the signed one is attached; until then one to print and sign for each agent."""
    pictures, powers = _pictures(record, "poa_file"), _powers(record)
    if pictures:
        yield {"委托": powers, "_pictures": pictures}
    else:
        yield from ({"委托": [given], "_pictures": [], "_pending": True} for given in powers)


def _powers(record: Record) -> list[dict[str, object]]:
    given = []
    for raw in record.parties:
        agent = raw.get("agent") or {}
        if agent.get("type") or agent.get("name"):
            chosen = list(agent.get("scope") or ())
            given.append(
                {"委托人": record.party(raw), "受托人": agent.get("name") or "", "类型": agent.get("type") or "",
                 "权限": [(one, one in chosen) for one in SCOPES],
                 "其他权限": listed([one for one in chosen if one not in SCOPES])}
            )  # fmt: skip
    return given


def rejection(record: Record) -> Iterator[Values]:
    """不予受理告知书."""
    for entry in record.each("T_reject_notice"):
        screened = record.last("T_screen")
        code = str(screened.get("exclusion_code", "none")) if screened else "none"
        cause = codes.EXCLUSIONS[code].name if code in codes.EXCLUSIONS and code != "none" else ""
        yield {
            "编号": entry.get("notice_no", ""), "请求": record.all_told(record.entries[0].rows("claims")),
            "情形": cause, "理由": record.told(screened.get("reason", "")) if screened else "",
            "依据": listed(entry.rows("legal_basis")), "途径": entry.rows("informed_channels"),
            "送达": record.names(entry.rows("delivered")), "日期": entry.at.date().isoformat(), "单位": entry.org,
        }  # fmt: skip


def _pictures(record: Record, *fields: str) -> list[str]:
    return [one.digest for one in record.of_fields(*fields)]


PAPERS = (
    Kind("D02", application),
    Kind("D03", registration),
    Kind("D04", notice),
    Kind("D05", identity),
    Kind("D06", authorization),
    Kind("E01", rejection),
)

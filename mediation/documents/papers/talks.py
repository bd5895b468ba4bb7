"""调查记录、证据材料、调解记录: what was said and shown at the table (D07–D09)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mediation.documents.kinds import Kind
from mediation.documents.paper import Values
from mediation.documents.record import Entry, Record
from mediation.documents.wording import listed

S1, S2, S3 = "S1_read_calm", "S2_lay_talk", "S3_mediate_yield"
OUTCOMES = {"full": "达成协议", "partial": "就部分事项达成协议", "none": "未达成协议"}


@dataclass(slots=True)
class Round:
    """一轮: what was read, said and weighed in it, and who presided."""

    number: int
    mediators: str
    invited: list[str] = field(default_factory=list)
    read: Entry | None = None
    said: list[Entry] = field(default_factory=list)
    weighed: Entry | None = None

    @property
    def entries(self) -> list[Entry]:
        """Its steps in order."""
        return [one for one in (self.read, *self.said, self.weighed) if one is not None]


def rounds(record: Record) -> list[Round]:
    """The rounds of a case: each tier counts its own, a talk that broke off in its first step is one."""
    found: list[Round] = []
    here: dict[int, Round] = {}
    done, mediators, invited = 0, "", list[str]()
    for entry in record.entries:
        if entry.task in ("X_accept", "X_return"):
            here, done = {}, 0
        elif entry.task == "T_assign":
            mediators, invited = _named(record, entry), _invited(entry)
        elif entry.task in (S1, S2, S3):
            number = 1 if entry.task == S1 else done + 1
            if number not in here:
                here[number] = Round(len(found) + 1, mediators, invited)
                found.append(here[number])
            _put(here[number], entry)
            done += entry.task == S3
    return found


def _put(one: Round, entry: Entry) -> None:
    if entry.task == S1:
        one.read = entry
    elif entry.task == S2:
        one.said.append(entry)
    else:
        one.weighed = entry


def _named(record: Record, entry: Entry) -> str:
    named = entry.rows("mediators")
    if entry.get("recusal_requested"):
        named = entry.rows("mediators_after") or named[1:]
    return record.names([*named, *entry.rows("co_mediators")])


def _invited(entry: Entry) -> list[str]:
    named = [row for row in entry.rows("invited") if row.get("name")]
    return [f"{row['name']}（{row.get('relation') or '受邀人'}）" for row in named]


def _present(record: Record, entry: Entry) -> list[str]:
    told = {"到场": "", "远程": "（远程）", "委托": "（委托代理人）"}
    came = entry.get("attendance", {})
    return [f"{record.name(who)}{told[how]}" for who, how in came.items() if how in told]


def _absent(record: Record, entry: Entry) -> str:
    missing = record.names([who for who, how in entry.get("attendance", {}).items() if how == "缺席"])
    reason = record.told(entry.get("absent_reason", ""))
    return f"{missing}{f'（{reason}）' if reason else ''}" if missing else ""


def talks(record: Record) -> Iterator[Values]:
    """人民调解记录: one a round. What was told in confidence (背靠背) is not in it."""
    for one in rounds(record):
        said, weighed = one.said[-1] if one.said else None, one.weighed
        source = said or one.entries[0]
        yield {
            "第几次": one.number, "时间": one.entries[0].at.isoformat(), "结束": one.entries[-1].at.isoformat(),
            "地点": record.told(said.get("place", "")) if said else "", "调解员": one.mediators,
            "到场": "、".join(_present(record, source)), "缺席": _absent(record, source),
            "到场人": _present(record, source),
            "参加人": "、".join(one.invited), "告知": listed(one.read.rows("read_items")) if one.read else "",
            "陈述": _each(record, one.said, "statements"),
            "无争议": "；".join(record.told(e.get("undisputed_facts")) for e in one.said if e.get("undisputed_facts")),
            "焦点": [record.told(text) for entry in one.said for text in entry.rows("dispute_focus")],
            "依据": listed(weighed.rows("law_basis")) if weighed else "",
            "村规": listed(weighed.rows("custom_basis")) if weighed else "",
            "方案": [record.told(text) for text in weighed.rows("plans")] if weighed else [],
            "让步": _each(record, [weighed] if weighed else [], "concessions"),
            "结果": _result(record, one), "达成": _items(record, weighed, "agreed_items"),
            "未达成": _items(record, weighed, "unresolved_items"), "记录人": one.entries[-1].who,
        }  # fmt: skip


def _each(record: Record, entries: list[Entry], key: str) -> list[dict[str, str]]:
    return [
        {"谁": record.name(who), "话": record.told(words)}
        for entry in entries
        for who, words in dict(entry.get(key, {})).items()
        if words
    ]


def _items(record: Record, weighed: Entry | None, key: str) -> list[str]:
    return [record.told(text) for text in weighed.rows(key)] if weighed else []


STOPPED = {
    "cool": "双方情绪激动，暂停调解，冷静后再谈", "stop": "本次调解停止", "reschedule": "一方未到场，改日再约",
    "again": "补充材料后再谈", "escalate": "拟转请上一级人民调解委员会调解", "terminate": "终止调解",
}  # fmt: skip


def _result(record: Record, one: Round) -> str:
    if one.weighed is not None:
        outcome = str(one.weighed.get("outcome"))
        why = record.told(one.weighed.get("reason_none", ""))
        return OUTCOMES.get(outcome, "") + (f"，原因：{why}" if outcome == "none" and why else "")
    return STOPPED.get(str(one.entries[-1].get("decision")), "本次没有谈到结果")


def _looked_into(entry: Entry) -> bool:
    return any(entry.get(key) for key in ("witness", "measure", "expert_opinion"))


def investigation(record: Record) -> Iterator[Values]:
    """人民调解调查记录: whom the mediators asked, what they measured, what who knows said."""
    found = [entry for entry in record.each(S2) if _looked_into(entry)]
    if found:
        yield {
            "调查": [_looked(record, entry) for entry in found], "调查人": found[-1].who,
            "记录人": found[-1].who, "日期": found[-1].at.date().isoformat(),
        }  # fmt: skip


def _looked(record: Record, entry: Entry) -> dict[str, Any]:
    return {
        "时间": entry.at.isoformat(), "地点": record.told(entry.get("place", "")),
        "参加人": "、".join(_present(record, entry)), "现场": bool(entry.get("site_visit")),
        "被调查人": [record.told(one) for one in entry.rows("witness")],
        "丈量": record.told(entry.get("measure", "")), "意见": record.told(entry.get("expert_opinion", "")),
    }  # fmt: skip


def evidence(record: Record) -> Iterator[Values]:
    """证据材料: the list of it, and the pictures."""
    rows = [_shown(record, entry, row) for entry in record.each(S2) for row in entry.rows("evidence")]
    if rows:
        yield {"清单": rows, "_pictures": [one.digest for one in record.of_fields("evidence")]}


def _shown(record: Record, entry: Entry, row: dict[str, Any]) -> dict[str, Any]:
    original = {True: "原件", False: "复印件", "true": "原件", "false": "复印件"}.get(row.get("original"), "")
    return {
        "名称": record.told(row.get("title", "")), "数量": row.get("count") or "",
        "来源": record.told(row.get("source", "")), "原件": original,
        "日期": entry.at.date().isoformat(), "核对人": entry.who,
    }  # fmt: skip


PAPERS = (Kind("D07", investigation), Kind("D08", evidence), Kind("D09", talks))

"""What the product's own decision tables may ask of a case: what every one of them knows, and what only one does.

An office's own tables are asked by its diagrams and know what those know (`drawing_words`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.case.facts import Case, money
from mediation.engine.decision_reader import read_decisions
from mediation.errors import Finding, ModelRefused
from mediation.law import codes


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a column may ask: what it is called, its kind (string, number, boolean), what it may be."""

    name: str
    label: str
    kind: str
    options: Mapping[str, str] = field(default_factory=dict)


_TIERS = {key: codes.TIER_NAMES[key] for key in ("group", "village", "township")}
COMMON = (
    Asked("tier", "登记在哪一级", "string", _TIERS),
    Asked("dispute_type", "纠纷类型", "string", codes.DISPUTE_TYPES),
    Asked("source_code", "案件来源", "string", codes.SOURCES),
    Asked("people_involved", "涉及人数", "number"),
    Asked("amount", "涉及金额(元)", "number"),
    Asked("is_cross_region", "跨村跨镇", "boolean"),
    Asked("difficulty_code", "难度", "string", codes.DIFFICULTIES),
    Asked("confidential_level", "保密级别", "string", codes.CONFIDENTIAL_LEVELS),
)
TITLES = {
    "entry_tier": "建议在哪一级办", "risk_colour": "风险颜色", "follow_up_plan": "回访安排", "retention": "保管期限",
}  # fmt: skip
OWN: Mapping[str, tuple[Asked, ...]] = {
    "entry_tier": (),
    "follow_up_plan": (
        Asked("periodic", "周期性履行", "boolean"), Asked("days_to_last_due", "最后到期离生效(天)", "number"),
        Asked("grave", "重大、疑难或曾转红", "boolean"),
    ),
    "retention": (Asked("written", "有书面协议", "boolean"),),
    "risk_colour": (Asked("risk_sign", "看到的迹象", "string"),),
}  # fmt: skip


def common(case: Case) -> dict[str, Any]:
    """What every table may ask of a case; None where it is not known yet."""
    return {
        "tier": case.tier,
        "dispute_type": case.dispute_type,
        "source_code": case.source_code,
        "people_involved": case.people_involved,
        "amount": float(money(case.amount_claimed)),
        "is_cross_region": case.is_cross_region,
        "difficulty_code": case.screening.difficulty_code if case.screening else None,
        "confidential_level": case.confidential_level,
    }


def asked_of(decision: str) -> list[Asked] | None:
    """What a table of the product may ask; None for one of the office's own."""
    return [*OWN[decision], *COMMON] if decision in OWN else None


def check_tables(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Columns of the product's tables that ask what nobody will tell them; unreadable files are reported elsewhere."""
    for file, data in files.items():
        try:
            tables = read_decisions(data, file) if file.endswith(".dmn") else []
        except ModelRefused:
            continue
        for table in tables:
            known = {one.name for one in asked_of(table.decision_id) or ()}
            for name in sorted({name for column in table.inputs for name in column.names} - known) if known else ():
                message = f"决策表“{table.name}”有一列问的是“{name}”,系统用这张表时不知道它"
                yield Finding("table-asks", message, "删去这一列,或另选一件系统知道的事", file, table.decision_id)

"""Use case: organisations from a table: what each row would do, then all of it or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.case.facts import TIERS
from mediation.law.codes import TIER_NAMES
from mediation.services import manage_organisations as managing
from mediation.services.sheets import Report, Row, RowReport, Verdict, rows_of
from mediation.store.db import Connection

HEADERS = {
    "id": ("编码", "单位编码", "code", "org_id"),
    "name": ("名称", "单位名称"),
    "tier": ("层级", "级别", "level"),
    "parent_id": ("上级编码", "上级", "parent"),
    "abbr": ("简称", "short_name"),
    "region_code": ("区划代码", "行政区划代码", "region"),
    "type_code": ("类型代码", "type"),
    "has_seal": ("有无印章", "印章", "seal"),
}
NEEDED = ("id", "name", "tier")
_TIERS = {
    "county": ("county", "区县", "县", "区", "市", "县级", "区县级"),
    "township": ("township", "town", "镇", "乡", "街道", "乡镇", "镇街", "乡级"),
    "village": ("village", "村", "社区", "居", "村居", "村级"),
    "group": ("group", "组", "社", "院", "院落", "社/组/院", "小组", "组级"),
}
_YES = frozenset({"有", "是", "y", "yes", "1", "true", "√"})
_NO = frozenset({"无", "否", "没有", "n", "no", "0", "false", "×"})
_SEALS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_NAMES = {"name": "名称", "parent_id": "上级", "abbr": "简称", "region_code": "区划代码", "type_code": "类型代码",
          "has_seal": "印章"}  # fmt: skip
_REGION = re.compile(r"\d{6}|\d{9}|\d{12}(-\d{2})?")


@dataclass(slots=True)
class Plan:
    """What a file would do: organisations as they would stand, which of them are new, and the report."""

    standing: dict[str, dict[str, Any]]
    fresh: set[str] = field(default_factory=set)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: list[RowReport] = field(default_factory=list)

    @property
    def report(self) -> Report:
        """All rows."""
        return Report(self.reports)


def plan(connection: Connection, text: str) -> Plan:
    """What a table would do to the organisations; writes nothing.

    Raises:
        ActRefused: it is no such table.
    """
    rows = rows_of(text, HEADERS, NEEDED)
    made = Plan({org: dict(row._mapping) for org, row in managing.organisations(connection).items()})
    before = {org: dict(values) for org, values in made.standing.items()}
    seen: dict[str, int] = {}
    pending = []
    for row in rows:
        report = RowReport(row.number, row["id"])
        made.reports.append(report)
        if row["id"] in seen:
            report.wrong(f"和第 {seen[row['id']]} 行的编码相同,请删掉一行或改编码。")
            continue
        seen[row["id"]] = row.number
        values = _values(row, report, before.get(row["id"]))
        made.standing[row["id"]] = values
        pending.append((report, values))
    for report, values in pending:
        _judge(made, report, values, before.get(values["id"]))
    return made


def _values(row: Row, report: RowReport, was: Mapping[str, Any] | None) -> dict[str, Any]:
    """The organisation as the row wants it; what a row leaves empty stays as it was."""
    values: dict[str, Any] = dict(was or {"has_seal": False})
    values["id"] = row["id"]
    for name in ("name", "parent_id", "abbr", "region_code", "type_code"):
        values[name] = row[name] or values.get(name)
    tier = next((code for code, words in _TIERS.items() if row["tier"].lower() in words), None)
    if row["tier"] and tier is None:
        report.wrong(f"层级“{row['tier'][:12]}”不认识,请写:区县、镇、村、组。")
    values["tier"] = tier or (None if row["tier"] else values.get("tier"))
    if row["has_seal"]:
        seal = _SEALS.get(row["has_seal"].lower())
        if seal is None:
            report.wrong(f"印章一列请写“有”或“无”,现在是“{row['has_seal'][:12]}”。")
        values["has_seal"] = bool(seal)
    return values


def _judge(made: Plan, report: RowReport, values: dict[str, Any], was: Mapping[str, Any] | None) -> None:
    for trouble in (*_own_troubles(values, was), *managing.place_troubles(made.standing, values)):
        # an unknown tier has been told already
        if not (trouble == managing.NO_TIER and report.says):
            report.wrong(trouble)
    if report.verdict is Verdict.WRONG:
        return
    if was is None:
        report.verdict = Verdict.NEW
        made.fresh.add(values["id"])
        above = made.standing.get(values["parent_id"] or "", {}).get("name")
        report.says.append(f"{values['name']}({TIER_NAMES[values['tier']]}" + (f",归{above})" if above else ")"))
        if values["tier"] in ("village", "township") and not values["abbr"]:
            report.says.append("提醒:没有简称,文书编号里这一格会空着。")
        return
    changes = {name: values[name] for name in _NAMES if (values[name] or None) != (was[name] or None)}
    if changes:
        report.verdict = Verdict.CHANGED
        made.changed[values["id"]] = changes
        report.says += [f"{_NAMES[name]}:{_word(was[name])} → {_word(value)}" for name, value in changes.items()]
        if "parent_id" in changes:
            report.says.append("提醒:已有的案件仍归原上级,以后登记的归新上级。")


def _own_troubles(values: Mapping[str, Any], was: Mapping[str, Any] | None) -> list[str]:
    found = managing.value_troubles(values)
    if values["region_code"] and not _REGION.fullmatch(values["region_code"]):
        found.append("区划代码是 6、9 或 12 位数字(组可以在 12 位后加 -01)。若变成了 5.09E+11,请把这一列设成文本。")
    if was is not None and values["tier"] and values["tier"] != was["tier"]:
        now, then = TIER_NAMES[values["tier"]], TIER_NAMES[was["tier"]]
        found.append(f"已有的单位不能改层级(原来是{then},这里写{now})。请用新编码另建一个。")
    return found


def _word(value: Any) -> str:
    return {True: "有", False: "无", None: "空", "": "空"}.get(value, str(value))


def apply(connection: Connection, who: str, made: Plan) -> None:
    """Write a plan that is fit, parents before children."""
    order = {tier: at for at, tier in enumerate(reversed(TIERS))}
    fresh = sorted((made.standing[org] for org in made.fresh), key=lambda values: order[values["tier"]])
    for values in fresh:
        managing.add(connection, who, values)
    for org, changes in made.changed.items():
        managing.alter(connection, who, org, changes)

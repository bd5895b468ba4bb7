"""Use case: the official table of a period as a spreadsheet: committees down, figures across, definitions beside."""

from collections.abc import Sequence
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from mediation.case.figures import CaseFigures
from mediation.case.indicators import DAYS, INDICATORS, Indicator
from mediation.case.step import Actor
from mediation.exports.xlsx_table import Sheet, write
from mediation.law import codes
from mediation.services import statistics
from mediation.services.administering import note
from mediation.services.office import Office
from mediation.services.statistics import Asked

_UNITS = {"%": "百分比"}  # the sign alone in a cell could be taken for the beginning of a command
TITLE = "人民调解案件情况统计表"
# what the ministry's table has; the rest stands on a sheet of its own
OFFICIAL = [one for one in INDICATORS if one.group in ("总量", "协议", "履行", "排查预防", "防激化")]
OURS = [one for one in INDICATORS if one not in OFFICIAL]


def stats_table(office: Office, actor: Actor, org: str = "", code: str = "", on: str = "") -> tuple[BinaryIO, str]:
    """The workbook, standing at its beginning, and its name; who took it is kept in the access log.

    Raises:
        NotAllowed, NotFound, PeriodWrong.
    """
    asked = statistics.asked_of(office, actor, org, code, on)
    made = cast(BinaryIO, SpooledTemporaryFile(max_size=8 * 1024 * 1024))  # noqa: SIM115  handed over open
    write(sheets(office, asked), made)
    made.seek(0)
    with office.store.writing() as connection:
        note(connection, actor.id, "stats_exported", f"{asked.org} {asked.period.code}", asked.on)
    return made, f"{TITLE}-{asked.period.code}.xlsx"


def sheets(office: Office, asked: Asked) -> list[Sheet]:
    """The table, kinds and sources, and what each figure means."""
    found = statistics.of_place(office, asked.org, asked.on)
    directory = office.directory()
    above = (
        f"{TITLE}({asked.period.name})",
        f"填报单位:{directory.org_name(asked.org)}  统计期:{asked.period.first} 至 {asked.period.last}  "
        f"数据截至:{asked.on}",
    )
    main = Sheet(
        "案件情况", _heads(OFFICIAL), _rows(office, asked, found, OFFICIAL), above,
        ("统计人:            负责人:            (盖章)", "各指标口径见“口径”页。"), over=_groups(OFFICIAL),
    )  # fmt: skip
    meaning = [
        (one.group, one.name, one.definition, DAYS[one.day], _UNITS.get(one.unit, one.unit)) for one in INDICATORS
    ]
    return [
        main,
        Sheet("纠纷类型", _HEADS, _split(asked, found, codes.DISPUTE_TYPES, "kind"), above),
        Sheet("案件来源", _HEADS, _split(asked, found, codes.SOURCES, "source"), above),
        Sheet(
            "工作指标",
            _heads(OURS),
            _rows(office, asked, found, OURS),
            above,
            ("供分析,不作个人排名。",),
            over=_groups(OURS),
        ),
        Sheet("口径", ["组", "指标", "口径", "按哪天计入", "单位"], meaning, above),
    ]


_KEYS = ("registered", "accepted", "mediation_counted", "success", "failed", "people", "amount")
_SPLIT = [one for one in INDICATORS if one.key in _KEYS]


def _head(one: Indicator) -> str:
    unit = f"({one.unit})"
    return f"{one.name.removesuffix(unit)}{unit}"


def _heads(wanted: Sequence[Indicator]) -> list[str]:
    return ["单位", *map(_head, wanted)]


_HEADS = ["代码", "名称", *map(_head, _SPLIT)]


def _groups(wanted: Sequence[Indicator]) -> list[tuple[str, int]]:
    return [("", 1), *((group, len(list(found))) for group, found in groupby(wanted, key=lambda one: one.group))]


def _rows(office: Office, asked: Asked, found: list[CaseFigures], wanted: Sequence[Indicator]) -> list[list[object]]:
    """Each committee by whom its cases were settled last, each case once; then the sum."""
    directory = office.directory()
    rows: list[list[object]] = [
        [directory.org_name(org), *_figures(asked, [case for case in found if case.org == org], wanted)]
        for org in sorted({case.org for case in found})
    ]
    return [*rows, ["合计", *_figures(asked, found, wanted)]]


def _figures(asked: Asked, found: list[CaseFigures], wanted: Sequence[Indicator]) -> list[object]:
    told = statistics.values(wanted, found, asked.period)
    return ["" if told[one.key] is None else told[one.key] for one in wanted]


def _split(asked: Asked, found: list[CaseFigures], table: dict[str, str], name: str) -> list[list[object]]:
    return [
        [code, words, *_figures(asked, [case for case in found if getattr(case, name) == code], _SPLIT)]
        for code, words in table.items()
    ]

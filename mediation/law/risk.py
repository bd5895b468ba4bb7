"""The three colours: which signs call for which, so that a colour can always be explained. No scores."""

from collections.abc import Iterable
from typing import NamedTuple

ORDER = {"green": 0, "blue": 1, "yellow": 2, "red": 3}
FLAGS = {
    "domestic_violence": ("red", "家庭暴力"), "minor_injured": ("red", "未成年人受伤害"), "weapon": ("red", "持械"),
    "suicide_statement": ("red", "自杀言语"), "death_or_serious_injury": ("red", "死亡或重伤"),
    "threat": ("red", "扬言伤人、报复"), "collective_petition": ("red", "已集体上访或扬言上访"),
    "physical_conflict": ("yellow", "肢体冲突"), "alcohol": ("yellow", "酒后"),
    "land_ownership": ("yellow", "土地权属"), "amount>=50000": ("yellow", "金额5万元以上"),
    "people>=5": ("yellow", "5人以上"), "people>=10": ("yellow", "10人以上"), "long_feud": ("yellow", "积怨较久"),
    "administrative": ("yellow", "涉行政争议"),
}  # fmt: skip
FORECASTS = {"2": "red", "5": "red", "3": "yellow", "4": "yellow", "6": "yellow"}
# Of the special flags only these say something about danger; minor_involved alone does not.
SPECIAL = ("domestic_violence", "administrative")


class Hit(NamedTuple):
    """One sign that was met: its key, the colour it calls for and its name."""

    flag: str
    color: str
    name: str


def hits(flags: Iterable[str], special: Iterable[str] = (), forecast: str | None = None) -> list[Hit]:
    """Every sign met, the gravest first; an unknown flag is the office's own and calls for nothing."""
    keys = dict.fromkeys([*flags, *(flag for flag in special if flag in SPECIAL)])
    found = [Hit(key, *FLAGS[key]) for key in keys if key in FLAGS]
    if forecast in FORECASTS:
        found.append(Hit(f"AJYC={forecast}", FORECASTS[forecast], "案件预测"))
    return sorted(found, key=lambda hit: -ORDER[hit.color])


def color_of(flags: Iterable[str], special: Iterable[str] = (), forecast: str | None = None) -> str:
    """The gravest colour the signs call for; blue where there are none."""
    found = hits(flags, special, forecast)
    return found[0].color if found else "blue"


def lower(one: str | None, other: str | None) -> bool:
    """Whether the first colour is milder than the second; an unknown one counts as blue."""
    return ORDER.get(one or "blue", 1) < ORDER.get(other or "blue", 1)

"""What an office may set for itself, and within which bounds; where a law names a bound, its article stands with it.

Days of law are constants (`deadlines.py`); they are listed here only to be told. Knows no store.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from mediation.case.step import Settings
from mediation.errors import MediationError
from mediation.law.codes import DISPUTE_TYPES

ROUNDS = "max_rounds."
SUBTYPES = "dispute_subtypes"
MOST_SUBTYPES, MOST_NAME = 20, 20


class PracticeRefused(MediationError):
    """A value that an office may not set; the text says why and what may be."""


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing an office may set: what it is called, what it does, its unit, kind and bounds.

    `kind` is whole, money, yes or subtypes. `article` is the law that bounds it, `bound` its reason in words.
    """

    key: str
    group: str
    name: str
    about: str
    unit: str = "天"
    least: int = 0
    most: int = 0
    kind: str = "whole"
    article: str = ""
    bound: str = ""

    @property
    def by_two(self) -> bool:
        """Whether a second administrator must approve: all terms and thresholds; words are one person's."""
        return self.kind != "subtypes"


PRACTICES: Mapping[str, Practice] = {
    one.key: one
    for one in (
        Practice("deadline_days", "期限", "调解期限",
                 "从第一次受理的次日起算。到期还没调成又没有延期的,调解终止。", "天", 7, 30,
                 article="人民调解工作若干规定第33条",
                 bound="调解一般在一个月内调结,所以最长 30 天;要更长,由各方同意后延期。"),
        Practice("deadline_rolls", "期限", "调解期限逢休假日顺延",
                 "末日是节假日时,顺延到上班第一天。", "", kind="yes"),
        Practice("consent_contact_days", "期限", "受理后几天内联系对方", "到期没有联系的,提醒经办人。", "天", 1, 7),
        Practice("return_down_workdays", "期限", "上级几个工作日内可以退回",
                 "从提级申请交上来算起,过了就不能退回。", "个工作日", 1, 5),
        Practice("supervise_grace_days", "期限", "督促以后的宽限期", "系统建议的天数,经办人可以改。", "天", 3, 60),
        Practice("whistle_arrival_minutes", "期限", "吹哨后部门多少分钟到场", "刚好到点算按时。", "分钟", 10, 120),
        Practice("urge_hours", "期限", "同一步隔多久才能再催办", "免得一天催好几次。", "小时", 4, 168),
        Practice(f"{ROUNDS}group", "门槛", "在社、组、院最多谈几轮", "谈满了就请上一级或者终止。", "轮", 1, 10),
        Practice(f"{ROUNDS}village", "门槛", "在村里最多谈几轮", "谈满了就请上一级或者终止。", "轮", 1, 10),
        Practice(f"{ROUNDS}township", "门槛", "在镇里最多谈几轮", "谈满了还不成的,终止并告知去处。", "轮", 1, 10),
        Practice("no_show_limit", "门槛", "同一方缺席几次算多次缺席",
                 "到了这个数,系统提示可以终止或者提级。", "次", 1, 5),
        Practice("consent_tries", "门槛", "找对方几次都没找到算找不到",
                 "到了这个数,流程转到“找不到人”。", "次", 1, 10),
        Practice("oral_max_amount", "门槛", "口头协议的金额上限",
                 "超过的要做书面协议。", "元", 0, 50_000, kind="money"),
        Practice("oral_max_days", "门槛", "口头协议几天内要履行完", "更久的要做书面协议。", "天", 0, 60),
        Practice("joint_seals", "门槛", "两个调委会共同调解,协议要盖两家的章",
                 "选“否”的,盖主持的那一家就行。", "", kind="yes"),
        Practice("backdate_days", "门槛", "申请时间最多往前填几天",
                 "申请之日诉讼时效中断,所以不能随便往前填。", "天", 0, 30),
        Practice("late_entry_days", "门槛", "最多补录几天以前办的事",
                 "更早的按现在的时间办,另写情况说明。", "天", 1, 60),
        Practice("copy_days", "门槛", "抄送给人,最多给看几天", "到期就看不到了。", "天", 1, 180),
        Practice(SUBTYPES, "纠纷细类", "本地的纠纷细类",
                 "登记时一点就填上。18 个大类是国家定的,不能改。", "", kind="subtypes"),
    )
}  # fmt: skip
# what no office may set: what it is, how long, and the law
FIXED = (
    ("共同申请司法确认", "协议生效起 30 天内", "人民调解法第33条"),
    ("延长调解期限", "各方都同意才延,最多 30 天", ""),
    ("劳动争议", "申请起 15 天没调成,可以去申请仲裁", "劳动争议调解仲裁法第14条"),
    ("医疗纠纷", "受理起 30 个工作日", "医疗纠纷预防和处理条例第38条"),
    ("法院委派的纠纷", "30 天", "最高人民法院关于人民法院特邀调解的规定第27条"),
    ("信访事项", "60 天", "信访工作条例第34条"),
    ("可能激化的纠纷", "及时报告,系统按 1 小时提醒", "人民调解法第25条"),
)


def read(practice: Practice, text: str) -> Any:
    """The value that a person has typed.

    Raises:
        PracticeRefused: it cannot be read, or is out of bounds.
    """
    return _READERS[practice.kind](practice, text.strip())


def _whole(practice: Practice, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise PracticeRefused(f"“{practice.name}”要填整数。")
    _within(practice, int(text))
    return int(text)


def _money(practice: Practice, text: str) -> str:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise PracticeRefused(f"“{practice.name}”要填数字,单位是元。") from error
    if not amount.is_finite():
        raise PracticeRefused(f"“{practice.name}”要填数字,单位是元。")
    _within(practice, amount)
    if amount != round(amount, 2):
        raise PracticeRefused(f"“{practice.name}”最多写到分。")
    return f"{amount:.2f}"


def _within(practice: Practice, number: Decimal | int) -> None:
    if not practice.least <= number <= practice.most:
        why = f"{practice.bound}(依据:{practice.article})" if practice.article else practice.bound
        span = f"{practice.least} 到 {practice.most} {practice.unit}"
        raise PracticeRefused(f"“{practice.name}”只能在 {span}之间。{why}")


def _yes(practice: Practice, text: str) -> bool:
    if text not in ("yes", "no"):
        raise PracticeRefused(f"“{practice.name}”请选是或否。")
    return text == "yes"


def _subtypes(_practice: Practice, text: str) -> dict[str, list[str]]:
    """`邻里纠纷:排水、占道`, a line a kind of dispute."""
    found: dict[str, list[str]] = {}
    types = {name: code for code, name in DISPUTE_TYPES.items()}
    for line in filter(None, map(str.strip, text.splitlines())):
        kind, _, names = line.replace("\uff1a", ":").partition(":")
        code = types.get(kind.strip()) or types.get(f"{kind.strip()}纠纷")
        if code is None:
            raise PracticeRefused(f"没有“{kind.strip()[:20]}”这个大类。一行写一个大类,例如:邻里纠纷:排水、占道。")
        listed = [name.strip() for name in re.split("[、,\uff0c]", names) if name.strip()]
        if not listed or len(listed) > MOST_SUBTYPES or any(len(name) > MOST_NAME for name in listed):
            raise PracticeRefused(f"“{kind.strip()}”后面写 1 到 {MOST_SUBTYPES} 个细类,每个不超过 {MOST_NAME} 字。")
        found[code] = list(dict.fromkeys([*found.get(code, []), *listed]))
    return found


_READERS: Mapping[str, Callable[[Practice, str], Any]] = {
    "whole": _whole, "money": _money, "yes": _yes, "subtypes": _subtypes,
}  # fmt: skip


def value_of(settings: Settings, key: str) -> Any:
    """What settings say of one thing."""
    if key.startswith(ROUNDS):
        return settings.max_rounds.get(key.removeprefix(ROUNDS), 2)
    return getattr(settings, key)


def changed(settings: Settings, key: str, value: Any) -> Settings:
    """The settings with one thing set."""
    if key.startswith(ROUNDS):
        return replace(settings, max_rounds={**settings.max_rounds, key.removeprefix(ROUNDS): value})
    return replace(settings, **{key: value})


def said(practice: Practice, value: Any) -> str:
    """A value in words."""
    if practice.kind == "yes":
        return "是" if value else "否"
    if practice.kind == "subtypes":
        return ";".join(f"{DISPUTE_TYPES[code]}:{'、'.join(names)}" for code, names in value.items()) or "没有"
    return f"{value} {practice.unit}"


def typed(practice: Practice, value: Any) -> str:
    """A value as a person would type it."""
    if practice.kind == "yes":
        return "yes" if value else "no"
    if practice.kind == "subtypes":
        return "\n".join(f"{DISPUTE_TYPES[code]}:{'、'.join(names)}" for code, names in value.items())
    return str(value)

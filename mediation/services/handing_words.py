"""Why work changes hands, in closed lists, so that the history says it without words about anybody; its sentences."""

from collections.abc import Mapping
from typing import Any

from mediation.law.late_entry import WHY
from mediation.services.directory import Directory
from mediation.services.sentences import month_day

REASONS = {
    "absent": "不在岗(请假、外出、离任)",
    "busy": "手上的事太多",
    "fitting": "由更熟悉情况的人办",
    "recusal": "与当事人有关系,应当回避",
    "returned": "认领错了",
}
ENTRUSTED_FOR = {"near": "他离得近、方便", "busy": "手上的事太多", "fitting": "他更熟悉情况"}
HELP_FOR = {
    "hands": "一个人忙不过来", "fitting": "他和当事人说得上话", "law": "要懂法、懂行的人",
    "calm": "怕吵起来,多个人稳当",
}  # fmt: skip
COPIED_FOR = {"inform": "让他知道这件事", "advice": "请他出出主意", "watch": "请他帮着留意"}
URGED_FOR = {"party": "当事人来催", "term": "期限快到了", "superior": "上级过问", "risk": "怕拖出事来"}
AGAIN_FOR = {"incomplete": "没有填全", "unclear": "没有说清楚", "wrong": "与实际情况对不上"}

_WHY: Mapping[str, Mapping[str, str]] = {
    "reassigned": REASONS, "entrusted": ENTRUSTED_FOR, "sent_again": AGAIN_FOR, "helper_asked": HELP_FOR,
    "copied": COPIED_FOR,
}  # fmt: skip
_PLAIN = frozenset({"declined", "handed_in", "helper_left", "copy_ended", "stood_in"})


CALLED = frozenset({"dept_called", "dept_arrived", "dept_signed", "dept_answered", "dept_rated"})


def called_name(org: str, directory: Directory) -> str:
    """A body that was called, by name; one that is not in this system is 对方单位."""
    return directory.org_name(org) if org else "对方单位"


def whom(row: Any, directory: Directory) -> str:
    """To whom an entry of the history gave something, and why; nothing for every other entry."""
    if row.action == "urged":
        return URGED_FOR.get(row.after, row.after)
    if row.action == "recorded_later":
        return WHY.get(row.after, row.after)
    if row.action == "mediator_changed":
        return f"{directory.name(row.before)}换成{directory.name(row.after)}"
    if row.action == "taken_over":
        to = f"转给{directory.name(row.after)}" if row.after else "放回调委会"
        return f"{directory.name(row.before)}离任,手上的事{to}"
    if row.action in CALLED:
        return called_name(row.after, directory)
    person, _, rest = row.after.partition(" ")
    if row.action in _PLAIN:
        return directory.name(person)
    if row.action not in _WHY:
        return ""
    reason, _, until = rest.partition(" ")
    said = _WHY[row.action].get(reason, reason)
    return f"{directory.name(person)}({said}{f',看到{month_day(until)}' if until else ''})"


def deputy_sentence(subject: str, directory: Directory) -> str:
    """What a deputy is told: `subject` is `MM-DD~MM-DD person`."""
    days, _, person = subject.partition(" ")
    first, last = (f"{int(day[:2])}月{int(day[3:])}日" for day in days.split("~"))
    return f"{directory.name(person)}{first}到{last}不在岗,他的事请您代办"

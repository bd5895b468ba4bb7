"""补录: a step that was taken earlier, away from the system, is recorded later; both times are kept.

When it happened decides what follows from it (terms, visits, pauses); the server's clock alone decides whether it still
can be recorded (G22): a deadline that has acted stays acted upon.
"""

from datetime import datetime, timedelta

from mediation import clock
from mediation.case.facts import Case, instant
from mediation.case.step import Settings
from mediation.law.guarding import refuse

FIELD = "_happened"
# why it was not recorded at once: a closed list, so that the history says it without words about anybody
WHY = {"offline": "当时没有网络", "paper": "当时先记在纸上", "busy": "当时顾不上录", "told": "事后才知道"}
# an application has its own hour; asking and answering between the tiers, and a reviewer's desk, are the system's own
AT_ONCE = frozenset(
    {"T_register", "X_escalate", "X_accept", "X_return", "D_extend", "E_whistle", "C_close", "C_archive"}
)  # fmt: skip
NOW = timedelta(minutes=2)


def previous_step(case: Case) -> datetime | None:
    """When the last thing before happened to a case: nothing is recorded as having come before it."""
    steps = [step.at for step in case.done[-1:]] + [event.at for event in case.raised[-1:]]
    return max((clock.localize(instant(at)) for at in steps), default=None)


def happened(case: Case, task: str, at: datetime, now: datetime, settings: Settings) -> datetime | None:
    """When a step happened that is recorded now; None where that is now.

    Raises:
        GuardRefused: it is in the future, before the case's previous step, too long ago, or not to be recorded later.
    """
    at = clock.localize(at)
    if at > now + NOW:
        refuse("late", "办这一步的时间不能晚于现在,请核对。", FIELD)
    if at >= now - NOW:
        return None
    if task in AT_ONCE:
        refuse("late", "这一步不能补录,按现在的时间办。", FIELD)
    before = previous_step(case)
    if before is not None and at < before.replace(second=0, microsecond=0):
        refuse("late", f"办这一步的时间不能早于上一步({before.month}月{before.day}日 {before:%H:%M}),请核对。", FIELD)
    if at < now - timedelta(days=settings.late_entry_days):
        refuse("late", f"最多补录 {settings.late_entry_days} 天以内的。更早的,按现在的时间办,另写情况说明。", FIELD)
    return at

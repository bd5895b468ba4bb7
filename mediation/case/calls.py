"""呼叫单 in a case's facts: who was called, who is there, who has answered, who may go. Checks nothing."""

from datetime import date, datetime

from mediation.case.facts import Call, Case, HandOff
from mediation.case.step import Settings
from mediation.law import deadlines

WHISTLE, HANDOFF = "whistle", "handoff"
# what the caller says of a department's work (一事一考)
RATINGS = ("满意", "基本满意", "不满意")


def whistle_for(case: Case, org: str, at: datetime, settings: Settings) -> Call:
    """A department is called to the spot."""
    return _add(case, WHISTLE, org, at, deadlines.whistle(at, settings).fires_at)


def hand_to(case: Case, org: str, at: datetime, due: date) -> Call:
    """A matter is handed to a body, which is to answer by the end of a day."""
    return _add(case, HANDOFF, org, at, deadlines.end_of(due))


def _add(case: Case, kind: str, org: str, at: datetime, due: datetime) -> Call:
    case.calls.append(Call(len(case.calls) + 1, kind, org, at.isoformat(), due.isoformat()))
    return case.calls[-1]


def find(case: Case, no: int) -> Call | None:
    """The case's call of this number."""
    return next((call for call in case.calls if call.no == no), None)


def whistled(case: Case) -> list[Call]:
    """The departments that were called to the spot and may not go yet."""
    return [call for call in case.calls if call.kind == WHISTLE and call.released is None]


def handed(case: Case, call: Call) -> HandOff | None:
    """The hand-over that a call belongs to: made in the same step."""
    return next((one for one in case.handoffs if call.kind == HANDOFF and one.at == call.at), None)


def sign(case: Case, call: Call, at: datetime) -> None:
    """The called body is there, or has signed for the matter."""
    call.arrived = at.isoformat()
    if (matter := handed(case, call)) is not None:
        matter.signed = True


def answer(case: Case, call: Call, at: datetime, resolved: bool) -> None:
    """The called body has said what it did; who answers has also received."""
    if call.arrived is None:
        sign(case, call, at)
    call.answered, call.resolved = at.isoformat(), resolved
    if (matter := handed(case, call)) is not None:
        matter.resolved = resolved


def release(case: Case, at: datetime) -> None:
    """The matter is done: whoever was called to the spot may go."""
    for call in whistled(case):
        call.released = at.isoformat()


def unanswered(case: Case) -> list[Call]:
    """What was handed over and is still to be answered."""
    return [call for call in case.calls if call.kind == HANDOFF and call.answered is None]

"""How a case came out: final status, the state's codes and the figures, all derived from the facts."""

from decimal import Decimal

from mediation.case.facts import Case, Escalation, money
from mediation.law import follow_up
from mediation.law.confirmation import VALID, applications

TALK = "S1_read_calm"
PREVENTION_KINDS = ("suicide", "criminal", "petition", "fight")


def rejected(case: Case) -> bool:
    """Not taken at the screening."""
    return case.screening is not None and case.screening.decision == "reject"


def accepted(case: Case) -> bool:
    """Taken at the screening, or let in after an emergency was reported and found fit."""
    if case.screening is None:
        return False
    return case.screening.decision == "accept" or _emergency_let_in(case)


def _emergency_let_in(case: Case) -> bool:
    emergency = case.screening is not None and case.screening.decision == "emergency"
    return emergency and "T_consent" in case.done_tasks()


def _full_reason(case: Case) -> str | None:
    return next((item.reason_code for item in reversed(case.terminations) if item.scope == "full"), None)


def _transferred(case: Case) -> bool:
    return case.agreement is None and any(item.kind == "transfer" for item in case.handoffs)


def performed(case: Case) -> bool:
    """Everything agreed was done: the latest visit found so; a duty that comes again, three times in a row."""
    if case.agreement is None:
        return False
    wanted = follow_up.PERIODS_TO_CLOSE if case.agreement.periodic else 1
    return follow_up.periods_done(case) >= wanted


def standing(case: Case) -> str | None:
    """The final status the case would have if it were closed now; None while nothing has decided it."""
    if rejected(case):
        return "rejected"
    reason = _full_reason(case)
    emergency = case.screening is not None and case.screening.decision == "emergency" and not _emergency_let_in(case)
    if emergency or reason == "official_accepted" or _transferred(case):
        return "handed_off"
    if case.agreement is not None:
        return _with_agreement(case)
    if reason is None:
        return None
    if reason == "party_refused":
        return "terminated_refused"
    return "withdrawn_reconciled" if reason.startswith("withdrawn") else "terminated_failed"


def _with_agreement(case: Case) -> str:
    if any(item.scope == "partial" for item in case.terminations):
        return "closed_partial_handoff"
    return "closed_performed" if performed(case) else "closed_enforcement"


def closed(case: Case) -> bool:
    """Nothing more is open but the binding of the file."""
    done = case.done_tasks()
    return case.closing is not None or bool(done & {"C_close", "C_archive", "T_reject_notice"})


def final_status(case: Case) -> str | None:
    """How the case ended, one of the eight final statuses; None while it is running."""
    return standing(case) if closed(case) else None


def _result(case: Case) -> str | None:
    if case.agreement is not None:
        return "1"
    talked, reason = TALK in case.done_tasks(), _full_reason(case)
    if not talked or reason is None or _transferred(case):
        return None
    aside = reason in ("party_refused", "official_accepted") or reason.startswith("withdrawn")
    return None if aside else "2"


def _performance(case: Case) -> str | None:
    if case.agreement is None:
        return None
    if performed(case):
        return "1"
    if _confirmed(case):
        return "2"
    # Whether somebody went to court is nobody's task here: the reviewer says so at the closing.
    said = case.closing.performance_code if case.closing else None
    return said if said in ("3", "4") else "5"


def _confirmed(case: Case) -> bool:
    """A court has found an agreement of the case valid, whatever it said of another."""
    return any(one.ruling == VALID for one in applications(case))


def national_codes(case: Case) -> dict[str, str | None]:
    """The state's codes (SF/T 0018): JFLB AJLY AJNDJB AJYC TJJG XYLXQK, and TJLX where there is an agreement."""
    taken = accepted(case)
    counted = taken or rejected(case)
    screening = case.screening
    final = case.closing.difficulty_final if case.closing else None
    forecast = screening.forecast_code if screening and taken else None
    codes: dict[str, str | None] = {
        "JFLB": case.dispute_type if counted else None,
        "AJLY": case.source_code if counted else None,
        "AJNDJB": (final or (screening.difficulty_code if screening else None)) if taken else None,
        "AJYC": case.reports[-1].forecast_code if case.reports else forecast,
        "TJJG": _result(case),
        "XYLXQK": _performance(case),
    }
    if case.agreement is not None:
        codes["TJLX"] = "1" if case.agreement.form == "oral" else "2"
    return codes


def risk_color_final(case: Case) -> str:
    """The last colour; green once a case with an agreement is closed."""
    settled = _result(case) == "1" and (case.closing is not None or "C_close" in case.done_tasks())
    return "green" if settled else case.risk_color


def tiers_visited(case: Case) -> list[str]:
    """The tiers in the order they had the case; a tier that sent it back is marked so."""
    moves = [(asked.at, _moved(asked)) for asked in case.escalations]
    moves += [(event.at, ["village"]) for event in case.raised if event.name == "assigned_down"]
    return [case.registered_tier, *(tier for _, tiers in sorted(moves, key=_when) for tier in tiers)]


def _when(move: tuple[str, list[str]]) -> str:
    return move[0]


def _moved(asked: Escalation) -> list[str]:
    if asked.accepted:
        return [asked.to_tier]
    return [f"{asked.to_tier}(退回)", asked.from_tier] if asked.accepted is False else []


def escalations(case: Case) -> int:
    """How often the case was asked up: what was sent back or lost its object before the answer among them."""
    return sum(step.task == "X_escalate" for step in case.done)


def amount(case: Case) -> str:
    """What the first agreement is about, in yuan; a change does not count again."""
    first = case.agreements[0].total_amount if case.agreements else "0"
    return f"{money(first).quantize(Decimal('0.01'))}"


def stats(case: Case) -> dict[str, int | str]:
    """The case's share in the official figures: each 0 or 1, but people, amount (yuan) and what was prevented."""
    codes = national_codes(case)
    success, talked = codes["TJJG"] == "1", codes["TJJG"] is not None
    moved_up = any(asked.accepted for asked in case.escalations)
    flags = {
        "rejected": rejected(case),
        "mediation_counted": talked,
        "success": success,
        "failed": codes["TJJG"] == "2",
        "oral": codes.get("TJLX") == "1",
        "written": codes.get("TJLX") == "2",
        "judicial_confirm": _confirmed(case),
        "difficult": codes["AJNDJB"] in ("3", "4"),
        "investigation_found": case.source_code == "2",
        "first_tier_resolution": success and not moved_up,
    }
    figures: dict[str, int | str] = {"registered": 1, **{name: int(value) for name, value in flags.items()}}
    figures.update(_prevented(case))
    if case.whistles:
        figures["whistle_on_time"] = whistle_on_time(case)
    return {**figures, "people": case.people_involved, "amount": amount(case)}


def whistle_on_time(case: Case) -> str:
    """吹哨按时率: the departments that came in time, of those called: "a/b"."""
    return f"{sum(one.on_time for one in case.whistles)}/{sum(one.due for one in case.whistles)}"


def _prevented(case: Case) -> dict[str, int]:
    rows = case.closing.prevention if case.closing else []
    return {
        f"prevention_{kind}": sum(int(row.get("cases") or 0) for row in rows if row.get("kind") == kind)
        for kind in PREVENTION_KINDS
    }

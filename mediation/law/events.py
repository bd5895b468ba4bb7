"""Which case events (案件事件) there are, what each leads to and when it may come. The diagrams only carry them out.

Who may raise one is `policy`'s question; whether the talk is still going on, the engine's.
"""

from collections.abc import Callable
from datetime import date

from mediation.case.facts import Case
from mediation.law import confirmation
from mediation.law.guarding import ended, turn
from mediation.law.guards_ladder import TOP, above, open_escalation
from mediation.law.guards_steps import recusal_owed

PETITION, MEDICAL = "6", "15"
LABOUR, GROUP_OF = ("10", "11"), 5
LONG_OVER = ("C_close", "C_archive")
# event → the task it leads to: these stop the talk, or (regretted) only the writing of what was agreed
INTERRUPTING = {
    "party_refused": "T_terminate",
    "withdrawn": "T_terminate",
    "official_accepted": "T_terminate",
    "party_changed": "T_terminate",
    "regretted": "S3_mediate_yield",
    "assigned_down": "T_assign",
}
# event → (the process it starts beside the case's own, the task that opens)
BESIDE = {
    "risk_raised": ("risk_report", "E_report"),
    "help_requested": ("whistle", "E_whistle"),
    "escalation_requested": ("escalation", "X_escalate"),
    "recusal_requested": ("assignment", "T_assign"),
    "extension_requested": ("extension", "D_extend"),
    "confirmation_requested": ("confirmation", "J_confirm"),
    "breach_reported": ("supervision", "F_supervise"),
    "sent_back": ("correction", "C_correct"),
}
# while what these lead to is open, nobody goes on talking (the guards G3 and whistle)
SUSPENDING = frozenset({"risk_raised", "help_requested"})
# event → the task whose people may note it: it changes a term, and asks nobody for anything
NOTED = {"term_changed": "D_extend"}
EVENTS = (*INTERRUPTING, *BESIDE, *NOTED)
# what is asked of the talk: it goes with it, and is possible only while one is on
OF_THE_TALK = frozenset({"escalation_requested", "recusal_requested"})
TALK_PROCESSES = frozenset({"escalation", "assignment", "extension"})
# the answer from above reaches the talk as a message, where the asking went on beside it
ANSWERED = "escalation_answered"
# what of a partial agreement is left goes up: its ending is not told, a talk of its own begins beside the visits
REST, REST_UP, REST_KNOWN = "rest", "rest_goes_up", "rest_known"
# and so does it that somebody stands in a party's place
REPLACED = "party_replaced"
ANSWERS = ("X_accept", "X_return")


def task_of(event: str) -> str:
    """The task that an event leads to."""
    if event in NOTED:
        return NOTED[event]
    return INTERRUPTING[event] if event in INTERRUPTING else BESIDE[event][1]


def may_go_down(case: Case) -> bool:
    """Office practice (上级下派): a simple quarrel that came straight to the township may be given to its village.

    Not what belongs to the township at once: danger, a restricted matter, a group, wages; not once something is agreed.
    """
    screening = case.screening
    straight = case.tier == case.registered_tier == TOP and not any(one.how == "assigned" for one in case.episodes)
    small = screening is not None and screening.difficulty_code in ("1", "2") and case.people_involved < GROUP_OF
    quiet = case.risk_color != "red" and case.confidential_level == "normal" and case.dispute_type not in LABOUR
    return straight and small and quiet and _settling(case)


def _risk_raised(case: Case, today: date | None) -> bool:
    return case.screening is not None and case.screening.decision != "reject"


def _confirmation_requested(case: Case, today: date | None) -> bool:
    """An agreement may still be taken to court, or what a court said of one is to be noted."""
    return bool(confirmation.in_hand(case))


def at_once(event: str, case: Case) -> int:
    """How many of what an event leads to may be open side by side: one, but for each agreement its own application."""
    return len(confirmation.in_hand(case)) if event == "confirmation_requested" else 1


def _extension_requested(case: Case, today: date | None) -> bool:
    accepted = case.screening is not None and case.screening.deadline_on is not None
    return accepted and not case.settled and case.extended is None and not case.terminations


def _help_requested(case: Case, today: date | None) -> bool:
    return any(report.risk_color == "red" for report in case.reports) and "township" in case.orgs


def _settling(case: Case) -> bool:
    """All agreed to be mediated; nothing is agreed or ended yet, and nobody is writing down what was."""
    return case.consented() and not case.settled and not ended(case) and case.outcome not in ("full", "partial")


def rest_waits(case: Case) -> bool:
    """A part is agreed, and it is not said yet what becomes of the rest: it may be ended, or asked up the ladder."""
    return case.unresolved and case.settled and case.consented() and not ended(case)


def _escalation_requested(case: Case, today: date | None) -> bool:
    return (_settling(case) or rest_waits(case)) and bool(above(case)) and open_escalation(case) is None


def _recusal_requested(case: Case, today: date | None) -> bool:
    talking = case.consented() and not case.settled and not ended(case)
    return talking and bool(turn(case).mediators) and not recusal_owed(case)


def _breach_reported(case: Case, today: date | None) -> bool:
    """Something fell due before today, and no visit has found since that all was done; visits are still to come."""
    agreement = case.agreement
    if agreement is None or not case.planned or today is None:
        return False
    late = [day for day in agreement.due_days() if day < today]
    seen = case.visits[-1] if case.visits else None
    done = seen is not None and seen.status == "全部履行" and (not late or seen.at[:10] > late[-1].isoformat())
    return bool(late) and not done


def _sent_back(case: Case, today: date | None) -> bool:
    return not case.mending and case.closing is None


def _term_changed(case: Case, today: date | None) -> bool:
    """A petition may be given more time by the office that took it; a medical expertise is not counted."""
    accepted = case.screening is not None and case.screening.deadline_on is not None
    special = case.source_code == PETITION or case.dispute_type == MEDICAL
    return accepted and special and not case.settled and not ended(case)


_POSSIBLE: dict[str, Callable[[Case, date | None], bool]] = {
    "risk_raised": _risk_raised,
    "help_requested": _help_requested,
    "escalation_requested": _escalation_requested,
    "recusal_requested": _recusal_requested,
    "extension_requested": _extension_requested,
    "confirmation_requested": _confirmation_requested,
    "breach_reported": _breach_reported,
    "sent_back": _sent_back,
    "term_changed": _term_changed,
}


def possible(event: str, case: Case, today: date | None = None) -> bool:
    """Whether an event that starts a process of its own may be raised now; unknown events may not."""
    asked = _POSSIBLE.get(event)
    over = any(step.task in LONG_OVER for step in case.done)
    return asked is not None and not over and asked(case, today)


def moot(case: Case) -> bool:
    """Whether what was asked of the talk has lost its object: something is agreed, ended or refused."""
    return case.settled or ended(case) or case.refused()

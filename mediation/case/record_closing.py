"""Facts of 结案审核 and 立卷归档."""

from mediation.case.facts import Case, Closing
from mediation.case.own_words import known
from mediation.case.step import Step

# what can only be mended with the parties
AFTER_TALK = ("agreement", "visit")
KEPT_FOR = ("10年", "30年", "永久")


def _close(case: Case, step: Step) -> None:
    case.closing = Closing(
        result_code=step.get("result_code"),
        performance_code=step.get("performance_code"),
        difficulty_final=step.get("difficulty_final"),
        prevention=[dict(row) for row in step.get("prevention", ())],
    )
    if step.get("result_code") == "1":
        case.color("green")


def _archive(case: Case, step: Step) -> None:
    case.archived_at = step.at.isoformat()
    case.retention = known(step.get("retention"), KEPT_FOR)


def _correct(case: Case, step: Step) -> None:
    """What was sent back is mended; what hangs on it is not: people are visited anew, a changed agreement is signed."""
    case.papers["statement"] = 1
    case.mending = [part for part in case.mending if part in AFTER_TALK]
    if case.mending:
        case.planned = [str(step.values["visit_on"])]


def settle_mending(case: Case, step: Step) -> None:
    """After a step of a case that was sent back: what is mended by it, and what has to be done anew because of it."""
    if step.task == "A_amend":
        case.mending = ["visit"]
    elif step.task == "H_handoff":
        case.mending = []
    elif step.task == "F_visit" and not case.planned:
        case.mending = [part for part in case.mending if part != "visit"]


RECORDERS = {"C_correct": _correct, "C_close": _close, "C_archive": _archive}

"""Facts of 结案审核 and 立卷归档."""

from mediation.case.facts import Case, Closing
from mediation.case.own_words import known
from mediation.case.step import Step

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


RECORDERS = {"C_close": _close, "C_archive": _archive}

"""Reads from a form's press when its step took place, and sets the case's work back to then (补录)."""

from datetime import datetime, timedelta

from mediation import clock
from mediation.errors import FormInvalid
from mediation.forms.words import FormData
from mediation.law import late_entry as law
from mediation.services.work import Work


def set_back(work: Work, task: str, formdata: FormData) -> str:
    """Let a step count from when it took place; gives why it is recorded only now, empty where it is recorded at once.

    Raises:
        FormInvalid: the time is none, or the reason is missing. GuardRefused: it cannot have been then.
    """
    typed, why = _word(formdata, law.FIELD), _word(formdata, "_why")
    if not typed:
        return ""
    try:
        at = clock.localize(datetime.fromisoformat(typed))
    except (ValueError, OverflowError) as error:
        raise FormInvalid({law.FIELD: ["补录的时间没有填对,请选日子和钟点;不是补录就清空。"]}) from error
    work.happened = law.happened(work.case, task, at, work.at, work.office.settings())
    if work.happened is None:
        return ""
    if why not in law.WHY:
        raise FormInvalid({law.FIELD: ["补录请选一个原因:为什么当时没录。"]})
    return why


def _word(formdata: FormData, name: str) -> str:
    return next((word.strip() for word in formdata.getlist(name) if isinstance(word, str)), "")


def earliest(work: Work, task: str) -> str:
    """The earliest time at which a step can have taken place, as a browser's field takes it; empty for one that cannot
    be recorded later."""
    if task in law.AT_ONCE:
        return ""
    long_ago = work.at - timedelta(days=work.office.settings().late_entry_days)
    before = law.previous_step(work.case)
    return (max(before, long_ago) if before is not None else long_ago).strftime("%Y-%m-%dT%H:%M")

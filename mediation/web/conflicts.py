"""What a person sees when their words cannot be taken now: what changed, and every word of theirs to copy."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from flask import render_template

from mediation.errors import MediationError, NewerDraft, NotFound
from mediation.services.case_page import latest
from mediation.web.here import actor, office
from mediation.web.kept_words import Line
from mediation.web.screens import Page


@dataclass(frozen=True, slots=True)
class Keeping:
    """What to do with words that cannot be taken now.

    `keep` keeps them as a draft, `lines` gives them to read, `again` is where to go on.
    """

    keep: Callable[[], object]
    lines: Callable[[], list[Line]]
    again: str = ""
    case_id: str = ""

    def save(self) -> None:
        """Keep them; what another page kept meanwhile stays, for these words are on the page that follows."""
        with suppress(NewerDraft):
            self.keep()


def changed(why: MediationError, keeping: Keeping) -> Page:
    """What the screen showed is no longer so; the task is still to be done."""
    keeping.save()
    return _page("conflict.html", why, keeping.case_id, keeping.lines(), keeping.again), 409


def gone(why: MediationError, case_id: str, lines: list[Line]) -> Page:
    """Somebody else has done the task, or it is not to be done now."""
    return _page("conflict.html", why, case_id, lines), 409


def stuck(why: MediationError, keeping: Keeping) -> Page:
    """The case cannot go on by itself; an incident is kept and somebody looks after it."""
    keeping.save()
    return _page("trouble.html", why, keeping.case_id, keeping.lines()), 503


def _page(template: str, why: MediationError, case_id: str, lines: list[Line], again: str = "") -> str:
    try:
        happened = latest(office(), actor(), case_id) if case_id else []
    except NotFound:
        happened = []
    return render_template(template, why=why, case_id=case_id, lines=lines, again=again, happened=happened)

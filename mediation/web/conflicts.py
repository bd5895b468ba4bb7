"""What a person sees when their words cannot be taken now: what changed, and every word of theirs to copy."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from flask import render_template
from werkzeug.datastructures import MultiDict

from mediation.errors import MediationError, NewerDraft, NotFound
from mediation.forms.words import FormData
from mediation.services.case_context import facts_now
from mediation.services.case_page import TimelineEntry, latest
from mediation.services.done_meanwhile import done_meanwhile
from mediation.services.drafts import Draft
from mediation.web import comparing, screens
from mediation.web.here import actor, office
from mediation.web.kept_words import Line
from mediation.web.press import OURS, Press, new_key
from mediation.web.screens import Page, Screen


@dataclass(frozen=True, slots=True)
class Keeping:
    """What to do with words that cannot be taken now.

    `keep` keeps them as a draft, `lines` gives them to read, `typing` is where their drafts are.
    """

    keep: Callable[[], int]
    lines: Callable[[], list[Line]]
    typing: str
    case_id: str = ""

    def save(self) -> int:
        """Keep them; what another page kept meanwhile stays, for these words are on the page that follows.

        Gives when they were kept, 0 where they were not.
        """
        with suppress(NewerDraft):
            return self.keep()
        return 0


def changed(why: MediationError, press: Press, screen: Screen, keeping: Keeping) -> Page:
    """What the screen showed is no longer so: the form again, with every word, and beside it what is there now."""
    kept_at = keeping.save()
    conflict = {
        "why": why,
        "facts": facts_now(press.shown, screen.context),
        "pairs": comparing.with_fresh(screen, press.words),
        "happened": _happened(keeping.case_id),
    }
    return screens.to_compare(screen, press, conflict, kept_at or press.seen)


def gone(why: MediationError, press: Press, keeping: Keeping) -> Page:
    """Somebody else has done the task, or it is not to be done now: what was written, beside what is there."""
    keeping.save()
    return _gone(why, keeping.case_id, keeping.typing, press.form, press.words, keeping.lines(), press.key), 409


def gone_since(why: MediationError, case_id: str, typing: str, draft: Draft | None, lines: list[Line]) -> Page:
    """A task that is opened too late, with what had been typed for it."""
    form, words = (draft.form, draft.words) if draft else ("", MultiDict[str, str]())
    return _gone(why, case_id, typing, form, words, lines), 409


def _gone(
    why: MediationError, case_id: str, typing: str, form: str, words: FormData, lines: list[Line], key: str = ""
) -> str:
    done = done_meanwhile(office(), actor(), case_id, form) if lines and case_id else None
    pairs = comparing.with_done(done, words) if done else []
    return render_template(
        "conflict.html", why=why, case_id=case_id, lines=lines, done=done, pairs=pairs, happened=_happened(case_id),
        words=list(_typed(words)), form=form, typing=typing, key=key or new_key(),
    )  # fmt: skip


def _typed(words: FormData) -> Iterator[tuple[str, str]]:
    for name in words:
        if name not in OURS:
            yield from ((name, word) for word in words.getlist(name) if isinstance(word, str) and word)


def stuck(why: MediationError, keeping: Keeping) -> Page:
    """The case cannot go on by itself; an incident is kept and somebody looks after it."""
    keeping.save()
    happened = _happened(keeping.case_id)
    page = render_template("trouble.html", why=why, case_id=keeping.case_id, lines=keeping.lines(), happened=happened)
    return page, 503


def _happened(case_id: str) -> list[TimelineEntry]:
    try:
        return latest(office(), actor(), case_id) if case_id else []
    except NotFound:
        return []

"""A page with a form on it, whatever the form is for: what stands around the fields, and how it is drawn again.

Knows forms and templates; must not know what a submission does.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from mediation.errors import FormInvalid, GuardRefused, NewerDraft
from mediation.forms.build import MediationForm, bind_form, open_form, reopen
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.forms.words import FormData
from mediation.law.late_entry import WHY
from mediation.services.drafts import Draft
from mediation.services.four_steps import Stop
from mediation.services.own_phrases import phrases_for
from mediation.web.aids import furnish
from mediation.web.finding import place_errors
from mediation.web.folding import fold
from mediation.web.here import actor, office
from mediation.web.press import Press, new_key

Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands around a form: where it is sent, where 返回 leads, what it is called and what its button says."""

    address: str
    back: str
    title: str
    verb: str
    definition: FormDefinition
    context: FormContext = field(repr=False)
    about: str = ""
    help: str = ""
    shown: str = ""
    way: list[Stop] = field(default_factory=list)
    done_by: str = ""
    note: str = ""
    keeps_at: str = ""
    late_from: str = ""

    @property
    def typing(self) -> str:
        """Where what is typed into it is kept meanwhile."""
        return f"{self.keeps_at or self.address}/draft"

    @property
    def has_files(self) -> bool:
        """Whether the form asks for a file somewhere."""
        return any(spec.kind == "file" for spec in self.definition.paths.values())


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the form did not go through, where no field of it is to blame; `law` is the article it rests on."""

    text: str
    law: str | None = None


def opened(screen: Screen, draft: Draft | None, aside: bool = False) -> Page:
    """The form as one opens it: with what was typed the last time, unless that is to be left `aside`."""
    if draft is None or aside:
        form, seen = open_form(screen.definition, screen.context), draft.at if draft else 0
        return _draw(screen, form, new_key(), seen=seen)
    form = reopen(screen.definition, screen.context, draft.words)
    return _draw(screen, form, new_key(), seen=draft.at, draft=draft, late=draft.words)


def handed_in(screen: Screen, theirs: Draft, own: Draft | None) -> Page:
    """The form with what somebody else filled in for this person."""
    form = reopen(screen.definition, screen.context, theirs.words)
    return _draw(screen, form, new_key(), seen=own.at if own else 0, late=theirs.words)


def with_words(screen: Screen, words: FormData, key: str | None = None, seen: int = 0) -> Page:
    """The form with what was just typed, unjudged: one more row, or back after signing in."""
    form = reopen(screen.definition, screen.context, words)
    return _draw(screen, form, key or new_key(), seen=seen, unsent=True, late=words)


def with_newer_elsewhere(screen: Screen, press: Press, newer: NewerDraft) -> Page:
    """The form again, not put aside: another page kept words meanwhile, and this press must not cover them unseen."""
    form = reopen(screen.definition, screen.context, press.words)
    why = f"{newer}要用这一页的换掉它,再按一次“先存下”;要看那一份,请另开一页打开这一步。"
    return _draw(screen, form, press.key, 409, refusals=[Refusal(why)], **_of(press), seen=newer.at)


def to_compare(screen: Screen, press: Press, conflict: dict[str, Any], seen: int) -> Page:
    """The form again, whole, below what has changed since it was opened."""
    form = reopen(screen.definition, screen.context, press.words)
    return _draw(screen, form, press.key, 409, conflict=conflict, **_of(press), seen=seen)


def to_press_again(screen: Screen, press: Press, why: str) -> Page:
    """The form again, whole: it only came at a bad moment."""
    form = reopen(screen.definition, screen.context, press.words)
    return _draw(screen, form, press.key, 409, refusals=[Refusal(why)], **_of(press), seen=press.seen)


def to_mend(screen: Screen, press: Press, why: FormInvalid | GuardRefused) -> Page:
    """The form again with every word kept, and what is to be mended said where it is."""
    form = bind_form(screen.definition, screen.context, press.words).form
    refusals = []
    if isinstance(why, GuardRefused):
        law = f"(依据:{why.article})" if why.article else ""
        homeless = place_errors(form, {why.field: [f"{why.message}{law}"]}) if why.field else [why.message]
        refusals = [Refusal(why.message, why.article)] if homeless else []
    else:
        refusals = [Refusal(text) for text in place_errors(form, why.errors)]
    return _draw(screen, form, press.key, 422, refusals=refusals, **_of(press), seen=press.seen)


def _of(press: Press) -> dict[str, Any]:
    """What a page that comes back says of the press: photos that are to be picked again, when it took place."""
    return {"lost_files": press.loses_files, "late": press.words}


def _draw(screen: Screen, form: MediationForm, key: str, status: int = 200, **more: Any) -> Page:
    fold(form)
    furnish(form, phrases_for(office(), actor(), screen.definition.name))
    more.setdefault("unsent", status != 200)
    more.setdefault("late", {})
    return render_template("form.html", screen=screen, form=form, key=key, late_why=WHY, **more), status

"""The editor of the texts beside the forms: plain pages whose buttons work without scripts; scripts only watch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from mediation.errors import FormInvalid, ModelRefused
from mediation.forms.beside import Entry
from mediation.services import save_texts, text_workshop
from mediation.services.administering import ActRefused
from mediation.services.model_drafts import EditClash
from mediation.services.text_workshop import StepDesk
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.model_forms import drawn
from mediation.web.models import DRAFT, draw_draft

area = Blueprint("model_texts", __name__)
TEXTS = f"{DRAFT}/texts"
MOST_FOLDS = 40
Reply = AnyResponse | str | tuple[str, int]
Wrong = Mapping[str, Sequence[str]]


@area.errorhandler(ModelRefused)
def unreadable(_: ModelRefused) -> tuple[str, int]:
    """One of the three files was written as text, and badly: the page of the draft says where."""
    number = int((request.view_args or {})["draft"])
    return draw_draft(number, checked=True, refused="文字的文件读不了,请照下面说的先改好。"), 422


@area.get(TEXTS)
@action("see_models")
def index(draft: int) -> str:
    """All texts, by step."""
    return render_template("texts.html", view=text_workshop.overview(office(), actor(), draft))


def word(name: str, most: int = 4000) -> str:
    """A field of one line, as it was typed."""
    return request.form.get(name, "").strip()[:most]


def lines_of(name: str) -> tuple[str, ...]:
    """A field of many lines as texts, empty ones left out."""
    return tuple(line.strip() for line in request.form.get(name, "").splitlines() if line.strip())


def kept(said: str) -> AnyResponse:
    """Back to the page, saying that it is kept."""
    flash(f"{said}已存进草稿。", "good")
    return redirect(request.path, 303)


def attempt(keep: Callable[[], None]) -> tuple[Wrong, str, int]:
    """What was wrong, by field; what else is to be said; the status. All empty: it is kept."""
    try:
        keep()
    except FormInvalid as invalid:
        return invalid.errors, "", 422
    except (ActRefused, EditClash) as refused:
        return {}, str(refused), 409 if isinstance(refused, EditClash) else 422
    return {}, "", 200


@area.get(f"{TEXTS}/steps/<task>")
@action("see_models")
def step(draft: int, task: str) -> str:
    """What lies ready at one step."""
    desk = text_workshop.open_step(office(), actor(), draft, task)
    return _step(desk, desk.entries, desk.phrases, desk.seen)


@area.post(f"{TEXTS}/steps/<task>")
@action("edit_models")
def write_step(draft: int, task: str) -> Reply:
    """Keep it (`act=keep`), or press one of its buttons: the page comes back, changed, and is not kept yet."""
    desk = text_workshop.open_step(office(), actor(), draft, task, to_write=True)
    entries, phrases, seen = _entries(), _phrases(desk), word("seen", 40)
    act, _, place = word("act", 20).partition("-")
    if act != "keep":
        changed = _pressed(desk, entries, act, int(place) if place.isdecimal() else -1)
        return _step(desk, changed, phrases, seen, unsaved=True)
    if request.form.get("over"):
        seen = desk.seen
    save = lambda: save_texts.save_step(office(), actor(), desk.desk, task, entries, phrases, seen)  # noqa: E731
    wrong, refused, status = attempt(save)
    if status == 200:
        return kept(f"“{desk.title}”旁边的文字")
    return _step(desk, entries, phrases, seen, wrong, refused, unsaved=True, clash=status == 409), status


@area.post(f"{TEXTS}/steps/<task>/preview")
@action("edit_models")
def preview(draft: int, task: str) -> Response:
    """How the form looks with what is being written; keeps nothing."""
    desk = text_workshop.open_step(office(), actor(), draft, task, to_write=True)
    found = text_workshop.preview_step(desk, _entries(), _phrases(desk))
    return jsonify(findings=[_said(one) for one in found.findings], html=drawn(found))


def _said(finding: Any) -> dict[str, str]:
    return {"level": finding.level, "message": finding.message, "remedy": finding.remedy}


def _step(
    desk: StepDesk, entries: Sequence[Entry], phrases: Mapping[str, Sequence[str]], seen: str, wrong: Wrong = {},  # noqa: B006
    refused: str = "", unsaved: bool = False, clash: bool = False,
) -> str:  # fmt: skip
    found = text_workshop.preview_step(desk, entries, phrases)
    return render_template(
        "texts_step.html", view=desk, desk=desk.desk, entries=entries, phrases=phrases, seen=seen, wrong=wrong,
        refused=refused, unsaved=unsaved, clash=clash, findings=found.findings, html=drawn(found),
        only={name: _only_at(entries, name) for name in desk.told},
    )  # fmt: skip


def _only_at(entries: Sequence[Entry], name: str) -> int | None:
    """The place of the one fold that shows an article; None where none does, or several."""
    found = [place for place, entry in enumerate(entries) if name in entry.articles]
    return found[0] if len(found) == 1 else None


def _entries() -> list[Entry]:
    """The folds as they were typed; an article that was chosen below a fold's list is one more of it."""
    many = min(request.form.get("folds", 0, type=int), MOST_FOLDS)
    return [_entry(f"fold-{place}-") for place in range(max(many, 0))]


def _entry(name: str) -> Entry:
    articles = [*request.form.getlist(f"{name}article"), word(f"{name}more", 60)]
    return Entry(
        word(f"{name}at", 80), word(f"{name}title", 80), lines_of(f"{name}lines"),
        tuple(dict.fromkeys(one for one in articles if one)),
        f"{name}suggested" in request.form, f"{name}customs" in request.form,
    )  # fmt: skip


def _phrases(desk: StepDesk) -> dict[str, list[str]]:
    """The phrases as they were typed; those of a field that the form has no more are kept as they are."""
    typed = {path: list(lines_of(f"phrases-{path}")) for path in desk.phrase_places}
    known = {path: typed.pop(path, list(said)) for path, said in desk.phrases.items()}
    return {**known, **typed}


def _pressed(desk: StepDesk, entries: list[Entry], act: str, place: int) -> list[Entry]:
    if act == "add" and len(entries) < MOST_FOLDS:
        return [*entries, Entry(next(iter(desk.places), ""), "")]
    if not 0 <= place < len(entries):
        return entries
    if act == "drop":
        return entries[:place] + entries[place + 1 :]
    to = place + {"up": -1, "down": 1}.get(act, 0)
    if 0 <= to < len(entries):
        entries[place], entries[to] = entries[to], entries[place]
    return entries

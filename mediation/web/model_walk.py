"""Walking a draft by hand: a page that carries its whole walk along, shows where the case stands and the next form."""

import json
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from mediation.forms.build import MediationForm, bind_form, reopen
from mediation.services.models_page import view_draft
from mediation.services.walk_draft import WalkView, walk_draft
from mediation.web.actions import action
from mediation.web.aids import furnish
from mediation.web.finding import place_errors
from mediation.web.folding import fold
from mediation.web.here import actor, office
from mediation.web.models import DRAFT
from mediation.web.wording import verb_for

area = Blueprint("model_walk", __name__)
Page = tuple[str, int]
OWN = frozenset({"csrf_token", "_walked", "_act", "_task", "_wanted", "_as", "_add"})
MOST = 60


@area.get(f"{DRAFT}/walk")
@action("edit_models")
def show(draft: int) -> str:
    """The beginning of a walk, in the words of a case of the library (`as`)."""
    lent = request.args.get("as", "")[:20]
    return _draw(walk_draft(office(), actor(), draft, lent, [], ""), [], lent)


@area.post(f"{DRAFT}/walk")
@action("edit_models")
def go(draft: int) -> Page | str:
    """One step on (`_act`: step, wait, pick) or back; what was walked is in `_walked`."""
    steps, lent, act = _walked(), request.form.get("_as", "")[:20], request.form.get("_act", "")
    wanted, words = request.form.get("_wanted", "")[:60], _words()
    task = request.form.get("_task", "")[:60]
    if "_add" in request.form:
        return _draw(walk_draft(office(), actor(), draft, lent, steps, task), steps, lent, words, added=True)
    if act == "back":
        steps = steps[:-1]
    elif act == "wait":
        steps = [*steps, {"task": "wait"}]
    elif act in ("step", "event"):
        event = {"event": True} if act == "event" else {}
        steps = [*steps, {"task": task, **event, "words": list(words.items(multi=True))}]
    view = walk_draft(office(), actor(), draft, lent, steps, wanted or (task if act in ("step", "event") else ""))
    if view.refused is None:
        return _draw(view, steps, lent)
    again = view.report.get("form") or {}
    kept = words if again.get("task") == task else None
    return _draw(view, steps[: view.report.get("taken", 0)], lent, kept), 422


def _walked() -> list[dict[str, Any]]:
    """The steps that the page carries along; what is no step is left aside."""
    try:
        given = json.loads(request.form.get("_walked", "[]"))
    except (ValueError, RecursionError):
        return []
    steps = given if isinstance(given, list) else []
    return [_step(one) for one in steps[:MOST] if isinstance(one, dict) and isinstance(one.get("task"), str)]


def _step(given: dict[str, Any]) -> dict[str, Any]:
    listed = given.get("words")
    pairs = listed if isinstance(listed, list) else []
    words = [one for one in pairs if isinstance(one, list) and len(one) == 2 and all(isinstance(x, str) for x in one)]
    return {"task": given["task"][:60], "words": words, **({"event": True} if given.get("event") is True else {})}


def _words() -> MultiDict[str, str]:
    return MultiDict([(name, word) for name, word in request.form.items(multi=True) if name not in OWN])


def _draw(
    view: WalkView, steps: list[dict[str, Any]], lent: str, words: MultiDict[str, str] | None = None,
    added: bool = False,
) -> str:  # fmt: skip
    form, homeless = _form(view, words, added)
    files = {one.name for one in view_draft(office(), actor(), view.draft).files if one.change != "删去"}
    processes = [
        {"id": one["process"], "name": one["name"], "marks": one["marks"],
         "xml": url_for("models.raw", draft=view.draft, name=f"{one['process']}.bpmn")}
        for one in view.report.get("drawings", []) if f"{one['process']}.bpmn" in files
    ]  # fmt: skip
    drawing = {"processes": processes, "here": view.report.get("here")}
    task = (view.report.get("form") or {}).get("task", "")
    return render_template(
        "walk.html", view=view, report=view.report, form=form, homeless=homeless, drawing=drawing, lent=lent,
        walked=json.dumps(steps, ensure_ascii=False), steps=len(steps), verb=verb_for(task), task=task,
    )  # fmt: skip


def _form(view: WalkView, words: MultiDict[str, str] | None, added: bool) -> tuple[MediationForm | None, list[str]]:
    """The next form: with the words it has ready, or with those that were refused, and what could not be placed."""
    refused = dict(view.refused or {})
    said = f"{refused['message']}{_law(refused)}" if refused.get("message") else ""
    if view.definition is None or view.context is None:
        return None, [said] if said else []
    ready = MultiDict([(name, word) for name, word in view.report["form"]["words"]])
    if words is None or added:
        shown = ready if words is None else words
        if added:
            shown.setlist("_add", request.form.getlist("_add"))
        form = reopen(view.definition, view.context, shown)
    else:
        form = bind_form(view.definition, view.context, words).form
    errors = {**refused.get("errors", {}), **({refused["field"]: [said]} if refused.get("field") and said else {})}
    homeless = place_errors(form, errors) if words is not None else [text for one in errors.values() for text in one]
    if said and not refused.get("field"):
        homeless.append(said)
    fold(form)
    furnish(form)
    return form, homeless


def _law(refused: dict[str, Any]) -> str:
    return f"(依据:{refused['article']})" if refused.get("article") else ""

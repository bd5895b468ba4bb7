"""Keeping what is being typed, while it is typed: a script sends it now and then; 丢掉 is a press of its own.

A form's drafts live at its own address with `/draft` behind it.
"""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from mediation.errors import NewerDraft, TaskNotOpen
from mediation.services import drafts
from mediation.services.event_page import open_event_page
from mediation.services.register_page import open_register_page
from mediation.services.task_page import open_task_page
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import OURS, Press, read_press
from mediation.web.submitting import Reply

area = Blueprint("drafts", __name__)


@area.post("/tasks/<case:case_id>-<key:task_key>/draft")
@action("keep_draft")
def of_task(case_id: str, task_key: str) -> Reply:
    """What is being typed into a task's form, by who may do it."""
    return _of_case(case_id, task_key, lambda: open_task_page(office(), actor(), case_id, task_key))


@area.post("/cases/<case:case_id>/events/<event>/draft")
@action("keep_draft")
def of_event(case_id: str, event: str) -> Reply:
    """What is being typed into an event's form, by who may raise it."""
    return _of_case(case_id, event, lambda: open_event_page(office(), actor(), case_id, event))


@area.post("/cases/new/draft")
@action("keep_draft")
def of_registration() -> Reply:
    """What is being typed of a new case."""
    open_register_page(office(), actor())
    press = read_press()
    return _kept(
        press,
        lambda: drafts.keep_registration(office(), actor(), press.form, press.words, OURS, press.page),
        lambda: drafts.drop_registration(office(), actor(), press.seen),
    )


def _of_case(case_id: str, place: str, look: Callable[[], object]) -> Reply:
    press = read_press()
    try:
        look()
    except TaskNotOpen:
        if not press.words.getlist("_drop"):
            raise
        # what is done cannot be opened any more; words for it can be thrown away all the same
        drafts.drop_draft(office(), actor(), case_id, place)
        return redirect(url_for("cases.show", case_id=case_id), 303)
    return _kept(
        press,
        lambda: drafts.keep_draft(office(), actor(), case_id, place, press.form, press.words, OURS, press.page),
        lambda: drafts.drop_draft(office(), actor(), case_id, place),
    )


def _kept(press: Press, keep: Callable[[], int], drop: Callable[[], None]) -> Reply:
    if press.words.getlist("_drop"):
        drop()
        return redirect(request.path.removesuffix("/draft"), 303)
    try:
        return jsonify(at=keep())
    except NewerDraft as newer:
        answer: Response = jsonify(at=newer.at, kept_at=newer.kept_at)
        answer.status_code = 409
        return answer

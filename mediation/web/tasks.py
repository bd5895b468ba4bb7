"""One open task: its form, and what comes of pressing its button. A task's address is `/tasks/<case>-<key>`."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import NotFound, TaskNotOpen
from mediation.services import hand_in as handing_in
from mediation.services.drafts import find_draft, find_handed_in, keep_draft
from mediation.services.submit_task import Answer, submit_task
from mediation.services.task_page import TaskPage, form_once_shown, open_task_page
from mediation.web import screens
from mediation.web.actions import action
from mediation.web.conflicts import Keeping, gone_since
from mediation.web.here import actor, office
from mediation.web.kept_words import Line, bare_lines, lines_of
from mediation.web.press import OURS, Press, read_press, typed_words
from mediation.web.screens import Screen
from mediation.web.submitting import Reply, go_on, put_aside, through
from mediation.web.wording import verb_for

area = Blueprint("tasks", __name__)
ADDRESS = "/tasks/<case:case_id>-<key:task_key>"


@area.get(ADDRESS)
@action("open_task")
def show(case_id: str, task_key: str) -> Reply:
    """The task's form, with what this person had typed before (`?fresh` leaves that aside)."""
    draft = find_draft(office(), actor(), case_id, task_key)
    try:
        screen = _screen(open_task_page(office(), actor(), case_id, task_key))
    except TaskNotOpen as why:
        lines = _lines(case_id, draft.form, draft.words) if draft else []
        return gone_since(why, case_id, url_for("drafts.of_task", case_id=case_id, task_key=task_key), draft, lines)
    if screen.done_by:
        theirs = find_handed_in(office(), actor(), case_id, task_key, screen.done_by)
        if theirs is not None and (draft is None or theirs.at > draft.at):
            return screens.handed_in(screen, theirs, draft)
    return screens.opened(screen, draft, aside="fresh" in request.args)


@area.post(ADDRESS)
@action("submit_task")
def submit(case_id: str, task_key: str) -> Reply:
    """Take the step; or add a row to its form; or put it aside for later."""
    press = read_press()

    return _taken(
        press,
        case_id,
        task_key,
        lambda: submit_task(office(), actor(), case_id, task_key, press.words, key=press.key, shown=press.shown),
        go_on,
    )


@area.post(f"{ADDRESS}/hand-in")
@action("submit_task")
def hand_in(case_id: str, task_key: str) -> Reply:
    """委派: the task is filled in for its owner, who confirms it."""
    press = read_press()
    return _taken(
        press,
        case_id,
        task_key,
        lambda: handing_in.hand_in(
            office(), actor(), case_id, task_key, press.words, key=press.key, shown=press.shown, leave=OURS
        ),
        _handed_in,
    )


def _handed_in(answer: Answer) -> Response:
    flash("办好了,已交回。委派您的人确认以后,这一步才算办完。", "good")
    return redirect(url_for("cases.show", case_id=answer.case_id), 303)


def _taken(
    press: Press, case_id: str, task_key: str, send: Callable[[], Answer], then: Callable[[Answer], Response]
) -> Reply:  # fmt: skip
    """Whatever a press on a task's form asks for: one more row, to be kept, or to be sent."""

    def screen() -> Screen:
        return _screen(open_task_page(office(), actor(), case_id, task_key))

    def keep() -> int:
        return keep_draft(office(), actor(), case_id, task_key, press.form, press.words, OURS, press.page)

    if press.adds_row or press.reopens:
        return screens.with_words(screen(), press.words, press.key, press.seen)
    if press.saves:
        return put_aside(press, keep, screen, "这一步", url_for("cases.show", case_id=case_id))
    typing = url_for("drafts.of_task", case_id=case_id, task_key=task_key)
    keeping = Keeping(keep, lambda: _lines_of(press, case_id), typing, case_id)
    return through(press, send, screen, keeping, then)


def show_again(case_id: str, task_key: str, words: screens.FormData, seen: int) -> Reply:
    """The form with words that were typed before signing in anew.

    Raises:
        TaskNotOpen, NotAllowed, NotFound: as opening it does.
    """
    return screens.with_words(_screen(open_task_page(office(), actor(), case_id, task_key)), words, seen=seen)


def _screen(page: TaskPage) -> Screen:
    return Screen(
        address=url_for(
            "tasks.hand_in" if page.for_whom else "tasks.submit", case_id=page.case_id, task_key=page.task_key
        ),
        back=url_for("cases.show", case_id=page.case_id),
        title=page.name,
        verb="办好,交回" if page.for_whom else verb_for(page.task),
        definition=page.definition,
        context=page.context,
        about=page.case_title,
        help="" if page.definition.intro else page.help,
        shown=page.shown,
        way=page.way,
        keeps_at=url_for("tasks.submit", case_id=page.case_id, task_key=page.task_key),
        done_by=page.done_by,
        note=_note(page),
        late_from=page.late_from,
    )


def _note(page: TaskPage) -> str:
    if page.asked:
        return page.asked
    if page.for_whom:
        return f"这一步是{page.for_whom}请您代办的。您填好交回,由{page.for_whom}核对后才算数。"
    return f"这是{page.done_by_name}代您办好交回的。请核对,有不对的直接改,没问题就确认。" if page.done_by else ""


def _lines_of(press: Press, case_id: str) -> list[Line]:
    return _lines(case_id, press.form, press.words)


def _lines(case_id: str, form: str, words: screens.FormData) -> list[Line]:
    """What was typed into a form of this case, to be read and copied."""
    try:
        definition, context = form_once_shown(office(), actor(), case_id, form)
    except NotFound:
        return bare_lines(typed_words())
    return lines_of(definition, context, words)

"""One open task: its form, and what comes of pressing its button. A task's address is `/tasks/<case>-<key>`."""

from flask import Blueprint, request, url_for

from mediation.errors import NotFound, TaskNotOpen
from mediation.services.drafts import find_draft, keep_draft
from mediation.services.submit_task import submit_task
from mediation.services.task_page import TaskPage, form_once_shown, open_task_page
from mediation.web import screens
from mediation.web.actions import action
from mediation.web.conflicts import Keeping, gone
from mediation.web.here import actor, office
from mediation.web.kept_words import Line, bare_lines, lines_of
from mediation.web.press import OURS, Press, read_press, typed_words
from mediation.web.screens import Screen
from mediation.web.submitting import Reply, put_aside, through
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
        return gone(why, case_id, _lines(case_id, draft.form, draft.words) if draft else [])
    return screens.opened(screen, draft, aside="fresh" in request.args)


@area.post(ADDRESS)
@action("submit_task")
def submit(case_id: str, task_key: str) -> Reply:
    """Take the step; or add a row to its form; or put it aside for later."""
    press = read_press()

    def screen() -> Screen:
        return _screen(open_task_page(office(), actor(), case_id, task_key))

    def keep() -> None:
        keep_draft(office(), actor(), case_id, task_key, press.form, press.words, OURS, press.page)

    if press.adds_row:
        return screens.with_words(screen(), press.words, press.key, press.seen)
    if press.saves:
        return put_aside(press, keep, screen, "这一步", url_for("cases.show", case_id=case_id))
    keeping = Keeping(keep, lambda: _lines_of(press, case_id), request.path, case_id)
    return through(
        press,
        lambda: submit_task(
            office(), actor(), case_id, task_key, press.words, key=press.key, shown=press.shown
        ),
        screen,
        keeping,
    )  # fmt: skip


def show_again(case_id: str, task_key: str, words: screens.FormData, seen: int) -> Reply:
    """The form with words that were typed before signing in anew.

    Raises:
        TaskNotOpen, NotAllowed, NotFound: as opening it does.
    """
    return screens.with_words(_screen(open_task_page(office(), actor(), case_id, task_key)), words, seen=seen)


def _screen(page: TaskPage) -> Screen:
    return Screen(
        address=url_for("tasks.submit", case_id=page.case_id, task_key=page.task_key),
        back=url_for("cases.show", case_id=page.case_id),
        title=page.name,
        verb=verb_for(page.task),
        definition=page.definition,
        context=page.context,
        about=page.case_title,
        help="" if page.definition.intro else page.help,
        shown=page.shown,
        way=page.way,
    )


def _lines_of(press: Press, case_id: str) -> list[Line]:
    return _lines(case_id, press.form, press.words)


def _lines(case_id: str, form: str, words: screens.FormData) -> list[Line]:
    """What was typed into a form of this case, to be read and copied."""
    try:
        definition, context = form_once_shown(office(), actor(), case_id, form)
    except NotFound:
        return bare_lines(typed_words())
    return lines_of(definition, context, words)

"""From a press to its page: sends it through a service and turns each refusal into what the person sees next."""

from collections.abc import Callable

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from mediation.engine.failures import ModelFailed
from mediation.errors import (
    Busy,
    CaseStuck,
    FormInvalid,
    GuardRefused,
    ModelLoop,
    NewerDraft,
    StaleTask,
    TaskNotOpen,
)
from mediation.services.after_step import after_step
from mediation.services.submit_task import Answer
from mediation.web import conflicts, screens
from mediation.web.conflicts import Keeping
from mediation.web.here import actor, office
from mediation.web.press import Press
from mediation.web.screens import Page, Screen

Reply = Response | Page


def through(
    press: Press, send: Callable[[], Answer], screen: Callable[[], Screen], keeping: Keeping,
    then: Callable[[Answer], Response] | None = None,
) -> Reply:  # fmt: skip
    """Send a press through a service; give the next page (`then` draws it), or the one that says why not."""
    try:
        answer = send()
    except (FormInvalid, GuardRefused) as refusal:
        return screens.to_mend(screen(), press, refusal)
    except Busy as busy:
        return screens.to_press_again(screen(), press, str(busy))
    except StaleTask as conflict:
        return conflicts.changed(conflict, press, screen(), keeping)
    except TaskNotOpen as conflict:
        return conflicts.gone(conflict, press, keeping)
    except (ModelLoop, ModelFailed, CaseStuck) as trouble:
        return conflicts.stuck(trouble, keeping)
    if request.accept_mimetypes.best == "application/json":
        # a press that had waited on somebody's phone: nobody is looking, no page is to be drawn
        return jsonify(case=answer.case_id)
    return (then or go_on)(answer)


def put_aside(press: Press, keep: Callable[[], object], screen: Callable[[], Screen], place: str, back: str) -> Reply:
    """Keep what was typed for another time, and leave its page; `place` says where it will be found."""
    try:
        keep()
    except NewerDraft as newer:
        return screens.with_newer_elsewhere(screen(), press, newer)
    photos = "照片没有存,到时再选。" if press.loses_files else "照片留在这台设备里。" if press.keeps_files else ""
    flash(f"已存下。下次打开{place},接着填就行。{photos}", "good")
    return redirect(back, 303)


def go_on(answer: Answer) -> Response:
    """Off to what comes next: the next task where it is this person's, else the case, else the worklist."""
    after = answer.after or after_step(office(), actor(), answer.case_id, answer.task)
    flash(after.sentence, "good")
    for _, text in answer.warnings[:2]:
        flash(text[:200], "hint")
    if after.task_key is not None:
        return redirect(url_for("tasks.show", case_id=answer.case_id, task_key=after.task_key), 303)
    if after.visible:
        return redirect(url_for("cases.show", case_id=answer.case_id), 303)
    return redirect(url_for("worklist.show"), 303)

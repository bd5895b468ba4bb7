"""待办: a person's day, and taking an open task on, or putting it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.services import assign_task
from mediation.services.worklist_page import TABS, Filters, my_worklist
from mediation.web.actions import action
from mediation.web.here import actor, first_page, office
from mediation.web.press import new_key, read_press

area = Blueprint("worklist", __name__)
ADDRESS = "/tasks/<case:case_id>-<key:task_key>"


@area.get("/")
@action("see_worklist")
def home() -> Response:
    """Home is the worklist; for administrators, who have none, the people."""
    return redirect(first_page(), 303)


@area.get("/worklist")
@action("see_worklist")
def show() -> str:
    """One tab of the day, oldest first."""
    asked = {name: request.args.get(name, "")[:40] for name in ("task", "risk", "place")}
    page = request.args.get("page", "1")
    found = my_worklist(
        office(),
        actor(),
        request.args.get("tab", ""),
        Filters(**asked),
        int(page) if page.isdecimal() and len(page) < 4 else 1,
    )
    return render_template("worklist.html", view=found, tabs=TABS, key=new_key())


@area.post(f"{ADDRESS}/claim")
@action("assign_task")
def claim(case_id: str, task_key: str) -> Response:
    """Take a task on, and go straight to it."""
    assign_task.claim(office(), actor(), case_id, task_key, key=read_press().key)
    flash("您认领了这一步。办不了的,随时可以放回。", "good")
    return redirect(url_for("tasks.show", case_id=case_id, task_key=task_key), 303)


@area.post(f"{ADDRESS}/put-back")
@action("assign_task")
def put_back(case_id: str, task_key: str) -> Response:
    """Let go of a task."""
    assign_task.put_back(office(), actor(), case_id, task_key, key=read_press().key)
    flash("已放回,本调委会的人都可以办。", "good")
    return redirect(url_for("worklist.show"), 303)

"""提醒: what a person was told, and the way from there to what is to be done."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mediation.services import notification_page
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("notifications", __name__)


@area.get("/notifications")
@action("see_notifications")
def show() -> str:
    """The list, newest first."""
    lines = notification_page.my_notifications(office(), actor())
    return render_template("notifications.html", lines=lines, key=new_key())


@area.get("/notifications/<int:wanted>")
@action("see_notifications")
def follow(wanted: int) -> Response:
    """Off to what a notification is about; it counts as read."""
    where = notification_page.open_notification(office(), actor(), wanted)
    if where.calls:
        there = url_for("calls.show", case_id=where.case_id) if where.case_id else url_for("calls.index")
        return redirect(there, 303)
    if where.reading:
        return redirect(url_for("reading.index"), 303)
    if where.task_key:
        return redirect(url_for("tasks.show", case_id=where.case_id, task_key=where.task_key), 303)
    if where.case_id:
        return redirect(url_for("cases.show", case_id=where.case_id), 303)
    return redirect(url_for("deadlines.show" if where.week else "notifications.show"), 303)


@area.post("/notifications/<int:wanted>/read")
@action("see_notifications")
def read(wanted: int) -> Response:
    """已阅."""
    notification_page.acknowledge(office(), actor(), wanted, key=read_press().key)
    return redirect(url_for("notifications.show"), 303)


@area.post("/notifications/<int:wanted>/unread")
@action("see_notifications")
def unread(wanted: int) -> Response:
    """Keep one for later."""
    notification_page.mark_unread(office(), actor(), wanted)
    return redirect(url_for("notifications.show"), 303)


@area.post("/notifications/read")
@action("see_notifications")
def read_all() -> Response:
    """Everything is seen."""
    notification_page.mark_all_read(office(), actor())
    return redirect(url_for("notifications.show"), 303)

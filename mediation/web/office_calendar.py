"""节假日: which years are known, a new table looked at and put in force, and what held before."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mediation.law.separation import SYSTEM
from mediation.services import office_calendar as calendars
from mediation.services import recompute_terms
from mediation.services.administering import ActRefused, require
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("office_calendar", __name__)
Reply = AnyResponse | str | tuple[str, int]


def _page(**more: object) -> str:
    here = office()
    return render_template("calendar.html", lines=calendars.in_force(here), past=calendars.past(here), **more)


@area.get("/admin/calendar")
@action("keep_calendar")
def show() -> str:
    """The years as they count now, and every table that was put in force."""
    require(office(), actor(), "calendar_set", SYSTEM)
    return _page()


@area.get("/admin/calendar/sample.csv")
@action("keep_calendar")
def sample() -> Response:
    """A table to fill in."""
    require(office(), actor(), "calendar_set", SYSTEM)
    headers = {"Content-Disposition": "attachment; filename=holidays.csv"}
    return Response(calendars.SAMPLE.encode("utf-8-sig"), mimetype="text/csv", headers=headers)


@area.post("/admin/calendar")
@action("keep_calendar")
def submit() -> Reply:
    """Look at a file; or, when its report was seen, put it in force."""
    require(office(), actor(), "calendar_set", SYSTEM)
    try:
        return _submit()
    except ActRefused as refused:
        return _page(refused=str(refused)), 422


def _submit() -> Reply:
    seen = request.form.get("seen", "")
    file = request.files.get("file")
    if not seen and (file is None or not file.filename):
        raise ActRefused("请选一个 CSV 或 JSON 文件。")
    data = request.form.get("text", "").encode() if seen else file.read() if file is not None else b""
    found = calendars.read(data)
    if seen != found.digest:
        text = calendars.text_of(data)
        return _page(report=calendars.look_at(office(), actor(), found), seen=found.digest, text=text)
    calendars.put_in_force(office(), actor(), found)
    years = "、".join(str(year) for year in found.years)
    flash(f"{years} 年的节假日已生效:从现在起开始的期限按它算,正在走的不变;要变的在下面,看过再定。", "good")
    return redirect(url_for("office_calendar.terms"), 303)


@area.get("/admin/calendar/terms")
@action("keep_calendar")
def terms() -> str:
    """Which running terms today's calendar would end on another day."""
    return render_template("calendar_terms.html", view=recompute_terms.preview(office(), actor()))


@area.post("/admin/calendar/terms")
@action("keep_calendar")
def move_terms() -> Reply:
    """Count those terms anew, as they were shown."""
    try:
        moved = recompute_terms.move_previewed(office(), actor(), request.form.get("seen", ""))
    except ActRefused as refused:
        view = recompute_terms.preview(office(), actor())
        return render_template("calendar_terms.html", view=view, refused=str(refused)), 422
    flash(f"已重算 {moved} 件。每件的案件历程里都记着。", "good")
    return redirect(url_for("office_calendar.show"), 303)

"""统计: the figures of a place and period, the cases behind each, the official table."""

from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from mediation.law import codes
from mediation.services import statistics
from mediation.services.periods import PeriodWrong, offered
from mediation.services.stats_page import view_stats
from mediation.services.stats_table import stats_table
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("stats", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked() -> tuple[str, str, str]:
    return tuple(request.args.get(name, "").strip()[:40] for name in ("org", "period", "on"))  # type: ignore[return-value]


@area.get("/stats")
@action("see_stats")
def index() -> str | tuple[str, int]:
    """The figures."""
    org, code, on = _asked()
    try:
        view = view_stats(office(), actor(), org, code, on)
    except PeriodWrong as wrong:
        return _told(org, wrong)
    return render_template("stats.html", view=view, offered=offered(view.asked.period.code), wrong="")


def _told(org: str, wrong: PeriodWrong) -> tuple[str, int]:
    """The figures of today, with what was wrong with the question."""
    view = view_stats(office(), actor(), org)
    return render_template("stats.html", view=view, offered=offered(view.asked.period.code), wrong=str(wrong)), 422


@area.get("/stats/cases")
@action("see_stats")
def cases() -> str | tuple[str, int]:
    """The cases behind a figure."""
    org, code, on = _asked()
    kind = request.args.get("kind", "")[:2]
    try:
        asked = statistics.asked_of(office(), actor(), org, code, on)
    except PeriodWrong as wrong:
        return _told(org, wrong)
    found = statistics.behind(office(), actor(), asked, request.args.get("figure", "registered")[:60], kind)
    return render_template("stats_cases.html", found=found, asked=asked, kind=codes.DISPUTE_TYPES.get(kind, ""))


@area.get("/stats/table.xlsx")
@action("export_stats")
def table() -> Response | tuple[str, int]:
    """The official table."""
    org, code, on = _asked()
    try:
        made, name = stats_table(office(), actor(), org, code, on)
    except PeriodWrong as wrong:
        return _told(org, wrong)
    response = Response(made, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{quote(name)}"})
    return response

"""A selection of cases as a table or list: chosen on a page, with a reason; streamed."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request

from mediation.errors import FormInvalid
from mediation.exports.registry import EXPORTS
from mediation.law import codes
from mediation.services import statistics
from mediation.services.export_cases import REASONS, Selection, asked_for, export_cases
from mediation.services.export_dossiers import export_dossiers
from mediation.services.export_progress import progress_of
from mediation.services.periods import PeriodWrong, offered
from mediation.web.actions import action
from mediation.web.cases import STATUSES
from mediation.web.here import actor, office

area = Blueprint("exports", __name__)
DOSSIERS = "dossiers"


@area.get("/exports")
@action("export_cases")
def show() -> str:
    """Choose what, in which form, and why."""
    return _page()


def _page(errors: dict[str, list[str]] | None = None) -> str:
    asked = asked_for(office(), actor(), "", "")
    return render_template(
        "exports.html", places=statistics.places(office(), actor()), asked=asked, formats=EXPORTS.values(),
        reasons=REASONS, codes=codes, offered=offered(asked.period.code), statuses=STATUSES, sent=request.form,
        errors=errors or {},
    )  # fmt: skip


@area.post("/exports")
@action("export_cases")
def export() -> Response | tuple[str, int]:
    """Hand it over, piece by piece."""
    sent = {name: request.form.get(name, "").strip()[:40] for name in (
        "org", "period", "kind", "tier", "status", "mediator", "after", "format", "reason", "key")}  # fmt: skip
    try:
        asked = asked_for(office(), actor(), sent["org"], sent["period"])
        wanted = Selection(asked, sent["kind"], sent["tier"], sent["status"], sent["mediator"], sent["after"])
        if sent["format"] == DOSSIERS:
            pieces = export_dossiers(office(), actor(), wanted, sent["reason"], key=sent["key"])
            return _handed(pieces, "application/zip", f"卷宗-{asked.period.code}.zip")
        pieces = export_cases(office(), actor(), sent["format"], wanted, sent["reason"], key=sent["key"])
    except PeriodWrong as wrong:
        return _page({"period": [str(wrong)]}), 422
    except FormInvalid as wrong:
        return _page({name: list(texts) for name, texts in wrong.errors.items()}), 422
    one = EXPORTS[sent["format"]]
    return _handed(pieces, one.media_type.partition(";")[0], f"案件-{asked.period.code}-{one.key}.{one.suffix}")


@area.get("/exports/<string(length=32):press>/progress")
@action("export_cases")
def progress(press: str) -> Response:
    """How many cases of all an export of one's own has taken."""
    found = progress_of(office(), actor(), press)
    return jsonify(done=found.done, all=found.all, state=found.state)


def _handed(pieces: Iterator[bytes], media_type: str, named: str) -> Response:
    response = Response(pieces, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{quote(named)}"})
    return response

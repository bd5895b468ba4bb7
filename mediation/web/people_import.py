"""Tables of organisations and people: upload, see what each row would do, take it whole."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mediation.services import import_tables as importing
from mediation.services.administering import ActRefused, require
from mediation.services.sheets import text_of
from mediation.web.actions import action
from mediation.web.here import actor, office, org_names

area = Blueprint("people_import", __name__)
Reply = AnyResponse | str | tuple[str, int]


@area.get("/admin/import")
@action("import_tables")
def show() -> str:
    """Choose a file."""
    require(office(), actor(), "import", importing.SYSTEM)
    return draw(kind=request.args.get("kind", ""))


@area.get("/admin/import/<kind>.csv")
@action("import_tables")
def sample(kind: str) -> Response:
    """A table to fill in, as spreadsheets open it with its Chinese whole."""
    require(office(), actor(), "import", importing.SYSTEM)
    text = importing.SAMPLES.get(kind, importing.SAMPLES[importing.ORGS])
    headers = {"Content-Disposition": f"attachment; filename={kind if kind in importing.KINDS else 'orgs'}.csv"}
    return Response(text.encode("utf-8-sig"), mimetype="text/csv", headers=headers)


@area.post("/admin/import")
@action("import_tables")
def submit() -> Reply:
    """Look at a table; or, when its report was seen (`seen`), take it."""
    require(office(), actor(), "import", importing.SYSTEM)
    try:
        return _submit(importing.kind_of(request.form.get("kind", "")))
    except ActRefused as refused:
        return draw(refused=str(refused)), 422


def draw(**more: object) -> str:
    """The page."""
    return render_template("import.html", kinds=importing.KINDS, columns=importing.COLUMNS, **more)


def _submit(kind: str) -> Reply:
    seen = request.form.get("seen", "")
    if not seen:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise ActRefused("请选一个 CSV 文件。")
        return _report(kind, text_of(file.read()))
    text = request.form.get("text", "")
    taken = importing.take(office(), actor(), kind, text, seen)
    if not taken.done:
        return _report(kind, text, changed=True)
    if taken.slips:
        return render_template("one_time.html", slips=taken.slips, fresh=True, names=org_names())
    flash(f"已导入 {importing.KINDS[kind]} {len(taken.report.rows)} 行。", "good")
    return redirect(url_for("people.index"), 303)


def _report(kind: str, text: str, changed: bool = False) -> Reply:
    report = importing.look_at(office(), actor(), kind, text)
    page = draw(kind=kind, report=report, text=text, changed=changed)
    return page, 200 if report.fit and not changed else 422

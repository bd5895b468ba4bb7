"""The workshop of the method, to look at: versions, a draft and its files, what a release would change."""

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from mediation.services import insight
from mediation.services.administering import require_administrator
from mediation.services.bundle_zip import export_bundle
from mediation.services.model_drafts import file_of
from mediation.services.models_page import check_draft, view_draft, view_models, view_release
from mediation.web.actions import action
from mediation.web.addresses import row_number
from mediation.web.here import actor, office

area = Blueprint("models", __name__)
DRAFT = "/admin/models/drafts/<int:draft>"
TYPES = {"bpmn": "application/xml", "dmn": "application/xml"}


@area.get("/admin/models")
@action("see_models")
def index() -> str:
    """All versions and drafts."""
    return draw()


def draw(refused: str = "") -> str:
    """The page; `refused` says what was not right with what was just sent."""
    return render_template("models.html", view=view_models(office(), actor()), refused=refused, sent=request.form)


@area.get(DRAFT)
@action("see_models")
def draft(draft: int) -> str:
    """A draft; with `?check` the server's word on it."""
    return draw_draft(draft, checked="check" in request.args)


def draw_draft(draft: int, checked: bool = False, refused: str = "") -> str:
    """The page of a draft; `checked`: with its findings."""
    view = view_draft(office(), actor(), draft)
    findings = check_draft(office(), actor(), draft) if checked else None
    return render_template("draft.html", view=view, findings=findings, refused=refused, sent=request.form)


@area.get(f"{DRAFT}/findings.json")
@action("see_models")
def findings(draft: int) -> Response:
    """The server's word on a draft, for editors."""
    found = check_draft(office(), actor(), draft)
    return jsonify(
        fit=not any(one.level == "error" for one in found),
        findings=[
            {"rule": one.rule, "level": one.level, "file": one.file, "element": one.element, "line": one.line,
             "message": one.message, "remedy": one.remedy}
            for one in found
        ],
    )  # fmt: skip


@area.get(f"{DRAFT}/files.json")
@action("see_models")
def files(draft: int) -> Response:
    """The files of a draft, for editors."""
    view = view_draft(office(), actor(), draft)
    return jsonify(
        draft=draft, title=view.title, open=view.open, may_edit=view.edits, base=view.base, digest=view.digest,
        findings=url_for("models.findings", draft=draft),
        files=[
            {"name": one.name, "title": one.title, "kind": one.kind, "seq": one.seq, "change": one.change,
             "raw": url_for("models.raw", draft=draft, name=one.name),
             "save": url_for("model_drafts.save", draft=draft, name=one.name)}
            for one in view.files
        ],
    )  # fmt: skip


@area.get(f"{DRAFT}/difference.json")
@action("see_models")
def differences(draft: int) -> Response:
    """What a draft changes, by process and kind, for drawing it."""
    view = view_draft(office(), actor(), draft)
    changes = [
        {"kind": one.kind, "file": one.file, "process": one.process, "element": one.element, "name": one.name,
         "what": list(one.what)}
        for one in view.difference.models
    ]  # fmt: skip
    return jsonify(marks=view.difference.marks(), changes=changes)


@area.get(f"{DRAFT}/raw/<name>")
@action("see_models")
def raw(draft: int, name: str) -> Response:
    """A file of a draft as it is; `X-Seq` is its version, to be sent back as `seen` when saving."""
    require_administrator(office(), actor(), "see_models")
    file = file_of(office(), actor(), draft, name, request.args.get("version", type=row_number))
    answer = Response(file.data, mimetype=TYPES.get(name.rsplit(".", 1)[-1], "application/json"))
    answer.headers["X-Seq"] = str(file.seq)
    answer.headers["Content-Disposition"] = "attachment"
    return answer


@area.get(f"{DRAFT}/files/<name>")
@action("see_models")
def file(draft: int, name: str) -> str:
    """A file of a draft as text."""
    return draw_file(draft, name)


def draw_file(draft: int, name: str, refused: str = "", text: str | None = None, seen: int | None = None) -> str:
    """The page of a file; `text` is what was just typed and could not be kept."""
    view = view_draft(office(), actor(), draft)
    there = file_of(office(), actor(), draft, name, request.args.get("version", type=row_number))
    last = next(one.seq for one in view.files if one.name == name)
    shown = there.data.decode("utf-8", "replace") if text is None else text
    return render_template(
        "draft_file.html", view=view, name=name, text=shown, seen=last if seen is None else seen, refused=refused,
        versions=[one for one in view.versions if one.name == name], version=there.seq, last=last,
    )  # fmt: skip


@area.get("/admin/models/releases/<int:release>")
@action("see_models")
def release(release: int) -> str:
    """One release, as it is to be decided or was."""
    view = view_release(office(), actor(), release)
    return render_template("release.html", view=view, heat=insight.heat(office(), actor(), view.line.digest))


@area.get("/admin/models/<digest:digest>.zip")
@action("see_models")
def export(digest: str) -> Response:
    """A released bundle as an archive whose diagrams open in Camunda Modeler."""
    answer = Response(export_bundle(office(), actor(), digest), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename=method-{digest[:12]}.zip"
    return answer


@area.get("/admin/models/<digest:digest>/heat.json")
@action("see_models")
def heat(digest: str) -> Response:
    """Where the cases of a version wait, by process and element, for colouring its diagrams."""
    found = insight.heat(office(), actor(), digest)
    return jsonify(
        steps=[
            {"process": one.process, "element": one.element, "name": one.name, "waiting": one.waiting,
             "median_days": one.median_days, "overdue": one.overdue,
             "xml": url_for("models.diagram", digest=digest, process=one.process)}
            for one in found
        ]
    )  # fmt: skip


@area.get("/admin/models/<digest:digest>/<process>.bpmn")
@action("see_models")
def diagram(digest: str, process: str) -> Response:
    """The BPMN of one process of a version."""
    return Response(insight.diagram(office(), actor(), digest, process), mimetype="application/xml")

"""Redrawing the method: begin a draft, save its files, ask for its release. Editors ask for JSON, people for pages."""

from collections.abc import Callable

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import ModelRefused
from mediation.services import model_drafts as drafting
from mediation.services.administering import ActRefused
from mediation.services.bundle_zip import import_draft
from mediation.services.model_drafts import EditClash
from mediation.services.publish_model import ask_release
from mediation.services.trials import begin_trial, run_beside
from mediation.web import models
from mediation.web.actions import action
from mediation.web.addresses import row_number
from mediation.web.here import actor, office
from mediation.web.models import DRAFT

area = Blueprint("model_drafts", __name__)
_SAID = {"remove": "已从草稿里删去,旧的还能找回。", "restore": "已改回原样,改过的还能找回。"}
Reply = Response | str | tuple[str, int] | tuple[Response, int]


def _word(name: str, most: int = 1000) -> str:
    return request.form.get(name, "").strip()[:most]


def _number(name: str) -> int:
    return request.form.get(name, 0, type=row_number)


def _to(draft: int, said: str, check: int | None = None) -> Response:
    flash(said, "good")
    return redirect(url_for("models.draft", draft=draft, check=check), 303)


@area.post("/admin/models/drafts")
@action("edit_models")
def begin() -> Reply:
    """Begin a draft, with the files of what is in force or of another version, or with those of an archive."""
    try:
        file = request.files.get("file")
        if file is not None and file.filename:
            draft = import_draft(office(), actor(), _word("title"), file.read())
        else:
            draft = drafting.begin_draft(office(), actor(), _word("title"), _word("base", 64))
    except ActRefused as refused:
        return models.draw(str(refused)), 422
    return _to(draft, "草稿已建好。改它不影响正在办的案件。")


@area.post(f"{DRAFT}/files/<name>")
@action("edit_models")
def save(draft: int, name: str) -> Reply:
    """Save (`text`), remove (`act=remove`) or take back (`act=restore`, `version`) a file.

    `seen` is the version that was opened.
    """
    seen = _number("seen")
    acts: dict[str, Callable[[], int]] = {
        "remove": lambda: drafting.remove_file(office(), actor(), draft, name, seen),
        "restore": lambda: drafting.restore_file(office(), actor(), draft, name, _number("version"), seen),
    }
    keep = lambda: drafting.save_file(office(), actor(), draft, name, _text(), seen)  # noqa: E731
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        seq = acts.get(_word("act"), keep)()
    except (ActRefused, EditClash) as refused:
        status = 409 if isinstance(refused, EditClash) else 422
        if wants_json:
            there = refused.seq if isinstance(refused, EditClash) else None
            return jsonify(saved=False, message=str(refused), seq=there), status
        return models.draw_file(draft, name, str(refused), request.form.get("text"), seen), status
    if wants_json:
        return jsonify(saved=True, seq=seq)
    return _to(draft, _SAID.get(_word("act"), f"{name} 已存。"), check=1)


def _text() -> bytes:
    """The text as it was typed: browsers send its lines with a carriage return, files have none."""
    return request.form.get("text", "").replace("\r\n", "\n").encode()


@area.post(f"{DRAFT}/upload")
@action("edit_models")
def upload(draft: int) -> Reply:
    """Put a file that was edited elsewhere into a draft."""
    file = request.files.get("file")
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1] if file is not None else ""
    try:
        drafting.replace_file(office(), actor(), draft, name, file.read() if file is not None else b"")
    except (ActRefused, EditClash) as refused:
        return models.draw_draft(draft, refused=str(refused)), 422
    return _to(draft, f"{name} 已放进草稿。", check=1)


@area.post(f"{DRAFT}/drop")
@action("edit_models")
def drop(draft: int) -> Reply:
    """Give a draft up."""
    try:
        drafting.drop_draft(office(), actor(), draft)
    except ActRefused as refused:
        return models.draw_draft(draft, refused=str(refused)), 422
    return _to(draft, "草稿已作废,内容还能看。")


@area.post(f"{DRAFT}/ask")
@action("ask_release")
def ask(draft: int) -> Reply:
    """Ask that a draft be put in force."""
    try:
        number = ask_release(office(), actor(), draft, _word("why"))
    except ModelRefused:
        return models.draw_draft(draft, checked=True, refused="还有错误没有改完,不能送审。错误列在下面。"), 422
    except ActRefused as refused:
        return models.draw_draft(draft, refused=str(refused)), 422
    flash("已送审。请另一位管理员来看、来批准。", "good")
    return redirect(url_for("models.release", release=number), 303)


@area.post(f"{DRAFT}/try")
@action("edit_models")
def try_out(draft: int) -> Reply:
    """Play the scenario library against a draft, beside."""
    try:
        number = begin_trial(office(), actor(), draft)
    except ModelRefused:
        return models.draw_draft(draft, checked=True, refused="还有错误没有改完,没法试跑。错误列在下面。"), 422
    except ActRefused as refused:
        return models.draw_draft(draft, refused=str(refused)), 422
    run_beside(office(), number)
    return _to(draft, "开始试跑案例库,大约要半分钟。过一会儿刷新这一页看结果。")

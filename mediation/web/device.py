"""Without a network: the service worker, the page it falls back to, and what it asks of the office when it can.

`/offline` holds nothing of anybody: it is kept on the device as it is, and filled there from what is sealed there.
"""

import base64
import hashlib
from pathlib import Path

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from mediation.law import policy
from mediation.services.device import forms_to_take, key_for, mark_of
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("device", __name__)


@area.get("/worker.js")
@action("static")
def worker() -> Response:
    """The service worker, at the root because it serves all pages; new whenever a style, a script or a page is."""
    folder = Path(current_app.extensions["static_folder"])
    text = (folder / "js/worker.js").read_text("utf-8")
    response = Response(f"{text}\n// {_edition(folder)}\n", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = f"{request.root_path}/"
    return response


@area.get("/offline")
@action("work_offline")
def waiting() -> str:
    """What waits on this device, and what can be opened without a network: a page without anybody's data."""
    g.actor = None  # its head names nobody either
    return render_template("offline.html")


@area.get("/device/key")
@action("keep_on_device")
def key() -> Response:
    """The person's key for this device; only our own pages may ask."""
    _only_ours()
    return jsonify(me=mark_of(office(), actor()), key=base64.b64encode(key_for(office(), actor())).decode())


@area.get("/device/token")
@action("keep_on_device")
def token() -> Response:
    """What a press that waited needs to be accepted: who is signed in now, and a fresh token."""
    _only_ours()
    return jsonify(me=mark_of(office(), actor()), token=generate_csrf())


@area.get("/device/forms")
@action("keep_on_device")
def forms() -> Response:
    """带下乡: the forms of this person's open tasks, and the registration."""
    found = forms_to_take(office(), actor())
    addresses = [url_for("tasks.show", case_id=form.case_id, task_key=form.task_key) for form in found]
    if policy.may_register(actor()):
        addresses.append(url_for("registration.show"))
    return jsonify(forms=addresses)


def _only_ours() -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise BadRequest("foreign")


def _edition(folder: Path) -> str:
    known: dict[str, str] = current_app.extensions.setdefault("edition", {})
    if "" not in known:
        pages = Path(current_app.root_path, "web/templates").glob("*.html")
        parts = sorted([*folder.glob("js/**/*.js"), *folder.glob("css/*.css"), *pages])
        known[""] = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]
    return known[""]

"""What templates can ask for besides what a page hands them: who I am, the addresses of styles and scripts."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for

from mediation.services.device import mark_of
from mediation.services.profile import Profile, profile
from mediation.web.here import office, to_keep

YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Give the templates their helpers, and let browsers keep what is named by its content."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(me=me, my_mark=my_mark, asset=asset, in_demo=in_demo, to_keep=to_keep)
    app.after_request(keep_assets)
    app.extensions["asset_addresses"] = {}
    app.extensions["static_folder"] = Path(app.static_folder or "")


def me() -> Profile | None:
    """The signed-in person, for the head of the page; None for nobody."""
    if g.get("actor") is None:
        return None
    if "profile" not in g:
        g.profile = profile(office(), g.actor)
    found: Profile = g.profile
    return found


def in_demo() -> bool:
    """Whether this is the demo village, whose clock can be moved."""
    return g.get("actor") is not None and office().demo


def my_mark() -> str:
    """What this person's devices know them by; empty for nobody."""
    return mark_of(office(), g.actor) if g.get("actor") else ""


def asset(name: str) -> str:
    """The address of a file below `static/`, with its content's digest so that it may be kept for ever."""
    known: dict[tuple[str, str], str] = current_app.extensions["asset_addresses"]
    place = (request.root_path, name)
    if place not in known:
        known[place] = url_for("static", filename=name, v=_digest(current_app.extensions["static_folder"] / name))
    return known[place]


@lru_cache(maxsize=256)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def keep_assets(response: Response) -> Response:
    """What is asked for with its digest never changes; the rest is asked for again."""
    if request.endpoint == "static" and response.status_code == 200:
        named = "v" in request.args
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if named else "no-cache"
    return response

"""大字: bigger letters on every page, remembered on this device and, for who is signed in, with the person."""

from flask import Blueprint, Flask, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from mediation.services.preferences import big_text_of, choose_big_text
from mediation.web.actions import action
from mediation.web.auth import own_address
from mediation.web.here import first_page, office

area = Blueprint("text_size", __name__)
COOKIE = "text"
SIZES = ("big", "plain")
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Let every template ask for the size, and a device learn what its person has chosen elsewhere."""
    app.jinja_env.globals.update(big_text=big_text)
    app.after_request(remember)


@area.post("/text-size")
@action("choose_text_size")
def choose() -> AnyResponse:
    """Bigger letters, or not; then back to where one was."""
    size = request.form.get("size") if request.form.get("size") in SIZES else "plain"
    if g.actor is not None:
        choose_big_text(office(), g.actor, size == "big")
    where = own_address(request.form.get("next", ""))
    answer = redirect(where or (first_page() if g.actor is not None else "/login"), 303)
    _keep(answer, size or "plain")
    return answer


def big_text() -> bool:
    """Whether this device shows big letters."""
    return request.cookies.get(COOKIE) == "big"


def remember(response: Response) -> Response:
    """At signing in, the person's own choice becomes the device's."""
    if request.endpoint in ("auth.enter", "auth.enter_code") and g.get("actor") is not None:
        chosen = big_text_of(office(), g.actor)
        if chosen is not None:
            _keep(response, "big" if chosen else "plain")
    return response


def _keep(response: AnyResponse, size: str) -> None:
    secure = current_app.session_interface.get_cookie_secure(current_app)
    response.set_cookie(COOKIE, size, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)

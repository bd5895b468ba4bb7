"""What every request must pass and every answer carries: limits, CSRF, sign-in, headers."""

from flask import Flask, Response, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from mediation.web.actions import PUBLIC, WHILE_OWING, current_action
from mediation.web.auth import ask_again

Page = tuple[str, int]
MEGABYTE = 1024 * 1024
TYPED = 2 * MEGABYTE  # all that a person can type
_DUE = {"password": "account.password", "factor": "account.code"}
LIMITS = {
    "MAX_CONTENT_LENGTH": 50 * MEGABYTE,  # a handful of photos; one file has a limit of its own
    "MAX_FORM_MEMORY_SIZE": TYPED,
    "MAX_FORM_PARTS": 4000,
    "WTF_CSRF_TIME_LIMIT": None,  # a form may lie open as long as the talk takes; the token ends with the session
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# what says something only of a page that can be opened; two dozen styles and scripts come with the first one
OF_PAGES = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}
PARTS_OF_PAGES = frozenset({"text/css", "text/javascript"})


def init_app(app: Flask) -> None:
    """Guard all routes of an application; `g.actor` must be known by then."""
    app.config.update(LIMITS)
    app.before_request(refuse_outright)
    CSRFProtect(app)
    app.before_request(require_sign_in)
    app.after_request(seal)


def refuse_outright() -> None:
    """A form of another site has no business here, whatever token it found; nor have more words than anybody types."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise BadRequest("foreign")
    if request.mimetype != "multipart/form-data":
        request.max_content_length = TYPED


def require_sign_in() -> AnyResponse | Page | None:
    """Send who is nobody yet to the sign-in page (what they had typed comes along), who owes a password to that."""
    action = current_action()
    if action is None or action in PUBLIC:
        return None
    if g.actor is not None:
        # a password that somebody else has seen, or that is too old, is changed before anything else; and whose role
        # needs a second factor sets it up
        if g.owes and action not in WHILE_OWING[g.owes]:
            return redirect(url_for(_DUE[g.owes]), 303)
        return None
    if request.method == "POST":
        return ask_again()
    return redirect(url_for("auth.show", next=request.full_path.rstrip("?")), 303)


def seal(response: Response) -> Response:
    """Put the headers on; pages with anybody's data are kept nowhere."""
    part = request.endpoint == "static" and response.mimetype in PARTS_OF_PAGES
    for name, value in (HEADERS if part else HEADERS | OF_PAGES).items():
        response.headers.setdefault(name, value)
    if part:
        response.headers.pop("Content-Disposition", None)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response

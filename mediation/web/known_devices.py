"""Which browser this is, for people who have signed in with it before: a signed cookie with a random word.

It opens nothing. It only says that failures from elsewhere need not lock this browser out (`services.sign_in`).
"""

import hashlib
import secrets
from typing import Any

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

NAME = "mediation-known"
HALF_A_YEAR = 180 * 24 * 3600
# a village hall's computer serves a handful of people
PEOPLE_MOST = 12


def init_app(app: Flask) -> None:
    """Send the cookie with the answers to sign-ins that succeeded."""
    app.after_request(_send)


def word_for(person: str) -> str:
    """The random word of this browser, where this account has signed in with it before; else nothing."""
    word, marks = _read()
    return word if _mark(word, person) in marks else ""


def remember(person: str) -> None:
    """This account has just signed in here."""
    word, marks = _read()
    word = word or secrets.token_hex(16)
    mine = _mark(word, person)
    g.known_device = [word, [*[one for one in marks if one != mine], mine][-PEOPLE_MOST:]]


def _read() -> tuple[str, list[str]]:
    try:
        found: Any = _serializer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return "", []
    return found[0], found[1]


def _send(response: Response) -> Response:
    if found := g.get("known_device"):
        text = str(_serializer().dumps(found))
        response.set_cookie(
            _name(), text, max_age=HALF_A_YEAR, secure=_secure(), httponly=True, samesite="Lax", path="/"
        )
    return response


def _mark(word: str, person: str) -> str:
    """What stands for an account in the cookie: whoever reads it learns no name."""
    return hashlib.sha256(f"{word} {person}".encode("utf8", "surrogatepass")).hexdigest()[:16]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known device")


def _secure() -> bool:
    return current_app.session_interface.get_cookie_secure(current_app)


def _name() -> str:
    return f"__Host-{NAME}" if _secure() else NAME

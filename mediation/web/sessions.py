"""The session cookie and `g.actor`: who is at the other end of a request.

The cookie carries a random id in a signed envelope; what it is worth stands in the database (`services.sign_in`).
"""

import os
from pathlib import Path

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from mediation.services import sign_in
from mediation.store.vault import write_once
from mediation.web import known_devices
from mediation.web.here import is_loopback, office, to_keep

TOKEN = "token"  # noqa: S105  the name of a place, not a secret
NAME = "mediation"


class Cookies(SecureCookieSessionInterface):
    """Secure and bound to the host everywhere but on the machine itself, where there is no TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie travels over TLS only."""
        return request.is_secure or not is_loopback()

    def get_cookie_name(self, app: Flask) -> str:
        """The cookie's name; the prefix makes browsers refuse one that another host planted."""
        return f"__Host-{NAME}" if self.get_cookie_secure(app) else NAME

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Not with a form that the device fetches to keep: its answer may come when somebody else has signed in."""
        return not to_keep() and super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    """Sign cookies with the office's own key, and find out who is there before each request."""
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH="/")
    app.secret_key = secret_at(app.extensions["mediation_config"].keys / "session.key")
    app.session_interface = Cookies()
    known_devices.init_app(app)
    app.before_request(recognise)


def secret_at(path: Path) -> bytes:
    """The key that signs cookies; made where there is none."""
    if not path.exists():
        write_once(path, os.urandom(32))
    return path.read_bytes()


def recognise() -> None:
    """Set `g.actor`: the person of the session, None where there is none (any more), or where a code is still due."""
    g.actor, g.owes = None, ""
    found = session.get(TOKEN) if request.endpoint != "static" else None
    if isinstance(found, str):
        known = sign_in.session_of(office(), found)
        if known is None:
            session.pop(TOKEN)
        else:
            g.owes = known.owes
            g.actor = known.actor if known.owes != sign_in.CODE else None


def owes() -> str:
    """What the person of this request must give before anything else; nothing for most."""
    found: str = g.owes
    return found


def token() -> str:
    """The secret id of the session at hand; empty where there is none."""
    found = session.get(TOKEN)
    return found if isinstance(found, str) else ""


def begin(secret: str) -> None:
    """A fresh session for who has just signed in: nothing of the one before stays."""
    end()
    session[TOKEN] = secret
    known = sign_in.session_of(office(), secret)
    g.owes = known.owes if known else ""
    g.actor = known.actor if known and known.owes != sign_in.CODE else None


def end() -> None:
    """End the session at hand, here and in the database."""
    if token():
        sign_in.sign_out(office(), token())
    session.clear()

"""Signing in and out. Whoever was signed out while writing gets their words back after signing in again."""

import re

import orjson
from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from mediation.services import sign_in
from mediation.services.demo_clock import is_demo
from mediation.services.my_sessions import device_of
from mediation.services.second_factor import pass_code
from mediation.services.sign_in_page import Committee, people_to_try
from mediation.web import known_devices, sessions
from mediation.web.actions import action
from mediation.web.here import first_page, is_loopback, office
from mediation.web.press import typed_words
from mediation.web.resuming import resume

area = Blueprint("auth", __name__)
_OWN_ADDRESS = re.compile(r"/[A-Za-z0-9_\-]{1,40}(/[A-Za-z0-9_\-]{1,60}){0,3}")
Page = tuple[str, int]


@area.get("/login")
@action("sign_in")
def show() -> Response | Page:
    """The sign-in page; who is signed in already goes on to work."""
    if g.actor is not None:
        return redirect(first_page(), 303)
    return _page(next_=own_address(request.args.get("next", "")))


@area.post("/login")
@action("sign_in")
def enter() -> Response | Page:
    """Check name and password, begin a fresh session, and go on where the person was."""
    who, next_ = request.form.get("who", "").strip(), own_address(request.form.get("next", ""))
    name, kept = who if who.isprintable() else "", request.form.get("kept", "")
    try:
        secret = sign_in.sign_in(office(), name, request.form.get("password", ""), _caller(name))
    except sign_in.SignInRefused as refused:
        return _page(next_=next_, who=who[:40], refused=str(refused), kept=kept, status=_status(refused))
    sessions.begin(secret)
    if sessions.owes() == sign_in.CODE:
        return _ask_code(next_, kept)
    known_devices.remember(name)
    return _go_on(next_)


@area.post("/login/code")
@action("sign_in")
def enter_code() -> Response | Page:
    """The second half of signing in, for who has a code generator."""
    next_, kept = own_address(request.form.get("next", "")), request.form.get("kept", "")
    if sessions.owes() != sign_in.CODE:
        return redirect(url_for("auth.show"), 303)
    who = sign_in.whose(office(), sessions.token())
    try:
        secret = pass_code(office(), sessions.token(), request.form.get("code", ""), _caller(who))
    except sign_in.SignInRefused as refused:
        return _ask_code(next_, kept, str(refused), _status(refused))
    sessions.begin(secret)
    known_devices.remember(who)
    return _go_on(next_)


def _go_on(next_: str) -> Response | Page:
    """To where the person was, with the words that were kept; else to where everybody begins."""
    if g.actor is None:
        return redirect(url_for("auth.show"), 303)
    words = _words_kept(request.form.get("kept", ""))
    return resume(next_, words) if words else redirect(next_ or first_page(), 303)


def _ask_code(next_: str, kept: str, refused: str = "", status: int = 200) -> Page:
    return render_template("login_code.html", next=next_, kept=kept, refused=refused), status


def _caller(who: str) -> sign_in.Caller:
    device = device_of(request.user_agent.string)
    return sign_in.Caller(device, request.remote_addr or "", known_devices.word_for(who))


def _status(refused: sign_in.SignInRefused) -> int:
    return 429 if isinstance(refused, sign_in.TooEarly) else 401


@area.post("/logout")
@action("sign_out")
def leave() -> Response:
    """End the session."""
    sessions.end()
    return redirect(url_for("auth.show"), 303)


def ask_again() -> Page:
    """A form came from somebody who is signed out by now: sign in first, nothing of it is lost."""
    form = request.form.get("form", "")
    words = [*typed_words(), ("form", form), ("_seen", request.form.get("_seen", ""))]
    kept = orjson.dumps(words).decode() if form else ""
    return _page(next_=own_address(request.path), kept=kept, again=True, status=401)


def _page(
    next_: str, *, who: str = "", refused: str = "", kept: str = "", again: bool = False, status: int = 200
) -> Page:
    text = render_template(
        "login.html", next=next_, who=who, refused=refused, kept=kept, again=again, committees=_to_try()
    )
    return text, status


def _to_try() -> list[Committee]:
    """A demo's people, on the machine itself only; never in a real office."""
    demo = current_app.config.get("DEMO")
    if demo is None:
        demo = is_demo(office())
    return people_to_try(office()) if demo and is_loopback() else []


def own_address(text: str) -> str:
    """An address of ours to go on to; nothing for any other."""
    return text if _OWN_ADDRESS.fullmatch(text) else ""


def _words_kept(text: str) -> MultiDict[str, str]:
    """The words that a page carried through signing in; none where they are not ours."""
    try:
        pairs = orjson.loads(text) if text else []
    except ValueError:
        return MultiDict()
    fits = isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair) for pair in pairs
    )
    return MultiDict([(name, word) for name, word in pairs]) if fits else MultiDict()

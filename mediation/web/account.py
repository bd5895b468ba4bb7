"""My account: the password, where I am signed in, the second factor."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import FormInvalid
from mediation.law.passwords import LEAST
from mediation.services import second_factor as factor
from mediation.services.change_password import change_password, rules_of
from mediation.services.my_sessions import end_others, end_session, my_sessions
from mediation.services.sign_in import FACTOR
from mediation.web import sessions
from mediation.web.actions import action
from mediation.web.here import actor, first_page, office

area = Blueprint("account", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/account")
@action("see_account")
def show() -> str:
    """Where I am signed in, and how I prove who I am."""
    lines = my_sessions(office(), actor(), sessions.token())
    return render_template("account.html", lines=lines, factor=factor.standing(office(), actor()))


@area.post("/account/sessions")
@action("end_sessions")
def end() -> Response:
    """End one session, or all but this one."""
    mark = request.form.get("mark", "")
    if mark:
        end_session(office(), actor(), mark)
    else:
        end_others(office(), actor(), sessions.token())
    flash("已退出那处登录。" if mark else "别处的登录都已退出。", "good")
    return redirect(url_for("account.show"), 303)


@area.get("/account/password")
@action("change_password")
def password() -> str:
    """The form for a new password."""
    return _password({})


@area.post("/account/password")
@action("change_password")
def set_password() -> Reply:
    """Put a new password in force."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        change_password(office(), actor(), sessions.token(), old, new, again)
    except FormInvalid as wrong:
        return _password(wrong.errors), 422
    flash("密码已改好。在别处的登录都已退出。", "good")
    return redirect(first_page(), 303)


def _password(errors: dict[str, list[str]]) -> str:
    return render_template("password.html", rules=rules_of(office()), least=LEAST, errors=errors, owed=sessions.owes())


@area.get("/account/code")
@action("set_up_code")
def code() -> Reply:
    """The secret of the second factor, until its first code has come."""
    waiting = factor.setup(office(), actor())
    return _code(waiting, {})


@area.get("/account/code.svg")
@action("set_up_code")
def picture() -> Reply:
    """The secret as a picture to be scanned."""
    waiting = factor.setup(office(), actor())
    if waiting is None:
        return redirect(url_for("account.code"), 303)
    return Response(waiting.picture, mimetype="image/svg+xml")


@area.post("/account/code")
@action("set_up_code")
def set_code() -> Reply:
    """Begin; give the first code; or put the second factor away."""
    what, errors = request.form.get("what", ""), dict[str, list[str]]()
    try:
        if what == "begin":
            factor.begin(office(), actor())
        elif what == "confirm":
            codes = factor.confirm(office(), actor(), request.form.get("code", ""))
            return render_template("recovery.html", codes=codes)
        elif what == "drop":
            factor.put_away(office(), actor(), request.form.get("password", ""))
            flash("动态码已关掉。", "good")
    except FormInvalid as wrong:
        errors = wrong.errors
    if not errors:
        return redirect(url_for("account.code"), 303)
    return _code(factor.setup(office(), actor()), errors), 422


def _code(waiting: factor.Setup | None, errors: dict[str, list[str]]) -> str:
    now = factor.standing(office(), actor())
    return render_template(
        "second_factor.html", waiting=waiting, factor=now, errors=errors, owed=sessions.owes() == FACTOR
    )

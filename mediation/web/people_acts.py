"""What administrators do to organisations and accounts: each a small form, back to its page with a sentence."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.services import grant_roles as granting
from mediation.services import manage_people as managing
from mediation.services.administering import ActRefused
from mediation.services.manage_organisations import COLUMNS, save_organisation
from mediation.services.manage_people import NewAccount
from mediation.web import people
from mediation.web.actions import action
from mediation.web.here import actor, office, org_names

area = Blueprint("people_acts", __name__)
Reply = Response | str | tuple[str, int]


def _word(name: str, most: int = 120) -> str:
    return request.form.get(name, "").strip()[:most]


def _roles() -> frozenset[str]:
    return frozenset(request.form.getlist("role"))


def _at_person(person: str, act: Callable[[], None], said: str) -> Response:
    """Do it and go back to the account's page, saying that it is done, or why not."""
    try:
        act()
    except ActRefused as refused:
        flash(str(refused), "hint")
    else:
        flash(said, "good")
    return redirect(url_for("people.show", person=person), 303)


@area.post("/admin/people/orgs")
@action("change_organisation")
def organisation() -> Reply:
    """Add an organisation, or change one."""
    values = {name: _word(name) for name in COLUMNS}
    fresh = "fresh" in request.form
    try:
        save_organisation(office(), actor(), values, fresh)
    except ActRefused as refused:
        return people.draw(_word("parent_id" if fresh else "id"), refused=str(refused)), 422
    flash(f"已{'增加' if fresh else '更改'}:{values['name']}。", "good")
    return redirect(url_for("people.index", org=values["id"]), 303)


@area.post("/admin/people")
@action("create_account")
def create() -> Reply:
    """Create an account; its password for one time is shown on the page that comes back, and nowhere else."""
    wanted = NewAccount(_word("id"), _word("name"), _word("org"), _roles(), _word("note"))
    try:
        password = managing.create_account(office(), actor(), wanted)
    except ActRefused as refused:
        return people.draw(wanted.org, refused=str(refused)), 422
    return render_template("one_time.html", slips=[(wanted, password)], fresh=True, names=org_names())


@area.post("/admin/people/<person>/password")
@action("reset_password")
def reset(person: str) -> Reply:
    """A fresh password for one time."""
    try:
        password = managing.reset_password(office(), actor(), person)
    except ActRefused as refused:
        flash(str(refused), "hint")
        return redirect(url_for("people.show", person=person), 303)
    known = office().directory().people[person]
    slips = [(NewAccount(person, known.name, known.org), password)]
    return render_template("one_time.html", slips=slips, fresh=False, names=org_names())


@area.post("/admin/people/<person>/active")
@action("disable_account")
def active(person: str) -> Response:
    """Disable an account, or let it be used again."""
    on = _word("active") == "1"
    said = "账号已恢复。" if on else "账号已停用,在各处的登录都已退出。"
    return _at_person(person, lambda: managing.set_active(office(), actor(), person, on), said)


@area.post("/admin/people/<person>/org")
@action("move_account")
def move(person: str) -> Response:
    """Move somebody to another organisation."""
    return _at_person(person, lambda: managing.move(office(), actor(), person, _word("org")), "已调动,需重新登录。")


@area.post("/admin/people/<person>/term")
@action("set_term")
def term(person: str) -> Response:
    """Note a term of office."""
    return _at_person(
        person, lambda: managing.set_term(office(), actor(), person, _word("from"), _word("until")), "任期已登记。"
    )


@area.post("/admin/people/<person>/propose")
@action("propose_roles")
def propose(person: str) -> Response:
    """Propose roles."""
    return _at_person(
        person, lambda: managing.propose_roles(office(), actor(), person, _roles()), "已提出,等安全管理员授权。"
    )


@area.post("/admin/people/<person>/roles")
@action("grant_roles")
def grant(person: str) -> Response:
    """Decide which roles somebody has."""
    return _at_person(
        person, lambda: granting.grant_roles(office(), actor(), person, _roles()), "角色已定,本人下次登录起生效。"
    )


@area.post("/admin/people/<person>/unlock")
@action("unlock_account")
def unlock(person: str) -> Response:
    """Let somebody try again who has mistyped too often."""
    return _at_person(person, lambda: granting.unlock(office(), actor(), person), "已解除锁定。")


@area.post("/admin/people/<person>/code")
@action("drop_code")
def drop_code(person: str) -> Response:
    """Somebody lost the second factor."""
    return _at_person(
        person, lambda: granting.drop_second_factor(office(), actor(), person), "动态码已关掉,本人可重新开启。"
    )


@area.post("/admin/people/grants")
@action("grant_roles")
def grants() -> Response:
    """Grant what was proposed to everybody who is ticked."""
    try:
        count = granting.grant_asked(office(), actor(), request.form.getlist("person"))
    except ActRefused as refused:
        flash(str(refused), "hint")
    else:
        said = f"已授权 {count} 人,账号现在能用了。" if count else "一个人也没有勾。请先核对,再勾上。"
        flash(said, "good" if count else "hint")
    return redirect(url_for("people.index"), 303)


@area.post("/admin/people/codes")
@action("require_codes")
def codes() -> Response:
    """Say which roles need a second factor."""
    try:
        granting.require_codes(office(), actor(), _roles())
        flash("已定下。还没有动态码的人,下次登录时先设置,照着页面做就行。", "good")
    except ActRefused as refused:
        flash(str(refused), "hint")
    return redirect(url_for("people.index"), 303)


@area.post("/admin/people/rules")
@action("set_password_rules")
def rules() -> Response:
    """Choose the password rules."""
    try:
        granting.set_password_rules(office(), actor(), _word("rules"))
        flash("密码规则已定,下次改密码起按新规则。", "good")
    except ActRefused as refused:
        flash(str(refused), "hint")
    return redirect(url_for("people.index"), 303)

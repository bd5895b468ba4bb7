"""交给别人 / 请人帮忙: one sheet for a task or a case, and what is pressed on it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import NotAllowed
from mediation.services import ask_help, assign_task, copy_case, entrust_task, tell_parties, urge_task
from mediation.services import handing_words as words
from mediation.services.handing import HandingRefused
from mediation.services.handing_sheet import Sheet, handing_sheet
from mediation.services.submit_task import Answer
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("handing", __name__)
TASK = "/tasks/<case:case_id>-<key:task_key>"
CASE = "/cases/<case:case_id>"
WAYS = {
    "transfer": "交给他办", "entrust": "请他代办,办完交回", "help": "请他一起办", "copy": "抄送他看", "urge": "催一催",
}  # fmt: skip
REASONS = {
    "transfer": words.REASONS, "entrust": words.ENTRUSTED_FOR, "help": words.HELP_FOR, "copy": words.COPIED_FOR,
    "urge": words.URGED_FOR,
}  # fmt: skip
Reply = Response | tuple[str, int]


@area.get(f"{TASK}/hands")
@action("assign_task")
def hands(case_id: str, task_key: str) -> Reply:
    """Who has a task, who could have it, and what else can be done about it."""
    return _draw(handing_sheet(office(), actor(), case_id, task_key))


@area.get(f"{CASE}/hands")
@action("share_case")
def share(case_id: str) -> Reply:
    """Who could help with a case, and who could read along."""
    return _draw(handing_sheet(office(), actor(), case_id))


@area.post(f"{TASK}/hands")
@action("assign_task")
def transfer(case_id: str, task_key: str) -> Reply:
    """转办: put a task into somebody else's hands for good."""
    to, reason, told = _chosen()
    return _through(
        "transfer",
        handing_sheet(office(), actor(), case_id, task_key),
        lambda key: assign_task.reassign(office(), actor(), case_id, task_key, to, reason, key=key, told=told),
        f"已转给{office().directory().name(to)}办。",
    )


@area.post(f"{TASK}/entrust")
@action("assign_task")
def entrust(case_id: str, task_key: str) -> Reply:
    """委派: somebody does it and gives it back."""
    to, reason, _ = _chosen()
    return _through(
        "entrust",
        handing_sheet(office(), actor(), case_id, task_key),
        lambda key: entrust_task.entrust(office(), actor(), case_id, task_key, to, reason, key=key),
        f"已请{office().directory().name(to)}代办,办完交回给您确认。",
    )


@area.post(f"{TASK}/recall")
@action("assign_task")
def recall(case_id: str, task_key: str) -> Response:
    """Have an entrusted task back."""
    entrust_task.recall(office(), actor(), case_id, task_key, key=read_press().key)
    flash("已收回,这一步还由您办。", "good")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@area.post(f"{TASK}/again")
@action("assign_task")
def again(case_id: str, task_key: str) -> Response:
    """What came back has to be done again."""
    reason = request.form.get("reason", "")
    if reason not in words.AGAIN_FOR:
        if not handing_sheet(office(), actor(), case_id, task_key).owner:
            raise NotAllowed("这一步不是您委派的。")
        flash("请选一个原因:哪里不行。", "hint")
        return redirect(url_for("handing.hands", case_id=case_id, task_key=task_key), 303)
    entrust_task.send_again(office(), actor(), case_id, task_key, reason, key=read_press().key)
    flash("已退回重办,原来填的内容都还在他那里。", "good")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@area.post(f"{TASK}/urge")
@action("urge_task")
def urge(case_id: str, task_key: str) -> Reply:
    """催办."""
    reason = request.form.get("reason", "")
    return _through(
        "urge",
        handing_sheet(office(), actor(), case_id, task_key),
        lambda key: urge_task.urge(office(), actor(), case_id, task_key, reason, key=key),
        "已催办,他会在“提醒”里看到。",
        needs_person=False,
    )


@area.post(f"{CASE}/help")
@action("share_case")
def help_(case_id: str) -> Reply:
    """协办: somebody joins."""
    to, reason, told = _chosen()
    return _through(
        "help",
        _sheet(case_id),
        lambda key: ask_help.ask_help(office(), actor(), case_id, to, reason, key=key, told=told),
        f"已请{office().directory().name(to)}一起办。",
    )


@area.post(f"{CASE}/help/end")
@action("share_case")
def end_help(case_id: str) -> Response:
    """Somebody helps no more."""
    who = request.form.get("who", "")
    return _ended(case_id, lambda key: ask_help.end_help(office(), actor(), case_id, who, key=key), "已登记。")


@area.post(f"{CASE}/copy")
@action("share_case")
def copy(case_id: str) -> Reply:
    """抄送: somebody may read for some days."""
    to, reason, _ = _chosen()
    until = request.form.get("until", "")[:10]
    return _through(
        "copy",
        _sheet(case_id),
        lambda key: copy_case.copy_case(office(), actor(), case_id, to, reason, until, key=key),
        f"已抄送给{office().directory().name(to)}。",
    )


@area.post(f"{CASE}/copy/end")
@action("share_case")
def end_copy(case_id: str) -> Response:
    """Take a copy back."""
    who = request.form.get("who", "")
    return _ended(case_id, lambda key: copy_case.end_copy(office(), actor(), case_id, who, key=key), "抄送已收回。")


@area.post(f"{CASE}/told")
@action("share_case")
def told(case_id: str) -> Response:
    """Both sides know who mediates now."""
    tell_parties.tell_parties(office(), actor(), case_id, key=read_press().key)
    flash("已记下:双方知道换了调解员。", "good")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@area.post(f"{CASE}/seen")
@action("see_case")
def seen(case_id: str) -> Response:
    """已阅."""
    copy_case.acknowledge(office(), actor(), case_id, key=read_press().key)
    flash("已记下:您已阅。", "good")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _chosen() -> tuple[str, str, bool]:
    return request.form.get("to", "")[:40], request.form.get("reason", ""), request.form.get("told") == "1"


def _sheet(case_id: str) -> Sheet:
    """The sheet that a press on the case came from: that of a task, where it says so."""
    task_key = request.form.get("task_key", "")
    known = task_key.isdecimal() and len(task_key) < 10
    return handing_sheet(office(), actor(), case_id, task_key if known else "")


def _through(
    way: str, sheet: Sheet, act: Callable[[str], Answer], said: str, *, needs_person: bool = True
) -> Reply:  # fmt: skip
    """Do it and go back to the case; or the sheet again, with what was chosen and what to mend."""
    key, (to, reason, _) = read_press().key, _chosen()
    if way not in sheet.ways:
        raise NotAllowed(f"您在这里不能“{WAYS[way]}”。")
    if reason not in REASONS[way] or (needs_person and not to):
        return _draw(sheet, way, key, "请选一个人和一个原因。" if needs_person else "请选一个原因。")
    try:
        act(key)
    except HandingRefused as refused:
        return _draw(sheet, way, key, str(refused))
    flash(said, "good")
    return redirect(url_for("cases.show", case_id=sheet.case_id), 303)


def _ended(case_id: str, act: Callable[[str], Answer], said: str) -> Response:
    try:
        act(read_press().key)
        flash(said, "good")
    except HandingRefused as refused:
        flash(str(refused), "hint")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _draw(sheet: Sheet, way: str = "", key: str = "", refused: str = "") -> Reply:
    way = way or request.args.get("way", "")
    way = way if way in sheet.ways else next(iter(sheet.ways), "")
    chosen = request.form if refused else {}
    page = render_template(
        "hands.html", view=sheet, ways=WAYS, way=way, reasons=REASONS.get(way, {}), again_for=words.AGAIN_FOR,
        key=key or new_key(), chosen=chosen, refused=refused, usual_until=copy_case.last_day(office(), ""),
    )  # fmt: skip
    return page, 422 if refused else 200

"""审计: samples, findings and their answers, who has looked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import auditing
from mediation.services import access_report, audit_sampling
from mediation.services.audit_page import view_audit, view_sample
from mediation.services.audit_sampling import AuditRefused
from mediation.services.findings import MOVES, raise_finding, say_of_finding, view_findings
from mediation.services.periods import PeriodWrong, before, offered, period
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("audit", __name__)
Reply = Response | str | tuple[str, int]
SAMPLE = "/audit/samples/<int:wanted>"


@area.get("/audit")
@action("see_audit")
def index() -> str:
    """The auditor's office."""
    return _office()


def _office(refused: str = "") -> str:
    last = before(period()) or period()
    return render_template(
        "audit.html", view=view_audit(office(), actor()), offered=offered(), last=last.code, why=audit_sampling.WHY,
        key=new_key(), refused=refused, typed=request.form,
    )  # fmt: skip


@area.post("/audit/samples")
@action("draw_sample")
def draw() -> Reply:
    """Draw a sample."""
    org, code = request.form.get("org", "")[:40], request.form.get("period", "")[:10]
    try:
        rule = audit_sampling.rule_of(request.form)
        number = audit_sampling.draw_sample(office(), actor(), org, code, rule, key=read_press().key)
    except (AuditRefused, PeriodWrong) as refused:
        return _office(str(refused)), 422
    return redirect(url_for("audit.sample", wanted=number), 303)


@area.get(SAMPLE)
@action("see_audit")
def sample(wanted: int) -> str:
    """One sample with its cases."""
    return _sample(wanted)


def _sample(wanted: int, refused: str = "") -> str:
    view = view_sample(office(), actor(), wanted)
    return render_template("sample.html", view=view, verdicts=auditing.VERDICTS, refused=refused)


@area.post(SAMPLE)
@action("judge_sample")
def judge(wanted: int) -> Reply:
    """Say whether one of its cases is fit."""
    case_id, verdict = request.form.get("case", "")[:16], request.form.get("verdict", "")[:8]
    try:
        audit_sampling.judge(office(), actor(), wanted, case_id, verdict)
    except AuditRefused as refused:
        return _sample(wanted, str(refused)), 422
    return redirect(url_for("audit.sample", wanted=wanted), 303)


@area.get("/cases/<case:case_id>/findings")
@action("see_findings")
def findings(case_id: str) -> str:
    """What auditors said of a case."""
    return _findings(case_id)


def _findings(case_id: str, refused: str = "", at: int = 0) -> str:
    view = view_findings(office(), actor(), case_id)
    return render_template(
        "findings.html", view=view, about=auditing.ABOUT, key=new_key(), refused=refused, at=at, typed=request.form
    )


@area.post("/cases/<case:case_id>/findings")
@action("make_finding")
def make(case_id: str) -> Reply:
    """Say what is wrong."""
    about, words = request.form.get("about", "")[:12], request.form.get("words", "")
    try:
        raise_finding(office(), actor(), case_id, about, words, key=read_press().key)
    except AuditRefused as refused:
        return _findings(case_id, str(refused)), 422
    flash("意见已提出,经办的调委会会收到提醒。", "good")
    return redirect(url_for("audit.findings", case_id=case_id), 303)


@area.post("/cases/<case:case_id>/findings/<int:wanted>")
@action("answer_finding")
def answer(case_id: str, wanted: int) -> Reply:
    """Answer it, send the answer back, close it."""
    kind, words = request.form.get("kind", "")[:10], request.form.get("words", "")
    try:
        say_of_finding(office(), actor(), case_id, wanted, kind, words, key=read_press().key)
    except AuditRefused as refused:
        return _findings(case_id, str(refused), wanted), 422
    told = {"answered": "已答复,审计员会收到提醒。", "back": "已退回,请调委会再答复。", "closed": "已销号。"}
    flash(told[kind] if kind in MOVES else "", "good")
    return redirect(url_for("audit.findings", case_id=case_id), 303)


@area.get("/cases/<case:case_id>/access")
@action("see_access")
def of_case(case_id: str) -> str:
    """Who has looked at a case."""
    found = access_report.of_case(office(), actor(), case_id)
    return render_template("access.html", title=found.title, looks=found.looks, case_id=case_id, cases=[], unseen=0)


@area.post("/audit/party")
@action("see_access")
def of_party() -> Reply:
    """Who has looked at a party's cases; asked by POST, so that no name stands in an address."""
    word = request.form.get("party", "").strip()[:60]
    found = access_report.of_party(office(), actor(), word)
    return render_template("access.html", title="这位当事人", looks=found.looks, case_id="", cases=found.cases,
                           unseen=found.unseen)  # fmt: skip


@area.get("/audit/person")
@action("see_access")
def of_person() -> Reply:
    """What somebody has looked at."""
    person, first, last = (request.args.get(name, "")[:40] for name in ("person", "from", "until"))
    try:
        looks = access_report.of_person(office(), actor(), person, first, last)
    except PeriodWrong as wrong:
        return _office(str(wrong)), 422
    name = office().directory().name(person)
    return render_template("access.html", title=name, looks=looks, case_id="", cases=[], unseen=0)

"""Cases to look at: the list, and the page of one."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mediation.law import codes
from mediation.services.case_files import open_file
from mediation.services.case_page import view_case
from mediation.services.find_cases import Wanted, find_cases
from mediation.services.sealed_search import open_search, seal_search
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key

area = Blueprint("cases", __name__)
NARROW = ("status", "kind", "risk", "place")
STATUSES = {"open": "在办", "closed": "已结案,待归档", "archived": "已归档"}


@area.get("/cases")
@action("see_cases")
def index() -> str:
    """The cases that this person may see, newest first: found by a word (sealed in the address), page by page."""
    asked = {name: request.args.get(name, "")[:60] for name in ("q", *NARROW, "after")}
    asked["words"] = request.args.get("words", "")[:600] or seal_search(office(), actor(), asked["q"])
    asked["q"] = asked["q"] or open_search(office(), actor(), asked["words"])
    status = asked["status"]
    wanted = Wanted(
        status=status if status in STATUSES else "",
        final_status=status if status in codes.FINAL_STATUSES else "",
        dispute_type=asked["kind"],
        risk=asked["risk"],
        place=asked["place"],
    )
    found = find_cases(office(), actor(), asked["q"], wanted, asked["after"])
    return render_template("cases.html", found=found, asked=asked, codes=codes, statuses=STATUSES)


@area.post("/cases")
@action("see_cases")
def search() -> AnyResponse:
    """Look for cases: what was typed goes on sealed."""
    asked: dict[str, Any] = {name: request.form.get(name, "")[:60] for name in NARROW}
    asked["words"] = seal_search(office(), actor(), request.form.get("q", ""))
    return redirect(url_for("cases.index", **{name: word for name, word in asked.items() if word}), 303)


@area.get("/cases/<case:case_id>")
@action("see_case")
def show(case_id: str) -> str:
    """One case: who, where it stands, what comes next, what has happened."""
    return render_template("case.html", view=view_case(office(), actor(), case_id), key=new_key())


@area.get("/cases/<case:case_id>/files/<digest:digest>")
@action("open_file")
def file(case_id: str, digest: str) -> Response:
    """A photo or paper of the case, handed over as a download that no browser runs."""
    found = open_file(office(), actor(), case_id, digest)
    response = Response(found.content, mimetype=found.media_type)
    response.content_length = found.size
    # its name as headers have it that are no Latin
    named = {"filename*": f"UTF-8''{quote(found.name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **named)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

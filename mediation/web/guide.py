"""`/guide`: two pages for mediators and one for administrators, to read or print; anybody may read them."""

from flask import Blueprint, Response, current_app

from mediation.web.actions import action

area = Blueprint("guide", __name__)


@area.get("/guide")
@action("read_guide")
def show() -> Response:
    """The guide as it lies among the static files."""
    return current_app.send_static_file("guide/guide.zh-CN.html")

"""What every request must pass and every answer carries."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from surfer import SignIn, Surfer
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from mediation.web.actions import ACTIONS, PUBLIC, action, action_of, refuse_undeclared

IDS = {
    "case_id": "0123456789abcdef",
    "task_key": "1",
    "event": "withdrawn",
    "digest": "0" * 64,
    "filename": "css/house.css",
    "person": "u_ran",
    "kind": "orgs",
    "label": "D10-1",
}


def an_id(rule: Rule, name: str) -> str | int:
    """Something that fits into an address; a new area's ids need not be told here."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, IntegerConverter) else IDS.get(name, "x")


def addresses(app: Flask, method: str) -> list[str]:
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("")
        return [
            adapter.build(rule.endpoint, {name: an_id(rule, name) for name in rule.arguments}, method=method)
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or ())
        ]


def test_every_post_without_a_token_is_refused(app: Flask, sign_in: SignIn) -> None:
    surfer, posts = sign_in("u_chen"), addresses(app, "POST")
    assert len(posts) >= 5
    for address in posts:
        assert surfer.post(address, {"key": "k" * 32}).status == 400, address


def test_every_post_with_a_token_of_another_session_is_refused(app: Flask, sign_in: SignIn) -> None:
    surfer, other = sign_in("u_chen"), sign_in("u_ran")
    token = other.get("/cases/new").token
    for address in addresses(app, "POST"):
        assert surfer.post(address, {"csrf_token": token, "key": "k" * 32}).status == 400, address


def test_a_post_that_another_site_sends_is_refused_whatever_token_it_has(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    data = {"csrf_token": surfer.get("/cases/new").token}
    assert surfer.client.post("/logout", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert surfer.client.post("/logout", data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_strangers_get_only_what_is_declared_public_and_that_tells_nothing_about_cases(
    app: Flask, client: FlaskClient
) -> None:
    opened = {address for address in addresses(app, "GET") if client.get(address, buffered=True).status_code == 200}
    public = {
        rule.endpoint for rule in app.url_map.iter_rules() if action_of(app.view_functions[rule.endpoint]) in PUBLIC
    }
    assert {app.url_map.bind("").match(address)[0] for address in opened} <= public
    assert {"/login", "/healthz", "/static/css/house.css"} <= opened
    assert not any(word in address for address in opened for word in ("case", "task", "worklist", "admin", "audit"))


def test_every_answer_carries_the_headers(app: Flask, client: FlaskClient, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    for address in [*addresses(app, "GET"), "/nowhere"]:
        for browser in (client, surfer.client):
            headers = browser.get(address, buffered=True).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
            assert "Server" not in headers
            if not address.endswith((".css", ".js")):
                assert headers["X-Frame-Options"] == "DENY" and "geolocation=()" in headers["Permissions-Policy"]
                assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            kept = headers["Cache-Control"]
            assert kept == "no-store" or address.startswith("/static/"), (address, kept)


def test_styles_and_scripts_may_be_kept_for_they_are_named_by_their_content(client: FlaskClient) -> None:
    address = Surfer(client).get("/login").tree.xpath("//link[@rel='stylesheet']/@href")[0]
    assert "v=" in address and "immutable" in client.get(address, buffered=True).headers["Cache-Control"]
    assert client.get("/static/css/house.css", buffered=True).headers["Cache-Control"] == "no-cache"


def test_no_page_has_a_style_or_script_of_its_own_or_from_elsewhere(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    for address in ("/login", "/worklist", "/cases", "/cases/new"):
        page = surfer.get(address)
        assert not page.tree.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
        assert all(one.startswith("/") for one in page.tree.xpath("//@src | //link/@href"))


def test_a_body_beyond_the_limit_is_refused_with_a_page_that_helps(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    data = {"csrf_token": surfer.get("/cases/new").token, "summary": "话" * 1_000_000}
    page = surfer.post("/cases/new", data)
    assert page.status == 413 and "太大" in page.text


def test_a_form_of_too_many_parts_is_refused(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    data = {"csrf_token": surfer.get("/cases/new").token, **{f"x{at}": "1" for at in range(4100)}}
    assert surfer.client.post("/cases/new", data=data, content_type="multipart/form-data").status_code == 413


def test_an_application_with_an_undeclared_route_does_not_start(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(RuntimeError, match="/bare"):
        refuse_undeclared(app)
    app.view_functions["bare"] = action("invented")(lambda: "")
    with pytest.raises(RuntimeError, match="/bare"):
        refuse_undeclared(app)
    app.view_functions["bare"] = action("see_health")(lambda: "")
    refuse_undeclared(app)


def test_every_declared_action_has_a_name_for_people() -> None:
    assert all(any("一" <= letter <= "鿿" for letter in words) for words in ACTIONS.values())

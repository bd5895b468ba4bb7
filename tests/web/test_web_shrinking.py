"""What is sent is small where the browser takes it small, and the same words when it arrives."""

import gzip

from flask.testing import FlaskClient
from surfer import SignIn

GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_arrives_small_and_whole(sign_in: SignIn) -> None:
    client = sign_in("u_chen").client
    plain, small = client.get("/cases/new"), client.get("/cases/new", headers=GZIP)
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert "登记这件纠纷" in gzip.decompress(small.data).decode() and len(small.data) < len(plain.data) / 4
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in small.headers["Vary"]


def test_styles_and_scripts_arrive_small(client: FlaskClient) -> None:
    for name in ("css/house.css", "js/diagram.js", "vendor/bpmn-viewer.js"):
        plain, small = (client.get(f"/static/{name}", headers=headers, buffered=True) for headers in ({}, GZIP))
        assert gzip.decompress(small.data) == plain.data, name


def test_a_page_that_answers_somebodys_words_is_not_compressed(sign_in: SignIn) -> None:
    assert "Content-Encoding" not in sign_in("u_chen").client.get("/cases?q=abc", headers=GZIP).headers


def test_what_has_not_changed_is_still_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/js/diagram.js", headers=GZIP, buffered=True)
    again = {**GZIP, "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/static/js/diagram.js", headers=again, buffered=True).status_code == 304

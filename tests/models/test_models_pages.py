"""The pages of the workshop, as two administrators use them: redraw, be refused in words, mend, ask, approve."""

import io
import sys
from pathlib import Path

import pytest
from admins import SECOND, appoint
from hostile import LAWLESS, added_question
from house import WORKED_CASES, House, instant, when

from mediation import clock
from mediation.app import office_of

sys.path.append(str(Path(__file__).parents[1] / "web"))
from surfer import Surfer  # noqa: E402

JSON = {"Accept": "application/json"}


@pytest.fixture
def browsers(app, tmp_path):
    """Two system administrators, signed in."""
    return signed_in(app, House(tmp_path / "house", office_of(app)), instant("2026-03-01T08:00"))


def signed_in(app, house, moment):
    appoint(house)
    clock.move_to(moment)
    found = []
    for person in ("u_admin", SECOND):
        surfer = Surfer(app.test_client())
        surfer.sign_in(person)
        found.append(surfer)
    return found


def post(surfer, address, headers=None, **data):
    token = surfer.get("/admin/models").token
    return surfer.client.post(address, data={"csrf_token": token, **data}, headers=headers)


def draft_of(surfer, title="加一问"):
    answer = post(surfer, "/admin/models/drafts", title=title)
    assert answer.status_code == 303
    return answer.headers["Location"]


def change(surfer, draft, act):
    """What an editor does: asks for the files, changes some, saves them as JSON."""
    listed = surfer.client.get(f"{draft}/files.json").json["files"]
    before = {one["name"]: surfer.client.get(one["raw"]).data for one in listed}
    after = dict(before)
    act(after)
    for name in after:
        if after[name] != before.get(name):
            seen = next((one["seq"] for one in listed if one["name"] == name), 0)
            said = post(surfer, f"{draft}/files/{name}", JSON, text=after[name].decode(), seen=seen)
            assert said.json["saved"], said.json


def test_a_question_is_added_and_released_by_two(browsers):
    one, other = browsers
    draft = draft_of(one)
    change(one, draft, added_question)
    assert one.client.get(f"{draft}/findings.json").json == {"fit": True, "findings": []}
    page = one.get(f"{draft}?check=1")
    assert "没有发现问题" in page.text and "有没有旁人看见?" in page.text
    asked = post(one, f"{draft}/ask", why="群众反映要问清楚").headers["Location"]
    assert "等批准" in one.get("/admin/models").text
    assert "自己送审的" in one.get(asked).text
    assert post(one, f"{asked}/approve").status_code == 403
    assert "有没有旁人看见?" in other.get(asked).text
    assert post(other, f"{asked}/approve").status_code == 303
    assert "正在用" in other.get(asked).text and "加一问" in one.get("/admin/models").text


def test_what_breaks_the_law_is_refused_in_words(browsers):
    one, _ = browsers
    draft = draft_of(one, "不问意愿")
    change(one, draft, LAWLESS["nobody is asked"][1])
    answer = post(one, f"{draft}/ask", why="省事一点儿")
    assert answer.status_code == 422
    assert "有一条路不经过“权利义务告知与双方意愿”就到了" in answer.text and "怎么改:" in answer.text
    found = one.client.get(f"{draft}/findings.json").json
    assert not found["fit"] and all(finding["message"] and finding["remedy"] for finding in found["findings"])


def test_who_saves_over_what_they_have_not_seen_is_told_and_keeps_their_words(browsers):
    one, other = browsers
    draft = draft_of(one)
    file = f"{draft}/files/T_consent.form"
    assert post(one, file, JSON, text="{}", seen=0).json["saved"]
    said = post(other, file, JSON, text="[]", seen=0)
    assert (said.status_code, said.json["saved"]) == (409, False) and said.json["seq"]
    page = post(other, file, text="我写的", seen=0)
    assert page.status_code == 409 and "我写的" in page.text


def test_differences_come_as_marks_for_the_diagram(browsers):
    one, _ = browsers
    draft = draft_of(one)
    change(one, draft, LAWLESS["a term nobody can read"][1])
    found = one.client.get(f"{draft}/difference.json").json
    assert found["marks"] == {"mediation_case": {"changed": ["C_close"]}}
    assert found["changes"][0]["what"] == ["办理时限:3wd → soon"]


@pytest.mark.parametrize("what", ["", "x.exe", "../x.bpmn"])
def test_a_file_that_does_not_fit_is_refused_in_words(what, browsers):
    one, _ = browsers
    draft = draft_of(one)

    answer = post(one, f"{draft}/upload", file=(io.BytesIO(b"<a/>"), what))
    assert answer.status_code in (422, 303)
    assert answer.status_code == 303 if what == "../x.bpmn" else "文件" in answer.text


def test_a_draft_full_of_rubbish_still_has_its_pages(browsers):
    one, _ = browsers
    draft = draft_of(one)
    for name in ("mediation.bpmn", "T_consent.form", "entry_tier.dmn", "beside.json"):
        assert post(one, f"{draft}/files/{name}", JSON, text="<&\0", seen=0).json["saved"]
    page = one.get(f"{draft}?check=1")
    assert page.status == 200 and "读不了" in page.text and "错误" in page.text


def test_an_old_case_is_moved_and_put_back_from_the_page(app, tmp_path):
    house = House(tmp_path / "house", office_of(app))
    case = house.stage(WORKED_CASES["C01"], 5)
    one, other = signed_in(app, house, when(WORKED_CASES["C01"], "S1_read_calm"))
    draft = draft_of(one)
    change(one, draft, added_question)
    asked = post(one, f"{draft}/ask", why="群众反映要问清楚").headers["Location"]
    post(other, f"{asked}/approve")
    before = house.row(case).bundle
    page = one.get("/admin/models/move")
    assert "1 件能迁" in page.text and "摆一摆" in page.text
    to = one.client.get(f"{draft}/files.json").json["digest"]
    assert "迁了 1 件" in follow(one, post(one, "/admin/models/move", case=case, to=to))
    assert house.row(case).bundle == to
    assert "已退回" in follow(one, post(one, "/admin/models/move-back", case=case, to=to))
    assert house.row(case).bundle == before


def follow(surfer, answer):
    assert answer.status_code == 303, answer.text
    return surfer.get(answer.headers["Location"]).text

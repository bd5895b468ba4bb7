"""Official papers on the web: who may print what, what is kept of it, signed pages, the code on an agreement."""

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from house import WORKED_CASES, House, at, form_of, steps_before, when
from pypdf import PdfReader
from surfer import Page, SignIn, Surfer

from mediation.services.drafts import keep_draft
from mediation.services.keep_history import verify_all

C02 = WORKED_CASES["C02"]
PHOTO = b"\xff\xd8\xff\xe0 signed page"


@pytest.fixture
def agreed(house: House) -> str:
    """A case with a written agreement in force."""
    return house.stage(C02, steps_before(C02, "S4_smooth_praise"))


@pytest.fixture(autouse=True)
def that_day():
    with at(when(C02, "S4_smooth_praise")):
        yield


def press(surfer: Surfer, address: str, **files: Any) -> Page:
    token = surfer.get("/account").token
    return surfer.post(address, {"csrf_token": token, **files})


def printed(surfer: Surfer, public_id: str, label: str, fmt: str = "pdf") -> tuple[str, bytes]:
    answer = press(surfer, f"/cases/{public_id}/papers/{label}/{fmt}")
    assert answer.status == 303, answer.response.text
    place = answer.response.headers["Location"]
    return place, surfer.client.get(place, buffered=True).data


def text_of(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_paper_is_printed_kept_sealed_and_stands_in_the_history(agreed: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_xiang")
    place, content = printed(surfer, agreed, "D10-1")
    opened = surfer.client.get(place, buffered=True)
    assert opened.mimetype == "application/pdf" and opened.headers["Content-Disposition"].startswith("inline")
    assert "509901197312020267" in text_of(content) and "未生效" not in text_of(content)
    ((paper, digest, draft),) = house.ask("select paper, digest, draft from issued_paper")
    assert (paper, digest, draft) == ("D10-1", hashlib.sha256(content).hexdigest(), 0)
    assert not [path for path in (house.folder / "files").rglob("*") if path.is_file() and b"%PDF" in path.read_bytes()]
    last = house.history(agreed)[-1]
    assert (last.action, last.subject, last.actor_id) == ("issued", "D10-1", "u_xiang")
    assert "出具了《人民调解协议书》" in surfer.get(f"/cases/{agreed}").text
    verify_all(house.office)


def test_the_same_paper_again_is_the_same_printing(agreed: str, house: House, sign_in: SignIn) -> None:
    surfer, before = sign_in("u_xiang"), len(house.history(agreed))
    places = {printed(surfer, agreed, "D03-1")[0] for _ in range(3)}
    assert len(places) == 1 and len(house.history(agreed)) == before + 1
    printed(surfer, agreed, "D03-1", "docx")
    assert len(house.history(agreed)) == before + 2


def test_an_agreement_that_is_being_written_prints_as_a_draft(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C02, steps_before(C02, "A_written"))
    surfer = sign_in("u_xiang")
    assert "协议书还没有填" in surfer.get(f"/cases/{public_id}/papers").text
    assert press(surfer, f"/cases/{public_id}/papers/D10-1/pdf").status == 404
    filled = house.filled(public_id, "A_written", "u_xiang", form_of(C02, "A_written", signatures=[]))
    key = house.task_key(public_id, "A_written")
    keep_draft(house.office, house.person("u_xiang"), public_id, key, "A_written", filled)
    _, content = printed(surfer, public_id, "D10-1")
    assert "未生效" in text_of(content) and "金额3,000.00元（人民币叁仟元整）" in text_of(content)
    assert "核验值" not in text_of(content)
    house.do(public_id, "A_written", "u_xiang", form_of(C02, "A_written"))
    _, content = printed(surfer, public_id, "D10-1")
    assert "未生效" not in text_of(content) and "核验值" in text_of(content)
    assert [row[0] for row in house.ask("select draft from issued_paper order by number")] == [1, 0]


def test_the_code_on_an_agreement_is_checked_by_anybody_and_betrays_nothing(
    agreed: str, house: House, sign_in: SignIn, client: Any
) -> None:
    _, content = printed(sign_in("u_xiang"), agreed, "D10-1")
    token = re.search(r"[0-9a-f]{16}-[0-9]+-[0-9a-f]{16}", text_of(content))
    assert token
    anybody = Surfer(client)
    page = anybody.client.get(f"/verify?code=让一让核验 {token[0].upper()}", follow_redirects=True)
    assert "核对相符" in page.text
    assert not [name for name in ("田秀芝", "冉茂林", "白石坝", "纠纷") if name in page.text]
    wrong = token[0][:-1] + ("0" if token[0][-1] != "0" else "1")
    assert "对不上" in anybody.get(f"/verify/{wrong}").text
    assert "对不上" in anybody.get(f"/verify/{'0' * 16}-1-{'0' * 16}").text
    assert "看不出核验码" in anybody.get("/verify?code=abc").text


def test_a_history_that_was_tampered_with_no_longer_fits_the_code(
    agreed: str, house: House, sign_in: SignIn, client: Any
) -> None:
    _, content = printed(sign_in("u_xiang"), agreed, "D10-1")
    token = re.search(r"[0-9a-f]{16}-[0-9]+-[0-9a-f]{16}", text_of(content))
    assert token and "核对相符" in Surfer(client).get(f"/verify/{token[0]}").text
    guards = house.ask("select name from sqlite_master where type = 'trigger' and tbl_name = 'history'")
    with house.office.store.writing() as connection:
        for (name,) in guards:
            connection.exec_driver_sql(f"drop trigger {name}")
        connection.exec_driver_sql("update history set subject = 'A_oral' where subject = 'A_written'")
    assert "对不上" in Surfer(client).get(f"/verify/{token[0]}").text


def test_signed_pages_are_bound_to_what_was_printed(agreed: str, house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_xiang")
    place, _ = printed(surfer, agreed, "D10-1")
    for _ in range(2):
        assert press(surfer, f"{place}/signed", signed=(io.BytesIO(PHOTO), "签名页.jpg")).status == 303
    assert house.ask("select number, digest from signed_page") == [(1, hashlib.sha256(PHOTO).hexdigest())]
    assert house.history(agreed)[-1].action == "signed"
    page = surfer.get(f"/cases/{agreed}/papers")
    assert "已交回签名页 1 张" in page.text
    assert "签名页.jpg" not in surfer.get(f"/cases/{agreed}").text
    verify_all(house.office)


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.jpg", b"not a picture"), ("a.jpg", b"")])
def test_what_is_no_photo_is_refused_in_words(
    name: str, content: bytes, agreed: str, house: House, sign_in: SignIn
) -> None:
    surfer = sign_in("u_xiang")
    place, _ = printed(surfer, agreed, "D10-1")
    answer = press(surfer, f"{place}/signed", signed=(io.BytesIO(content), name))
    assert answer.status == 422 and name in answer.text
    assert press(surfer, f"{place}/signed").status == 422
    assert house.ask("select count(*) from signed_page") == [(0,)]


def test_who_may_not_see_identity_gets_a_masked_copy_and_not_the_whole_one(
    agreed: str, house: House, sign_in: SignIn
) -> None:
    place, _ = printed(sign_in("u_xiang"), agreed, "D10-1")
    director = sign_in("u_ran")
    assert "遮盖副本" in director.get(f"/cases/{agreed}/papers").text
    assert director.get(place).status == 404
    _, content = printed(director, agreed, "D10-1")
    assert "遮盖副本" in text_of(content)
    assert "509901197312020267" not in text_of(content) and "19900000013" not in text_of(content)
    assert press(director, f"{place}/signed", signed=(io.BytesIO(PHOTO), "a.jpg")).status == 403


def test_who_has_nothing_to_do_with_it_gets_nothing(agreed: str, house: House, sign_in: SignIn) -> None:
    place, _ = printed(sign_in("u_xiang"), agreed, "D10-1")
    for person, status in (("u_mu", 404), ("u_tan", 404), ("u_admin", 404), ("u_grid1", 403)):
        stranger = sign_in(person)
        assert stranger.get(f"/cases/{agreed}/papers").status == status, person
        assert stranger.get(place).status == status
        assert press(stranger, f"/cases/{agreed}/papers/D10-1/pdf").status == status


def test_cover_and_contents_wait_for_the_file_to_be_bound(agreed: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_xiang")
    assert "归档时生成" in surfer.get(f"/cases/{agreed}/papers").text
    for label in ("D00-1", "D01-1", "D16-1", "D10-2", "X99-1"):
        assert press(surfer, f"/cases/{agreed}/papers/{label}/pdf").status == 404, label


def test_the_contents_of_a_bound_file_name_each_paper_with_its_page(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C02, len(C02["steps"]))
    _, content = printed(sign_in("u_xiang"), public_id, "D01-1")
    text = text_of(content)
    assert "1人民调解申请书1" in text and "人民调解回访记录" in text and "本卷共" in text


def test_the_whole_file_is_taken_out_with_a_reason_that_stands_in_the_history(
    agreed: str, house: House, sign_in: SignIn
) -> None:
    surfer = sign_in("u_xiang")
    assert "导出整卷(压缩包)" in surfer.get(f"/cases/{agreed}/papers").links
    token = surfer.get(f"/cases/{agreed}/dossier").token
    refused = surfer.post(f"/cases/{agreed}/dossier", {"csrf_token": token})
    assert refused.status == 422 and "请选一个导出的原因" in refused.text
    answer = surfer.client.post(
        f"/cases/{agreed}/dossier", data={"csrf_token": token, "reason": "review"}, buffered=True
    )
    assert answer.mimetype == "application/zip" and answer.headers["Content-Disposition"].startswith("attachment")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None and f"dossier-{agreed}/data/卷宗.pdf" in archive.namelist()
    assert "导出了卷宗(案卷评查、检查)" in surfer.get(f"/cases/{agreed}").text

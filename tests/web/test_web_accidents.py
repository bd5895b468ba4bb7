"""Errors as people meet them: a page that helps, a number for the administrator, nothing personal in the log."""

import logging
from collections.abc import Iterator

import pytest
from house import WORKED_CASES, House, steps_before, when
from surfer import SignIn

from mediation import clock
from mediation.errors import Busy, MediationError, ModelLoop
from mediation.services import submit_task as submitting
from mediation.web import registration, tasks, worklist

C01 = WORKED_CASES["C01"]


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "T_screen"))
    yield


def failing(error: Exception):
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_what_nobody_foresaw_gets_a_number_and_no_name_in_the_log(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    surfer = sign_in("u_chen")
    monkeypatch.setattr(worklist, "my_worklist", failing(KeyError("张德厚 19900000011")))
    with caplog.at_level(logging.DEBUG):
        page = surfer.get("/worklist")
    assert page.status == 500 and "把编号" in page.text
    number = page.text.split("编号 ")[1][:8]
    assert number in caplog.text and "KeyError" in caplog.text
    assert "张德厚" not in caplog.text and "19900000011" not in page.response.text


def test_after_an_accident_the_typed_words_can_be_copied(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    surfer = sign_in("u_chen")
    sent = surfer.fill("/cases/new", {"summary": "李国富翻修偏房,屋檐滴水"})
    monkeypatch.setattr(registration, "register_case", failing(RuntimeError("x")))
    page = surfer.post(*sent)
    assert page.status == 500 and "李国富翻修偏房,屋檐滴水" in page.text


def test_a_moment_too_busy_gives_the_same_form_back(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    surfer = sign_in("u_chen")
    where, data = surfer.fill("/cases/new", {"summary": "屋檐滴水,墙脚湿了"})
    monkeypatch.setattr(registration, "register_case", failing(Busy("系统正忙,请再按一次。")))
    page = surfer.post(where, data)
    assert page.status == 409 and "请再按一次" in page.text
    assert page.standing["summary"] == "屋檐滴水,墙脚湿了" and page.standing["key"] == data["key"]


@pytest.mark.parametrize("error", [ModelLoop("转圈"), MediationError("还没有可用的流程")])
def test_a_model_in_trouble_is_no_accident(error: Exception, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    surfer = sign_in("u_chen")
    monkeypatch.setattr(registration, "open_register_page", failing(error))
    page = surfer.get("/cases/new")
    assert page.status == 503 and "管理员会处理" in page.text


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/cases/xyz", 404), ("/logout", 405)])
def test_a_wrong_address_has_a_page_that_leads_on(address: str, status: int, sign_in: SignIn) -> None:
    page = sign_in("u_chen").get(address)
    assert page.status == status and page.links["回到待办"] == "/"


def test_a_token_gone_stale_gives_the_words_to_copy(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    where, data = surfer.fill("/cases/new", {"summary": "屋檐滴水,墙脚湿了"})
    page = surfer.post(where, {**data.to_dict(), "csrf_token": "old"})
    assert page.status == 400 and "屋檐滴水,墙脚湿了" in page.text


def test_names_telephones_and_ids_stay_out_of_logs_and_addresses(
    house: House, sign_in: SignIn, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.DEBUG):
        public_id = house.stage(C01, steps_before(C01, "T_screen"))
        surfer = sign_in("u_chen")
        address = f"/tasks/{public_id}-{house.task_key(public_id, 'T_screen')}"
        surfer.press(address, {"reason": "张德厚 19900000011 509901195804110235"})
        monkeypatch.setattr(tasks, "submit_task", failing(ValueError("张德厚 19900000011")))
        surfer.press(address, {"reason": "张德厚 19900000011"})
        monkeypatch.setattr(submitting, "take_step", failing(ModelLoop("张德厚")))
    log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("mediation"))
    for word in ("张德厚", "19900000011", "509901195804110235"):
        assert word not in log and word not in address
    assert house.ask("select count(*) from access_log where subject like '%张%'") == [(0,)]

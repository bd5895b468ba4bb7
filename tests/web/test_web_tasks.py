"""One open task over HTTP: what is refused and how, what is never lost, what happens exactly once."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from house import WORKED_CASES, House, form_of, steps_before, when
from surfer import SignIn, Surfer, merged

from mediation import clock
from mediation.errors import CaseStuck, GuardRefused
from mediation.services import submit_task as submitting

C01, C02, C06 = (WORKED_CASES[name] for name in ("C01", "C02", "C06"))


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    clock.move_to(when(C01, "T_screen"))
    yield


def staged(house: House, case: dict, task: str) -> str:
    """A worked case at the point where a task waits; gives the task's address."""
    clock.move_to(None)
    public_id = house.stage(case, steps_before(case, task))
    house.let_pass(public_id, when(case, task))
    clock.move_to(when(case, task))
    return f"/tasks/{public_id}-{house.task_key(public_id, task)}"


def case_of(address: str) -> str:
    return address.removeprefix("/tasks/").split("-")[0]


def screening(house: House, address: str, **changes: object) -> object:
    return house.filled(case_of(address), "T_screen", "u_chen", form_of(C01, "T_screen", **changes))


def test_a_task_done_leads_to_the_next_one_where_it_is_the_same_persons(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    page = surfer.press(address, screening(house, address))
    assert page.status == 303 and page.response.location.startswith(f"/tasks/{case_of(address)}-")
    following = surfer.get(page.response.location)
    assert "“受理审查”办好了。接下来:告知与意愿。" in following.text


def test_where_the_next_task_is_somebody_elses_the_case_page_says_whose(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "F_visit"), sign_in("u_chen")
    filled = house.filled(case_of(address), "F_visit", "u_chen", form_of(C01, "F_visit"))
    page = surfer.press(address, filled)
    assert page.response.location == f"/cases/{case_of(address)}"
    assert "接下来“结案审核”由" in surfer.get(page.response.location).text


def test_a_wrong_answer_keeps_every_word_and_says_at_the_field_what_to_do(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    filled = screening(house, address, reason="说得清楚", three_conditions=[])
    filled.setlist("in_scope", [""])
    page = surfer.press(address, filled)
    assert page.status == 422 and page.standing["reason"] == "说得清楚"
    summary = page.tree.xpath("//*[@data-error-summary]//a")
    assert summary and page.tree.xpath(f"//*[@id='{summary[0].get('href')[1:]}']")
    group = page.tree.xpath("//*[@data-field='in_scope']/fieldset")[0]
    assert page.tree.xpath(f"//*[@id='{group.get('aria-describedby')}']")[0].text_content().startswith("要改:")
    assert page.standing["key"] and house.open_tasks(case_of(address)) == ["T_screen"]


def test_what_was_mended_goes_through_with_the_same_key(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    filled = screening(house, address)
    wrong = surfer.post(address, merged(surfer.get(address), {**filled.to_dict(), "decision": ""}))
    assert wrong.status == 422
    assert surfer.post(address, merged(wrong, filled)).status == 303


def test_a_guard_says_its_sentence_at_its_field_and_names_its_article(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C06, "T_terminate"), sign_in("u_mu")
    filled = house.filled(case_of(address), "T_terminate", "u_mu", form_of(C06, "T_terminate", delivered=["p1"]))
    page = surfer.press(address, filled)
    assert page.status == 422
    said = page.tree.xpath("//*[@data-field='delivered']//*[contains(@class, 'error')]")[0].text_content()
    assert "依据:人民调解法第26条" in said


def test_a_guard_without_a_field_says_it_on_top(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C06, "C_close"), sign_in("u_mu")
    page = surfer.press(address, house.filled(case_of(address), "C_close", "u_mu", form_of(C06, "C_close")))
    summary = page.tree.xpath("//*[@data-error-summary]")[0].text_content()
    assert page.status == 422 and "经办人不能审核自己办的案件" in summary


def test_a_guard_on_top_names_its_article_too(house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")

    def refuse(*_: object, **__: object) -> None:
        raise GuardRefused("G2", "当事人已明确拒绝调解。", article="人民调解法第17条")

    monkeypatch.setattr(submitting, "take_step", refuse)
    page = surfer.press(address, screening(house, address))
    assert page.status == 422 and "当事人已明确拒绝调解。 依据:人民调解法第17条" in page.text


def test_a_second_press_of_the_same_button_has_the_same_answer_and_no_second_effect(
    house: House, sign_in: SignIn
) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    sent = surfer.fill(address, screening(house, address))
    first, second = surfer.post(*sent), surfer.post(*sent)
    assert (first.status, second.status) == (303, 303)
    assert first.response.location == second.response.location
    assert len(house.history(case_of(address))) == 2


def test_eight_presses_at_once_are_one_step(app: Flask, house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    sent, cookie = surfer.fill(address, screening(house, address)), surfer.client.get_cookie("mediation")
    assert cookie is not None
    start, answers = threading.Barrier(8), []

    def press() -> None:
        client = app.test_client()
        client.set_cookie("mediation", cookie.value)
        start.wait()
        answers.append(Surfer(client).post(*sent).status)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8 and len(house.history(case_of(address))) == 2


def test_of_two_people_on_one_task_the_second_gets_every_word_back(house: House, sign_in: SignIn) -> None:
    address, quick, slow = staged(house, C02, "T_consent"), sign_in("u_xiang"), sign_in("u_ran")
    filled = house.filled(case_of(address), "T_consent", "u_xiang", form_of(C02, "T_consent"))
    typed = house.filled(case_of(address), "T_consent", "u_ran", form_of(C02, "T_consent"))
    typed["parties-p1-refusal_text"] = "他说要再想想"
    late = slow.fill(address, typed)
    assert quick.press(address, filled).status == 303
    page = slow.post(*late)
    assert page.status == 409 and "他说要再想想" in page.text and "向春梅 办理了“告知与意愿”" in page.text
    again = slow.get(address)
    assert again.status == 409 and "他说要再想想" in again.text


def test_a_stale_page_is_told_what_changed_and_keeps_the_words(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, screening(house, address, reason="两家都认"))
    data["shown"] = " ".join(f"{part.split(':')[0]}:00000000" for part in data["shown"].split())
    page = surfer.post(where, data)
    assert page.status == 409 and "当事人" in page.text and "两家都认" in page.text
    assert page.standing["reason"] == "两家都认" and "现在的当事人张德厚(申请人)、李国富(被申请人)" in page.text
    assert page.standing["shown"] == surfer.get(address).standing["shown"]
    reopened = surfer.get(address)
    assert reopened.standing["reason"] == "两家都认" and "没写完的内容还在" in reopened.text
    assert surfer.post(address, page.standing).status == 303
    assert surfer.get(f"{address}").status == 409


def test_what_was_put_aside_is_there_again_and_may_be_thrown_away(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, {"reason": "还要问一问", "in_scope": "true"})
    saved = surfer.post(where, {**data.to_dict(), "_save": "1"})
    assert saved.response.location == f"/cases/{case_of(address)}"
    again = surfer.get(address)
    assert (again.standing["reason"], again.standing["in_scope"]) == ("还要问一问", "true")
    assert surfer.get(f"{address}?fresh=1").standing["reason"] == ""
    assert sign_in("u_ran").get(address).status == 403


def test_a_draft_can_be_read_by_nobody_who_lacks_the_case_key(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, {"reason": "吴光荣说的原话"})
    surfer.post(where, {**data.to_dict(), "_save": "1"})
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    assert "吴光荣说的原话".encode() not in raw


def test_one_more_row_is_asked_for_without_judging_anything(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "S3_mediate_yield"), sign_in("u_chen")
    page = surfer.get(address)
    rows = len(page.tree.xpath("//*[@data-rows='plans']/*[@data-row]"))
    more = surfer.post(address, merged(page, {"plans-0": "各让一步"}, _add="plans"))
    assert more.status == 200 and more.standing["plans-0"] == "各让一步"
    assert len(more.tree.xpath("//*[@data-rows='plans']/*[@data-row]")) > rows - 1
    assert not more.tree.xpath("//*[@data-error-summary]")
    assert more.standing["key"] == page.standing["key"]


@pytest.mark.parametrize(
    "address", ["/tasks/0123456789abcdef-1", "/tasks/zz-1", "/tasks/0123456789abcdef-x", "/tasks/"]
)
def test_an_unknown_task_is_not_found(address: str, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    assert surfer.get(address).status == 404
    token = surfer.get("/cases/new").token
    assert surfer.post(address, {"csrf_token": token, "key": "k" * 32}).status == 404


def test_a_task_of_a_case_that_is_none_of_ones_business_is_not_found(house: House, sign_in: SignIn) -> None:
    address = staged(house, C01, "T_screen")
    for person in ("u_mu", "u_admin"):
        surfer = sign_in(person)
        assert surfer.get(address).status == 404
        assert surfer.post(address, press_of(surfer)).status == 404


def test_a_task_of_somebody_else_in_sight_says_who_does_it(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_ran")
    page = surfer.get(address)
    assert page.status == 403 and "不归您办" in page.text
    assert surfer.post(address, press_of(surfer)).status == 403
    assert "小组调解员" in surfer.get(f"/cases/{case_of(address)}").text
    assert house.open_tasks(case_of(address)) == ["T_screen"]


def test_fields_that_the_form_does_not_ask_for_are_ignored(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, screening(house, address))
    for name in ("approved", "_role", "__class__", "final_status", "deadline_on", "accepted_on", "volume_no", "actor"):
        data[name] = "2030-01-01"
    assert surfer.post(where, data).status == 303
    entered = house.entered(case_of(address))[-1]
    assert entered["deadline_on"] == "2026-04-02" and "approved" not in entered and "volume_no" not in entered


def test_a_press_without_a_key_is_no_press_of_ours(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, screening(house, address))
    for key in ("", "x", "k" * 65, "张" * 10):
        assert surfer.post(where, {**data.to_dict(), "key": key}).status == 400
    assert house.open_tasks(case_of(address)) == ["T_screen"]


def test_a_model_that_leads_nowhere_is_told_kindly_and_the_words_are_kept(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    sent = surfer.fill(address, screening(house, address, reason="这句话要留着"))

    def stuck(*_: object, **__: object) -> None:
        raise CaseStuck("流程走到这里没有下一步。")

    monkeypatch.setattr(submitting, "take_step", stuck)
    page = surfer.post(*sent)
    assert page.status == 503 and "已记录异常" in page.text and "这句话要留着" in page.text
    assert "走不下去" in surfer.get(f"/cases/{case_of(address)}").text
    monkeypatch.undo()
    assert surfer.get(address).standing["reason"] == "这句话要留着"


def test_a_task_page_shows_where_it_stands_and_what_its_button_does(house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "S2_lay_talk"), sign_in("u_chen")
    page = surfer.get(address)
    here = page.tree.xpath("//ol[@class='way']/li[@aria-current='step']")[0]
    assert here.text_content() == "摆一摆谈一谈"
    assert [button.text for button in page.form.xpath(".//button[@class='main']")] == ["谈过了,往下走"]
    assert "张德厚 与 李国富 · 邻里纠纷" in page.text


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "</textarea><b>x",
    "'\" onfocus=x",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_is_only_ever_text(payload: str, house: House, sign_in: SignIn) -> None:
    address, surfer = staged(house, C01, "T_screen"), sign_in("u_chen")
    where, data = surfer.fill(address, {"reason": payload})
    page = surfer.post(where, data)
    assert page.status == 422 and page.standing["reason"] == payload
    assert not page.tree.xpath("//main//script | //main//img | //*[@onerror] | //*[@onfocus]")


def press_of(surfer: Surfer) -> dict[str, str]:
    page = surfer.get("/login")
    token = page.token if page.status == 200 else surfer.get("/worklist").token
    return {"csrf_token": token, "key": "k" * 32, "form": "T_screen"}

"""Two people on one step: who comes second sees both sides, as far as they are theirs to see, and loses no word."""

import json

import pytest
from house import MORE_FILE, WORKED_CASES, House, form_of, steps_before, when
from surfer import Page, SignIn, Surfer, merged

from mediation import clock
from mediation.services.done_meanwhile import done_meanwhile

C01, C02 = WORKED_CASES["C01"], WORKED_CASES["C02"]
M04 = next(case for case in json.loads(MORE_FILE.read_text("utf-8"))["cases"] if case["case_id"] == "M04")
PRIVATE = "背靠背说的,不能让别人看见"


def staged(house: House, case: dict, task: str) -> str:
    public_id = house.stage(case, steps_before(case, task))
    house.let_pass(public_id, when(case, task))
    clock.move_to(when(case, task))
    return f"/tasks/{public_id}-{house.task_key(public_id, task)}"


def case_of(address: str) -> str:
    return address.removeprefix("/tasks/").split("-")[0]


def sides(page: Page) -> dict[str, list[str]]:
    """What each answer is on both sides, by its words."""
    return {
        pair.xpath("./h3")[0].text_content(): [one.text_content() for one in pair.xpath("./div/p")]
        for pair in page.tree.xpath("//ul[@class='pairs']/li")
    }


@pytest.fixture
def overtaken(house: House, sign_in: SignIn) -> tuple[Surfer, str, Page]:
    """Somebody who wrote down what the parties want, and whom a colleague overtook."""
    address, quick, slow = staged(house, C02, "T_consent"), sign_in("u_xiang"), sign_in("u_ran")
    case = case_of(address)
    late = slow.fill(address, house.filled(case, "T_consent", "u_ran", form_of(C02, "T_consent")))
    late[1]["parties-p1-refusal_text"] = "他说要再想想"
    assert quick.press(address, house.filled(case, "T_consent", "u_xiang", form_of(C02, "T_consent"))).status == 303
    return slow, address, slow.post(*late)


def test_who_comes_second_sees_both_sides_where_they_differ(overtaken: tuple[Surfer, str, Page]) -> None:
    _, _, page = overtaken
    assert page.status == 409 and "现在的是向春梅" in page.text
    [(label, both)] = sides(page).items()
    assert label.endswith("原话") and both == ["他说要再想想", "(没有写)"]


def test_what_is_not_wanted_any_more_is_thrown_away_also_once_the_step_is_done(
    house: House, overtaken: tuple[Surfer, str, Page]
) -> None:
    slow, address, page = overtaken
    dropped = slow.post(f"{address}/draft", {"csrf_token": page.token, "key": "k" * 32, "_drop": "1"})
    assert dropped.response.location == f"/cases/{case_of(address)}"
    assert house.ask("select count(*) from draft") == [(0,)] and "他说要再想想" not in slow.get(address).text


def test_what_the_form_proposes_now_stands_beside_what_was_written_and_can_be_taken_over(
    house: House, sign_in: SignIn
) -> None:
    address, surfer = staged(house, C01, "S4_smooth_praise"), sign_in("u_chen")
    page = surfer.get(address)
    proposed = page.standing["followup_plan-0"]
    typed = merged(page, {"followup_plan-0": "2026-03-25", "shown": "parties:00000000"})
    stale = surfer.post(address, typed)
    assert stale.status == 409 and ["2026-03-25", proposed] in sides(stale).values()
    [button] = stale.tree.xpath("//button[@data-take]")
    assert button.get("data-take") == "followup_plan-0" and json.loads(button.get("data-words")) == [proposed]
    assert stale.standing["followup_plan-0"] == "2026-03-25"


def talk(house: House, sign_in: SignIn, late: str) -> Page:
    """u_chen has written down a talk, with private words; somebody presses the same step too late."""
    address = staged(house, C01, "S2_lay_talk")
    case, surfer = case_of(address), sign_in("u_chen")
    form = form_of(C01, "S2_lay_talk", private_statements={"p1": PRIVATE})
    sent = surfer.fill(address, house.filled(case, "S2_lay_talk", "u_chen", form))
    assert surfer.post(*sent).status == 303
    other = sign_in(late)
    token = other.client.get("/device/token").json["token"]
    data = {"csrf_token": token, "key": "another-press-1", "form": "S2_lay_talk", "statements-p1": "我来晚了"}
    return other.post(address, data)


SAID = form_of(C01, "S2_lay_talk")["statements"]["p1"]


@pytest.mark.parametrize(
    ("late", "statements", "private"), [("u_chen", True, True), ("u_ran", True, False), ("u_xiang", False, False)]
)
def test_of_what_another_entered_everybody_sees_what_the_case_page_would_show_them(
    late: str, statements: bool, private: bool, house: House, sign_in: SignIn
) -> None:
    page = talk(house, sign_in, late)
    assert page.status == 409 and "我来晚了" in page.text
    assert (["我来晚了", SAID] in sides(page).values()) is statements
    assert (SAID in page.response.text) is statements and (PRIVATE in page.response.text) is private


def test_the_words_can_be_taken_to_the_same_step_where_it_is_open_again(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(M04, steps_before(M04, "S2_lay_talk", 1))
    clock.move_to(when(M04, "S2_lay_talk", 1))
    surfer = sign_in("u_xiang")
    open_now = f"/tasks/{public_id}-{house.task_key(public_id, 'S2_lay_talk')}"
    typed = {**surfer.get(open_now).standing.to_dict(), "statements-p1": "上回没写的"}
    page = surfer.post(f"/tasks/{public_id}-1", typed)
    again = page.tree.xpath("//form[.//button[@name='_reopen']]")[0]
    data = {one.get("name"): one.get("value") for one in again.xpath(".//input")}
    opened = surfer.post(again.get("action"), {**data, "_reopen": "1"})
    assert page.status == 409 and again.get("action") == open_now
    assert opened.status == 200 and opened.standing["statements-p1"] == "上回没写的"


def test_a_phones_number_of_another_is_masked_on_the_other_side(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, 1)
    clock.move_to(when(C01, "T_screen"))
    done = done_meanwhile(house.office, house.person("u_chen"), public_id, "T_register")
    assert done is not None
    numbers = [row["phone"] for row in C01["parties"] if row.get("phone")]
    shown = [row["phone"] for row in done.values["parties"] if row.get("phone")]
    assert numbers and shown == [f"{number[:3]}****{number[-4:]}" for number in numbers]

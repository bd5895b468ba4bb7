"""One's own account: a new password by the rules, the second factor and its recovery codes, sessions and their end."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from house import WORKED_CASES, House, instant, steps_before, when
from hypothesis import given
from hypothesis import strategies as st
from surfer import PASSWORD, Page, SignIn, Surfer, kept_in

from mediation import clock
from mediation.law import passwords
from mediation.law.passwords import PROFILES, too_common, troubles
from mediation.services import second_factor as factor
from mediation.services.my_sessions import device_of
from mediation.store import people

NINE = instant("2026-03-03T09:00")
GOOD = ("Qiao-tou_huaishu9", "Yan&mo8shanhe", "Luo3.xiaoxi.gou", "Wu7+pingtan+ba", "He=dong6zhuyuan", "Mao_po5.yanzi")
C01 = WORKED_CASES["C01"]


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    clock.move_to(NINE)
    yield


def later(**span: float) -> None:
    clock.move_to(NINE + timedelta(**span))


def change(surfer: Surfer, old: str, new: str, again: str | None = None) -> Page:
    token = surfer.get("/account/password").token
    return surfer.post("/account/password", {"csrf_token": token, "old": old, "new": new, "again": again or new})


# --- passwords


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("Short-1", "至少 12 位"), ("alllowercaseletters", "3 种"), ("Chenzhongming陈忠明9", "自己的姓名"),
        ("xU_CHENx-49Lam", "自己的姓名或账号"), ("Password2026!", "太常见"), ("Qwertyuiop1!", "太常见"),
        ("Aa1!Aa1!Aa1!", "太常见"), ("Woaini5201314!", "太常见"), ("Abcdefgh1234!", "太常见"),
        ("P@ssw0rd2024!!", "太常见"), ("x" * 129, "最多 128 位"),
    ],
)  # fmt: skip
def test_a_password_that_is_too_easy_is_refused_at_its_field(new: str, said: str, sign_in: SignIn) -> None:
    page = change(sign_in("u_chen"), PASSWORD, new)
    assert page.status == 422
    assert said in page.tree.xpath("//div[.//input[@name='new']]")[0].text_content()


def test_the_old_password_is_asked_for_and_the_new_one_twice(sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    assert "现在的密码不对" in change(surfer, "wrong", GOOD[0]).text
    assert "两次写的不一样" in change(surfer, PASSWORD, GOOD[0], GOOD[1]).text
    assert change(surfer, PASSWORD, GOOD[0]).status == 303


def test_the_last_five_are_barred_and_the_sixth_is_free_again(sign_in: SignIn) -> None:
    surfer, now = sign_in("u_chen"), PASSWORD
    for new in GOOD[:5]:
        assert change(surfer, now, new).status == 303
        now = new
    for old in GOOD[:5]:
        assert "用过的密码" in change(surfer, now, old).text
    assert change(surfer, now, GOOD[5]).status == 303 and change(surfer, GOOD[5], GOOD[0]).status == 303


def test_after_ninety_days_a_password_is_changed_first_unless_the_rules_say_otherwise(
    house: House, sign_in: SignIn
) -> None:
    change(sign_in("u_chen"), PASSWORD, GOOD[0])
    surfer = Surfer(sign_in("u_ran").client.application.test_client())
    for days, address in ((89, "/worklist"), (91, "/account/password")):
        later(days=days)
        surfer.sign_in("u_chen", GOOD[0])
        assert (surfer.get("/worklist").response.location or "/worklist") == address
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"password_rules": "asvs"})
    assert surfer.get("/worklist").status == 200


def test_under_asvs_a_long_phrase_needs_no_signs_but_a_common_one_is_refused_still() -> None:
    asvs = PROFILES["asvs"]
    assert not troubles("huaishu yanzi hewan", asvs) and troubles("huaishu yanzi hewan", PROFILES["mlps3"])
    assert troubles("passwordpassword", asvs) and troubles("123456789012", asvs)


@given(st.text(max_size=200), st.sampled_from(sorted(PROFILES)))
def test_no_password_breaks_the_rules_themselves_and_short_ones_never_pass(word: str, name: str) -> None:
    found = troubles(word, PROFILES[name], ("陈忠明", "u_chen"))
    assert all(text.endswith("。") for text in found)
    assert len(word) >= passwords.LEAST or found


@given(st.sampled_from(passwords.COMMON), st.integers(0, 9999), st.sampled_from("!@#$%&*."))
def test_a_usual_word_with_a_number_and_a_sign_is_common(word: str, number: int, sign: str) -> None:
    assert too_common(f"{word.capitalize()}{number}{sign}") or len(set(str(number))) > 2


def test_random_passwords_are_not_called_common() -> None:
    made = [pyotp.random_base32()[:16].lower() for _ in range(300)]
    assert sum(too_common(one) for one in made) <= 3


# --- the second factor


def code_now(house: House, person: str, shift: int = 0) -> str:
    waiting = house.ask("select wrapped_key, sealed from second_factor where person_id = ?", person)[0]
    secret = house.office.store.vault.unwrap(waiting[0]).open(waiting[1])
    return str(pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * shift)))


def set_up(house: House, surfer: Surfer, person: str) -> list[str]:
    """Open the second factor as a person does; gives the recovery codes."""
    token = surfer.get("/account").token
    surfer.post("/account/code", {"csrf_token": token, "what": "begin"})
    picture = surfer.client.get("/account/code.svg")
    assert picture.mimetype == "image/svg+xml" and picture.data.startswith(b"<svg")
    code = code_now(house, person)
    page = surfer.post("/account/code", {"csrf_token": token, "what": "confirm", "code": code})
    return [one.text_content() for one in page.tree.xpath("//li[@class='secret']")]


def half(app: Flask, person: str, **more: str) -> tuple[Surfer, Page]:
    surfer = Surfer(app.test_client())
    token = surfer.get("/login").token
    return surfer, surfer.post("/login", {"csrf_token": token, "who": person, "password": PASSWORD, **more})


def give(surfer: Surfer, page: Page, code: str) -> Page:
    hidden = {one.get("name"): one.get("value") for one in page.tree.xpath("//main//input[@type='hidden']")}
    return surfer.post("/login/code", {**hidden, "code": code})


def test_with_a_second_factor_the_password_alone_opens_nothing(app: Flask, house: House, sign_in: SignIn) -> None:
    set_up(house, sign_in("u_chen"), "u_chen")
    later(minutes=2)
    surfer, page = half(app, "u_chen")
    assert page.status == 200 and "动态码" in page.text
    for address in ("/worklist", "/cases", "/account", "/account/code"):
        assert surfer.get(address).response.location.startswith("/login")
    assert give(surfer, page, "000000").status == 401
    assert give(surfer, page, code_now(house, "u_chen")).response.location == "/worklist"
    assert surfer.get("/worklist").status == 200


def test_a_code_holds_once_and_so_does_one_that_is_a_little_late(app: Flask, house: House, sign_in: SignIn) -> None:
    set_up(house, sign_in("u_chen"), "u_chen")
    surfer, page = half(app, "u_chen")
    assert give(surfer, page, code_now(house, "u_chen")).status == 401  # was used to set it up
    later(minutes=2)
    code = code_now(house, "u_chen", shift=-1)
    assert give(surfer, page, code).status == 303
    other, again = half(app, "u_chen")
    assert give(other, again, code).status == 401
    assert give(other, again, code_now(house, "u_chen", shift=-4)).status == 401


def test_a_recovery_code_opens_once(app: Flask, house: House, sign_in: SignIn) -> None:
    codes = set_up(house, sign_in("u_chen"), "u_chen")
    assert len(set(codes)) == factor.RECOVERY
    surfer, page = half(app, "u_chen")
    assert give(surfer, page, codes[3].upper()).status == 303
    other, again = half(app, "u_chen")
    assert give(other, again, codes[3]).status == 401
    assert factor.standing(house.office, house.person("u_chen")).recovery_left == factor.RECOVERY - 1


def test_guessing_codes_locks_out_as_guessing_passwords_does(app: Flask, house: House, sign_in: SignIn) -> None:
    set_up(house, sign_in("u_chen"), "u_chen")
    later(minutes=2)
    surfer, page = half(app, "u_chen")
    for _ in range(5):
        assert give(surfer, page, "000000").status == 401
    assert give(surfer, page, code_now(house, "u_chen")).status == 401
    assert half(app, "u_chen")[1].status == 401


def test_secrets_and_recovery_codes_do_not_stand_in_the_database(house: House, sign_in: SignIn) -> None:
    surfer = sign_in("u_chen")
    surfer.post("/account/code", {"csrf_token": surfer.get("/account").token, "what": "begin"})
    waiting = factor.setup(house.office, house.person("u_chen"))
    assert waiting is not None
    codes = factor.confirm(house.office, house.person("u_chen"), code_now(house, "u_chen"))
    house.office.store.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.folder.glob("mediation.db*"))
    assert waiting.secret.encode() not in raw and not [one for one in codes if one.encode() in raw]
    assert factor.setup(house.office, house.person("u_chen")) is None


def test_it_is_put_away_with_the_password_or_by_the_security_administrator(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    chen = sign_in("u_chen")
    set_up(house, chen, "u_chen")
    token = chen.get("/account").token
    assert chen.post("/account/code", {"csrf_token": token, "what": "drop", "password": "x"}).status == 422
    assert chen.post("/account/code", {"csrf_token": token, "what": "drop", "password": PASSWORD}).status == 303
    assert half(app, "u_chen")[1].status == 303
    set_up(house, chen, "u_chen")
    security = sign_in("u_security")
    security.post("/admin/people/u_chen/code", {"csrf_token": security.get("/account").token})
    assert half(app, "u_chen")[1].status == 303


def test_words_typed_while_the_session_ran_out_come_through_the_second_factor_too(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    case = house.stage(C01, steps_before(C01, "T_screen"))
    clock.move_to(when(C01, "T_screen"))
    surfer = sign_in("u_chen")
    set_up(house, surfer, "u_chen")
    address, data = surfer.fill(f"/tasks/{case}-{house.task_key(case, 'T_screen')}", {"reason": "吴家的鸡"})
    clock.move_to(clock.now() + timedelta(hours=1))
    asked = surfer.post(address, data)
    hidden = {one.get("name"): one.get("value") for one in asked.tree.xpath("//main//input[@type='hidden']")}
    page = surfer.post("/login", {**hidden, "who": "u_chen", "password": PASSWORD})
    assert ["reason", "吴家的鸡"] in kept_in(page)
    assert give(surfer, page, code_now(house, "u_chen")).response.location == address
    assert surfer.get(address).standing["reason"] == "吴家的鸡"


# --- sessions


def test_my_sessions_are_listed_and_each_can_be_ended(app: Flask, sign_in: SignIn) -> None:
    here, there = sign_in("u_chen"), Surfer(app.test_client())
    there.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"
    there.sign_in("u_chen")
    page = here.get("/account")
    assert "安卓手机 · 微信" in page.text and "就是这里" in page.text
    mark = page.tree.xpath("//input[@name='mark']/@value")
    assert len(mark) == 1
    here.post("/account/sessions", {"csrf_token": page.token, "mark": mark[0]})
    assert there.get("/worklist").status == 303 and here.get("/worklist").status == 200


def test_one_session_a_kind_of_device_a_new_phone_ends_the_old_one_and_leaves_the_computer(
    app: Flask, house: House
) -> None:
    def enter(agent: str) -> Surfer:
        surfer = Surfer(app.test_client())
        surfer.client.environ_base["HTTP_USER_AGENT"] = agent
        surfer.sign_in("u_chen")
        return surfer

    old, computer = enter("Mozilla/5.0 (Linux; Android 10) Chrome"), enter("Mozilla/5.0 (Windows NT 10.0) Edg/1")
    assert old.get("/worklist").status == computer.get("/worklist").status == 200
    new = enter("Mozilla/5.0 (iPhone) MicroMessenger/8.0")
    assert [one.get("/worklist").status for one in (old, computer, new)] == [303, 200, 200]
    # everybody who tries a demo is the same few people
    with house.office.store.writing() as connection:
        people.set_settings(connection, {"demo": True})
    again = enter("Mozilla/5.0 (Linux; Android 10) Chrome")
    assert [one.get("/worklist").status for one in (new, again)] == [200, 200]


def test_all_others_end_at_once_and_a_new_password_ends_them_too(app: Flask, sign_in: SignIn) -> None:
    here, others = sign_in("u_chen"), [sign_in("u_chen") for _ in range(2)]
    here.post("/account/sessions", {"csrf_token": here.get("/account").token})
    assert [one.get("/worklist").status for one in others] == [303, 303]
    other = sign_in("u_chen")
    change(here, PASSWORD, GOOD[0])
    assert other.get("/worklist").status == 303 and here.get("/worklist").status == 200


def test_nobody_ends_the_session_of_another(sign_in: SignIn) -> None:
    chen, first, second = sign_in("u_chen"), sign_in("u_ran"), sign_in("u_ran")
    mark = first.get("/account").tree.xpath("//input[@name='mark']/@value")[0]
    assert chen.post("/account/sessions", {"csrf_token": chen.get("/account").token, "mark": mark}).status == 404
    assert second.get("/worklist").status == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("", ""),
        ("curl/8", ""),
        ("Mozilla/5.0 (iPhone) Safari", "苹果手机"),
        ("Windows NT 10 Edg/1", "Windows 电脑 · Edge"),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, said: str) -> None:
    assert device_of(agent) == said

"""What the parties said stands on the case page for who reads the record; private words for who presides only."""

from house import WORKED_CASES, House, form_of, steps_before, when
from surfer import SignIn

from mediation import clock

C01 = WORKED_CASES["C01"]
SAID, SECRET = "雨水滴到柴房,墙要垮了。", "他家只要出一百块我就不吵了。"


def talked(house: House) -> str:
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    form = form_of(C01, "S2_lay_talk", private_statements={"p1": SECRET})
    house.do(public_id, "S2_lay_talk", "u_chen", form)
    return public_id


def test_who_presides_reads_what_was_said_and_what_was_said_in_private(house: House, sign_in: SignIn) -> None:
    text = sign_in("u_chen").get(f"/cases/{talked(house)}").text
    assert SAID in text and SECRET in text and "只给主办人看" in text


def test_the_director_reads_the_record_and_no_private_word(house: House, sign_in: SignIn) -> None:
    text = sign_in("u_ran").get(f"/cases/{talked(house)}").text
    assert SAID in text and SECRET not in text


def test_who_only_has_sight_of_the_case_reads_nothing_of_it(house: House, sign_in: SignIn) -> None:
    public_id = talked(house)
    for person in ("u_grid1", "u_deng"):
        page = sign_in(person).get(f"/cases/{public_id}")
        assert page.status == 200 and SAID not in page.text and SECRET not in page.text

"""Own words stay out of the facts; what they decide is not lost."""

from datetime import date

import pytest

from mediation.case.facts import Agreement, Term
from mediation.case.own_words import OWN, all_known, known, period
from mediation.law.follow_up import _period_days


@pytest.mark.parametrize("word", ["domestic_violence", "amount>=50000", "u_xiang", "O-V2", "people>=5", None])
def test_codes_stay_as_they_are(word):
    assert known(word) == word


@pytest.mark.parametrize("word", ["张三酗酒", "小张 在逃", "a b", "13800000000", "x" * 41, "", "é"])
def test_own_words_are_only_said_to_be_there(word):
    assert known(word) == OWN


def test_known_words_stay():
    assert known("30年", ("10年", "30年")) == "30年"


def test_a_list_keeps_its_codes_in_order_and_names_own_words_once():
    assert all_known(["elder", "张三", "李四", "labor"]) == ["elder", OWN, "labor"]


@pytest.mark.parametrize(
    ("said", "kept", "second"),
    [
        ("每月", "每月", "2026-02-05"),
        ("每月由王小二送到家", "每月二", "2026-02-05"),
        ("每3个月", "每3个月", "2026-04-05"),
        ("每两个月一次", "每两个月", "2026-03-05"),
        ("半年", "半年", "2026-07-05"),
        ("每季度末", "每季度", "2026-04-05"),
        ("每周五", "每周五", "2026-01-12"),
        ("看情况", "每月", "2026-02-05"),
        ("month", "month", "2026-02-05"),
    ],
)
def test_a_period_keeps_its_meaning_and_loses_everything_else(said, kept, second):
    assert period(said) == kept
    for words in (said, kept):
        term = Term(1, "p2", "p1", "11", period=words, first_due="2026-01-05")
        agreement = Agreement("", "written", "O", "O", "2026-01-01", "0.00", [term])
        assert _period_days(agreement)[1] == date.fromisoformat(second)


def test_no_period_is_none():
    assert period(None) is None and period("") is None

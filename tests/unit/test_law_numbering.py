"""The shape of the office's numbers."""

import pytest

from mediation.law.numbering import amended, counted_from_one, format_number, numeral, same_series


def test_the_four_series() -> None:
    assert format_number("volume", 2026, "白石坝", 1) == "(2026)白石坝人调字第001号"
    assert format_number("register", 2026, "双河", 19) == "(2026)双河登字第019号"
    assert format_number("termination", 2026, "青石", 9) == "(2026)青石终字第009号"
    assert format_number("rejection", 2026, "双河", 1234) == "(2026)双河不受字第1234号"


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="begins at 1"):
        format_number("volume", 2026, "白石坝", 0)
    with pytest.raises(KeyError):
        format_number("other", 2026, "白石坝", 1)


@pytest.mark.parametrize(
    ("n", "text"), [(1, ""), (2, "之二"), (10, "之十"), (11, "之十一"), (20, "之二十"), (99, "之九十九")]
)
def test_changed_agreements(n: int, text: str) -> None:
    assert amended("(2026)白石坝人调字第002号", n) == "(2026)白石坝人调字第002号" + text


def test_numerals_end_at_ninety_nine() -> None:
    with pytest.raises(ValueError, match="1–99"):
        numeral(100)


def test_only_the_serial_may_differ() -> None:
    one = "(2026)白石坝人调字第002号"
    assert same_series(one, "(2026)白石坝人调字第117号")
    assert not same_series(one, "(2026)白石坝人调字第2号")
    assert not same_series(one, "(2025)白石坝人调字第002号")
    assert not same_series(one, one + "之二")
    assert not same_series(one, None)
    assert same_series(None, None)


@pytest.mark.parametrize(("number", "reads"), [("", ""), ("之二", "之一"), ("之十一", "之十"), ("之外", "之外")])
def test_a_number_where_the_first_change_is_one(number: str, reads: str) -> None:
    assert counted_from_one("(2026)白石坝人调字第002号" + number) == "(2026)白石坝人调字第002号" + reads

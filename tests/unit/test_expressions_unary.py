# ruff: noqa: E501 - a row of a table reads best on its line
import pytest

from mediation.expressions import ExpressionFailed, ExpressionRefused, compile_unary_tests

YES, NO = True, False


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", 1, YES), ("", None, YES), (" - ", "x", YES),
        ('"a"', "a", YES), ('"a"', "b", NO), ("5", 5, YES), ("5", 5.0, YES), ("-5", -5, YES), ("5", "5", NO),
        ("true", True, YES), ("true", 1, NO), ("false", False, YES), ("null", None, YES), ("null", 0, NO),
        ("> 10", 11, YES), ("> 10", 10, NO), (">= 10", 10, YES), ("< 10", 9, YES), ("<= 10", 11, NO),
        ("= 10", 10, YES), ("!= 10", 10, NO), ("> 10", None, NO), ("> limit", 11, YES),
        ("[10..60]", 10, YES), ("[10..60]", 60, YES), ("(10..60]", 10, NO), ("[10..60)", 60, NO), ("]10..60[", 60, NO),
        ("[10..60[", 10, YES), ("[-5..-1]", -3, YES), ("[limit..limit + 5]", 12, YES), ("[1.5..2.5]", 2, YES),
        ("[1..3], [7..9]", 8, YES), ("[1..3],[7..9]", 5, NO), ("]1..3[,]7..9[", 7, NO), ("]1..3[, 7", 7, YES),
        ("10,50", 50, YES), ("< 10, > 40", 41, YES), ("< 10, > 40", 20, NO),
        ('"a","b"', "b", YES), ('"a,b"', "a,b", YES), ('["a", "b"]', "a", YES), ('["a", "b"]', ["a", "b"], YES),
        ("not(50)", 50, NO), ("not(50)", 51, YES), ('not("a","b")', "c", YES), ("not([1..3])", 2, NO), ("not(> 5)", 5, YES),
        ("not(null)", None, NO), ("not(not(5))", 5, YES), ("not(5), 5", 5, YES),
        ('"red" in ?', ["red"], YES), ('"red" in ?', [], NO), ('not("red" in ?)', [], YES), ("len(?) > 1", [1, 2], YES),
        ("10 < ? < 60", 11, YES), ("? in [1, 2]", 2, YES), ("? > limit", 11, YES), ('contains(?, "x")', ["x"], YES),
        ('>= "2026-01-01"', "2026-02-01", YES), ('["2026-01-01".."2026-12-31"]', "2027-01-01", NO),
        ("limit", 10, YES), ("limit + 1", 11, YES),
    ],
)  # fmt: skip
def test_a_cell_holds_or_not(cell, value, expected):
    assert compile_unary_tests(cell).matches(value, {"limit": 10}) is expected


@pytest.mark.parametrize(
    "cell",
    [",", "5,", ",5", "5,,6", "[1..", "1..2", "[1..2", "[..2]", "[1..]", "> ", "not(", "not()x", "5 6", "[1..2] x",
     "__import__('os')", "x.__class__", "> lambda: 1", '"a', "[1..2]]", "{1}", "? ?"],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_refused(cell):
    with pytest.raises(ExpressionRefused):
        compile_unary_tests(cell)


def test_kinds_without_common_order_fail_and_never_silently_miss():
    with pytest.raises(ExpressionFailed):
        compile_unary_tests("> 10").matches("a", {})


def test_a_cell_says_which_variables_it_reads():
    assert compile_unary_tests("> limit, [a..b], not(c), ? = d").names == {"limit", "a", "b", "c", "d"}


def test_an_undefined_variable_in_a_cell_fails():
    with pytest.raises(ExpressionFailed, match="nobody"):
        compile_unary_tests("> nobody").matches(1, {})

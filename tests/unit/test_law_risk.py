"""Colours, and how they are explained."""

import pytest

from mediation.law import risk


@pytest.mark.parametrize(
    ("flags", "special", "forecast", "color"),
    [
        ([], [], "1", "blue"),
        ([], ["medical_info", "elder"], "1", "blue"),
        ([], ["minor_involved"], "1", "blue"),
        (["alcohol"], [], "1", "yellow"),
        (["amount>=50000"], [], None, "yellow"),
        ([], ["administrative"], "1", "yellow"),
        ([], [], "3", "yellow"),
        ([], [], "2", "red"),
        (["alcohol", "minor_injured"], [], "3", "red"),
        ([], ["domestic_violence"], "1", "red"),
        (["our own flag"], [], "1", "blue"),
    ],
)
def test_the_gravest_sign_gives_the_colour(flags: list[str], special: list[str], forecast: str, color: str) -> None:
    assert risk.color_of(flags, special, forecast) == color


def test_every_hit_is_named() -> None:
    found = risk.hits(["alcohol", "domestic_violence"], ["domestic_violence"], "3")
    assert [(hit.flag, hit.color) for hit in found] == [
        ("domestic_violence", "red"),
        ("alcohol", "yellow"),
        ("AJYC=3", "yellow"),
    ]


def test_order() -> None:
    assert risk.lower("blue", "yellow") and risk.lower("yellow", "red") and risk.lower("green", "blue")
    assert not risk.lower("red", "red")

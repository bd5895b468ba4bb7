"""What cases add to the figures is written down between two starts: the same figures, and no case read twice."""

import threading

import pytest
from house import WORKED_CASES, House, at
from sqlalchemy import update

from mediation.errors import Busy
from mediation.services import kept_figures, replay, statistics
from mediation.services.figure_store import FigureStore
from mediation.services.statistics import of_place, warm, warm_until
from mediation.store import figure_pages, many_cases
from mediation.store.tables import figure_page


@pytest.fixture
def full(house: House) -> House:
    for name in ("C01", "C02", "C05"):
        assert replay.play(house.office, WORKED_CASES[name]).differences == []
    return house


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases whose facts are read, by row id."""
    seen: list[int] = []
    real = many_cases.facts

    def noted(connection, ids):
        seen.extend(ids)
        return real(connection, ids)

    monkeypatch.setattr(many_cases, "facts", noted)
    return seen


def start_again(house: House) -> None:
    house.office.figures = FigureStore()


def figures(house: House):
    with at("2026-12-30T10:00"):
        return sorted(of_place(house.office, "O-COUNTY"), key=lambda one: one.public_id)


def test_after_a_start_the_figures_are_the_same_and_no_case_is_read(full: House, read: list[int]) -> None:
    before = figures(full)
    warm(full.office)
    start_again(full)
    read.clear()
    assert figures(full) == before and read == []


def test_a_case_that_went_on_is_read_anew_and_alone(full: House, read: list[int]) -> None:
    warm(full.office)
    assert replay.play(full.office, WORKED_CASES["C06"]).differences == []
    start_again(full)
    read.clear()
    assert len(figures(full)) == 4 and read == [4]
    warm(full.office)
    start_again(full)
    read.clear()
    assert len(figures(full)) == 4 and read == []


def test_what_another_version_of_the_software_wrote_does_not_count(full: House, read: list[int]) -> None:
    warm(full.office)
    with full.office.store.writing() as connection:
        connection.execute(update(figure_page).values(made_by="another"))
    start_again(full)
    read.clear()
    assert len(figures(full)) == 3 and read == [1, 2, 3]
    warm(full.office)
    with full.office.store.reading() as connection:
        assert [page for page, _ in figure_pages.read(connection, kept_figures.maker())] == [0]


def test_cases_of_many_pages_are_written_on_the_pages_that_changed(full: House, monkeypatch) -> None:
    monkeypatch.setattr(kept_figures, "PAGE", 2)
    warm(full.office)
    written: list[int] = []
    real = figure_pages.write
    monkeypatch.setattr(
        figure_pages, "write", lambda connection, made, pages: (written.extend(pages), real(connection, made, pages))
    )
    warm(full.office)
    assert written == []
    assert replay.play(full.office, WORKED_CASES["C06"]).differences == []
    warm(full.office)
    assert written == [2]
    before = figures(full)
    start_again(full)
    assert figures(full) == before


def test_a_past_day_told_from_pages_is_the_day_it_was(full: House) -> None:
    with at("2026-12-30T10:00"):
        past = of_place(full.office, "O-COUNTY", "2026-03-20")
    warm(full.office)
    start_again(full)
    with at("2026-12-30T10:00"):
        assert of_place(full.office, "O-COUNTY", "2026-03-20") == past
    assert statistics.below(full.office, "O-TOWN")


def test_figures_are_written_down_again_and_again_till_the_end_and_a_busy_database_ends_nothing(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, turns = threading.Event(), list[int]()

    def turn(office) -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise Busy("忙")
        stop.set()

    monkeypatch.setattr(statistics, "warm", turn)
    monkeypatch.setattr(statistics, "WARM_SECONDS", 0.0)
    warm_until(full.office, stop)
    assert turns == [0, 1]

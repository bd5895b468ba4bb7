"""Every deadline acts exactly once: with two tickers, through kills, jumps of the clock and a month without power."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from diagrams import folder_of, with_deadline, with_pause, with_reminders
from house import WORKED_CASES, House, at, instant, registration
from sound import ailments, all_ailments
from stops import Player, lay_points
from unguarded import without_keys, without_version
from values import fill

from mediation import clock
from mediation.case.clock_kinds import BY_NAME
from mediation.services.fire_timers import POLL_SECONDS, fire_case, fire_timers
from mediation.services.office import moment

C01 = WORKED_CASES["C01"]
TICKER = "from mediation.cli import main; main(['ticker'])"
PATIENCE = 120.0


class Tickers:
    """Two real ticker processes on one office; each may be killed and begun anew."""

    def __init__(self, house):
        self.house, self.kills = house, 0
        self.running = [self._begin() for _ in range(2)]

    def _begin(self):
        settings = {**os.environ, "MEDIATION_DATA": str(self.house.folder)}
        settings.pop("MEDIATION_DATABASE", None)
        return subprocess.Popen(
            [sys.executable, "-c", TICKER], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, number):
        self.running[number].kill()
        self.running[number].wait()
        self.kills += 1
        self.running[number] = self._begin()

    def end(self):
        for process in self.running:
            process.kill()
            process.wait()

    def waiting(self):
        return self.house.ask("select count(*) from timer where state = 'waiting'")[0][0]


def exactly_once(tmp_path, seed, timers, kills):
    """Due timers, two tickers and kills spread over the work; what came of it."""
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_pause('"PT1M"')))
    with at("2026-03-03T09:10"):
        form = registration(C01)
        for _ in range(timers):
            house.register("u_chen", form)
    chance, tickers = random.Random(seed), Tickers(house)
    try:
        marks = sorted((chance.randrange(timers) for _ in range(kills)), reverse=True)
        until = time.monotonic() + PATIENCE + timers / 10
        while (left := tickers.waiting()) and time.monotonic() < until:
            while marks and left <= marks[0]:
                marks.pop(0)
                tickers.kill(chance.randrange(2))
            time.sleep(0.01)
    finally:
        tickers.end()
    fired = house.ask("select case_id, count(*) from history where action = 'timer' group by case_id")
    print(f"{timers} timers, {tickers.kills} kills: {sum(count for _, count in fired)} firings")
    assert [count for _, count in fired] == [1] * timers
    assert house.ask("select distinct state, cause from timer") == [("fired", "")]
    assert house.ask("select distinct version from process_instance") == [(2,)]
    assert house.ask("select task, count(*) from work_item group by task") == [("T_screen", timers)]
    assert all_ailments(house) == {}
    house.office.store.engine.dispose()


def test_two_hundred_due_timers_fire_once_each_with_two_tickers_and_four_kills(tmp_path, seed):
    exactly_once(tmp_path, seed, timers=200, kills=4)


@pytest.mark.slow
def test_five_thousand_due_timers_fire_once_each_with_two_tickers_and_fifty_kills(tmp_path, seed):
    exactly_once(tmp_path, seed, timers=5000, kills=50)


def test_control_without_the_guards_two_tickers_fire_a_deadline_twice(tmp_path, monkeypatch):
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_deadline()))
    case = house.stage(C01, 4)
    lay_points(monkeypatch)
    without_version(monkeypatch)
    without_keys(monkeypatch)
    with at("2026-03-06T20:00"):
        first, second = (Player(lambda: fire_case(house.office, case)) for _ in range(2))
        first.stop_at("before_write")
        assert (second.finish(), first.finish()) == (True, True)
    house.office.store.engine.dispose()


def lateness(tmp_path, timers):
    """How late, in ms, timers act that become due one after the other while two tickers run; the middle one."""
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_pause('"PT3S"')))
    tickers = Tickers(house)
    try:
        for _ in range(timers):
            now = clock.now()
            day = {"occurred_on": now.date().isoformat(), "apply_at": now.strftime("%Y-%m-%dT%H:%M")}
            house.register("u_chen", registration(C01, **day))
            time.sleep(0.3)  # so that they do not fall into one round of the tickers
        until = time.monotonic() + 60
        while tickers.waiting() and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        tickers.end()
    late = sorted(ended - due for due, ended in house.ask("select due_at, ended_at from timer"))
    print(f"late by {late} ms")
    house.office.store.engine.dispose()
    assert late[0] >= 0, "too early"
    return late[len(late) // 2]


def test_what_is_due_acts_soon(tmp_path):
    """The machine may be busy with other tests: the promise of two seconds is measured in the full dose."""
    assert POLL_SECONDS <= 1.0
    assert lateness(tmp_path, timers=3) < 10_000


@pytest.mark.slow
def test_what_is_due_acts_within_two_seconds(tmp_path):
    assert lateness(tmp_path, timers=15) < 2000


def cooling(house, begun, hours):
    """A case that was sent to cool down at an instant."""
    chance, clock_at = random.Random(1), instant(begun)
    with at(clock_at - timedelta(hours=2)):
        case = house.register("u_luo", {**registration(C01), **_now(), "region_code": "509901101201"}).case_id
        calm = {"decision": "accept", "in_scope": True, "exclusion_code": "none", "three_conditions": [True] * 3}
        calm |= {"risk_flags": [], "risk_color": "blue", "forecast_code": "1", "difficulty_code": "1", "reason": None}
        yes = {
            "consent": "同意",
            "method": "当面",
            "at": clock.now().strftime("%Y-%m-%dT%H:%M"),
            "rights_notice_ack": True,
        }
        wishes = {
            "T_screen": calm,
            "T_consent": {"parties": [{"party_id": party, **yes} for party in ("p1", "p2")]},
            "T_assign": {"mediators": ["u_luo"], "recusal_requested": False},
        }
        for task, wish in wishes.items():
            house.do(case, task, "u_luo", fill(house, case, task, chance, wish))
    both = ("p1", "p2")
    cool = {"decision": "cool", "cooling_needed": True, "cooling_hours": hours}
    came = {"attendance": dict.fromkeys(both, "到场")}
    calm = {"emotion_before": dict.fromkeys(both, 3), "emotion_after": dict.fromkeys(both, 3)}
    with at(clock_at):
        house.do(case, "S1_read_calm", "u_luo", fill(house, case, "S1_read_calm", chance, {**cool, **came, **calm}))
    return case


def _now():
    now = clock.now()
    return {"apply_at": now.strftime("%Y-%m-%dT%H:%M"), "occurred_on": (now - timedelta(days=2)).date().isoformat()}


def firings(house, case):
    """What the diagrams waited for and what came of it; the clocks beside them have tests of their own."""
    return [entry.subject for entry in house.history(case) if entry.action == "timer" and entry.subject not in BY_NAME]


def waited_for(house, case):
    """The instants of the timers in the diagrams."""
    return [moment(row.due_at) for row in house.waiting(case) if row.name not in BY_NAME]


@pytest.mark.parametrize(
    ("begun", "hours", "due"),
    [
        ("2026-07-10T19:05", 48, "2026-07-12T19:05"),
        ("2028-02-28T12:00", 24, "2028-02-29T12:00"),
        ("2028-02-28T12:00", 48, "2028-03-01T12:00"),
        ("2027-02-28T12:00", 24, "2027-03-01T12:00"),
        ("2026-12-31T23:30", 1, "2027-01-01T00:30"),
        ("2026-12-25T10:00", 168, "2027-01-01T10:00"),
    ],
)
def test_a_pause_ends_to_the_minute_over_leap_days_and_year_ends(house, begun, hours, due):
    case = cooling(house, begun, hours)
    assert waited_for(house, case) == [instant(due)]
    with at(instant(due) - timedelta(milliseconds=1)):
        assert fire_timers(house.office) == 0 and house.open_tasks(case) == []
    with at(due):
        assert fire_timers(house.office) == 1 and house.open_tasks(case) == ["S2_lay_talk"]
        assert fire_timers(house.office) == 0
        assert all_ailments(house) == {}


JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=31), timedelta(days=-31), timedelta(days=366)]


def test_however_the_clock_jumps_a_pause_ends_once(house, seed):
    chance = random.Random(seed)
    case = cooling(house, "2026-07-10T19:05", 48)
    clock.move_to(instant("2026-07-10T19:06"))
    for _ in range(30):
        clock.move_to(max(clock.now() + chance.choice(JUMPS), instant("2026-07-01T00:00")))
        due = clock.now() >= instant("2026-07-12T19:05")
        fire_timers(house.office)
        assert firings(house, case) == ["cooling"] or not (due or firings(house, case))
    clock.move_to(instant("2030-01-01T00:00"))
    fire_timers(house.office)
    assert firings(house, case) == ["cooling"]
    assert house.open_tasks(case) == ["T_terminate"], "the term of the talk is long over"
    assert ailments(house, case) == []


def test_a_clock_set_back_fires_nothing_twice_and_loses_nothing(house):
    case = cooling(house, "2026-07-10T19:05", 48)
    with at("2026-07-13T00:00"):
        assert fire_timers(house.office) == 1
    with at("2026-07-11T00:00"):
        assert fire_timers(house.office) == 0 and house.open_tasks(case) == ["S2_lay_talk"]
        assert ailments(house, case) == []


def test_after_a_month_without_power_a_repeated_reminder_comes_once(tmp_path):
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_reminders('"R10/P3D"')))
    case = house.stage(C01, 4)
    with at("2026-04-02T15:00"):
        assert fire_timers(house.office) == 1
        assert fire_timers(house.office) == 0
        assert firings(house, case) == ["Reminder"]
        assert house.open_tasks(case) == ["S1_read_calm"]
        assert all_ailments(house) == {}
    house.office.store.engine.dispose()


def test_after_a_week_the_next_reminder_is_the_first_one_still_to_come(tmp_path):
    house = House.build(tmp_path / "house", folder_of(tmp_path / "models", with_reminders('"R10/P3D"')))
    case = house.stage(C01, 4)
    begun = waited_for(house, case)[0] - timedelta(days=3)
    with at(begun + timedelta(days=7)):
        assert fire_timers(house.office) == 1
    assert waited_for(house, case) == [begun + timedelta(days=9)]
    with at(begun + timedelta(days=9)):
        assert fire_timers(house.office) == 1
    assert firings(house, case) == ["Reminder", "Reminder"]
    house.office.store.engine.dispose()


def test_after_a_long_outage_the_visits_open_one_after_the_other_as_they_are_done(house):
    """D+7 is long past: it opens once, and the case goes on from there."""
    case = house.stage(C01, 9)
    with at("2026-06-01T08:00"):
        assert fire_timers(house.office) == 1
        assert house.open_tasks(case) == ["F_visit"]
        assert fire_timers(house.office) == 0
        house.do(case, "F_visit", "u_chen", {"performance_status": "全部履行", "new_risk": False, "action": "无"})
        assert house.open_tasks(case) == ["C_close"]
        assert all_ailments(house) == {}


def test_a_ticker_that_is_stopped_between_reading_and_writing_fires_what_it_finds_then(house, monkeypatch):
    """It read a due case, somebody withdrew it meanwhile: there is nothing left to fire."""
    lay_points(monkeypatch)
    case = cooling(house, "2026-07-10T19:05", 48)
    with at("2026-07-13T00:00"):
        ticker = Player(lambda: fire_timers(house.office))
        ticker.stop_at("before_load")
    with at("2026-07-12T12:00"):
        house.raise_event(case, "withdrawn", "u_luo", {"withdrawn_by": "p1", "reason_code": "withdrawn_other"})
    with at("2026-07-13T00:00"):
        assert ticker.finish() == 0
        assert firings(house, case) == [] and house.open_tasks(case) == ["T_terminate"]
        assert all_ailments(house) == {}


# the clocks beside the diagrams


def asked_late(house):
    """C08 in the township, when its term has just ended; nobody has asked for more time."""
    return house.stage(WORKED_CASES["C08"], 14)


def told(house, case):
    return house.ask("select key, count(*) from outbox where kind = 'clock' group by key")


@pytest.mark.parametrize("point", ["before_load", "before_write", "before_commit"])
def test_two_tickers_end_a_term_once_and_tell_it_once(house, monkeypatch, point):
    lay_points(monkeypatch)
    case = asked_late(house)
    with at("2026-09-01T00:00"):
        first, second = (Player(lambda: fire_case(house.office, case)) for _ in range(2))
        first.stop_at(point)
        if point == "before_commit":
            second.let_go()
        outcomes = (first.finish(), second.finish()) if point == "before_commit" else (second.finish(), first.finish())
        assert sorted(outcomes) == [False, True]
        ended = [entry for entry in house.history(case) if entry.subject == "mediation_deadline"]
        assert len(ended) == 1 and house.open_tasks(case).count("D_extend") == 1
        assert all(count == 1 for _, count in told(house, case))
        assert all_ailments(house) == {}


def test_control_without_the_guards_two_tickers_end_a_term_twice(house, monkeypatch):
    case = asked_late(house)
    lay_points(monkeypatch)
    without_version(monkeypatch)
    without_keys(monkeypatch)
    with at("2026-09-01T00:00"):
        first, second = (Player(lambda: fire_case(house.office, case)) for _ in range(2))
        first.stop_at("before_write")
        assert (second.finish(), first.finish()) == (True, True)


def test_a_term_survives_a_restart_and_ends_once(tmp_path):
    house = House.build(tmp_path / "house")
    case = asked_late(house)
    before = told(house, case)
    house.office.store.engine.dispose()
    again = House.at(tmp_path / "house")
    with at("2026-10-02T08:00"):
        assert fire_timers(again.office) == 1
    again.office.store.engine.dispose()
    once_more = House.at(tmp_path / "house")
    with at("2026-10-02T08:00"):
        assert fire_timers(once_more.office) == 0
        assert once_more.open_tasks(case) == ["T_terminate"]
        fresh = {key.split(":")[0] for key, _ in set(told(once_more, case)) - set(before)}
        assert fresh == {"mediation_deadline"}, "one reminder, not one for each day"
    once_more.office.store.engine.dispose()

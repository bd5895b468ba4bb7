"""Two at once: exactly one of what excludes each other, both of what does not, and never an error but a plain no.

Interleavings are chosen: one act is stopped before it reads, before it writes or before it commits, and the other
runs meanwhile. Then many at once, at random.
"""

import random
import sys
import threading
from datetime import timedelta

import pytest
from diagrams import folder_of, with_deadline
from house import WORKED_CASES, House, at, form_of, instant, new_key, registration, replay, steps_before, when
from lives import Lives
from sound import all_ailments
from stops import POINTS, Player, lay_points
from unguarded import without_keys, without_version

from mediation.errors import StaleTask, TaskNotOpen
from mediation.services.fire_timers import fire_case
from mediation.services.office import moment
from mediation.services.register_case import begin_registration, register_case
from mediation.services.set_up import set_up
from mediation.services.submit_task import Answer, submit_task
from mediation.store import receipts

C01, C02, C08, C09 = (WORKED_CASES[name] for name in ("C01", "C02", "C08", "C09"))
REFUSALS = (TaskNotOpen, StaleTask)


def pressed(house, case, task, who, form, key=""):
    """A form that is open on somebody's screen and filled in; calling it is the press."""
    page, person, press = house.page(case, task, who), house.person(who), key or new_key()
    filled = replay.as_filled(page.definition, page.context, form)
    return lambda: submit_task(house.office, person, case, page.task_key, filled, key=press, shown=page.shown)


def is_sound(house):
    """Nothing ails the office at the moment something last happened in it."""
    last = max(recorded for (recorded,) in house.ask("select recorded_at from history"))
    with at(moment(last)):
        assert all_ailments(house) == {}
    return True


def run_into_each_other(one, other, point):
    """`one` is stopped at a point while `other` runs (as far as it can); what became of both."""
    first, second = Player(one), Player(other)
    first.stop_at(point)
    if point == "before_commit":
        second.let_go()  # it may have to wait for the first one's transaction
        done = first.finish()
        return done, second.finish()
    got = second.finish()
    return first.finish(), got


def winners(outcomes):
    """What succeeded; everything else must be one of the plain refusals."""
    lost = [one for one in outcomes if isinstance(one, BaseException)]
    assert all(isinstance(one, REFUSALS) for one in lost), lost
    return [one for one in outcomes if not isinstance(one, BaseException)]


@pytest.fixture(autouse=True)
def points(monkeypatch):
    lay_points(monkeypatch)


@pytest.mark.parametrize("point", POINTS)
class TestChosen:
    def test_of_two_people_on_one_task_one_succeeds(self, house, point):
        case = house.stage(C02, 1)
        with at(when(C02, "T_screen")):
            acts = [pressed(house, case, "T_screen", who, form_of(C02, "T_screen")) for who in ("u_xiang", "u_ran")]
            outcomes = run_into_each_other(*acts, point)
        assert len(winners(outcomes)) == 1
        assert (house.row(case).version, len(house.entered(case))) == (2, 2)
        assert is_sound(house)

    def test_the_same_press_twice_has_one_effect_and_one_answer(self, house, point):
        case = house.stage(C02, 1)
        with at(when(C02, "T_screen")):
            act = pressed(house, case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
            answers = winners(run_into_each_other(act, act, point))
        assert {(one.case_id, one.task) for one in answers} == {(case, "T_screen")}
        assert sorted(one.again for one in answers) == [False, True]
        assert house.row(case).version == 2
        assert is_sound(house)

    def test_a_step_and_a_withdrawal_both_hold_or_the_step_comes_too_late(self, house, point):
        case = house.stage(C09, 4)
        form = {"withdrawn_by": "p1", "reason_code": "withdrawn_self_settled"}
        with at(when(C09, "S1_read_calm")):
            step = pressed(house, case, "S1_read_calm", "u_luo", form_of(C09, "S1_read_calm"))
            done, raised = run_into_each_other(step, lambda: house.raise_event(case, "withdrawn", "u_luo", form), point)
        assert isinstance(raised, Answer)
        assert isinstance(done, Answer | TaskNotOpen)
        assert house.open_tasks(case) == ["T_terminate"]
        assert house.case(case).cooling_until is None and house.waiting(case) == []
        assert is_sound(house)

    def test_a_withdrawal_and_a_step_the_other_way_round(self, house, point):
        case = house.stage(C09, 4)
        form = {"withdrawn_by": "p1", "reason_code": "withdrawn_self_settled"}
        with at(when(C09, "S1_read_calm")):
            step = pressed(house, case, "S1_read_calm", "u_luo", form_of(C09, "S1_read_calm"))
            raised, done = run_into_each_other(lambda: house.raise_event(case, "withdrawn", "u_luo", form), step, point)
        assert isinstance(raised, Answer) and len(winners([done])) in (0, 1)
        assert house.open_tasks(case) == ["T_terminate"] and house.waiting(case) == []
        assert is_sound(house)

    def test_a_higher_tier_accepts_or_returns_never_both(self, house, point):
        case = house.stage(C08, steps_before(C08, "X_accept"))
        with at(when(C08, "X_escalate") + timedelta(hours=3)):  # while it may still be returned
            back = {"returned": True, "reason": "材料不全", "guidance": "补齐"}
            acts = [
                pressed(house, case, "X_accept", "u_deng", {"accepted": True}),
                pressed(house, case, "X_return", "u_xie", back),
            ]
            outcomes = run_into_each_other(*acts, point)
        assert len(winners(outcomes)) == 1
        assert house.open_tasks(case) == ["T_assign"]
        assert is_sound(house)

    def test_the_same_event_raised_twice_starts_one_process(self, house, point):
        case = house.stage(C02, 4)
        with at(when(C02, "S1_read_calm")):
            acts = [lambda who=who: house.raise_event(case, "risk_raised", who) for who in ("u_xiang", "u_ran")]
            outcomes = run_into_each_other(*acts, point)
        assert len(winners(outcomes)) == 1
        assert sorted(house.open_tasks(case)) == ["E_report", "S1_read_calm"]
        assert is_sound(house)

    def test_two_tasks_that_are_open_beside_each_other_are_both_done(self, house, point):
        case = house.stage(C02, 9)
        visit = when(C02, "F_visit")
        with at("2026-03-18T10:00"):
            house.raise_event(case, "confirmation_requested", "u_xiang")
        house.let_pass(case, visit)
        with at(visit):
            acts = [
                pressed(house, case, "F_visit", "u_ran", form_of(C02, "F_visit")),
                pressed(house, case, "J_confirm", "u_xiang", {"both_want": True, "applied_on": "2026-03-18"}),
            ]
            outcomes = run_into_each_other(*acts, point)
        assert len(winners(outcomes)) == 2
        assert {step.task for step in house.case(case).done[-2:]} == {"F_visit", "J_confirm"}
        assert is_sound(house)

    def test_a_case_keeps_its_model_while_a_new_one_is_published(self, house, point, tmp_path):
        case = house.stage(C01, 1)
        models = folder_of(tmp_path / "models", with_deadline())
        with at(when(C01, "T_screen")):
            step = pressed(house, case, "T_screen", "u_chen", form_of(C01, "T_screen"))
            done, digest = run_into_each_other(step, lambda: set_up(house.office, models), point)
            assert isinstance(done, Answer)
            fresh = house.register("u_chen", registration(C01)).case_id
        assert house.row(case).bundle != digest == house.row(fresh).bundle
        assert is_sound(house)

    def test_one_registration_pressed_twice_is_one_case(self, house, point):
        with at(when(C01, "T_register")):
            opened = begin_registration(house.office, house.person("u_chen"))
            filled = replay.as_filled(opened.definition, opened.context, registration(C01))
            act = lambda: register_case(house.office, house.person("u_chen"), filled, key="once")  # noqa: E731
            answers = winners(run_into_each_other(act, act, point))
        assert len({one.case_id for one in answers}) == 1 == len(house.all_cases())
        assert sorted(one.again for one in answers) == [False, True]
        assert is_sound(house)

    def test_two_registrations_are_two_cases_with_two_numbers(self, house, point):
        with at(when(C01, "T_register")):
            acts = [lambda: house.register("u_chen", registration(C01)) for _ in range(2)]
            answers = winners(run_into_each_other(*acts, point))
        numbers = sorted(house.case(one.case_id).register_no for one in answers)
        assert numbers == ["(2026)白石坝登字第001号", "(2026)白石坝登字第002号"]
        assert is_sound(house)


@pytest.fixture
def hurried(tmp_path):
    """An office whose talks end after three days, and a case whose time is up."""
    house = House.build(tmp_path / "hurried", folder_of(tmp_path / "models", with_deadline()))
    return house, house.stage(C01, 4)


LATE = instant("2026-03-06T20:00")
DRAWN = "Deadline"


def drawn_terms(house, case):
    """When the deadline that this diagram draws is due; the law's own terms run beside it."""
    return [row.due_at for row in house.waiting(case) if row.name == DRAWN]


@pytest.mark.parametrize("point", POINTS)
class TestTheClock:
    def late_step(self, house, case):
        with at(when(C01, "S1_read_calm")):
            return pressed(house, case, "S1_read_calm", "u_chen", form_of(C01, "S1_read_calm"))

    @pytest.mark.parametrize("clock_first", [True, False])
    def test_an_expired_deadline_beats_a_late_hand(self, hurried, point, clock_first):
        house, case = hurried
        step, tick = self.late_step(house, case), lambda: fire_case(house.office, case)
        with at(LATE):
            one, other = run_into_each_other(*((tick, step) if clock_first else (step, tick)), point)
        fired, done = (one, other) if clock_first else (other, one)
        assert fired is True and isinstance(done, TaskNotOpen)
        assert house.open_tasks(case) == ["T_terminate"]
        assert [entry.subject for entry in house.history(case) if entry.action == "timer"] == ["Deadline"]
        assert is_sound(house)

    def test_two_tickers_fire_a_deadline_once(self, hurried, point):
        house, case = hurried
        with at(LATE):
            tick = lambda: fire_case(house.office, case)  # noqa: E731
            assert sorted(run_into_each_other(tick, tick, point)) == [False, True]
        assert [row.state for row in house.clocks(case) if row.name == DRAWN] == ["fired"]
        assert [entry.action for entry in house.history(case)].count("timer") == 1
        assert is_sound(house)


def test_a_late_step_is_refused_even_where_no_ticker_runs(hurried):
    """Nothing of it is kept: the deadline itself is the ticker's to write down."""
    house, case = hurried
    step = TestTheClock().late_step(house, case)
    before = house.row(case)
    with at(LATE), pytest.raises(TaskNotOpen):
        step()
    assert house.row(case).version == before.version
    with at(LATE):
        assert fire_case(house.office, case) and house.open_tasks(case) == ["T_terminate"]


def test_a_step_that_is_in_time_by_a_minute_counts(hurried):
    house, case = hurried
    step = TestTheClock().late_step(house, case)
    (due,) = drawn_terms(house, case)
    with at(when(C01, "S1_read_calm")):
        assert step().task == "S1_read_calm"
    assert drawn_terms(house, case) == [due]


# The guards, one by one, taken away: the control that the tests above can fail.


def two_on_one_task(house):
    case = house.stage(C02, 1)
    with at(when(C02, "T_screen")):
        acts = [pressed(house, case, "T_screen", who, form_of(C02, "T_screen")) for who in ("u_xiang", "u_ran")]
        outcomes = run_into_each_other(*acts, "before_write")
    return [one for one in outcomes if isinstance(one, Answer)], [values for values in house.entered(case)[1:]]


def test_control_without_any_guard_a_task_is_done_twice(house, monkeypatch):
    without_version(monkeypatch)
    without_keys(monkeypatch)
    told, kept = two_on_one_task(house)
    assert (len(told), len(kept)) == (2, 2)


@pytest.mark.parametrize("take_away", [without_version, without_keys])
def test_either_guard_alone_still_holds(house, monkeypatch, take_away):
    take_away(monkeypatch)
    told, kept = two_on_one_task(house)
    assert (len(told), len(kept)) == (1, 1)


def test_control_without_receipts_a_press_repeated_makes_a_second_case(house, monkeypatch):
    monkeypatch.setattr(receipts, "give_answer", lambda *given: None)
    with at(when(C01, "T_register")):
        for _ in range(2):
            house.register("u_chen", registration(C01), key="once")
    assert len(house.all_cases()) == 2


# Many at once, at random.


@pytest.fixture
def jumpy():
    """Let threads change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def all_at_once(acts):
    """Run acts in threads that start together; what became of each."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test judges it
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def crowd_on_one_task(house, rounds, people):
    """Again and again several people press the same button of the same step."""
    case = house.stage(C01, 5)
    with at(when(C01, "S2_lay_talk")):
        for _ in range(rounds):
            form = form_of(C01, "S2_lay_talk", decision="again")
            acts = [pressed(house, case, "S2_lay_talk", "u_chen", form) for _ in range(people)]
            assert len(winners(all_at_once(acts))) == 1
        assert house.row(case).version == 5 + rounds == len(house.entered(case))
    assert is_sound(house)


def crowd_registering(house, rounds, people):
    """Again and again the same registration arrives several times at once."""
    with at(when(C01, "T_register")):
        opened = begin_registration(house.office, house.person("u_chen"))
        filled = replay.as_filled(opened.definition, opened.context, registration(C01))
        for number in range(rounds):
            acts = [
                lambda key=f"k{number}": register_case(house.office, house.person("u_chen"), filled, key=key)
            ] * people
            answers = winners(all_at_once(acts))
            assert len({one.case_id for one in answers}) == 1
            assert [one.again for one in answers].count(False) == 1
    assert len(house.all_cases()) == rounds
    assert is_sound(house)


def crowd_of_lives(house, seed, rounds, people):
    """Everybody does whatever comes to mind on the same few cases, while the ticker runs."""
    lives = Lives(house)
    with at("2026-03-03T09:00"):
        for number in range(rounds):
            while len(running := lives.running()) < 3:
                lives.register(random.Random(f"{seed} {len(lives.cases)}"))
            chances = [random.Random(f"{seed} {number} {one}") for one in range(people)]
            acts = [
                lambda chance=chance, running=running: lives.step(chance.choice(running), chance) for chance in chances
            ]
            outcomes = all_at_once([*acts, lives.tick])
            assert [one for one in outcomes if isinstance(one, BaseException)] == []
            assert all_ailments(house) == {}
            lives.wait()
    assert lives.done.total() > rounds


def test_a_crowd_on_one_task_has_one_winner_a_round(house, jumpy):
    crowd_on_one_task(house, rounds=15, people=8)


def test_a_registration_that_arrives_eight_times_is_one_case(house, jumpy):
    crowd_registering(house, rounds=8, people=8)


def test_people_and_ticker_on_the_same_cases_leave_them_sound(house, jumpy, seed):
    crowd_of_lives(house, seed, rounds=12, people=4)


@pytest.mark.slow
def test_a_crowd_of_sixteen_two_hundred_times(house, jumpy):
    crowd_on_one_task(house, rounds=200, people=16)


@pytest.mark.slow
def test_a_hundred_registrations_arrive_sixteen_times_each(house, jumpy):
    crowd_registering(house, rounds=100, people=16)


@pytest.mark.slow
def test_people_and_ticker_for_long(house, jumpy, seed):
    crowd_of_lives(house, seed, rounds=150, people=8)

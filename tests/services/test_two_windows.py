"""The rest of a partial agreement agreed later: two agreements hold, each with its own window for 司法确认."""

import json
from dataclasses import replace

import pytest
from house import ROOT, House, at, instant, steps_before
from sound import ailments

from mediation.case.facts import Case
from mediation.documents.papers.agreements import with_terms
from mediation.errors import GuardRefused, TaskNotOpen
from mediation.law import confirmation
from mediation.services import case_papers, deliver, notification_page
from mediation.services.case_page import view_case
from mediation.services.case_papers import opened
from mediation.services.deadlines_page import coming_due
from mediation.services.office import moment
from mediation.services.set_up import load_village

BRANCHES = json.loads((ROOT / "tests/scenarios/branch_cases.json").read_text("utf-8"))
[B29] = [case for case in BRANCHES["cases"] if case["case_id"] == "B29"]
FIRST, LATER = "先谈成的一份", "后谈成的一份"


@pytest.fixture
def agreed(house: House) -> str:
    """The money agreed on 6 July (till 5 August), the ditch on 19 July (till 18 August)."""
    load_village(house.office, BRANCHES)
    return house.stage(B29, steps_before(B29, "S4_smooth_praise", 1) + 1)


def windows(house: House, case: str) -> list[str]:
    found = [row.due_at for row in house.waiting(case) if row.name == "judicial_confirm_window"]
    return [f"{moment(due):%m-%d}" for due in sorted(found)]


def ask(house: House, case: str, day: str, **form: object) -> None:
    """An application of a day, noted that day."""
    with at(f"{day}T10:00"):
        house.raise_event(case, "confirmation_requested", "u_xiang")
        house.do(case, "J_confirm", "u_xiang", {"both_want": True, "court": "某县法院", "applied_on": day, **form})


def rule(house: House, case: str, day: str, ruling: str, **form: object) -> None:
    with at(f"{day}T10:00"):
        said = {"both_want": True, "ruling": ruling, "ruling_no": "(2026)民特1号", "ruling_on": day}
        house.do(case, "J_confirm", "u_xiang", {**said, **form})


def asked_of(case: Case) -> list[tuple[int, str | None]]:
    return [(one.of, one.ruling) for one in confirmation.applications(case)]


def test_both_windows_are_watched_and_told_apart(house: House, agreed: str) -> None:
    assert windows(house, agreed) == ["08-06", "08-19"], "each ends with its own thirtieth day"
    with at("2026-08-04T09:00"):
        terms = {line.name: line.until for line in view_case(house.office, house.person("u_xiang"), agreed).terms}
        assert terms[f"申请司法确认的期限({FIRST})"] == "8月5日 24:00"
        assert terms[f"申请司法确认的期限({LATER})"] == "8月18日 24:00"
        week = [line.name for _, lines in coming_due(house.office, house.person("u_xiang")).days for line in lines]
        assert f"申请司法确认的期限({FIRST})" in week and f"申请司法确认的期限({LATER})" not in week


def test_each_is_announced_by_itself_and_closed_by_itself(house: House, agreed: str) -> None:
    told = set()
    for day in ("2026-07-26", "2026-08-06", "2026-08-08", "2026-08-19"):
        house.let_pass(agreed, instant(f"{day}T00:00"))
        deliver.deliver(house.office)
        told |= {one.sentence for one in notification_page.my_notifications(house.office, house.person("u_xiang"))}
    closed = [row.at for row in house.history(agreed) if row.subject == "judicial_confirm_window"]
    assert [f"{moment(row):%m-%d}" for row in closed] == ["08-06", "08-19"]
    for which in (FIRST, LATER):
        assert f"申请司法确认的期限快到了({which})" in told
        assert f"申请司法确认的30日期限届满({which})" in told
    with at("2026-08-19T09:00"), pytest.raises(TaskNotOpen):
        house.raise_event(agreed, "confirmation_requested", "u_xiang")


def test_the_first_part_goes_to_court_while_the_window_of_the_second_runs(house: House, agreed: str) -> None:
    ask(house, agreed, "2026-07-20", of_agreement="1")
    assert windows(house, agreed) == ["08-19"] and house.open_tasks(agreed) == ["J_confirm"]
    ask(house, agreed, "2026-08-10", of_agreement="2")
    assert windows(house, agreed) == [] and house.open_tasks(agreed).count("J_confirm") == 2
    with at("2026-08-11T10:00"), pytest.raises(TaskNotOpen):
        house.raise_event(agreed, "confirmation_requested", "u_xiang")
    rule(house, agreed, "2026-08-12", "裁定有效", of_agreement="1", applied_on="2026-07-20")
    assert house.open_tasks(agreed).count("J_confirm") == 1, "the other court is still waited for"
    rule(house, agreed, "2026-08-13", "撤回", of_agreement="2", applied_on="2026-08-10")
    case = house.case(agreed)
    assert asked_of(case) == [(1, None), (2, None), (1, "裁定有效"), (2, "撤回")]
    assert confirmation.ruled_valid(case), "what was withdrawn later takes nothing from what was found valid"
    assert "J_confirm" not in house.open_tasks(agreed) and ailments(house, agreed) == []


def test_the_second_goes_to_court_and_the_first_is_still_asked_for(house: House, agreed: str) -> None:
    ask(house, agreed, "2026-07-20", of_agreement="2")
    assert windows(house, agreed) == ["08-06"]
    ask(house, agreed, "2026-08-05")
    assert asked_of(house.case(agreed)) == [(2, None), (1, None)], "only the first was left to ask for"
    assert windows(house, agreed) == [] and ailments(house, agreed) == []


def test_what_is_noted_in_the_step_that_was_open_leaves_neither_application_without_one(
    house: House, agreed: str
) -> None:
    """The second application is written into the step that waits for the first ruling; both rulings find a step."""
    ask(house, agreed, "2026-07-20", of_agreement="1")
    with at("2026-07-21T10:00"):
        house.do(agreed, "J_confirm", "u_xiang", {"both_want": True, "applied_on": "2026-07-21", "of_agreement": "2"})
    rule(house, agreed, "2026-07-30", "裁定有效", of_agreement="1", applied_on="2026-07-20")
    assert "J_confirm" not in house.open_tasks(agreed)
    with at("2026-08-01T09:00"):
        view = view_case(house.office, house.person("u_xiang"), agreed)
        assert dict(view.events)["confirmation_requested"] == "登记法院对司法确认的裁定"
        house.raise_event(agreed, "confirmation_requested", "u_xiang")
    rule(house, agreed, "2026-08-02", "裁定有效", of_agreement="2", applied_on="2026-07-21")
    with at("2026-08-03T09:00"):
        offered = dict(view_case(house.office, house.person("u_xiang"), agreed).events)
        assert "confirmation_requested" not in offered and ailments(house, agreed) == []


def test_the_day_says_which_where_nobody_does(house: House, agreed: str) -> None:
    ask(house, agreed, "2026-08-06", applied_on="2026-08-06")
    assert asked_of(house.case(agreed)) == [(2, None)], "on 6 August only the second can still be asked for"


def test_one_that_is_out_of_its_window_is_refused_by_name(house: House, agreed: str) -> None:
    with at("2026-08-10T10:00"):
        house.raise_event(agreed, "confirmation_requested", "u_xiang")
        form = {"both_want": True, "applied_on": "2026-08-10", "of_agreement": "1"}
        with pytest.raises(GuardRefused, match="第001号的30日窗口"):
            house.do(agreed, "J_confirm", "u_xiang", form)
        house.do(agreed, "J_confirm", "u_xiang", {**form, "of_agreement": "2"})


def test_who_gives_the_ruling_finds_the_application_it_is_about(house: House, agreed: str) -> None:
    ask(house, agreed, "2026-07-20", of_agreement="1")
    with at("2026-07-25T10:00"):
        opened = house.page(agreed, "J_confirm", "u_xiang").context
        assert (opened.computed["of_agreement"], opened.computed["applied_on"]) == ("1", "2026-07-20")
        assert [option.label[:6] for option in opened.options("agreements")] == [FIRST, LATER]
        house.raise_event(agreed, "confirmation_requested", "u_xiang")
        fresh = house.page(agreed, "J_confirm", "u_xiang").context.computed
        assert "of_agreement" not in fresh and "applied_on" not in fresh, "two are open now: nobody guesses which"


def test_each_application_is_a_paper_of_its_own_agreement(house: House, agreed: str) -> None:
    ask(house, agreed, "2026-07-20", of_agreement="1")
    ask(house, agreed, "2026-08-10", of_agreement="2")
    with at("2026-08-10T11:00"):
        lines = case_papers.view_papers(house.office, house.person("u_xiang"), agreed).bound
        assert [line.code for line in lines].count("D14") == 2


def test_a_change_stands_in_the_place_of_both(house: House, agreed: str) -> None:
    case = house.case(agreed)
    assert confirmation.standing(case) == [2, 1]
    case.agreements[0].basis = "协商变更"  # the part was changed before the rest was agreed
    assert confirmation.standing(case) == [2, 1]
    case.agreements[1].basis = "协商变更"
    assert confirmation.standing(case) == [2]


def test_a_change_of_what_was_agreed_in_two_papers_lists_the_terms_of_both(house: House, agreed: str) -> None:
    """The rest's first term is the second of all: a change that names it leaves the part's own term as it is."""
    with opened(house.office, house.person("u_xiang"), agreed) as (_, papers):
        record = papers.record
        rest = record.last("A_written")
        assert rest is not None
        changed = {"agreement_no": "之三", "terms": [{**rest.rows("terms")[0], "no": 2, "content": "挖好暗沟"}]}
        amended = replace(rest, task="A_amend", values={**rest.values, **changed})
        whole = replace(record, entries=[*record.entries, amended])
    [part, own, after] = [[row["content"] for row in terms] for _, terms in with_terms(whole)]
    assert (part, own, after) == (["支付补偿款"], ["挖好排水沟"], ["支付补偿款", "挖好暗沟"])

"""The terms that the rules of other offices bring along: of a court, a petition, a medical dispute."""

import pytest
from house import WORKED_CASES, House, at, form_of, registration
from sound import all_ailments

from mediation.errors import GuardRefused, TaskNotOpen
from mediation.services.case_page import view_case
from mediation.services.manage_settings import change_setting
from mediation.services.office import moment

C02, C08 = WORKED_CASES["C02"], WORKED_CASES["C08"]
COURT = {"source_code": "3", "source_org": "云屏区人民法院", "source_doc_no": "委1号", "apply_mode": "委托移送"}


def accepted(house: House, **said) -> str:
    """A case at the village, accepted on 2 March 2026, with something else about where it came from."""
    with at("2026-03-02T09:00"):
        form = registration(C02) | {"apply_at": "2026-03-02T08:30"} | said
        case = house.register("u_xiang", form).case_id
        house.do(case, "T_screen", "u_xiang", form_of(C02, "T_screen"))
    return case


def last_day(house: House, case: str, name: str) -> list[str]:
    return [f"{moment(row.due_at):%m-%d %H:%M}" for row in house.waiting(case) if row.name == name]


def why(house: House, case: str, name: str) -> str:
    with at("2026-03-03T09:00"):
        return next(one.why for one in view_case(house.office, house.person("u_xiang"), case).terms if name in one.name)


@pytest.mark.parametrize(
    ("sent", "over"),
    [(None, "03-31 00:00"), ("pre", "03-31 00:00"), ("ordinary", "03-16 00:00"), ("summary", "03-08 00:00")],
)
def test_a_courts_term_runs_from_the_day_its_papers_were_signed_for(house, sent, over):
    case = accepted(house, **COURT, received_on="2026-02-28", court_entrust=sent)
    assert last_day(house, case, "court_entrust") == [over]
    assert "特邀调解的规定第27条" in why(house, case, "法院")


def test_a_court_whose_papers_nobody_dated_counts_from_the_acceptance(house):
    case = accepted(house, **COURT, court_entrust="summary")
    assert last_day(house, case, "court_entrust") == ["03-10 00:00"]


def test_all_parties_extend_the_courts_term_with_their_own(house):
    case = accepted(house, **COURT, court_entrust="ordinary")
    with at("2026-03-03T09:00"):
        house.raise_event(case, "extension_requested", "u_xiang")
        house.do(case, "D_extend", "u_xiang", {"requested_days": 10, "agree": {"p1": True, "p2": True}})
        assert last_day(house, case, "court_entrust") == ["03-28 00:00"], "15 and 10 days after 2 March"
        assert all_ailments(house) == {}


def test_a_new_number_of_days_does_not_lengthen_what_the_parties_agreed_to_for_the_court(house):
    """The office shortens its own term after the extension: the court's stays at 15 and 10 days."""
    case = accepted(house, **COURT, court_entrust="ordinary")
    with at("2026-03-03T09:00"):
        house.raise_event(case, "extension_requested", "u_xiang")
        house.do(case, "D_extend", "u_xiang", {"requested_days": 10, "agree": {"p1": True, "p2": True}})
        change_setting(house.office, house.person("u_admin"), "deadline_days", "20", "2026-03-04", "县局今年的要求")
    with at("2026-03-05T09:00"):
        house.raise_event(case, "risk_raised", "u_xiang")
        assert last_day(house, case, "court_entrust") == ["03-28 00:00"]


def test_a_petition_has_sixty_days_and_once_thirty_more(house):
    case = accepted(house, **COURT | {"source_code": "6", "source_org": "信访办"}, received_on="2026-03-01")
    assert last_day(house, case, "petition_60") == ["05-01 00:00"]
    with at("2026-03-03T09:00"):
        note(house, case, "petition_extended", days=30, on="2026-03-03")
        assert last_day(house, case, "petition_60") == ["05-31 00:00"]
        with pytest.raises(GuardRefused, match="只能延长一次"):
            note(house, case, "petition_extended", days=1, on="2026-03-03")
        assert all_ailments(house) == {}


def note(house, case, change, on, days=None):
    form = {"term_change": change, "on": on} | ({"days": days} if days else {})
    house.raise_event(case, "term_changed", "u_xiang", form)


def test_the_workdays_of_an_expertise_are_not_counted(house):
    case = accepted(house, dispute_type="15")
    [before] = last_day(house, case, "medical_30wd")
    with at("2026-03-09T09:00"):
        note(house, case, "expertise_begun", on="2026-03-09")
        assert last_day(house, case, "medical_30wd") == [], "while it is out, the term stands still"
        with pytest.raises(GuardRefused, match="意见还没有收到"):
            note(house, case, "expertise_begun", on="2026-03-09")
    with at("2026-03-13T09:00"):
        note(house, case, "expertise_ended", on="2026-03-13")
        assert all_ailments(house) == {}
    assert (before, last_day(house, case, "medical_30wd")) == ("04-15 00:00", ["04-21 00:00"]), "清明 is no workday"
    assert "鉴定用的4个工作日不计" in why(house, case, "医疗")


def test_control_an_ordinary_case_has_no_such_term_and_no_such_button(house):
    case = accepted(house)
    with at("2026-03-03T09:00"), pytest.raises((TaskNotOpen, GuardRefused)):
        note(house, case, "petition_extended", on="2026-03-03", days=3)
    assert not {"court_entrust", "petition_60", "medical_30wd"} & {row.name for row in house.waiting(case)}

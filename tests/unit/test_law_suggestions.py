"""What forms propose."""

from typing import Any

import pytest
from test_law_builders import a_case, a_step, agreed, parties, screened

from mediation.case.facts import Episode, Party
from mediation.law import suggestions


def proposed(task: str, **more: object) -> dict[str, object]:
    return suggestions.for_task(a_case(**more), a_step(task))


def test_copies_for_everybody_spoken_for_and_the_office_that_sent_it() -> None:
    assert suggestions.copies(a_case()) == 3
    assert suggestions.copies(a_case(source_code="3")) == 4
    assert suggestions.copies(a_case(parties=parties(Party("p3", "representative", represents=6)))) == 9


def test_how_long_a_file_is_kept() -> None:
    assert suggestions.retention(a_case(agreements=[agreed(form="oral")])) == "10年"
    assert suggestions.retention(a_case(agreements=[agreed()], screening=screened(difficulty_code="2"))) == "30年"
    assert suggestions.retention(a_case(confidential_level="minor")) == "30年"
    assert suggestions.retention(a_case(people_involved=12)) == "永久"
    assert suggestions.retention(a_case(amount_claimed="500000.00")) == "永久"


@pytest.mark.parametrize(
    ("facts", "trigger"),
    [
        ({"colors": ["red"]}, "risk_red"),
        ({"episodes": [Episode("village", "O-V1", rounds=2)]}, "rounds_exhausted"),
        ({"episodes": [Episode("village", "O-V1", absences={"p2": 2})]}, "no_show_limit"),
        ({"is_cross_region": True}, "cross_region"),
        ({"people_involved": 5}, "group"),
        ({"screening": screened(difficulty_code="4")}, "difficulty"),
    ],
)
def test_why_a_case_should_go_up_is_proposed_from_the_facts(facts: dict[str, Any], trigger: str) -> None:
    assert proposed("X_escalate", **facts)["trigger"] == trigger


def test_proposals() -> None:
    assert proposed("S4_smooth_praise", agreements=[agreed()]) == {
        "followup_plan": ["2026-03-23", "2026-04-09", "2026-05-03"]
    }
    assert proposed("X_escalate") == {"to_tier": "township"}
    assert proposed("X_escalate", tier="township") == {}
    assert proposed("F_supervise") == {"grace_until": "2026-03-24"}
    assert proposed("H_handoff") == {"feedback_due": "2026-04-08"}
    assert proposed("A_oral", tier="group") == {"seal_org": ["O-V1"]}
    assert proposed("C_close") == {"difficulty_final": "1"}
    assert proposed("F_visit") == {}

"""Who is told when a clock acts: one person, one matter, once. Of several that acted at one go, the last speaks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mediation.case import calls
from mediation.case.facts import Case, Clock
from mediation.law import confirmation, policy
from mediation.law.calls import LIAISON
from mediation.law.guarding import turn
from mediation.law.guards_ladder import open_escalation
from mediation.law.seats import mediators_at
from mediation.services.directory import Directory
from mediation.services.office import milliseconds
from mediation.services.sentences import which_agreement
from mediation.store.outbox import Matter

# clocks that speak of one matter: the later word makes the earlier superfluous
_MATTERS = {
    "deadline_warn": "term", "mediation_deadline": "term", "extension_answer": "term",
    "consent_contact": "consent", "consent_lapse": "consent",
    "escalate_urge": "escalation", "escalate_accept": "escalation",
    "judicial_confirm_warn": "confirmation", "judicial_confirm_window": "confirmation",
}  # fmt: skip
_SILENT = frozenset({"return_down_2_workdays"})
_OF_CALLS = frozenset({"whistle_30min", "handoff_sign", "handoff_feedback"})
_ALARMS = frozenset({"red_report", "whistle_30min"})
_LEADERS = frozenset({"committee_director", "reviewer"})


def of_clocks(
    case: Case, row_id: int, rung: Sequence[Clock], at: datetime, directory: Directory, public_id: str
) -> list[Matter]:
    """What is told because of clocks that acted in one change."""
    last = {_matter_of(clock): clock for clock in rung if clock.name not in _SILENT}
    several = confirmation.standing(case)
    return [
        _matter(clock, row_id, public_id, person, milliseconds(at), several)
        for clock in last.values()
        for person in sorted(_told(clock, case, directory))
    ]


def _matter_of(clock: Clock) -> tuple[str, int]:
    """What a clock speaks of; two agreements that hold side by side are two matters."""
    return _MATTERS.get(clock.name, clock.name), confirmation.of_clock(clock)


def _matter(clock: Clock, row_id: int, public_id: str, person: str, at: int, several: list[int]) -> Matter:
    key = f"{clock.name}:{public_id}:{clock.about}:{person}"
    if clock.name == "deadline_warn":
        return Matter(key, "deadline", row_id, person, "", clock.about[:10], at)
    which = which_agreement(confirmation.of_clock(clock), several)
    subject = f"{clock.name}:{clock.due[:10]}" + (f":{which}" if which else "")
    return Matter(key, "clock", row_id, person, clock.key, subject, at)


def _told(clock: Clock, case: Case, directory: Directory) -> set[str]:
    people = _having(case) or _leading(case, directory)
    if clock.name in ("escalate_urge", "escalate_accept"):
        people = _upper(case, directory) | (people if clock.name == "escalate_accept" else set())
    elif clock.name in _ALARMS:
        people |= _leading(case, directory) | _on_duty(case, directory)
    elif clock.name == "handoff_feedback":
        people = _who_handed_over(clock, case) or people
    elif clock.name.startswith("consent_"):
        people = {step.actor for step in case.done if step.task in ("T_screen", "T_consent")} or people
    actors = ((person, directory.actor(person)) for person in people)
    seeing = {person for person, actor in actors if actor is not None and policy.in_scope(actor, case)}
    return seeing | _called(clock, case, directory)


def _who_handed_over(clock: Clock, case: Case) -> set[str]:
    """Who made the hand-over whose answer is awaited: it stays theirs when the case is archived."""
    call = calls.find(case, int(clock.about))
    return {step.actor for step in case.done if call is not None and (step.task, step.at) == ("H_handoff", call.at)}


def _called(clock: Clock, case: Case, directory: Directory) -> set[str]:
    """Who answers for the department whose time this is: they see their call, not the case."""
    number = clock.about.removeprefix("call")
    call = calls.find(case, int(number)) if clock.name in _OF_CALLS and number.isdecimal() else None
    return _with(call.org, (LIAISON,), directory) if call is not None and call.org else set()


def _having(case: Case) -> set[str]:
    """Who mediates the case."""
    return {*turn(case).mediators, *turn(case).co_mediators} if case.episodes else set()


def _leading(case: Case, directory: Directory) -> set[str]:
    """Who answers for the committee that has the case, else anybody who mediates there."""
    here = directory.staff.get(case.org, ())
    leaders = {person.id for person in here if person.roles & _LEADERS}
    return leaders or {person.id for person in here if person.roles & mediators_at(case.tier)}


def _upper(case: Case, directory: Directory) -> set[str]:
    asked = open_escalation(case)
    if asked is None or asked.to_tier not in case.orgs:
        return set()
    roles = mediators_at(asked.to_tier) | _LEADERS
    return _with(case.orgs[asked.to_tier], roles, directory)


def _on_duty(case: Case, directory: Directory) -> set[str]:
    township = case.orgs.get("township")
    return _with(township, ("whistle_duty", "reviewer"), directory) if township else set()


def _with(org: str, roles: Iterable[str], directory: Directory) -> set[str]:
    return {person.id for person in directory.staff.get(org, ()) if person.roles & set(roles)}

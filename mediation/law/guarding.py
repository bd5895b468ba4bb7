"""What the guards share: how one says no, and the few questions about a case that many of them ask."""

from typing import NoReturn

from mediation.case.facts import PRINCIPALS, Case, Episode, Party
from mediation.case.step import Step
from mediation.errors import GuardRefused

MEDIATION_LAW = "人民调解法第{}条"
_VULNERABLE_FLAGS = {"minor_involved", "minor_injured"}


def refuse(guard: str, message: str, field: str | None = None, article: str | None = None) -> NoReturn:
    """Say no. `message` is one Chinese sentence: what is wrong, what to do."""
    raise GuardRefused(guard, message, field=field, article=article)


def law(number: int) -> str:
    """An article of the 人民调解法, as shown to a person."""
    return MEDIATION_LAW.format(number)


def flags(case: Case, step: Step | None = None) -> set[str]:
    """All risk and special flags: those of the screening on the desk, else those of the screening done."""
    if step is not None and step.task == "T_screen":
        return set(step.get("risk_flags", ())) | set(step.get("special_flags", ()))
    screening = case.screening
    return set(screening.risk_flags + screening.special_flags) if screening else set()


def ownership_flags(case: Case, step: Step | None = None) -> set[str]:
    """Whose land or wood it is, is disputed: only the special flags say so, not the kind of dispute."""
    if step is not None and step.task == "T_screen":
        special = set(step.get("special_flags", ()))
    else:
        special = set(case.screening.special_flags) if case.screening else set()
    return special & {"land_ownership", "forest_ownership"}


def turn(case: Case) -> Episode:
    """The tier's turn that is running, without beginning one: asking never changes a case."""
    return case.episodes[-1] if case.episodes else Episode(case.tier, case.org)


def vulnerable(party: Party) -> bool:
    """A minor or an adult without full capacity."""
    return party.is_minor or party.capacity not in ("完全", "")


def violence_with_minor(case: Case, step: Step | None = None) -> bool:
    """Violence at home in a case with a minor or somebody without full capacity (反家庭暴力法 14)."""
    found = flags(case, step)
    touched = bool(found & _VULNERABLE_FLAGS) or any(vulnerable(party) for party in case.parties)
    return "domestic_violence" in found and touched


def principals(case: Case) -> list[str]:
    """The ids of applicants and respondents."""
    return [party.id for party in case.parties if party.role in PRINCIPALS]


def not_among(case: Case, said: set[str]) -> list[str]:
    """Whose word is missing from `said`: a guardian may stand for a minor, an agent for who sent one."""
    guardian = any(who.startswith("guardian:") for who in said)
    agent = any(who.startswith("agent:") for who in said)
    return [
        party.id
        for party in case.parties
        if party.role != "third"
        and party.id not in said
        and not (vulnerable(party) and guardian)
        and not (party.has_agent and agent)
    ]


def named(case: Case, parties: list[str]) -> str:
    """Parties for a message: 申请人(p1)、被申请人(p2); the facts hold no names."""
    titles = {"applicant": "申请人", "respondent": "被申请人", "third": "第三人", "representative": "代表人"}
    roles = {party.id: titles.get(party.role, "当事人") for party in case.parties}
    return "、".join(f"{roles.get(party, '当事人')}({party})" for party in parties)


def ended(case: Case) -> bool:
    """The mediation as a whole was ended."""
    return any(item.scope == "full" for item in case.terminations)

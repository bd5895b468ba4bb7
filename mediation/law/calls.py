"""Who may call departments, who answers for one, and how little of a case a department sees (领域 7.13)."""

from collections.abc import Iterable

from mediation.case.facts import Call, Case
from mediation.case.step import Actor
from mediation.law import policy

LIAISON = "dept_liaison"
CALLERS = frozenset({"township_mediator", "whistle_duty", "reviewer"})
# violence at home, minors: only whom the law makes act learns whose matter it is (反家庭暴力法 15, 未成年人保护法 11)
_ACTING = ("公安", "派出所", "民政")


def may_call(actor: Actor, case: Case) -> bool:
    """Whether somebody may whistle for departments: the township's own, for a case they may know of."""
    return policy.in_scope(actor, case) and policy.may(actor, "E_whistle", case)


def may_follow(actor: Actor, case: Case, call: Call) -> bool:
    """Whether somebody may write down what a called body answered, and rate it: who called, or has the case."""
    if not policy.in_scope(actor, case):
        return False
    return policy.may(actor, "E_whistle", case) or policy.may(actor, "H_handoff", case)


def answers(actor: Actor, org: str) -> bool:
    """Whether somebody answers for a department."""
    return LIAISON in actor.roles and bool(org) and actor.org == org


def sees_calls(actor: Actor) -> bool:
    """Whether there is a page of calls for somebody: for the called, and for those who call."""
    return LIAISON in actor.roles or (actor.tier == "township" and bool(actor.roles & CALLERS))


def names_whom(org_name: str, confidential_level: str) -> bool:
    """Whether a department is told the family names: not in a restricted case, but for police and civil affairs."""
    return confidential_level == "normal" or any(word in org_name for word in _ACTING)


def is_department(roles: Iterable[frozenset[str]]) -> bool:
    """Whether an organisation is a department that can be called: somebody there answers for it."""
    return any(LIAISON in held for held in roles)

"""What the use cases of 排查 share: whose rounds somebody sees and notes, kinds, answers, in words."""

from collections.abc import Collection

from mediation.case.step import Actor
from mediation.errors import MediationError
from mediation.law import policy
from mediation.law.seats import ALL_MEDIATORS, mediators_at
from mediation.services.worklist_page import SEEING_ROLES
from mediation.store import people
from mediation.store.db import Connection

KINDS = {"daily": "日常排查", "festival": "重要节点排查", "special": "专项排查"}
URGENCIES = {"blue": "平常", "yellow": "要多关注", "red": "有危险"}
STATES = {
    "open": "等核实", "settled": "当场劝和了", "passed": "转部门", "nothing": "核实没有这回事", "case": "转为案件调解",
}  # fmt: skip
# what a clue is answered with; it becomes a case by being registered
ANSWERS = ("settled", "passed", "nothing")


class PatrolRefused(MediationError):
    """A round, a clue or an answer cannot be kept as typed; the text says what to mend."""


def notes_rounds(actor: Actor) -> bool:
    """Whether somebody makes rounds and reports clues: grid workers and mediators, for their own place."""
    return bool(actor.roles & (ALL_MEDIATORS | {"grid_worker"})) and not actor.roles & policy.ADMINS


def answers_clues(actor: Actor, org: str) -> bool:
    """Whether somebody looks into the clues of a place: its own mediators."""
    return actor.org == org and bool(actor.roles & mediators_at(actor.tier))


def sees(actor: Actor) -> bool:
    """Whether somebody sees rounds and clues at all."""
    return notes_rounds(actor) or (bool(actor.roles & SEEING_ROLES) and not policy.sees_no_case(actor))


def reads_words(actor: Actor, org: str) -> bool:
    """Whether somebody reads what was written down: the people of the place and of its townships, never an auditor."""
    return bool(actor.roles & (SEEING_ROLES | {"grid_worker"}) - {"auditor"}) and (
        actor.org == org or actor.tier == "township" or bool(actor.roles & {"committee_director"})
    )


def orgs_seen(connection: Connection, actor: Actor) -> Collection[str]:
    """The places whose rounds somebody sees: one's own and those below."""
    return {actor.org, *people.below(connection, actor.org)}

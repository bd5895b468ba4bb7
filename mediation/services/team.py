"""Who works on a case besides who has the task, as its page says it: helpers, deputies, who may read along."""

from dataclasses import dataclass, field

from mediation import clock
from mediation.case.handing import copy_of
from mediation.case.step import Actor
from mediation.law import handing, visibility
from mediation.law.guarding import turn
from mediation.services import sentences
from mediation.services.tell_parties import may_tell
from mediation.services.work import Work


@dataclass(frozen=True, slots=True)
class Team:
    """`lines` say who does what with whom; `shares` whether this person may ask for help or show the case;
    `to_read` whether it was shown to them and they have not said yet that they read it."""

    lines: list[str] = field(default_factory=list)
    shares: bool = False
    to_read: bool = False
    to_tell: bool = False


def team_of(work: Work, actor: Actor) -> Team:
    """The people around a case, for somebody who may know of it."""
    case, directory, today = work.case, work.office.directory(), clock.today().isoformat()
    copy = copy_of(case, actor.id, today)
    shares = handing.may_ask_help(actor, case) or handing.may_copy(actor, case)
    lines = []
    running = turn(case)
    if not visibility.handles(actor, case) and not shares:
        return Team(to_read=copy is not None and copy.seen is None)
    if running.mediators:
        lines.append(f"主持:{'、'.join(directory.name(who) for who in running.mediators)}")
    helpers = [directory.people[who].name for who in running.co_mediators if who in directory.people]
    if helpers:
        lines.append(f"一起办:{'、'.join(helpers)}")
    for given in case.entrusted:
        state = "已交回,等确认" if given.answered else "办完交回"
        lines.append(f"{directory.name(given.by)}请{directory.name(given.to)}代办({state})")
    for one in case.copies:
        if one.until >= today:
            seen = "已阅" if one.seen else "还没看"
            until = sentences.month_day(one.until)
            lines.append(f"抄送{directory.name(one.to)},看到{until}({seen})")
    return Team(lines, shares, copy is not None and copy.seen is None, case.untold and may_tell(actor, work))

"""Who sees what of a case, down to the field: summary, names, record, private words, identity and telephone.

Whether a case exists for somebody at all is `policy.in_scope`; here is how much of it. Must not know the store.
"""

from mediation.case.facts import TIERS, Case, instant
from mediation.case.step import Actor
from mediation.law import handing, policy
from mediation.law.guarding import turn
from mediation.law.seats import mediators_at

# why somebody looks at the full values: a closed list, so that the history holds no personal data
REASONS = {
    "contact": "联系当事人",
    "visit": "上门调解或回访",
    "papers": "制作或核对文书",
    "identity": "核对身份",
    "handoff": "向有关机关移交、报告",
    "review": "结案审核",
}
# why a whole file leaves the house
EXPORT_REASONS = {
    "archive": "立卷归档,存入档案",
    "review": "案卷评查、检查",
    "court": "移送人民法院、仲裁机构",
    "party": "当事人申请查阅、复制",
    "handoff": "移交有关机关",
    "audit": "审计抽查",
}
HIDDEN = "***"
# family names of two characters
_DOUBLE = frozenset(
    {
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "司徒", "令狐", "夏侯", "轩辕",
        "端木", "南宫", "申屠", "闻人", "独孤", "宇文",
    }
)  # fmt: skip


def handles(actor: Actor, case: Case) -> bool:
    """经办: who is named or has done a step; while nobody is named, the mediators of the tier that has the case."""
    if actor.roles & policy.ADMINS or not policy.in_scope(actor, case):
        return False
    if actor.id in policy.took_part(case) and actor.roles - {"grid_worker", "auditor", "dept_liaison"}:
        return True
    if policy.stands_in(actor, {*turn(case).mediators, *turn(case).co_mediators}, case):
        return True
    # violence at home, minors: theirs only who are named for it, once anybody has it
    closed = case.confidential_level != "normal" and not policy.nobody_has_it(case)
    if policy.joins(actor, case) and case.confidential_level == "normal":
        return True
    unnamed = not turn(case).mediators and not closed
    return unnamed and actor.org == case.org and bool(actor.roles & mediators_at(case.tier))


def reads_record(actor: Actor, case: Case) -> bool:
    """正文笔录: who handles it, the village's director, the township once it was asked, the reviewer at the end.

    An auditor reads it for as long as two people approved (双人审批).
    """
    if handles(actor, case) or policy.granted(actor, case):
        return True
    if not policy.in_scope(actor, case):
        return False
    if handing.reads_copy(actor, case):
        return True
    open_to_committee = case.confidential_level == "normal" or policy.has_outcome(case)
    if "committee_director" in actor.roles and actor.org == case.orgs.get("village") and open_to_committee:
        return True
    if actor.org != case.orgs.get("township"):
        return False
    if "reviewer" in actor.roles and policy.has_outcome(case):
        return True
    called = any(event.name == "help_requested" for event in case.raised)
    asked = called or any(item.to_tier == "township" for item in case.escalations)
    return asked and bool(actor.roles & {"township_mediator", "whistle_duty"})


def reads_private(actor: Actor, case: Case, seq: int) -> bool:
    """背靠背陈述 of the `seq`-th step: who presided over the turn in which it was said, or a later one not below it.

    Who had the case below does not learn what was confided above; the upper tier sees the whole file. An auditor does
    where two people approved of all of it.
    """
    if _granted_all(actor, case):
        return True
    if actor.roles & policy.ADMINS or not policy.in_scope(actor, case):
        return False
    since = case.episodes[max(0, len(case.episodes) - 1 - _moves_since(case, seq)) :]
    lowest = TIERS.index(since[0].tier) if since else 0
    return any(actor.id in one.mediators for one in since if TIERS.index(one.tier) >= lowest)


def _moves_since(case: Case, seq: int) -> int:
    """How often the case has gone to another committee after its `seq`-th step: up, back, or given down by an event."""
    answered = sum(step.task in ("X_accept", "X_return") for step in case.done[seq:])
    said = instant(case.done[seq - 1].at) if 0 < seq <= len(case.done) else None
    given = [event for event in case.raised if event.name == "assigned_down"]
    return answered + sum(said is not None and instant(event.at) >= said for event in given)


def reveals(actor: Actor, case: Case) -> bool:
    """证件、电话、地址点看: who keeps its file; an auditor where two people approved of all of it."""
    return keeps_file(actor, case) or _granted_all(actor, case)


def _granted_all(actor: Actor, case: Case) -> bool:
    return case.id in actor.reads_all and policy.granted(actor, case)


def keeps_file(actor: Actor, case: Case) -> bool:
    """案卷经办: who handles the case; who reviews it, at its end."""
    if handles(actor, case):
        return True
    reviewing = "reviewer" in actor.roles and actor.org == case.orgs.get("township")
    return reviewing and policy.has_outcome(case) and policy.in_scope(actor, case)


def names_in_full(actor: Actor, case: Case, open_tasks: tuple[str, ...] = ()) -> bool:
    """Names are whole for who reads the record or has a task to do now; a summary says 姓*."""
    return reads_record(actor, case) or any(policy.may(actor, task, case) for task in open_tasks)


def masked_name(name: str, natural: bool = True) -> str:
    """张*: the family name only; an organisation's name is public."""
    if not natural or not name:
        return name
    family = name[:2] if name[:2] in _DOUBLE and len(name) > 2 else name[:1]
    return f"{family}*"


def masked_phone(phone: str) -> str:
    """138****0011; what is too short to hide in part is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else HIDDEN if phone else ""


def masked_identity(number: str) -> str:
    """The first three and the last four."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) >= 12 else HIDDEN if number else ""


def masked_address(address: str) -> str:
    """To the village: what comes after 村, 社区 or 居委会 stays hidden; an address without one to the township."""
    ends = [address.find(word) + len(word) for word in ("村民委员会", "居委会", "社区", "村") if word in address[1:]]
    if not ends:
        ends = [address.find(word) + len(word) for word in ("街道", "镇", "乡", "区", "县") if word in address[1:]]
    end = min(ends, default=0)
    return f"{address[:end]}{HIDDEN}" if end < len(address) else address

"""审计: who audits, who answers; what a finding is about. An auditor reads, says what is wrong, and changes nothing."""

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.law import policy
from mediation.law.seats import ALL_MEDIATORS
from mediation.law.separation import SECURITY

# 案卷评查: the seven points a file is looked at by, and anything else
ABOUT = {
    "papers": "文书不齐", "signatures": "签名、指印、印章", "timing": "时间前后不合",
    "amounts": "事实、条款、金额对不上",
    "performable": "协议不好履行", "lawful": "内容不合法", "visit": "回访不实", "other": "其他",
}  # fmt: skip
VERDICTS = {"fit": "合格", "unfit": "不合格"}
# 双人审批: why an auditor asks to read a record, and how much of it
READ_REASONS = {"sample": "抽查评卷", "complaint": "有人投诉、信访", "finding": "核实审计意见", "superior": "上级交办"}
EXTENTS = {"record": "正文(证件、电话、住址遮住)", "all": "全部(连同背靠背陈述、证件、电话、住址)"}
LONGEST_READING, USUAL_READING = 30, 7  # days


def audits(actor: Actor) -> bool:
    """Whether somebody audits."""
    return "auditor" in actor.roles and not actor.roles & policy.ADMINS


def approves_reading(actor: Actor) -> bool:
    """Whether somebody decides what auditors may read: the security administrator, who reads no case."""
    return SECURITY in actor.roles


def answers(actor: Actor, case: Case) -> bool:
    """Whether somebody answers for a case: the people of the committee that has it, or whose seal it bears."""
    if not policy.in_scope(actor, case) or not actor.roles & ALL_MEDIATORS:
        return False
    return actor.org in (case.org, case.seal_org) or actor.id in policy.took_part(case)


def sees_findings(actor: Actor, case: Case) -> bool:
    """Whether somebody sees what auditors said of a case: they, who answers, and who reviews."""
    reviews = "reviewer" in actor.roles and actor.org == case.orgs.get("township")
    return policy.in_scope(actor, case) and (audits(actor) or answers(actor, case) or reviews)

"""审计: who audits, who answers; what a finding is about. An auditor reads, says what is wrong, and changes nothing."""

from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.law import policy

# 案卷评查: the seven points a file is looked at by, and anything else
ABOUT = {
    "papers": "文书不齐", "signatures": "签名、指印、印章", "timing": "时间前后不合",
    "amounts": "事实、条款、金额对不上",
    "performable": "协议不好履行", "lawful": "内容不合法", "visit": "回访不实", "other": "其他",
}  # fmt: skip
VERDICTS = {"fit": "合格", "unfit": "不合格"}
_MEDIATING = frozenset().union(*policy.MEDIATORS.values())


def audits(actor: Actor) -> bool:
    """Whether somebody audits."""
    return "auditor" in actor.roles and not actor.roles & policy.ADMINS


def answers(actor: Actor, case: Case) -> bool:
    """Whether somebody answers for a case: the people of the committee that has it, or whose seal it bears."""
    if not policy.in_scope(actor, case) or not actor.roles & _MEDIATING:
        return False
    return actor.org in (case.org, case.seal_org) or actor.id in policy.took_part(case)


def sees_findings(actor: Actor, case: Case) -> bool:
    """Whether somebody sees what auditors said of a case: they, who answers, and who reviews."""
    reviews = "reviewer" in actor.roles and actor.org == case.orgs.get("township")
    return policy.in_scope(actor, case) and (audits(actor) or answers(actor, case) or reviews)

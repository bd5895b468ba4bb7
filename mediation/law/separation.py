"""三员分立: which roles one account may hold together, and who may give them. Knows roles only, no store."""

from collections.abc import Iterable

from mediation.law.codes import ROLES

SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
THREE = frozenset({SYSTEM, SECURITY, AUDIT})
# whose office runs for a term, and at which tier each role has its place
APPOINTED = frozenset({"group_mediator", "village_mediator", "committee_director", "township_mediator"})
PLACES = {
    "group_mediator": ("group",),
    "village_mediator": ("village",),
    "committee_director": ("village",),
    "township_mediator": ("township",),
    "reviewer": ("township", "county"),
    "whistle_duty": ("township", "county"),
    "dept_liaison": ("township", "county"),
}


def clash(roles: Iterable[str]) -> str | None:
    """Why these roles cannot be one account's; None where they can."""
    held = set(roles)
    unknown = held - set(ROLES)
    if unknown:
        return f"没有“{min(unknown)}”这个角色。"
    if held & THREE and len(held) > 1:
        one = ROLES[min(held & THREE)]
        return f"{one}不能兼任别的角色:系统、安全、审计三员互相分开,也不办案。请另开一个账号。"
    if "dept_liaison" in held and len(held) > 1:
        return "部门联络员是外单位的人,只看派给本部门的呼叫单,不能兼任别的角色。请另开一个账号。"
    return None


def misplaced(roles: Iterable[str], tier: str) -> str | None:
    """Why these roles do not fit an organisation of this tier; None where they do."""
    for role in sorted(roles):
        if role in PLACES and tier not in PLACES[role]:
            return f"“{ROLES[role]}”不能放在这一级单位,请换一个单位或角色。"
    return None

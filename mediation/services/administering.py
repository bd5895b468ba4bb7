"""What all administrators' acts share: who may, how a refusal is said, and the trace each act leaves."""

from collections.abc import Mapping
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import MediationError, NotAllowed, NotFound
from mediation.law import codes
from mediation.law.separation import THREE
from mediation.services.office import Office, milliseconds
from mediation.store import people
from mediation.store.db import Connection, Row

# every act as it stands in the access log, with its sentence: {who}, {whom} and {what} are filled in
ACTS: Mapping[str, str] = {
    "org_added": "{who} 增加了单位 {whom}",
    "org_changed": "{who} 更改了单位 {whom}{what}",
    "account_created": "{who} 建立了账号 {whom}",
    "account_changed": "{who} 更改了 {whom} 的姓名或备注",
    "account_disabled": "{who} 停用了 {whom} 的账号",
    "account_enabled": "{who} 恢复了 {whom} 的账号",
    "account_left": "{who} 为 {whom} 办了离职转办,账号已停用",
    "absence_noted": "{who} 登记了 {whom} 请假{what}",
    "absence_ended": "{who} 登记了 {whom} 销假",
    "account_moved": "{who} 把 {whom} 调到{what}",
    "password_reset": "{who} 重置了 {whom} 的密码",
    "password_changed": "{who} 改了自己的密码",
    "term_set": "{who} 登记了 {whom} 的任期{what}",
    "role_asked": "{who} 拟让 {whom} 任{what}",
    "role_granted": "{who} 授权 {whom} 任{what}",
    "role_taken": "{who} 收回了 {whom} 的{what}",
    "request_refused": "{who} 没有同意 {whom} 拟任的角色",
    "account_unlocked": "{who} 解除了 {whom} 的登录锁定",
    "code_dropped": "{who} 关掉了 {whom} 的动态码",
    "code_set": "{who} 开启了自己的动态码",
    "sessions_ended": "{who} 退出了自己在别处的登录",
    "codes_required": "{who} 定了哪些角色必须用动态码",
    "terms_recomputed": "{who} 按现在的节假日重算了 {whom} 件的期限",
    "calendar_set": "{who} 录入了 {whom} 年的节假日",
    "rules_set": "{who} 把密码规则定为{what}",
    "draft_begun": "{who} 开始起草办案流程 {whom}{what}",
    "draft_edited": "{who} 改了流程草稿 {whom} 的 {what}",
    "draft_dropped": "{who} 作废了流程草稿 {whom}",
    "release_asked": "{who} 把办案流程送审(第 {whom} 号,{what})",
    "release_approved": "{who} 批准了办案流程(第 {whom} 号,{what})",
    "release_refused": "{who} 没有批准办案流程(第 {whom} 号,{what})",
    "release_withdrawn": "{who} 撤回了送审的办案流程(第 {whom} 号,{what})",
    "bundle_exported": "{who} 导出了办案流程 {whom}",
    "trial_begun": "{who} 用案例库试跑了办案流程 {whom}",
    "case_moved": "{who} 把案件 {whom} 迁到办案流程 {what}",
    "case_moved_back": "{who} 把案件 {whom} 退回办案流程 {what}",
    "setting_set": "{who} 改了设置 {whom}:{what}",
    "setting_asked": "{who} 把设置 {whom} 的改动送审:{what}",
    "setting_approved": "{who} 批准了设置 {whom} 的改动",
    "setting_refused": "{who} 没有批准设置 {whom} 的改动",
    "setting_withdrawn": "{who} 撤回了设置 {whom} 的改动",
    "subsidy_scheme_set": "{who} 录入了 {whom} 的补贴方案({what} 年),送审",
    "scheme_approved": "{who} 批准了 {whom} 的补贴方案",
    "scheme_refused": "{who} 没有批准 {whom} 的补贴方案",
    "scheme_withdrawn": "{who} 撤回了 {whom} 的补贴方案",
}


class ActRefused(MediationError):
    """An administrator's act cannot be done as asked; the text says what to mend."""


def require(office: Office, actor: Actor, action: str, *roles: str) -> None:
    """Let only these administrators pass.

    Raises:
        NotAllowed: it is somebody else's; kept in the access log.
    """
    let_pass(office, actor, action, bool(actor.roles & set(roles)), "、".join(codes.ROLES[role] for role in roles))


def let_pass(office: Office, actor: Actor, action: str, passes: bool, whose: str) -> None:
    """Let pass who may; the others are told `whose` business it is.

    Raises:
        NotAllowed: kept in the access log.
    """
    if passes:
        return
    with office.store.writing() as connection:
        note(connection, actor.id, action, "", outcome="refused")
    raise NotAllowed(f"这件事由{whose}办。")


def require_administrator(office: Office, actor: Actor, action: str) -> None:
    """Let any of the three administrators pass.

    Raises:
        NotAllowed: this person is none.
    """
    require(office, actor, action, *sorted(THREE))


def note(
    connection: Connection, who: str, action: str, whom: str, what: str = "", outcome: str = "done"
) -> None:  # fmt: skip
    """Keep who did what to whom, in the transaction of the act itself."""
    people.log_access(connection, who, action, f"{whom} {what}".strip(), outcome, milliseconds(clock.now()))


def account(connection: Connection, person_id: str) -> Row[Any]:
    """An account, active or not.

    Raises:
        NotFound.
    """
    row = people.find(connection, person_id)
    if row is None:
        raise NotFound("没有这个账号。")
    return row


def not_oneself(actor: Actor, person_id: str) -> None:
    """Nobody acts on his own account.

    Raises:
        ActRefused.
    """
    if actor.id == person_id:
        raise ActRefused("不能给自己的账号办这件事,请另一位管理员来办。")

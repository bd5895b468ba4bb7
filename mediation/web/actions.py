"""Every action of the web by name; each route declares one. Who may do it is the services' business."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

# action → what it is, for people
ACTIONS = {
    "static": "样式和脚本",
    "see_health": "查看运行状况",
    "sign_in": "登录",
    "sign_out": "退出",
    "choose_text_size": "选大字或标准字",
    "keep_phrases": "看、存、删自己的常用语",
    "see_worklist": "看待办",
    "see_deadlines": "看到期的事",
    "see_cases": "看案件列表",
    "see_case": "看案件",
    "see_diagram": "看案件的流程图",
    "open_file": "看案件里的照片和文件",
    "see_papers": "看文书",
    "issue_paper": "打印文书",
    "open_paper": "打开打印过的文书",
    "add_signed_page": "交回签名页",
    "verify_paper": "核验协议",
    "export_dossier": "导出卷宗",
    "read_guide": "看使用说明",
    "register_case": "登记纠纷",
    "open_task": "打开一步的表",
    "submit_task": "办理一步",
    "keep_draft": "存下没写完的内容",
    "assign_task": "认领、放回、转办、委派一步",
    "urge_task": "催办一步",
    "share_case": "请人一起办、抄送案件",
    "work_offline": "没有网络时的页面",
    "keep_on_device": "在自己的手机里存一份,没有网络也能填",
    "see_colleagues": "看同事,谁在岗、谁代办",
    "note_absence": "登记请假和代办的人",
    "hand_over_all": "离职转办",
    "see_notifications": "看提醒",
    "move_demo_clock": "拨演示时钟",
    "see_calls": "看呼叫单",
    "answer_call": "部门登记到场、签收、答复",
    "call_department": "吹哨叫部门、登记对方答复、评价",
    "raise_case_event": "发起案件事件",
    "reveal_parties": "查看当事人完整信息",
    "see_subsidies": "看以案定补",
    "claim_subsidy": "申报以案定补",
    "review_subsidy": "审核、复核、发放以案定补",
    "set_scheme": "录入补贴方案",
    "see_patrols": "看排查台账和线索",
    "note_patrol": "记一次排查",
    "report_clue": "报一条线索",
    "answer_clue": "处理线索",
    "see_audit": "看审计抽查",
    "draw_sample": "抽查案卷",
    "judge_sample": "评定抽查的案卷",
    "see_findings": "看审计意见",
    "make_finding": "提、销审计意见",
    "answer_finding": "答复审计意见",
    "see_access": "看谁看过、导出过",
    "see_reading": "看查阅申请",
    "ask_reading": "申请查阅正文",
    "decide_reading": "批准查阅正文",
    "end_reading": "提前结束查阅",
    "export_payments": "导出补贴发放台账",
    "export_cases": "导出一批案件",
    "see_stats": "看统计",
    "export_stats": "导出统计表",
    "see_account": "看自己的账号",
    "change_password": "改自己的密码",
    "set_up_code": "设置自己的动态码",
    "end_sessions": "退出自己在别处的登录",
    "see_people": "看单位和人员",
    "see_acts": "看管理记录",
    "change_organisation": "增加、更改单位",
    "create_account": "建立账号",
    "disable_account": "停用、恢复账号",
    "move_account": "调动人员",
    "reset_password": "重置别人的密码",
    "set_term": "登记任期",
    "propose_roles": "拟任角色",
    "grant_roles": "授权角色",
    "unlock_account": "解除登录锁定",
    "drop_code": "关掉别人的动态码",
    "set_password_rules": "选密码规则",
    "require_codes": "定哪些角色必须用动态码",
    "keep_calendar": "录入节假日和调休",
    "see_settings": "看设置",
    "change_setting": "改设置",
    "decide_setting": "批准或不批准设置和补贴方案的改动",
    "import_tables": "导入单位和人员",
    "see_models": "看办案流程的版本和草稿",
    "edit_models": "起草、修改办案流程",
    "ask_release": "把办案流程送审",
    "decide_release": "批准或不批准办案流程",
    "move_cases": "把在办案件迁到另一版办案流程",
}
# what anybody may reach without signing in
PUBLIC = frozenset(
    {"choose_text_size", "static", "see_health", "sign_in", "read_guide", "work_offline", "verify_paper"}
)
# what may be done before what is owed (a new password, a second factor to be set up) has been given
WHILE_OWING = {"password": frozenset({"change_password", "sign_out"}), "factor": frozenset({"set_up_code", "sign_out"})}

View = TypeVar("View", bound=Callable[..., Any])


def action(name: str) -> Callable[[View], View]:
    """View decorator: this route does the action `name`."""

    def declare(view: View) -> View:
        view.action = name  # type: ignore[attr-defined]
        return view

    return declare


def action_of(view: Any) -> str | None:
    """The action that a view declares."""
    name = getattr(view, "action", None)
    return name if isinstance(name, str) and name in ACTIONS else None


def current_action() -> str | None:
    """The action of the request at hand, None where no route fits."""
    return action_of(current_app.view_functions.get(request.endpoint or ""))


def refuse_undeclared(app: Flask) -> None:
    """Let no application start with a route whose action nobody has declared.

    Raises:
        RuntimeError: naming the routes.
    """
    bare = [rule.rule for rule in app.url_map.iter_rules() if not action_of(app.view_functions[rule.endpoint])]
    if bare:
        raise RuntimeError(f"routes without a declared action: {', '.join(sorted(bare))}")

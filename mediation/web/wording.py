"""The words on buttons that end a form: what one does by pressing them. A task an office added gets the plain one."""

_VERBS = {
    "T_register": "登记这件纠纷", "T_screen": "审查完了", "T_reject_notice": "已经告知", "T_consent": "记下各方意愿",
    "T_assign": "定下调解员", "S1_read_calm": "读过了,往下走", "S2_lay_talk": "谈过了,往下走",
    "S3_mediate_yield": "记下调解结果", "A_oral": "登记口头协议", "A_written": "签好了,交上去",
    "S4_smooth_praise": "约好回访", "X_escalate": "转请上一级", "X_accept": "接收", "X_return": "退回",
    "D_extend": "记下各方意见", "T_terminate": "终止并告知", "H_handoff": "移交", "E_report": "报告",
    "E_whistle": "记下到场情况", "F_visit": "记下回访", "F_supervise": "记下督促", "A_amend": "签好了,交上去",
    "J_confirm": "记下进展", "C_close": "审核完了", "C_archive": "归档",
}  # fmt: skip


def verb_for(task: str) -> str:
    """What the button of a task says."""
    return _VERBS.get(task, "办好了,交上去")

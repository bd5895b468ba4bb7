"""What a timer or clock waits for, and what it says when it acts, in plain words."""

TIMERS = {
    "cooling": "冷静期满", "visit": "回访日", "due+3": "回访日", "period_due+3": "回访日",
    "supervise_grace": "宽限期满", "mediation_deadline": "调解期限届满", "extension_answer": "延期答复到期",
    "deadline_warn": "调解期限提醒", "labor_15day": "劳动争议满15日", "court_entrust": "法院委派、委托的期限",
    "petition_60": "信访事项期限", "medical_30wd": "医疗纠纷调解期限", "consent_contact": "联系各方的日子",
    "consent_lapse": "联系不上满7日", "red_report": "激化报告1小时", "whistle_30min": "部门到场30分钟",
    "escalate_urge": "催上级接收", "return_down_2_workdays": "上级退回的期限", "escalate_accept": "上级接收的期限",
    "handoff_sign": "部门签收的期限", "handoff_feedback": "对方答复的期限",
    "judicial_confirm_window": "申请司法确认的期限",
    "judicial_confirm_warn": "司法确认提醒", "due": "约定的履行日", "archive_due": "归档的期限",
}  # fmt: skip
FIRED = {
    "cooling": "冷静期满,可以接着谈", "visit": "到了约好的回访日", "due+3": "履行日过了3天,该回访了",
    "period_due+3": "这一期过了3天,该回访了", "supervise_grace": "宽限期满,该去看看办了没有",
    "mediation_deadline": "调解期限届满", "extension_answer": "三日内没有答复延期,按不延期办",
    "deadline_warn": "调解期限快到了", "labor_15day": "满15日没有谈成,当事人可以申请劳动仲裁",
    "court_entrust": "法院委派、委托的调解期限届满", "petition_60": "信访事项的办理期限届满",
    "medical_30wd": "医疗纠纷30个工作日期限届满", "consent_contact": "还没问到各方的意愿,请再联系",
    "consent_lapse": "七日了,还有人联系不上", "red_report": "一小时了,激化风险还没有报告",
    "whistle_30min": "吹哨30分钟了,还没有登记到场", "escalate_urge": "提级一个工作日了,上级还没有接收",
    "return_down_2_workdays": "上级退回的期限已过", "escalate_accept": "提级三个工作日了,上级还没有答复",
    "handoff_sign": "交给部门的事,一天了还没有签收",
    "handoff_feedback": "移交出去的事,对方答复的日子到了",
    "judicial_confirm_window": "申请司法确认的30日期限届满", "judicial_confirm_warn": "申请司法确认的期限快到了",
    "due": "到了约定的履行日", "archive_due": "结案30日了,还没有归档",
}  # fmt: skip
# why a timer of the diagrams stands where it stands
WHY = {
    "visit": "约好的回访日", "due+3": "约定的履行日之后3天回访", "period_due+3": "每一期的履行日之后3天回访",
    "supervise_grace": "督促时给的宽限到这一天", "cooling": "缓一缓的时间到了,接着谈",
}  # fmt: skip

"""The official code tables (SF/T 0018) and the names of statuses, tasks, reasons, roles and papers.

Plain dictionaries, code → Chinese name. The eighteen kinds of dispute are the state's: nobody may change them.
"""

from typing import NamedTuple

DISPUTE_TYPES = {
    "1": "婚姻家庭纠纷", "2": "邻里纠纷", "3": "房屋宅基地纠纷", "4": "合同纠纷", "5": "生产经营纠纷",
    "6": "损害赔偿纠纷", "7": "山林土地纠纷", "8": "征地拆迁纠纷", "9": "环境污染纠纷",
    "10": "拖欠农民工工资纠纷", "11": "其他劳动争议纠纷", "12": "旅游纠纷", "13": "电子商务纠纷",
    "14": "其他消费纠纷", "15": "医疗纠纷", "16": "道路交通事故纠纷", "17": "物业纠纷", "18": "其他纠纷",
}  # fmt: skip
SOURCES = {
    "1": "当事人申请", "2": "人民调解委员会主动调解", "3": "法院委托移送", "4": "检察院委托移送",
    "5": "公安机关委托移送", "6": "信访部门委托移送", "7": "其他部门委托移送",
}  # fmt: skip
# The sources that come with another office's letter, which wants an answer before the case is shelved.
ENTRUSTED_SOURCES = frozenset("34567")
DIFFICULTIES = {"1": "简单纠纷", "2": "一般纠纷", "3": "重大纠纷", "4": "疑难纠纷"}
FORECASTS = {
    "1": "正常", "2": "当事人有自杀可能", "3": "有转化为刑事案件的可能", "4": "有集体上访的可能",
    "5": "有群体械斗的可能", "6": "其他",
}  # fmt: skip
RESULTS = {"1": "调解成功", "2": "调解不成功", "3": "有待继续调解"}
AGREEMENT_TYPES = {"1": "口头", "2": "书面"}
PERFORMANCES = {"1": "协议已履行", "2": "司法确认", "3": "达成协议后起诉", "4": "法院判决维持", "5": "其他"}
PERFORMANCE_WAYS = {
    "1": "停止侵害", "2": "排除妨碍", "3": "消除危险", "4": "返还财产", "5": "恢复原状",
    "6": "修理、重做、更换", "7": "赔偿损失", "8": "支付违约金", "9": "消除影响、恢复名誉", "10": "赔礼道歉",
    "11": "其他",
}  # fmt: skip
# what a party says of the mediation; 未评 is no mark
SATISFACTIONS = ("满意", "基本满意", "不满意")
PARTY_KINDS = {"1": "自然人", "2": "法人", "3": "其他组织", "4": "其他"}
PARTY_ROLES = {"applicant": "申请人", "respondent": "被申请人", "third": "第三人", "representative": "代表人"}

FINAL_STATUSES = {
    "closed_performed": "达成协议,已履行",
    "closed_enforcement": "达成协议,引导执行",
    "closed_partial_handoff": "部分达成协议,其余移交",
    "handed_off": "移交有关机关",
    "terminated_refused": "终止并告知(一方拒绝)",
    "terminated_failed": "终止并告知(未达成协议)",
    "withdrawn_reconciled": "撤回或自行和解",
    "rejected": "不予受理",
}
TASKS = {
    "T_register": "登记", "T_screen": "受理审查与风险评估", "T_reject_notice": "不予受理告知",
    "T_consent": "权利义务告知与双方意愿", "T_assign": "选择/指定调解员(含回避)",
    "S1_read_calm": "读一读,缓一缓", "S2_lay_talk": "摆一摆,谈一谈",
    "S3_mediate_yield": "调一调,让一让", "A_written": "制作并签署调解协议书", "A_oral": "口头协议登记",
    "S4_smooth_praise": "顺一顺,赞一赞", "J_confirm": "司法确认跟踪", "X_escalate": "提级申请",
    "X_accept": "上级接收", "X_return": "退回下派", "D_extend": "延期征询", "T_terminate": "终止调解告知",
    "H_handoff": "移交/引导", "E_report": "激化风险报告", "E_whistle": "吹哨报到", "F_visit": "回访",
    "F_supervise": "督促履行", "A_amend": "变更/重新达成协议", "C_close": "结案审核", "C_correct": "按审核意见补正",
    "C_archive": "立卷归档",
}  # fmt: skip
TALKS = ("S1_read_calm", "S2_lay_talk", "S3_mediate_yield")
AGREEMENTS = ("A_oral", "A_written", "A_amend")

RISK_COLORS = {"blue": "蓝(一般)", "yellow": "黄(关注)", "red": "红(紧急)", "green": "绿(已化解)"}
CONFIDENTIAL_LEVELS = {"normal": "普通", "restricted": "受限", "minor": "涉未成年人"}
REASONS = {
    "party_refused": "当事人拒绝调解或要求终止", "withdrawn_self_settled": "自行和解,撤回申请",
    "withdrawn_other": "申请人撤回申请", "no_show_limit": "多次缺席", "rounds_exhausted": "多次调解未达成协议",
    "deadline_expired": "调解期限届满", "unreachable": "联系不上当事人", "official_accepted": "有关机关已受理",
    "beyond_mediation_ownership": "须由有关机关确权", "unlawful_or_collusion": "内容违法或涉嫌虚假调解",
    "risk_unsafe": "存在危险,不宜调解", "party_dead": "当事人死亡且无人承继",
}  # fmt: skip
TRIGGERS = {
    "rounds_exhausted": "本级轮次已满", "deadline_near": "期限将届满", "no_show_limit": "多次缺席",
    "difficulty": "重大、疑难", "amount": "金额较大", "type": "纠纷类型", "risk_red": "红色风险",
    "group": "人数较多", "cross_region": "跨区域", "conflict_of_interest": "本级无可调换的调解员",
    "parties_request": "当事人请求", "superior_call": "上级提办", "land_ownership": "涉及土地权属",
}  # fmt: skip
TIER_NAMES = {"group": "社/组/院", "village": "村", "township": "镇", "county": "区县"}
ROLES = {
    "grid_worker": "网格员", "group_mediator": "小组调解员", "village_mediator": "村调解员",
    "committee_director": "调委会主任", "township_mediator": "镇调解员", "reviewer": "审核人(司法所)",
    "whistle_duty": "吹哨值守", "dept_liaison": "部门联络员", "auditor": "审计员",
    "system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员",
}  # fmt: skip


class Exclusion(NamedTuple):
    """Why a dispute cannot be taken. `letter`: the body that has it may send it over with a letter.

    `statutory` is False where only practice says so; `article` is None then.
    """

    name: str
    statutory: bool = False
    article: str | None = None
    letter: bool = False


_RULES_22_1 = "人民调解工作若干规定第22条第1项"
_RULES_22_2 = "人民调解工作若干规定第22条第2项"
EXCLUSIONS = {
    "none": Exclusion("无"),
    "court_accepted": Exclusion("人民法院已经受理或者解决", True, _RULES_22_2, True),
    "police_accepted": Exclusion("公安机关已经受理或者解决", True, _RULES_22_2, True),
    "admin_accepted": Exclusion("其他行政机关已经受理或者解决", True, _RULES_22_2, True),
    "arbitration_accepted": Exclusion("仲裁机构已经受理", letter=True),
    "exclusive_jurisdiction": Exclusion("只能由专门机关管辖处理(如权属确认)", True, _RULES_22_1),
    "forbidden": Exclusion("法律法规禁止采用民间调解", True, _RULES_22_1),
    "criminal_or_public_security_suspected": Exclusion("涉嫌犯罪或者违反治安管理", True, "人民调解法第25条"),
    "not_civil": Exclusion("不是民事权利义务争议", True, "人民调解工作若干规定第20条"),
    "status_relation": Exclusion("仅请求解除或者确认身份关系"),
    "no_respondent": Exclusion("没有明确的被申请人"),
    "no_claim": Exclusion("没有具体的调解要求"),
    "no_fact": Exclusion("没有申请的事实根据"),
    "out_of_area": Exclusion("不在本调委会辖区", True, "人民调解工作若干规定第21条"),
}

# 2010 forms of the Ministry of Justice (D…) and the office's own notices (E…), as they are named in a dossier.
PAPERS = {
    "D00": "卷宗封面", "D01": "卷内目录", "D02": "人民调解申请书", "D03": "人民调解受理登记表",
    "D04": "权利义务告知书", "D05": "当事人身份证明", "D06": "授权委托书", "D07": "人民调解调查记录",
    "D08": "证据材料", "D09": "人民调解记录", "D10": "人民调解协议书", "D11": "人民调解口头协议登记表",
    "D12": "履行凭证", "D13": "人民调解回访记录", "D14": "司法确认有关材料", "D15": "卷宗情况说明",
    "D16": "封底", "E01": "不予受理告知书", "E02": "终止调解通知书", "E03": "风险报告单",
    "E04": "提级(移交)单", "E05": "退回单", "E06": "督促履行通知", "E07": "委托调解反馈函",
    "E08": "结案报告表",
}  # fmt: skip

# What the papers are called besides, in the directory of the forms and in everyday talk.
PAPERS_ALSO_CALLED = {
    "D00": ("封面",), "D01": ("目录", "卷内文书目录"), "D02": ("申请书",), "D03": ("受理登记表", "登记表"),
    "D04": ("当事人权利义务告知书", "告知书", "权利义务告知"), "D05": ("身份证明",), "D06": ("委托书", "授权书"),
    "D07": ("调查记录",), "D08": ("证据", "证据清单"), "D09": ("调解记录",),
    "D10": ("调解协议书", "协议书", "变更协议书", "人民调解协议书(变更)", "补充协议书"),
    "D11": ("口头协议登记表", "口头登记表", "人民调解口头登记表"),
    "D12": ("收条或汇款单等履行凭证", "收条或汇款单", "凭证", "收条", "汇款单", "转账凭证"), "D13": ("回访记录",),
    "D14": ("司法确认材料",), "D15": ("情况说明",), "D16": ("卷宗封底",), "E02": ("终止通知书", "终止调解告知书"),
    "E03": ("激化风险报告单", "风险报告", "激化报告", "强制报告单"),
    "E04": ("提级单", "移交单", "提级移交单", "提级申请单"), "E05": ("退回下派单",),
    "E06": ("督促履行通知书",), "E07": ("反馈函", "委托调解函回执/反馈函"), "E08": ("结案报告",),
}  # fmt: skip

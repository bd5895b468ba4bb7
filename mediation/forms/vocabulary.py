"""The words for what a form may say: kinds of fields, how private they are, where choices come from."""

KINDS = {
    "text": "一行字", "textarea": "多行字", "integer": "整数", "money": "金额", "date": "日期",
    "datetime": "日期和时刻", "choice": "单选", "yes_no": "是或否", "checkbox": "打勾", "choices": "多选",
    "booleans": "多项打勾", "file": "照片文件", "group": "一组", "rows": "多行", "strings": "多行,每行一句",
    "party_rows": "每位当事人一行", "party_map": "每位当事人一项", "static": "一段说明",
}  # fmt: skip
SENSITIVITIES = {"public": "公开", "case": "案情", "personal": "个人信息", "sensitive": "敏感", "confidential": "保密"}
SOURCES = {
    "parties": "本案当事人", "people": "本地的调解员", "orgs": "盖章的调委会", "signers": "可以签名的人",
    "party_signers": "当事人和他们的监护人、代理人", "departments": "能叫到的部门", "articles": "适用的法条",
    "agreements": "现在有效的各份协议", "tiers": "这件能转去的层级",
}  # fmt: skip
CHECKS = {"phone": "电话号码", "id_card": "身份证号", "uscc": "统一社会信用代码"}
# kinds that ask for the same thing on another control
LIKE = {"text": {"textarea"}, "textarea": {"text"}, "choice": {"yes_no"}, "yes_no": {"choice"}}

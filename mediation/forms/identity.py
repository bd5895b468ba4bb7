"""Numbers on papers (身份证, 统一社会信用代码, 电话): what looks mistyped is pointed out, nobody is turned away.

An old man without papers can still be helped: all answers here are hints. Must not know fields or forms.
"""

import re
from datetime import date

from mediation.forms.words import narrow

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PHONE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}|0[0-9]{9,11}|[0-9]{7,8}")


def doubt_id_card(text: str, today: date) -> str | None:
    """What looks wrong in a resident's identity number (GB 11643), None when nothing does.

    Only the form, the birthday and the check digit count: regions come and go. 15 digits are the old cards.
    """
    number = narrow(text).replace(" ", "").upper()
    if re.fullmatch(r"[0-9]{15}", number):
        return None
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return f"身份证号应是 18 位,现在是 {len(number)} 位,请核对;没有证件的可以空着。"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号第 7 至 14 位不是真实的出生日期,请核对。"
    if born > today:
        return "身份证号里的出生日期晚于今天,请核对。"
    expected = "10X98765432"[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11]
    return None if number[17] == expected else "身份证号的最后一位对不上,可能抄错了一位,请核对。"


def doubt_credit_code(text: str) -> str | None:
    """What looks wrong in a 统一社会信用代码 (GB 32100), None when nothing does."""
    code = narrow(text).replace(" ", "").upper()
    if len(code) != 18 or any(sign not in _CREDIT for sign in code):
        return "统一社会信用代码应是 18 位数字和大写字母(没有 I、O、S、V、Z),请核对。"
    total = sum(_CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return None if _CREDIT[-total % 31] == code[17] else "统一社会信用代码的最后一位对不上,请核对。"


def doubt_phone(text: str) -> str | None:
    """What looks wrong in a telephone number, None when nothing does."""
    number = re.sub(r"[\s()-]", "", narrow(text))
    return None if _PHONE.fullmatch(number) else "电话号码看着不对:手机 11 位,座机请带区号。"

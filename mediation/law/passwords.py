"""What a password must be like, by the profile an office chose. Pure rules; hashing is the services' business.

mlps3: 等保三级 (12 characters, 3 of 4 kinds, none of the last 5, 90 days). asvs: length and a block list, no rotation.
"""

import re
from dataclasses import dataclass

from mediation.law.separation import THREE


@dataclass(frozen=True, slots=True)
class Profile:
    """`kinds` of characters at least; `barred` last passwords; `days` it holds, None for ever.

    `code_for`: the roles that need a second factor, unless the office has said which.
    """

    name: str
    kinds: int
    barred: int
    days: int | None
    code_for: frozenset[str] = frozenset()


PROFILES = {
    "mlps3": Profile("等保三级", kinds=3, barred=5, days=90, code_for=THREE),
    "asvs": Profile("长口令、不定期更换", kinds=1, barred=1, days=None),
}
DEFAULT = "mlps3"
LEAST, MOST = 12, 128
# a password that somebody else has seen holds so long
ONE_TIME_DAYS = 14
_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile(r"\d"), re.compile(r"[^a-zA-Z\d]"))
# What common passwords are made of: with 12 characters at least, the lists' entries come as these and a tail.
COMMON = (
    "password", "passw0rd", "passwort", "mima", "kouling", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "qazwsx",
    "1qaz2wsx", "abc123", "admin", "administrator", "root", "guest", "welcome", "letmein", "iloveyou", "woaini",
    "woaiwojia", "5201314", "1314520", "520520", "111111", "000000", "666666", "888888", "123123", "123321", "112233",
    "147258369", "789456123", "zhongguo", "china", "beijing", "tiaojie", "rangyirang", "renmin", "sifasuo", "dragon",
    "monkey", "football", "superman", "sunshine", "princess", "master", "shadow", "trustno1", "changeme", "default",
    "temp", "test", "user", "login", "huawei", "xiaomi", "taobao", "weixin", "wechat", "qq",
)  # fmt: skip
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_LOOKS = str.maketrans("@$!|3470", "asiieato")
# so much must be left when the common parts are taken away
_OWN = 6


def profile(name: object) -> Profile:
    """The profile of this name, the default where there is none."""
    return PROFILES.get(str(name), PROFILES[DEFAULT])


def troubles(password: str, rules: Profile, own: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a password, each in one sentence; `own` is what the person is called."""
    found = []
    if len(password) < LEAST:
        found.append(f"至少 {LEAST} 位,现在 {len(password)} 位。")
    if len(password) > MOST:
        found.append(f"最多 {MOST} 位。")
    if sum(bool(kind.search(password)) for kind in _KINDS) < rules.kinds:
        found.append(f"大写字母、小写字母、数字、符号,至少要有其中 {rules.kinds} 种。")
    lowered = password.lower()
    if any(len(word) >= 2 and word.lower() in lowered for word in own):
        found.append("不要用自己的姓名或账号。")
    elif password and too_common(password):
        found.append("太常见,容易被猜中。换成几个不相干的词,中间加数字或符号。")
    return found


def too_common(password: str) -> bool:
    """Whether little is left of a password when runs, repetitions, years and the usual words are taken away."""
    lowered = password.lower()
    return min(_left(lowered), _left(lowered.translate(_LOOKS))) < _OWN


def _left(text: str) -> int:
    for word in sorted(COMMON, key=len, reverse=True):
        text = text.replace(word, " ")
    text = re.sub(r"(19|20)\d\d", " ", text)
    for row in _ROWS:
        text = _without_runs(text, row)
    text = re.sub(r"(.{1,4})\1+", r"\1", text)
    return len(set(re.sub(r"[\s\W_]", "", text)))


def _without_runs(text: str, row: str) -> str:
    """A text without stretches of 3 and more that lie side by side in a row, forwards or backwards."""
    for line in (row, row[::-1]):
        for size in range(len(line), 2, -1):
            for at in range(len(line) - size + 1):
                text = text.replace(line[at : at + size], " ")
    return text

"""The words a case can be found by, and those of a query: names, pinyin, telephones, numbers, places.

Plain text goes in and out here; only keyed digests of it are kept (`store.search`).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pypinyin import Style, lazy_pinyin

from mediation.law import numbering

# family names that are read otherwise than the same character elsewhere; either reading finds them
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "任": "ren", "华": "hua", "覃": "qin", "翟": "zhai", "缪": "miao", "尉": "wei", "乐": "yue", "种": "chong",
    "冼": "xian", "员": "yun", "燕": "yan", "纪": "ji", "葛": "ge", "晁": "chao", "隗": "wei", "召": "shao",
    "洗": "xian", "繁": "po", "折": "she", "黑": "he", "秘": "bi", "哈": "ha", "过": "guo", "那": "na", "冉": "ran",
    "宿": "su", "眭": "sui", "逄": "pang", "郗": "xi", "臧": "zang", "卜": "bu", "牟": "mou", "郇": "xun", "呙": "guo",
}  # fmt: skip
DOUBLE = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"), "澹台": ("tan", "tai"),
}  # fmt: skip
LONGEST_NAME = 6  # a longer one is an organisation's: nobody types its pinyin whole
MOST_WORDS = 6
_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_SPLIT = re.compile(r"[\s,,、;;/]+")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(rf"(\d{{4}})?(\D*?)({'|'.join(numbering.SERIES.values())})?第?0*(\d+)号(?:之.+)?")


def plain(text: str) -> str:
    """Text as it is compared: full-width and half-width, capital and small letters are one; brackets are left out."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum() or char.isspace())


def words_of_names(names: Iterable[str]) -> set[str]:
    """Every way to type a name or a part of it: characters, pairs of characters, pinyin, initials."""
    found: set[str] = set()
    for name in names:
        text = plain(name).replace(" ", "")
        found |= _pairs(text)
        if len(text) <= LONGEST_NAME:
            found |= set(text)
        if _HAN.fullmatch(text):
            found |= _spoken(text)
        elif text:
            found.add(text)
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _spoken(name: str) -> set[str]:
    """The pinyin of a name and of its parts from a syllable on, and their initials, in each reading."""
    found: set[str] = set()
    for syllables in readings(name):
        initials = "".join(one[0] for one in syllables)
        if len(name) > LONGEST_NAME:
            found |= {initials, initials[:3], initials[:4]}
            continue
        for begin in range(len(syllables)):
            for end in range(begin + 1, len(syllables) + 1):
                found.add("".join(syllables[begin:end]))
                if end - begin > 1:
                    found.add(initials[begin:end])
    return found


def readings(name: str) -> list[tuple[str, ...]]:
    """How a name is read, by syllable; a family name with a reading of its own both ways."""
    usual = tuple(lazy_pinyin(name, style=Style.NORMAL))
    if len(name) > LONGEST_NAME:
        return [usual]
    if name[:2] in DOUBLE:
        return [(*DOUBLE[name[:2]], *usual[2:])]
    return list(dict.fromkeys([(SURNAMES.get(name[0], usual[0]), *usual[1:]), usual]))


def words_of_phone(phone: str) -> set[str]:
    """A telephone number whole, and its last four digits."""
    digits = "".join(_DIGITS.findall(phone))
    return {digits, digits[-4:]} if len(digits) >= 7 else set()


def words_of_number(number: str | None) -> set[str]:
    """A serial number whole, by its series (登字12), and by its serial alone."""
    found = _NUMBER.fullmatch(plain(number or ""))
    if found is None:
        return {plain(number)} if number else set()
    year, office, series, serial = found.groups()
    return {f"{year}{office}{series}{serial}", f"{series or ''}{serial}号", f"{serial}号"}


def words_of_place(place: str) -> set[str]:
    """A place by pairs of characters: any part of it finds it."""
    return _pairs(plain(place).replace(" ", ""))


def words_of_parties(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """What the parties of a case can be found by."""
    found = words_of_names(str(row.get("name") or "") for row in rows)
    for row in rows:
        found |= words_of_phone(str(row.get("phone") or ""))
        found |= {plain(str(row[key])) for key in ("id_no", "uscc") if row.get(key)}
    return found


def asked(query: str) -> list[list[str]]:
    """A query as words, each as the tokens that must all be there; nothing where nothing can be found by it."""
    words = [plain(word).replace(" ", "") for word in _SPLIT.split(query.strip())]
    return [_asked(word) for word in words if word][:MOST_WORDS]


def _asked(word: str) -> list[str]:
    found = _NUMBER.fullmatch(word)
    if found is not None:
        year, office, series, serial = found.groups()
        whole = year and office and series
        return [f"{year}{office}{series}{serial}" if whole else f"{series or ''}{serial}号"]
    if word.isascii() or len(word) <= 2:
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)]

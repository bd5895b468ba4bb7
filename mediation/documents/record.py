"""What papers are made of: everything entered once in a case, as plain values. Services fill it, families read it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from mediation.documents.paper import Head
from mediation.documents.wording import age_on
from mediation.law import codes


@lru_cache(maxsize=256)
def _number(party: str) -> re.Pattern[str]:
    """A party's number standing by itself."""
    return re.compile(rf"(?<![0-9A-Za-z_]){re.escape(party)}(?![0-9A-Za-z_])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One submitted step: what was entered, by whom and where; `head` is the history's after it.

    `draft` is True for what is typed and not submitted.
    """

    task: str
    at: datetime
    who: str
    org: str
    tier: str
    values: Mapping[str, Any] = field(repr=False)
    head: Head | None = None
    draft: bool = False

    def get(self, key: str, default: Any = None) -> Any:
        """A value of its form; nothing filled in is the default."""
        value = self.values.get(key)
        return default if value in (None, "", []) else value

    def rows(self, key: str) -> list[Any]:
        """A list of its form, a single thing as a list of one."""
        value = self.get(key, [])
        return list(value) if isinstance(value, list | tuple) else [value]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file people brought: by its digest, with the field of the form it came with."""

    digest: str
    field: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Record:
    """A case as its papers tell it. `facts` are plain values of the case (codes, numbers, days), `parties` what was
    registered of each, with `id` and `role`; `people` and `orgs` are names by id."""

    case_id: str
    committee: str
    made_at: datetime
    facts: Mapping[str, Any]
    parties: Sequence[Mapping[str, Any]] = field(repr=False)
    entries: Sequence[Entry] = field(repr=False)
    people: Mapping[str, str]
    orgs: Mapping[str, str]
    files: Sequence[Enclosure] = ()
    contents: Sequence[Mapping[str, Any]] = ()
    closed_pages: int | None = None

    def each(self, *tasks: str) -> Iterator[Entry]:
        """The submissions of some tasks, in order."""
        return (entry for entry in self.entries if entry.task in tasks)

    def last(self, *tasks: str) -> Entry | None:
        """The latest submission of some tasks."""
        found = list(self.each(*tasks))
        return found[-1] if found else None

    def of_fields(self, *starts: str) -> list[Enclosure]:
        """The files that came with some fields."""
        return [one for one in self.files if one.field.split(".")[-1] in starts or one.field.split(".")[0] in starts]

    def name(self, who: Any) -> str:
        """Whose name stands behind a party's number, a person's or an organisation's id, guardian:名, agent:名."""
        text = str(who or "")
        for mark, words in (("guardian:", "监护人"), ("agent:", "代理人")):
            if text.startswith(mark):
                return f"{text.removeprefix(mark)}（{words}）"
        found = next((str(one.get("name") or "") for one in self.parties if one["id"] == text), "")
        return found or self.people.get(text) or self.orgs.get(text) or text

    def names(self, several: Any, between: str = "、") -> str:
        """Several of them in a row."""
        return between.join(self.name(one) for one in several or ())

    def told(self, text: Any) -> str:
        """Words people wrote, with a party's number (p2) put as the name it stands for."""
        words = str(text or "")
        for party in self.parties:
            name = str(party.get("name") or party["id"])
            words = name.join(_number(party["id"]).split(words))
        return words

    def all_told(self, values: Any, between: str = "；") -> str:
        """Several things people wrote, in a row."""
        several = values if isinstance(values, list | tuple) else [values]
        return between.join(self.told(one).rstrip("。；;，, ") for one in several if one)

    def people_of(self, *roles: str) -> list[dict[str, Any]]:
        """The parties of some roles (of all, if none is named) as papers show them."""
        return [self.party(one) for one in self.parties if not roles or one["role"] in roles]

    def party(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A party as papers show it."""
        near, agent = one.get("guardian") or {}, one.get("agent") or {}
        day = datetime.fromisoformat(str(self.facts.get("apply_at") or self.made_at.isoformat())).date()
        age = one.get("age") or age_on(one.get("birth"), day)
        return {
            "编号": one["id"], "称谓": codes.PARTY_ROLES.get(one["role"], "当事人"), "姓名": one.get("name") or "",
            "是单位": str(one.get("kind") or "1") != "1", "性别": one.get("gender") or "",
            "民族": one.get("ethnicity") or "", "年龄": f"{age}岁" if age not in (None, "") else "",
            "职业": one.get("occupation") or "", "证件号": one.get("id_no") or "", "证件": one.get("id_type") or "",
            "信用代码": one.get("uscc") or "", "法定代表人": one.get("legal_rep") or "", "电话": one.get("phone") or "",
            "住址": one.get("address") or "", "代表人数": one.get("representative_of") or "",
            "监护人": f"{near['name']}（{near.get('relation') or '监护人'}）" if near.get("name") else "",
            "代理人": agent.get("name") or agent.get("type") or "", "代理人类型": agent.get("type") or "",
            "代理权限": list(agent.get("scope") or ()),
        }  # fmt: skip

    @property
    def title(self) -> str:
        """The file's name: the principal parties and the kind of dispute."""
        sides = []
        for role in ("applicant", "respondent"):
            named = [str(one.get("name") or "") for one in self.parties if one["role"] == role]
            if named:
                sides.append(named[0] + ("等" if len(named) > 1 else ""))
        return f"{'与'.join(sides)}{self.kind}"

    @property
    def volume_no(self) -> str:
        """卷号: the volume's number; a file without one goes by what it was archived under."""
        archived = self.last("C_archive")
        return str(self.facts.get("volume_no") or (archived.get("volume_no", "") if archived else ""))

    @property
    def kind(self) -> str:
        """纠纷类型, in words."""
        return codes.DISPUTE_TYPES.get(str(self.facts.get("dispute_type") or ""), "纠纷")

    def common(self) -> dict[str, Any]:
        """What every template may name."""
        source = str(self.facts.get("source_code") or "")
        return {
            "调委会": self.committee, "卷号": self.volume_no,
            "登记号": self.facts.get("register_no") or "", "卷名": self.title, "纠纷类型": self.kind,
            "案件来源": codes.SOURCES.get(source, ""), "当事人": self.people_of(),
            "申请人": self.people_of("applicant", "representative"), "被申请人": self.people_of("respondent"),
            "第三人": self.people_of("third"), "制作日期": self.made_at.date().isoformat(),
        }  # fmt: skip

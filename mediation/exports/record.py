"""What an export is made of: plain values, masked already by who asked for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

COLUMNS: Mapping[str, str] = {
    "case_id": "案件标识", "volume_no": "卷号", "register_no": "登记号", "committee": "调委会", "tier": "层级",
    "mediators": "调解员", "registered_on": "登记日期", "accepted_on": "受理日期", "kind": "纠纷类型",
    "source": "案件来源", "difficulty": "难度", "parties": "当事人", "people": "涉及人数", "summary": "简要情况",
    "forecast": "案件预测", "result": "调解结果", "agreement": "协议类型", "agreed_on": "协议日期",
    "amount": "涉案金额", "ways": "履行方式", "performance": "履行情况", "status": "状态", "closed_on": "结案日期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a case: what, when (ISO with offset), by whom (an id, never a name), where."""

    task: str
    name: str
    at: str
    resource: str
    org: str
    tier: str


@dataclass(frozen=True, slots=True)
class Record:
    """One case: `values` by the keys of `COLUMNS`, `codes` as SF/T 0018 has them, what was done in order."""

    values: Mapping[str, object]
    codes: Mapping[str, object] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A format: records in, pieces of a file out; `goes_on` where a later part may simply follow an earlier one."""

    key: str
    name: str
    suffix: str
    media_type: str
    write: Callable[[Iterable[Record]], Iterator[bytes]]
    goes_on: bool = False

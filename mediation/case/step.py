"""One step of one person: who does which task when, and the settings in force. Passed down, never stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: `tier` is that of `org`; `roles` as domain roles (village_mediator …).

    `jurisdiction` is every organisation below an auditor's own; empty for everybody else. `stands_for`: whose deputy
    (代理) this person is today, while they are away. `reads`: the cases (public id) whose record an auditor may read
    now, because two people wanted it (双人审批); `reads_all` those of them with what was confided and identities.
    """

    id: str
    name: str
    roles: frozenset[str]
    org: str
    tier: str
    jurisdiction: frozenset[str] = frozenset()
    stands_for: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    reads_all: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set; the defaults are office practice, never law (days are calendar days)."""

    deadline_days: int = 30
    deadline_rolls: bool = False
    max_rounds: dict[str, int] = field(default_factory=lambda: {"group": 2, "village": 2, "township": 3})
    no_show_limit: int = 2
    consent_tries: int = 3
    consent_contact_days: int = 3
    return_down_workdays: int = 2
    judicial_confirm_days: int = 30
    supervise_grace_days: int = 15
    whistle_arrival_minutes: int = 30
    oral_max_amount: str = "2000.00"
    oral_max_days: int = 7
    backdate_days: int = 7
    urge_hours: int = 24
    late_entry_days: int = 30
    joint_seals: bool = True
    copy_days: int = 30
    dispute_subtypes: dict[str, list[str]] = field(default_factory=dict)
    subsidy_example: dict[str, Any] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """`task` done by `actor` at `at` (aware); `tier` and `org` are where the case is; `values` the form's own.

    `org_name` gives an organisation's name by its id, for what is said to people; without one, the id.
    """

    task: str
    actor: Actor
    tier: str
    org: str
    at: datetime
    values: dict[str, Any]
    settings: Settings = field(default_factory=Settings)
    org_name: Callable[[str], str] = str

    @property
    def day(self) -> date:
        """The calendar day of the step."""
        return self.at.date()

    def get(self, key: str, default: Any = None) -> Any:
        """A form value; nothing filled in is the default."""
        value = self.values.get(key)
        return default if value is None else value

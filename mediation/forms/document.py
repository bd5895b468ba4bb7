"""Reads members of a form file's JSON, whatever stands in them: nothing here raises.

Knows JSON only.
"""

from collections.abc import Mapping
from typing import Any

Member = Mapping[str, Any]


def mapping(holder: Member, key: str) -> Member:
    """A member that is an object; an empty one otherwise."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def text(holder: Member, key: str) -> str:
    """A member as text; empty where there is none."""
    value = holder.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def flag(holder: Member, key: str) -> bool:
    """Whether a member is true (the editor writes properties as texts)."""
    return holder.get(key) in (True, "true")


def whole(holder: Member, key: str) -> int | None:
    """A member that is a whole number, None for anything else."""
    value = holder.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def listed(holder: Member, key: str) -> tuple[str, ...]:
    """A member's words, parted by commas."""
    parts = text(holder, key).replace("、", ",").replace(",", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def key_of(component: Member) -> str:
    """The key under which a component's value is kept."""
    return text(component, "path" if component.get("type") in ("dynamiclist", "group") else "key")


def label_of(component: Member) -> str:
    """The words above a component."""
    return next((found for key in ("label", "dateLabel", "timeLabel") if (found := text(component, key))), "")


def element_of(component: Member) -> str:
    """What a finding calls a component."""
    return next((found for key in ("key", "path", "id") if (found := text(component, key))), "")

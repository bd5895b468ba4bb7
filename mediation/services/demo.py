"""Use case: the demo village: its people, and cases in every state, played as if they had just happened."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from mediation import clock
from mediation.errors import MediationError
from mediation.services.office import Office
from mediation.services.replay import play
from mediation.services.set_up import load_village
from mediation.store import cases, people
from mediation.store.vault import write_once

VILLAGE = Path(__file__).parents[1] / "demo" / "village.json"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def village() -> dict[str, Any]:
    """The village as a scenario file: its people and its cases, which are also the library of trials."""
    loaded: dict[str, Any] = json.loads(VILLAGE.read_text(encoding="utf8"))
    return loaded


def set_up_demo(office: Office, data: Path) -> bool:
    """Add the village's organisations and people; False where the demo is there already.

    Raises:
        MediationError: this database holds real cases: no demo is mixed into them.
    """
    with office.store.reading() as connection:
        if people.settings(connection).get("demo"):
            return False
        if cases.count(connection) or people.organisations(connection):
            raise MediationError("这个目录里已有真实数据,演示数据请放到另一个 MEDIATION_DATA 目录。")
    write_once(data / "demo_password", secrets.token_hex(4).encode())
    load_village(office, village(), demo_password(data))
    with office.store.writing() as connection:
        people.set_settings(connection, {"demo": True})
    return True


def demo_password(data: Path) -> str | None:
    """The password of all demo people, None where this is no demo."""
    path = data / "demo_password"
    return path.read_text() if path.exists() else None


def demo_cases() -> list[dict[str, Any]]:
    """The village's cases, each moved to these days: its last step `days_ago` days before today."""
    return [moved(case) for case in village()["cases"]]


def moved(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case with all its steps' days shifted, so that its last step was `days_ago` days before today."""
    steps = case["steps"]
    last = datetime.fromisoformat(steps[-1]["at"]).date()
    shift = clock.today() - timedelta(days=case["days_ago"]) - last
    text = _DAY.sub(lambda found: _shifted(found[0], shift), json.dumps(steps, ensure_ascii=False))
    return {**case, "steps": json.loads(text)}


def _shifted(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except ValueError:
        return day


def play_demo_case(office: Office, case: Mapping[str, Any]) -> None:
    """Play one demo case up to where it stands.

    Raises:
        MediationError: it could not be played: the demo and the product have grown apart.
    """
    played = play(office, {**case, "expected": {}}, len(case["steps"]))
    if not played.ok:
        raise MediationError(f"演示案件 {case['case_id']} 没能走到头:{played.differences}")

"""Compares what a replayed case came to with what its scenario expects. Knows no rule of its own."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol

from mediation import clock
from mediation.case import dossier, facts, outcome, subsidy
from mediation.case.facts import Case
from mediation.case.step import Settings
from mediation.documents import catalogue
from mediation.law import effect, numbering
from mediation.law.codes import PAPERS, PAPERS_ALSO_CALLED, TASKS
from mediation.law.deadlines import DAY_TERMS
from mediation.law.deadlines import whistle as whistle_term
from mediation.law.values import rows, texts
from mediation.services.office import Office, moment
from mediation.services.paper_record import record_of
from mediation.services.work import open_work
from mediation.store import cases, timers
from mediation.store.db import Row

NOT_COMPARED = ("negative_checks", "note", "reason")
NUMBERS = ("agreement_no", "notice_no", "volume_no", "register_no")
# What the system works out and a scenario may state (领域 11.1.6); all else of a form is the person's own word.
COMPUTED = {
    "accepted_on", "deadline_on", "labor_15day_notice_on", "no_show_count", "round", "rounds", "from_tier",
    "within_workdays", "minutes", "effective_on", "total_amount", "window_end", "eligible", "visit_no",
    "planned_on", "triggered_by", "timer_fired_at", "result_code", "performance_code", "access", *NUMBERS,
}  # fmt: skip


class Result(Protocol):
    """Where a comparison is written to."""

    public_id: str
    path: list[str]
    final_status: str | None
    differences: list[str]
    not_compared: list[str]


def compare(
    office: Office, scenario: Mapping[str, Any], result: Result, beside: Collection[str] = ()
) -> None:  # fmt: skip
    """Compare a played case with its scenario; differences and groups not compared are added to `result`.

    `beside` are tasks that somebody did in place of the scenario, which knows nothing of them.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, result.public_id)
        case, row = work.case, work.row
        submitted = [item for item in cases.submissions(connection, row.id) if item.task not in beside]
        entered = [row.key.open(item.sealed) for item in submitted]
        clocks = timers.of_case(connection, row.id)
        made = catalogue.sheets(record_of(connection, work))
    work.instance.release()
    case.done = [step for step in case.done if step.task not in beside]
    result.path = [step.task for step in case.done]
    result.final_status = outcome.final_status(case)
    result.differences += _steps(scenario, entered)
    for group, expected in scenario.get("expected", {}).items():
        if group in NOT_COMPARED:
            continue
        if group == "documents":
            papers, listed = [sheet.kind.name for sheet in made if sheet.in_file], list(_each_paper(expected))
            open_to_doubt = {name for name in _named_only(scenario) if (name in papers) != (name in listed)}
            result.differences += _differences(group, _sure(listed, open_to_doubt), _sure(papers, open_to_doubt))
            result.not_compared += [f"{group}.{name}" for name in sorted(open_to_doubt)]
        elif group == "timers":
            ran = [*map(_timer, clocks), *_arrivals(entered)]
            result.differences += _timers(expected, ran)
            result.not_compared += _unknown_of_timers(expected, ran)
        elif (reckon := _reckoned(group, expected)) is not None or group == "subsidy":
            actual = reckon(case) if reckon else _subsidy(case, office)
            result.differences += _differences(group, expected, actual)
            result.not_compared += [f"{group}.{key}" for key in _unknown(group, expected, actual)]
        else:
            result.not_compared.append(group)


def _steps(scenario: Mapping[str, Any], entered: list[dict[str, Any]]) -> list[str]:
    """The computed values that the scenario's forms state, against those that were computed."""
    found = []
    taken = [step for step in scenario["steps"] if "refused_by" not in step and step["task"] in TASKS]
    for number, (step, values) in enumerate(zip(taken, entered, strict=False), start=1):
        for key in COMPUTED & step["form"].keys():
            stated, made = step["form"][key], values.get(key)
            if stated is None and key not in _MEANT_EMPTY:
                continue
            same = _same_number(stated, made) if key in NUMBERS else _same(stated, made)
            same = same or (key == "access" and stated == "normal" and made is None)
            if step["task"] == "A_amend" and key == "total_amount":  # of all that is now agreed, or of what changed
                same = same or stated == effect.yuan(effect.total(step["form"].get("terms")))
            if not same:
                found.append(f"第 {number} 步 {step['task']}.{key}:应为 {stated!r},实为 {made!r}")
        for place, (row, made_row) in enumerate(
            zip(rows(step["form"].get("called")), rows(values.get("called")), strict=False)
        ):
            if "minutes" in row and row["minutes"] != made_row["minutes"]:
                where = f"第 {number} 步 {step['task']}.called.{place}.minutes"
                found.append(f"{where}:应为 {row['minutes']!r},实为 {made_row['minutes']!r}")
    return found


_MEANT_EMPTY = ("result_code", "performance_code")  # null is a result there; elsewhere it is a thing not filled in


def _same(stated: Any, made: Any) -> bool:
    """Equal, though a file wrote a code or an amount as a number."""
    if isinstance(stated, int | float) and isinstance(made, str) and not isinstance(stated, bool):
        return f"{stated}" == made or f"{stated:.2f}" == made
    return bool(stated == made)


def _same_number(stated: str | None, made: str | None) -> bool:
    """Whether two numbers agree but for the serial; some count a case's changed agreements from 之一, we from 之二."""
    if numbering.same_series(stated, made):
        return True
    return made is not None and numbering.same_series(stated, numbering.counted_from_one(made))


def _differences(group: str, expected: Any, actual: Any) -> list[str]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return [
            f"{group}.{key}:应为 {value!r},实为 {actual.get(_known_as(key))!r}"
            for key, value in expected.items()
            if not _same(value, actual.get(_known_as(key)))
            and key not in (*_unknown(group, expected, actual), *NOT_COMPARED)
        ]
    return [] if expected == actual else [f"{group}:应为 {expected!r},实为 {actual!r}"]


def _each_paper(listed: Iterable[str]) -> Iterator[str]:
    """A scenario's list, a paper a copy: whatever it calls them (调查记录), and however it counts them (x4, ×4)."""
    for entry in listed:
        found = _COPIES.fullmatch(entry.strip().replace("(", "(").replace(")", ")"))
        if found is None:
            yield entry
            continue
        yield from [_PAPER_NAMES.get(found["name"], found["name"])] * int(found["count"] or 1)


def _named_only(scenario: Mapping[str, Any]) -> Iterator[str]:
    """The papers of which a scenario names what is enclosed: a text cannot bring the file along (领域 11.9)."""
    for step in scenario["steps"]:
        yield from (PAPERS[code] for task, key, code in _ENCLOSED if task == step["task"] and step["form"].get(key))
    if any((party.get("agent") or {}).get("poa_file") for party in scenario["parties"]):
        yield PAPERS["D06"]


_ENCLOSED = (("T_register", "identity_files", "D05"), ("F_visit", "voucher", "D12"), ("A_written", "receipt", "D12"))


def _sure(names: Iterable[str], doubted: Collection[str]) -> list[str]:
    return sorted(dossier.as_listed(name for name in names if name not in doubted))


_COPIES = re.compile(r"(?P<name>.+?)\s*(?:[x×*](?P<count>\d+))?")
_PAPER_NAMES = {other: PAPERS[code] for code, others in PAPERS_ALSO_CALLED.items() for other in others}


def _subsidy(case: Case, office: Office) -> dict[str, Any]:
    """What the case earns under the office's example scheme."""
    found = subsidy.claim(case, subsidy.scheme_from(office.settings().subsidy_example))
    whole = found.amount == int(found.amount)
    amount = int(found.amount) if whole else f"{found.amount}"
    return {"eligible": found.eligible, "amount": amount, "to": list(found.shares)}


def _known_as(key: str) -> str:
    """A figure's name here: the rate of departments that came in time goes by several."""
    return "whistle_on_time" if key.startswith("whistle") else key


def _unknown(group: str, expected: Any, actual: Any) -> list[str]:
    """The figures that a group states and nobody here computes: said, never counted as equal."""
    if group not in _FIGURES or not isinstance(expected, Mapping):
        return []
    return [key for key in expected if _known_as(key) not in actual and key not in NOT_COMPARED]


def _timers(expected: list[Mapping[str, Any]], ran: list[dict[str, Any]]) -> list[str]:
    found = []
    for stated in expected:
        named = [timer for timer in ran if timer["name"] == stated["name"]]
        if "fires" in stated:
            days = [timer["fires_at"][:10] for timer in named if timer["fired"]]
            if sorted(days) != sorted(texts(stated["fires"])):
                found.append(f"timers.{stated['name']}:应为 {dict(stated)},实为 {days}")
        elif isinstance(stated.get("breach"), list):
            late = [str(timer["dept"]) for timer in named if timer.get("breach")]
            if sorted(late) != sorted(texts(stated["breach"])):
                found.append(f"timers.{stated['name']}:应为 {dict(stated)},实为 {late}")
        elif not any(_timer_matches(stated, timer) for timer in named):
            found.append(f"timers.{stated['name']}:应为 {dict(stated)},实为 {named}")
    return found


def _unknown_of_timers(expected: list[Mapping[str, Any]], ran: list[dict[str, Any]]) -> list[str]:
    """What is stated of a timer and not kept here."""
    kept = {"fires", *_TIMER, *(key for timer in ran for key in timer)}
    return [f"timers.{one['name']}.{key}" for one in expected for key in one if key not in kept]


def _arrivals(entered: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The half hour of every department called, from the call itself: the office hears of it when all is over."""
    for call in (call for values in entered for call in rows(values.get("called")) if call.get("called_at")):
        due, arrived = whistle_term(facts.instant(call["called_at"]), Settings()).fires_at, call.get("arrived_at")
        late = not arrived or clock.localize(facts.instant(arrived)) > due
        yield {
            "name": "whistle_30min", "start": call["called_at"], "end": due.strftime("%Y-%m-%dT%H:%M"), "fired": late,
            "breach": late, "dept": call.get("dept"), "fires_at": due.strftime("%Y-%m-%dT%H:%M"),
            "cancelled_by": None if late else "arrived",
        }  # fmt: skip


def _timer(row: Row[Any]) -> dict[str, Any]:
    due = moment(row.due_at)
    # a term of days ends with its last day, which is when the next one begins
    end = due - timedelta(minutes=1) if row.name in DAY_TERMS else due
    return {
        "name": row.name,
        "start": moment(row.started_at).date().isoformat(),
        "end": end.strftime("%Y-%m-%dT%H:%M"),
        "fired": row.state == timers.FIRED,
        "fires_at": due.strftime("%Y-%m-%dT%H:%M"),
        "cancelled_by": (row.cause or None) if row.state == timers.CANCELLED else None,
    }


def _timer_matches(stated: Mapping[str, Any], timer: Mapping[str, Any]) -> bool:
    known = {key: value for key, value in stated.items() if key in timer or key in _TIMER}
    return all(str(timer.get(key)).startswith(str(value)) for key, value in known.items())


_TIMER = ("name", "start", "end", "fired", "fires_at", "cancelled_by", "breach")


_FIGURES = ("stats", "kpi", "flags", "access", "subsidy")
_GROUPS: dict[str, Callable[[Case], Any]] = {
    "path": lambda case: [step.task for step in case.done],
    "tiers_visited": outcome.tiers_visited,
    "escalations": outcome.escalations,
    "returns": lambda case: case.returns,
    "final_status": outcome.final_status,
    "risk_color_final": outcome.risk_color_final,
    "national": outcome.national_codes,
    "stats": outcome.stats,
    "kpi": outcome.stats,
    "flags": lambda case: {"police_no_penalty": any(item.no_penalty for item in case.handoffs)},
    "access": lambda case: {"lower_roles_visible": case.confidential_level == "normal"},
}


def _reckoned(group: str, expected: Any) -> Callable[[Case], Any] | None:
    """How a group is worked out; the colours a case had and who came in time go by several names."""
    if group in _GROUPS:
        return _GROUPS[group]
    if isinstance(expected, list) and ("color" in group or group.startswith("risk")):
        return lambda case: case.colors
    if isinstance(expected, str) and group.startswith("whistle"):
        return outcome.whistle_on_time
    return None

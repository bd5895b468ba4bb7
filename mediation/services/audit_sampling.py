"""Use case: an auditor draws a sample of cases by a rule, with a seed, and says of each whether its file is fit.

The order is that of SHA-256 over seed and case: whoever has both can draw the very same sample again, by hand.
"""

import hashlib
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson

from mediation import clock
from mediation.case.figures import CaseFigures
from mediation.case.step import Actor
from mediation.errors import MediationError, NotAllowed, NotFound
from mediation.law import auditing
from mediation.services import statistics
from mediation.services.administering import note
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds
from mediation.services.work import Work
from mediation.store import audits, many_cases, people, subsidies
from mediation.store.db import Connection

MOST = 500
WHY = {"random": "随机", "red": "红色风险", "flagged": "补贴申报有疑点", "overdue": "超期", "unsatisfied": "有人不满意"}
SEED = 40


class AuditRefused(MediationError):
    """An auditor's act cannot be done as asked; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a sample is drawn: so many of a hundred at random by `seed`, and all that are of a kind."""

    percent: int
    seed: str
    red: bool = False
    flagged: bool = False
    overdue: bool = False
    unsatisfied: bool = False


def rule_of(typed: Mapping[str, str]) -> Rule:
    """The rule as typed; a seed of its own where none is given.

    Raises:
        AuditRefused.
    """
    percent = typed.get("percent", "").strip() or "0"
    if not percent.isascii() or not percent.isdecimal() or int(percent) > 100:
        raise AuditRefused("随机抽的比例请写 0 到 100 的整数。")
    seed = typed.get("seed", "").strip()[:SEED] or secrets.token_hex(4)
    kinds = {name: bool(typed.get(name)) for name in WHY if name != "random"}
    if not int(percent) and not any(kinds.values()):
        raise AuditRefused("请写随机抽的比例,或勾上至少一类必查的。")
    return Rule(int(percent), seed, **kinds)


def draw(rule: Rule, cases: Iterable[CaseFigures], flagged: frozenset[str]) -> dict[str, list[str]]:
    """Which cases (public id) a rule picks, and why each; restricted ones are never among them."""
    open_ = sorted((one for one in cases if one.public_id and not one.restricted), key=lambda one: one.public_id)
    found: dict[str, list[str]] = {}
    ranked = sorted(open_, key=lambda one: hashlib.sha256(f"{rule.seed}:{one.public_id}".encode()).digest())
    for one in ranked[: math.ceil(len(open_) * rule.percent / 100)]:
        found.setdefault(one.public_id, []).append("random")
    for one in open_:
        is_ = {"red": "red" in one.values, "flagged": one.public_id in flagged, "overdue": "overdue" in one.values,
               "unsatisfied": "marks_bad" in one.values}  # fmt: skip
        for name, holds in is_.items():
            if holds and getattr(rule, name):
                found.setdefault(one.public_id, []).append(name)
    return found


def draw_sample(office: Office, actor: Actor, org: str, code: str, rule: Rule, *, key: str) -> int:
    """Draw a sample of the cases registered in a place in a period; gives its number, the same for the same press.

    Raises:
        NotAllowed, NotFound, PeriodWrong.
        AuditRefused: the rule picks nothing, or too much.
    """
    require_auditor(office, actor, "draw_sample")
    asked = statistics.asked_of(office, actor, org, code)
    first, last = asked.period.first, asked.period.last
    cases = [one for one in statistics.of_place(office, asked.org, asked.on)
             if first <= one.days.get("registered", "") <= last]  # fmt: skip
    with office.store.reading() as connection:
        flagged = _flagged(connection, asked.org)
        picked = draw(rule, cases, flagged)
        rows = many_cases.listed(connection, list(picked)[:MOST])
    if not picked:
        raise AuditRefused("按这个规则,一件也抽不到。换个期间或比例试试。")
    if len(picked) > MOST:
        raise AuditRefused(f"这样会抽到 {len(picked)} 件,一次最多 {MOST} 件。请降低比例或缩短期间。")
    values = {"org_id": asked.org, "period": asked.period.code, "rule": orjson.dumps(asdict(rule)).decode(),
              "cases": len(cases), "made_by": actor.id, "made_at": milliseconds(clock.now()), "key": key}  # fmt: skip
    with office.store.writing() as connection:
        before = audits.pressed(connection, actor.id, key)
        if before is not None:
            return before
        picks = [{"case_id": row.id, "why": " ".join(picked[row.public_id])} for row in rows]
        number = audits.add_sample(connection, values, picks)
        note(connection, actor.id, "sample_drawn", str(number), f"{asked.org} {asked.period.code}")
    return number


def _flagged(connection: Connection, org: str) -> frozenset[str]:
    claims = subsidies.claims(connection, {org, *people.below(connection, org)})
    return frozenset(row.public_id for row in claims if row.flags)


def judge(office: Office, actor: Actor, sample: int, case_id: str, verdict: str) -> None:
    """Say whether the file of a case in a sample is fit; it stands in the case's history.

    Raises:
        NotAllowed, NotFound, AuditRefused.
    """
    require_auditor(office, actor, "judge_sample")
    if verdict not in auditing.VERDICTS:
        raise AuditRefused("请选合格或不合格。")

    def act(work: Work) -> None:
        if not auditing.sees_findings(actor, work.case):
            raise NotFound("没有找到这件纠纷。")

    def write(connection: Connection, work: Work, _: None) -> None:
        if find_sample(connection, actor, sample) is None:
            raise NotFound("没有找到这次抽查。")
        values = {"verdict": verdict, "by": actor.id, "at": milliseconds(work.at)}
        if not audits.judge(connection, sample, work.row.id, values):
            raise NotFound("这件案件不在这次抽查里。")
        work.note(actor, "judged", verdict, work.open_tasks(), canonical_json({"sample": sample, "verdict": verdict}))

    change(office, case_id, act, write)


def find_sample(connection: Connection, actor: Actor, number: int) -> object | None:
    """A sample of this person's jurisdiction."""
    orgs = {actor.org, *people.below(connection, actor.org)}
    return next((row for row in audits.samples(connection, orgs) if row.id == number), None)


def require_auditor(office: Office, actor: Actor, action: str) -> None:
    """Let auditors pass.

    Raises:
        NotAllowed: kept in the access log.
    """
    if auditing.audits(actor):
        return
    with office.store.writing() as connection:
        note(connection, actor.id, action, "", outcome="refused")
    raise NotAllowed("这里是审计员办公的地方。")


def reasons_in_words(why: Sequence[str]) -> str:
    """Why a case is in a sample."""
    return "、".join(WHY[one] for one in why)

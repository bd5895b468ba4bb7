"""Use case: who has looked at a case, a party, or worked through the data: from the histories and the access log.

An auditor's opening of a case's page is kept; of everybody, every full value, file, paper, dossier, export and step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import NotAllowed, NotFound
from mediation.exports.registry import EXPORTS
from mediation.law import auditing, policy, visibility
from mediation.law.visibility import EXPORT_REASONS, REASONS
from mediation.services import export_cases, periods, sentences
from mediation.services.audit_sampling import require_auditor
from mediation.services.office import Office, milliseconds, moment
from mediation.services.submit_task import refuse
from mediation.services.titles import titles_of
from mediation.store import audits, cases, many_cases
from mediation.store.db import Connection, Row

MOST = 300
DAYS = 90
# what a history says of who looked, and in what words
LOOKS = {
    "registered": "登记", "submitted": "办理“{what}”", "revealed": "看完整的证件、电话、住址({what})",
    "exported": "导出整卷({what})", "issued": "打印《{what}》", "copied": "收到抄送", "helper_asked": "被请来一起办",
    "judged": "审计抽查", "finding": "提审计意见", "read_asked": "申请看正文({what})",
    "read_granted": "批准别人查阅:{what}", "read_ended": "提前结束查阅",
}  # fmt: skip
# what the access log says besides
LOGGED = {
    "case_opened": "打开案件页", "papers_opened": "打开文书目录",
    "open_file": "打开照片或文件", "open_paper": "打开打印过的文书", "cases_exported": "导出一批案件({what})",
    "dossiers_exported": "导出一批卷宗({what})", "stats_exported": "导出统计表", "see_stats": "看统计",
    "sample_drawn": "抽查案卷", "sign_in": "登录", "subsidy_claimed": "申报补贴",
}  # fmt: skip
# these stand in the histories already
TWICE = frozenset({"revealed", "export_dossier"})


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when, who (with organisation), what; `case_id` where it was at one; `refused` where it was not let."""

    order: int
    at: str
    who: str
    org: str
    what: str
    case_id: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class CaseReport:
    """Who has looked at one case, newest first."""

    case_id: str
    title: str
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class PartyReport:
    """Who has looked at all cases of a party: `cases` are (id, title); `unseen` are restricted ones."""

    cases: list[tuple[str, str]]
    unseen: int
    looks: list[Look]


def of_case(office: Office, actor: Actor, case_id: str) -> CaseReport:
    """Who has looked at a case; for those who handle it, so that they can tell a party who asks, and for auditors.

    Raises:
        NotFound, NotAllowed.
    """
    with office.store.reading() as connection:
        row = cases.summary(connection, case_id)
        case = facts.load(cases.facts_of(connection, [row.id])[row.id]) if row else None
        if row is None or case is None or not policy.in_scope(actor, case):
            raise NotFound("没有找到这件纠纷。")
        if auditing.audits(actor) or visibility.reads_record(actor, case):
            titles = titles_of(office, connection, [row], "id", actor)
            return CaseReport(case_id, titles[row.id], _looks(office, connection, [row]))
    refuse(office, actor, "see_access", case_id)
    raise NotAllowed("谁看过这件纠纷,由经办人和审计员查。")


def of_party(office: Office, actor: Actor, word: str) -> PartyReport:
    """Who has looked at the cases of a party, found by whole name or identity number, within the jurisdiction.

    Raises:
        NotAllowed.
    """
    require_auditor(office, actor, "see_access")
    mark = office.store.vault.blind_index(word.strip())
    with office.store.reading() as connection:
        rows = cases.of_party(connection, mark, [actor.org, *sorted(actor.jurisdiction)])
        known = cases.facts_of(connection, [row.id for row in rows])
        shown = [row for row in rows if policy.in_scope(actor, facts.load(known[row.id]))]
        titles = titles_of(office, connection, shown, "id", actor)
        looks = _looks(office, connection, shown) if shown else []
    return PartyReport([(row.public_id, titles[row.id]) for row in shown], len(rows) - len(shown), looks)


def of_person(office: Office, actor: Actor, person: str, first: str = "", last: str = "") -> list[Look]:
    """What somebody of the jurisdiction looked at between two days (ISO; the last 90 days if none are said).

    Raises:
        NotAllowed, NotFound, PeriodWrong.
    """
    require_auditor(office, actor, "see_access")
    directory = office.directory()
    found = directory.people.get(person)
    if found is None or found.org not in {actor.org, *actor.jurisdiction}:
        raise NotFound("没有这个人,或不在您的辖区。")
    until = date.fromisoformat(periods.day(last)) + timedelta(days=1)
    since = date.fromisoformat(periods.day(first)) if first else until - timedelta(days=DAYS)
    with office.store.reading() as connection:
        logged = audits.accesses_by(connection, person, _start(since), _start(until), MOST)
        done = audits.looks_by(connection, person, tuple(LOOKS), _start(since), _start(until), MOST)
    looks = [_of_history(office, row) for row in done]
    looks += [_of_log(office, row) for row in logged if row.action not in TWICE]
    return sorted(looks, key=lambda one: -one.order)[:MOST]


def _start(day: date) -> int:
    return milliseconds(datetime.combine(day, time(), clock.SHANGHAI))


def _looks(office: Office, connection: Connection, rows: Sequence[Row[Any]]) -> list[Look]:
    """Everything that is kept of who looked at some cases, newest first."""
    ids, names = {row.id for row in rows}, [row.public_id for row in rows]
    found = [_of_history(office, row) for row in audits.looks(connection, ids, tuple(LOOKS))]
    logged = [row for row in audits.accesses(connection, names, MOST) if row.action not in TWICE]
    found += [_of_log(office, row) for row in logged]
    since = min(row.registered_at for row in rows)
    taken = [row for row in audits.exports(connection, since) if any(_held(office, row, one) for one in rows)]
    found += [_of_log(office, row) for row in taken]
    return sorted(found, key=lambda one: -one.order)[:MOST]


def _held(office: Office, row: Row[Any], case: Row[Any]) -> bool:
    """Whether a selection that was taken could hold a case: its place and the day it was registered."""
    _, org, _, code = [*row.subject.split(" "), "", "", "", ""][:4]
    wanted, orgs = periods.known(code), office.directory().orgs
    here, above = {case.org_id, case.village_id, case.township_id, case.registered_org_id} - {None}, set[str]()
    for one in here:
        while one and one not in above:
            above.add(one)
            one = orgs[one].parent_id if one in orgs else None
    day = moment(case.registered_at).date().isoformat()
    open_ = case.confidential_level == "normal"
    return open_ and org in above and wanted is not None and wanted.first <= day <= wanted.last


def _of_history(office: Office, row: Row[Any]) -> Look:
    subjects = {"revealed": REASONS, "exported": EXPORT_REASONS, "read_asked": auditing.READ_REASONS,
                "read_granted": auditing.EXTENTS}.get(row.action, {})  # fmt: skip
    what = sentences.paper_name(row.subject) if row.action == "issued" else subjects.get(row.subject, "")
    words = LOOKS[row.action].format(what=what or sentences.task_name(row.subject))
    # who was given a copy or asked to help comes to see it, not who gave it
    who = row.after.split(" ")[0] if row.action in ("copied", "helper_asked") else row.actor_id
    directory = office.directory()
    return Look(row.recorded_at, sentences.at_time(row.recorded_at), directory.name(who), directory.org_of(who), words,
                row.public_id)  # fmt: skip


def _of_log(office: Office, row: Row[Any]) -> Look:
    directory, parts = office.directory(), row.subject.split(" ")
    what = ""
    if row.action in ("cases_exported", "dossiers_exported"):
        reasons = {**export_cases.REASONS, **EXPORT_REASONS}
        taken = EXPORTS[parts[0]].name if parts[0] in EXPORTS else "每案一个压缩包"
        what = "、".join([taken, *(reasons.get(one, "") for one in parts[2:3]), *parts[3:4]])
    words = LOGGED.get(row.action, "其他").format(what=what)
    refused = row.outcome not in ("done", "opened", "exported")
    case_id = parts[0] if many_cases.is_public_id(parts[0]) else ""
    return Look(row.at, sentences.at_time(row.at), directory.name(row.actor_id), directory.org_of(row.actor_id),
                f"{words}(未被允许)" if refused else words, case_id, refused)  # fmt: skip

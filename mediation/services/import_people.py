"""Use case: people from a table: what each row would do, then all of it or nothing. Roles are only proposed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mediation.forms.reading import Unreadable, read_date
from mediation.law import separation
from mediation.law.codes import ROLES
from mediation.services import manage_people as managing
from mediation.services.manage_people import ACCOUNT, NewAccount
from mediation.services.sheets import Report, Row, RowReport, Verdict, rows_of
from mediation.store import accounts, people
from mediation.store.db import Connection

HEADERS = {
    "id": ("账号", "用户名", "account", "user_id"),
    "name": ("姓名",),
    "org": ("单位编码", "单位", "org_id"),
    "roles": ("角色", "职务", "role"),
    "note": ("备注", "说明"),
    "term_from": ("聘期自", "聘期起", "任期自", "任期起", "聘任日期", "term_from"),
    "term_until": ("聘期至", "聘期止", "任期至", "任期止", "term_until"),
}
TERM = {"term_from": "聘期自", "term_until": "聘期至"}
NEEDED = ("id", "name", "org", "roles")
_BY_NAME = {word: role for role, name in ROLES.items() for word in (role, name, name.split("(")[0])}
_MORE = {"主任": "committee_director", "院老": "group_mediator", "社长": "group_mediator", "组长": "group_mediator",
         "专职调解员": "township_mediator", "admin": "system_admin", "审核员": "reviewer", "司法所审核员": "reviewer",
         "司法所审核人": "reviewer", "值守": "whistle_duty", "值班": "whistle_duty",
         "联络员": "dept_liaison"}  # fmt: skip
# a bare 调解员 is one of the committee he belongs to
_MEDIATORS = {"group": "group_mediator", "village": "village_mediator", "township": "township_mediator"}


@dataclass(slots=True)
class Wanted:
    """A person as a row wants it; `term`, if it changes, are two days (ISO, empty for open)."""

    account: NewAccount
    was: Any = None
    renamed: bool = False
    term: tuple[str, str] | None = None


@dataclass(slots=True)
class Plan:
    """What a file would do, and the report."""

    wanted: list[Wanted] = field(default_factory=list)
    reports: list[RowReport] = field(default_factory=list)

    @property
    def report(self) -> Report:
        """All rows."""
        return Report(self.reports)


def plan(connection: Connection, text: str, who: str) -> Plan:
    """What a table would do to the accounts; writes nothing.

    Raises:
        ActRefused: it is no such table.
    """
    made, seen = Plan(), dict[str, int]()
    here = _Here(connection, who)
    for row in rows_of(text, HEADERS, NEEDED):
        report = RowReport(row.number, row["id"])
        made.reports.append(report)
        if row["id"] in seen:
            report.wrong(f"和第 {seen[row['id']]} 行的账号相同,请删掉一行或改账号。")
            continue
        seen[row["id"]] = row.number
        wanted = here.judge(row, report)
        if report.verdict not in (Verdict.WRONG, Verdict.SAME):
            made.wanted.append(wanted)
    return made


class _Here:
    """What is there already, to judge rows by."""

    def __init__(self, connection: Connection, who: str) -> None:
        self.who = who
        self.orgs = people.organisations(connection)
        self.people = {row.id: row for row in people.everyone(connection)}
        self.roles = people.roles(connection)
        self.asked = accounts.asked(connection)

    def judge(self, row: Row, report: RowReport) -> Wanted:
        """What a row wants; the report says whether it can have it."""
        was, unknown = self.people.get(row["id"]), list[str]()
        name, org = row["name"] or getattr(was, "name", ""), row["org"] or getattr(was, "org_id", "")
        tier = self.orgs[org].tier if org in self.orgs else "village"
        roles = frozenset(_roles(row["roles"], tier, unknown))
        held = frozenset(self.roles.get(row["id"], ()))
        note = row["note"] or getattr(was, "note", None) or ""
        for trouble in self._troubles(row, name, org, unknown, roles | held):
            report.wrong(trouble)
        wanted = Wanted(NewAccount(row["id"], name, org, roles - held, note), was, term=_term(row, was, report))
        if report.verdict is not Verdict.WRONG:
            self._tell(wanted, report, roles)
        return wanted

    def _troubles(
        self, row: Row, name: str, org: str, unknown: list[str], roles: frozenset[str]
    ) -> Iterable[str]:  # fmt: skip
        if row["id"] == self.who:
            yield "这是您自己的账号,请另一位管理员来改。"
        if not ACCOUNT.fullmatch(row["id"]):
            yield "账号用 2 到 40 位的英文字母、数字、点、横线或下划线。"
        if not 1 <= len(name) <= 40:
            yield "姓名要填,最多 40 个字。"
        place = self.orgs.get(org)
        if place is None:
            yield f"没有编码为“{org[:40]}”的单位。请先导入单位,或改成已有的编码。"
        for word in unknown:
            yield f"角色“{word[:20]}”不认识。可以写:{'、'.join(name.split('(')[0] for name in ROLES.values())}。"
        trouble = separation.clash(roles) or (separation.misplaced(roles, place.tier) if place else None)
        if trouble:
            yield trouble

    def _tell(self, wanted: Wanted, report: RowReport, roles: frozenset[str]) -> None:
        account, was = wanted.account, wanted.was
        place = self.orgs[account.org].name
        if was is None:
            report.verdict = Verdict.NEW
            term = f";聘期{_span(wanted.term)}" if wanted.term else ""
            report.says.append(f"{account.name},{place};拟任{_words(roles) or '(没写角色)'},等安全管理员授权{term}")
            return
        wanted.renamed = (account.name, account.note) != (was.name, was.note or "")
        if account.name != was.name:
            report.says.append(f"姓名:{was.name} → {account.name}")
        if account.note != (was.note or ""):
            report.says.append("备注有改动")
        if account.org != was.org_id:
            report.says.append(f"调动:{was.org_name} → {place}")
        proposed = {one.role for one in self.asked.get(account.id, [])}
        if account.roles - proposed:
            report.says.append(f"另拟任{_words(account.roles)},等安全管理员授权")
        if wanted.term:
            report.says.append(f"聘期:{_span((was.term_from or '', was.term_until or ''))} → {_span(wanted.term)}")
        if report.says:
            report.verdict = Verdict.CHANGED


def _term(row: Row, was: Any, report: RowReport) -> tuple[str, str] | None:
    """The term of appointment that a row brings; None where it changes nothing (an empty cell never does)."""
    before = {name: getattr(was, name, None) or "" for name in TERM}
    days = dict(before)
    for name, words in TERM.items():
        if row[name]:
            try:
                days[name] = read_date(row[name])
            except Unreadable as unreadable:
                report.wrong(f"{words}“{row[name][:20]}”读不懂。{unreadable}")
    first, last = days["term_from"], days["term_until"]
    if first and last and first > last:
        report.wrong("聘期自在聘期至之后,请对调。")
    return (first, last) if days != before else None


def _span(term: tuple[str, str]) -> str:
    return f"{term[0] or '不限'}至{term[1] or '不限'}" if any(term) else "没有登记"


def _roles(text: str, tier: str, unknown: list[str]) -> Iterable[str]:
    for word in text.replace(",", "、").replace(",", "、").replace(";", "、").replace(";", "、").split("、"):
        bare = word.strip()
        found = _BY_NAME.get(bare) or _MORE.get(bare) or (_MEDIATORS.get(tier) if bare == "调解员" else None)
        if found:
            yield found
        elif bare:
            unknown.append(bare)


def _words(roles: Iterable[str]) -> str:
    return "、".join(ROLES[role] for role in sorted(roles))


def apply(connection: Connection, who: str, made: Plan) -> list[tuple[NewAccount, str]]:
    """Write a plan that is fit; gives the new accounts with their passwords for one time."""
    slips = []
    for wanted in made.wanted:
        account = wanted.account
        if wanted.was is None:
            slips.append((account, managing.create(connection, who, account)))
        else:
            _change(connection, who, wanted)
        if wanted.term:
            managing.put_term(connection, who, account.id, *wanted.term)
    return slips


def _change(connection: Connection, who: str, wanted: Wanted) -> None:
    account = wanted.account
    if wanted.renamed:
        managing.rename(connection, who, account.id, account.name, account.note)
    managing.moved(connection, who, account.id, account.org)
    if account.roles:
        managing.propose(connection, who, account.id, account.roles)

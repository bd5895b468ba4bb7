"""Use case: a table of organisations or people is looked at, and then taken whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.law.separation import SYSTEM
from mediation.services import import_organisations, import_people
from mediation.services.administering import ActRefused, require
from mediation.services.manage_people import NewAccount
from mediation.services.office import Office
from mediation.services.sheets import Report, Verdict

ORGS, PEOPLE = "orgs", "people"
KINDS = {ORGS: "单位", PEOPLE: "人员"}
# who acts where an operator imports from the shell
SHELL = "shell"
SAMPLES = {
    ORGS: "编码,名称,层级,上级编码,简称,区划代码,类型代码,有无印章\r\n"
    "T01,青石镇人民调解委员会,镇,,青石,509901101000,03,有\r\n"
    "V01,白石坝村人民调解委员会,村,T01,白石坝,509901101201,01,有\r\n"
    "G01,白石坝村一社调解小组,组,V01,,509901101201-01,,无\r\n",
    PEOPLE: "账号,姓名,单位编码,角色,聘期自,聘期至,备注\r\n"
    "chenzm,陈忠明,G01,小组调解员,2026-01-01,2028-12-31,院老\r\n"
    "ranqm,冉启明,V01,村调解员、调委会主任,,,\r\n",
}


# how each column of a sample is filled in
COLUMNS = {
    ORGS: {
        "编码": "自己定,全县不重复,以后不改",
        "名称": "全称,印在文书上",
        "层级": "区县、镇、村、组",
        "上级编码": "上一级那行的编码;最上面一级空着",
        "简称": "写进案卷编号;组空着",
        "区划代码": "统计用的区划代码,6、9 或 12 位",
        "类型代码": "2 位数字,像 01 村居、03 乡镇街道;组空着",
        "有无印章": "有或无;组没有印章",
    },
    PEOPLE: {
        "账号": "英文字母、数字,2 到 40 位,登录时用",
        "姓名": "本人姓名",
        "单位编码": "单位表里的编码",
        "角色": "调解员、主任、网格员……;几个用顿号隔开",
        "聘期自": "聘书上的起日,像 2026-01-01;没有可空着",
        "聘期至": "聘书上的止日;到期前 60 天提醒,过了期不能接新的事;没有期限空着",
        "备注": "院老、社长等,可空着",
    },
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import: `slips` are new accounts with their passwords for one time, shown once."""

    report: Report
    done: bool = False
    slips: Sequence[tuple[NewAccount, str]] = field(default=(), repr=False)


def look_at(office: Office, actor: Actor, kind: str, text: str) -> Report:
    """What a table would do, row by row; nothing is written.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "import", SYSTEM)
    return dry_run(office, kind, text, actor.id)


def dry_run(office: Office, kind: str, text: str, who: str = SHELL) -> Report:
    """What a table would do.

    Raises:
        ActRefused: it is no such table.
    """
    with office.store.reading() as connection:
        if kind == ORGS:
            return import_organisations.plan(connection, text).report
        return import_people.plan(connection, text, who).report


def take(office: Office, actor: Actor, kind: str, text: str, seen: str) -> Taken:
    """Take a table, if it still does what the report with the digest `seen` said; else only a new report comes back.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "import", SYSTEM)
    return bring_in(office, kind, text, actor.id, seen)


def bring_in(office: Office, kind: str, text: str, who: str = SHELL, seen: str | None = None) -> Taken:
    """Take a table whole, or not at all where a row of it is wrong.

    Raises:
        ActRefused: it is no such table.
    """
    slips: list[tuple[NewAccount, str]] = []
    with office.store.writing() as connection:
        if kind == ORGS:
            orgs = import_organisations.plan(connection, text)
            report = orgs.report
        else:
            persons = import_people.plan(connection, text, who)
            report = persons.report
        if report.count(Verdict.WRONG) or (seen is not None and seen != report.digest):
            return Taken(report)
        if kind == ORGS:
            import_organisations.apply(connection, who, orgs)
        else:
            slips = import_people.apply(connection, who, persons)
    office.forget_settings()
    return Taken(report, True, slips)


def kind_of(word: str) -> str:
    """Which table it is.

    Raises:
        ActRefused.
    """
    if word not in KINDS:
        raise ActRefused("请选导入单位还是人员。")
    return word

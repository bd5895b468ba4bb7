"""Use case: look at the sheet 交给别人 / 请人帮忙: who has a task, who could have it, who helps, who may read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mediation import clock
from mediation.case import handing as facts
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import handing as law
from mediation.law.guarding import turn
from mediation.services import notify, sentences
from mediation.services.ask_help import committees_near
from mediation.services.claims import changes_mediator, concerns, could_be_given, could_take, is_theirs, may_hand_on
from mediation.services.directory import Directory, Person
from mediation.services.handing import in_sight
from mediation.services.offers import offers
from mediation.services.office import Office
from mediation.services.submit_task import task_of
from mediation.services.urge_task import too_soon
from mediation.services.work import Work, open_work


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who may read the case for some days."""

    id: str
    name: str
    until: str
    seen: bool


@dataclass(slots=True)
class Sheet:
    """The sheet. `task_key` is empty where it is about the case as a whole; `people` are the choices by way."""

    case_id: str
    task_key: str = ""
    name: str = ""
    claimer: str = ""
    mine: bool = False
    may_claim: bool = False
    may_put_back: bool = False
    done_by: str = ""
    answered: bool = False
    owner: bool = False
    may_urge: bool = False
    urged: str = ""
    people: dict[str, list[Person]] = field(default_factory=dict)
    at_table: set[str] = field(default_factory=set)
    mediators: list[Person] = field(default_factory=list)
    helpers: list[Person] = field(default_factory=list)
    copies: list[Shown] = field(default_factory=list)
    ends_help: bool = False
    ends_copies: bool = False

    @property
    def ways(self) -> list[str]:
        """What this person may do here, in the order of the page."""
        open_ones = [way for way in ("transfer", "entrust", "help", "copy") if self.people.get(way)]
        return [*open_ones, *(["urge"] if self.may_urge else [])]


def handing_sheet(office: Office, actor: Actor, case_id: str, task_key: str = "") -> Sheet:
    """The sheet of an open task, or of a case as a whole.

    Raises:
        NotFound, TaskNotOpen, NotAllowed (there is nothing in it for this person).
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    try:
        in_sight(work, actor)
        sheet = Sheet(case_id, task_key)
        if task_key:
            _of_task(office, work, actor, sheet)
        _of_case(office, work, actor, sheet)
        if not (sheet.ways or sheet.may_claim or sheet.may_put_back or sheet.owner):
            raise NotAllowed("这一步不归您办,也不归您派。" if task_key else "这件纠纷不归您请人、抄送。")
        return sheet
    finally:
        work.instance.release()


def has_sheet(office: Office, work: Work, actor: Actor, task: str, task_key: str) -> bool:
    """Whether the sheet of an open task holds anything for this person: not where they alone could do it."""
    if not concerns(actor, work.case, task, task_key, work.models.role(task)):
        return False
    shared = law.may_ask_help(actor, work.case) or law.may_copy(actor, work.case)
    return task_key in work.case.claims or shared or bool(_who_could(office, work, task_key) - {actor.id})


def _of_task(office: Office, work: Work, actor: Actor, sheet: Sheet) -> None:
    case, directory = work.case, office.directory()
    task = task_of(work, sheet.task_key)
    role = work.models.role(task)
    claimer = case.claims.get(sheet.task_key, "")
    gives = may_hand_on(actor, case, task, sheet.task_key, role)
    takes = could_take(actor, case, task, role)
    found = work.models.bundle.user_tasks.get(task)
    sheet.name = found.name if found else sentences.task_name(task)
    sheet.claimer = directory.name(claimer) if claimer else ""
    sheet.mine = bool(claimer) and is_theirs(actor, case, claimer)
    sheet.may_claim = takes and not claimer and len(_who_could(office, work, sheet.task_key)) > 1
    sheet.may_put_back = bool(claimer) and gives
    given = facts.entrusted(case, sheet.task_key)
    if given is not None:
        sheet.done_by, sheet.answered = directory.name(given.to), given.answered is not None
        sheet.owner = given.by == actor.id
    awaited = facts.awaited(case, sheet.task_key, actor.id) is not None
    if gives:
        sheet.people["transfer"] = _people(
            directory,
            lambda one: one.id != claimer and not (one.id == actor.id and takes)
            and could_be_given(one, case, task, role),
        )  # fmt: skip
        sheet.at_table = {one.id for one in sheet.people["transfer"] if _comes(directory, one.id, case, task)}
    if gives and takes and not awaited:
        sheet.people["entrust"] = _people(
            directory, lambda one: one.id not in (actor.id, claimer) and could_take(one, case, task, role)
        )
    sheet.may_urge = law.may_urge(actor, case) and bool(_who_could(office, work, sheet.task_key) - {actor.id})
    again = too_soon(office, work, sheet.task_key)
    sheet.urged = sentences.day(again) if again is not None else ""


def _comes(directory: Directory, who: str, case: Case, task: str) -> bool:
    person = directory.taker(who, clock.today())
    return person is not None and changes_mediator(person, case, task)


def _who_could(office: Office, work: Work, task_key: str) -> set[str]:
    task = task_of(work, task_key)
    items = offers(task_key, task, work.case, work.models.role(task), 0)
    return notify.candidates(items, office.directory())


def _of_case(office: Office, work: Work, actor: Actor, sheet: Sheet) -> None:
    case, directory = work.case, office.directory()
    sheet.ends_help, sheet.ends_copies = law.may_ask_help(actor, case), law.may_copy(actor, case)
    if sheet.ends_help:
        near = committees_near(directory, case.orgs)
        sheet.people["help"] = _people(directory, lambda one: law.could_help(one, case, near))
    if sheet.ends_copies:
        sheet.people["copy"] = _people(directory, lambda one: one.id != actor.id and law.could_read(one, case))
    running = turn(case)
    sheet.mediators = [directory.people[who] for who in running.mediators if who in directory.people]
    sheet.helpers = [directory.people[who] for who in running.co_mediators if who in directory.people]
    today = clock.today().isoformat()
    sheet.copies = [
        Shown(one.to, directory.name(one.to), sentences.month_day(one.until), one.seen is not None)
        for one in case.copies
        if one.until >= today
    ]


def _people(directory: Directory, fits: Callable[[Actor], bool]) -> list[Person]:
    found = (directory.taker(who, clock.today()) for who in directory.people)
    return [directory.people[one.id] for one in found if one is not None and fits(one)]

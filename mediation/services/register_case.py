"""Use case: a quarrel is told and registered: the case, its process and 登记 done, in one transaction."""

from dataclasses import dataclass, field

from mediation import clock
from mediation.case.facts import Case
from mediation.case.routing import routing
from mediation.case.step import Actor
from mediation.engine.instance import Instance
from mediation.errors import Busy, NotAllowed
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.forms.words import FormData
from mediation.law import policy
from mediation.services import case_context
from mediation.services.answer_clue import became_case
from mediation.services.case_work import begin, commit
from mediation.services.drafts import Page, forget_registered
from mediation.services.office import Office
from mediation.services.search_tokens import tokens_of_people
from mediation.services.snapshot import Snapshot
from mediation.services.submit_task import (
    Answer,
    Submission,
    bind_whole,
    refuse,
    same_answer,
    take_step,
    write_submission,
)
from mediation.services.terms_of_office import refuse_served_out
from mediation.services.work import AlreadyAnswered, Press, Work, refuse_repeated
from mediation.store import cases, history, search
from mediation.store.cases import CaseRow
from mediation.store.db import Clash, Connection

TASK = "T_register"
TRIES = 5


@dataclass(slots=True)
class Registration:
    """The form for a new case, before there is one."""

    work: Work
    definition: FormDefinition
    context: FormContext
    task_key: str = field(init=False)

    def __post_init__(self) -> None:
        self.task_key = self.work.instance.open_tasks()[0].key


def begin_registration(office: Office, actor: Actor) -> Registration:
    """Open the registration form for this person.

    Raises:
        NotAllowed: this person registers no cases.
    """
    if not policy.may_register(actor):
        refuse(office, actor, "register_case", actor.org)
        raise NotAllowed("登记纠纷请找本级的调解员或网格员。")
    refuse_served_out(office, actor)
    models = office.library.in_force()
    key, wrapped = office.store.vault.new_key()
    case = Case(
        id=cases.new_public_id(),
        tier=actor.tier,
        org=actor.org,
        orgs=_orgs(office, actor.org),
        registered_org=actor.org,
        registered_tier=actor.tier,
    )
    row = CaseRow(0, case.id, models.digest, 0, b"", b"", key, wrapped, 0, history.GENESIS)
    instance = Instance.start(models.bundle, routing(case, office.settings(), models.bundle.names))
    work = Work(office, row, models, case, instance, clock.now())
    work.before = Snapshot([], [], {})
    return Registration(work, models.form(TASK), case_context.form_context(work, actor, TASK))


def _orgs(office: Office, org_id: str) -> dict[str, str]:
    known = office.directory().orgs
    found, here = {}, known.get(org_id)
    while here is not None:
        found[here.tier] = here.id
        here = known.get(here.parent_id)
    return {tier: org for tier, org in found.items() if tier != "county"}


def register_case(
    office: Office, actor: Actor, formdata: FormData, *, key: str, seen: int = 0, clue: int | None = None
) -> Answer:
    """Register a dispute; the same `key` again gives the same case.

    What the person had typed of it and kept until `seen` (milliseconds) is forgotten with it. A `clue` has become it.

    Raises:
        NotFound: the clue is not theirs.
        NotAllowed, FormInvalid, GuardRefused, Busy: nothing was saved.
    """
    for _ in range(TRIES):
        try:
            return _register(office, actor, formdata, key, seen, clue)
        except AlreadyAnswered as earlier:
            return same_answer(earlier)
        except Clash:
            continue  # the same press, on its way twice at once: the other one has won
    raise Busy("系统正忙,您填的内容已保留,请稍等几秒再按一次。")


def _register(office: Office, actor: Actor, formdata: FormData, key: str, seen: int, clue: int | None) -> Answer:
    with office.store.reading() as connection:
        refuse_repeated(connection, Press(actor.id, key))
    opened = begin_registration(office, actor)
    work = opened.work
    try:
        bound, kept = bind_whole(work, opened.definition, opened.context, formdata)
        answer = Answer(work.case.id, TASK, warnings=bound.warnings)
        done = take_step(work, actor, TASK, opened.task_key, bound.values, opened.definition.digest, key, answer)
        done.files = kept

        def write(connection: Connection, work: Work, done: Submission) -> None:
            _write(connection, work, done)
            if clue is not None:
                became_case(connection, actor, clue, work.row.id)
            forget_registered(connection, office.store.vault, actor, Page(key, seen))

        commit(work, write, done)
    finally:
        work.instance.release()
    return answer


def _write(connection: Connection, work: Work, done: Submission) -> None:
    begin(work, connection)
    write_submission(connection, work, done)
    rows = done.values.get("parties", [])
    cases.set_parties(
        connection,
        [
            {
                "case_id": work.row.id, "party_no": party.id, "role": party.role, "kind": party.kind,
                "sealed": work.row.key.seal(row), "name_index": _blind(work, row.get("name")),
                "id_index": _blind(work, row.get("id_no") or row.get("uscc")),
            }
            for party, row in zip(work.case.parties, rows, strict=True)
        ],
    )  # fmt: skip
    words = tokens_of_people(work.office.store.vault, work.case, rows, str(done.values.get("occurred_place") or ""))
    search.replace(connection, work.row.id, (), words)


def _blind(work: Work, value: str | None) -> bytes | None:
    return work.office.store.vault.blind_index(value) if value else None

"""What the pages of the workshop show: versions, drafts, one draft with its files and history, one release."""

from collections.abc import Mapping
from dataclasses import dataclass

from mediation import clock
from mediation.case.step import Actor
from mediation.engine.definition import digest_of
from mediation.errors import Finding, NotFound
from mediation.law import codes
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services.administering import require_administrator
from mediation.services.file_titles import title_of
from mediation.services.judging import Bench
from mediation.services.model_difference import Difference, difference
from mediation.services.model_drafts import draft_row, files_of_draft, newest
from mediation.services.office import Office, milliseconds, moment
from mediation.services.publish_model import AGAIN, FACTORY
from mediation.services.trials import TrialView, view_trial
from mediation.store import bundles, releases, workshop
from mediation.store.db import Connection, Row

KINDS = {".bpmn": "流程图", ".dmn": "决策表", ".form": "表单", ".json": "旁边的文字"}
STATES = {"open": "起草中", "asked": "已送审", "done": "已发布", "dropped": "已作废"}
RELEASE_STATES = {"asked": "等批准", "approved": "已批准", "refused": "没有批准", "withdrawn": "已撤回"}
_ORDER = {task: place for place, task in enumerate(codes.TASKS)}


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release in the list; `now`: it is in force, `later`: it will be."""

    number: int
    title: str
    digest: str
    state: str
    asked: str
    decided: str
    since: str
    now: bool
    later: bool
    waiting: bool
    cases: int


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list."""

    number: int
    title: str
    state: str
    by: str
    at: str
    open: bool


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The first page of the workshop."""

    releases: list[ReleaseLine]
    drafts: list[DraftLine]
    edits: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a draft; `change` is "" where it is as in the base."""

    name: str
    title: str
    kind: str
    seq: int
    size: int
    change: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One saved version of a file."""

    seq: int
    name: str
    by: str
    at: str
    removed: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft: its files, what is different, every version that was saved."""

    number: int
    title: str
    state: str
    open: bool
    digest: str
    base: str
    behind: bool
    files: list[FileLine]
    difference: Difference
    versions: list[VersionLine]
    edits: bool
    trial: TrialView
    untried: list[str]
    release: int | None

    @property
    def titles(self) -> dict[str, str]:
        """What each file is called, by its name."""
        return {one.name: one.title for one in self.files}

    @property
    def changed(self) -> list[FileLine]:
        """The files that are other than in the base, the texts beside the forms as one."""
        return [one for one in self.files if one.change and not one.name.endswith(".json")]

    @property
    def texts_changed(self) -> bool:
        """Whether something is different in the texts beside the forms."""
        return any(one.change for one in self.files if one.name.endswith(".json"))

    def of_kind(self, kind: str) -> list[FileLine]:
        """The files of a kind that are there, in the order of a case's way."""
        return [one for one in self.files if one.kind == kind and one.change != "删去"]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release as it is to be decided: who asks, why, and what it changes against what is in force."""

    line: ReleaseLine
    why: str
    answer: str
    asked_by: str
    decided_by: str
    difference: Difference
    may_approve: bool
    own: bool
    draft: int | None
    moves: bool


def view_models(office: Office, actor: Actor) -> ModelsView:
    """All versions and drafts.

    Raises:
        NotAllowed: no administrator.
    """
    require_administrator(office, actor, "see_models")
    with office.store.reading() as connection:
        lines = _release_lines(office, connection)
        drafts = [_draft_line(office, row) for row in workshop.every(connection)]
    return ModelsView(lines, drafts, SYSTEM in actor.roles, bool({SYSTEM, SECURITY} & actor.roles))


def _release_lines(office: Office, connection: Connection) -> list[ReleaseLine]:
    current, counted = office.library.in_force().digest, releases.cases_on(connection)
    rows, now = releases.every(connection), milliseconds(clock.now())
    in_force = next((row.id for row in _by_effect(rows) if row.effective_at <= now and row.digest == current), None)
    return [_release_line(office, row, row.id == in_force, now, counted) for row in rows]


def _by_effect(rows: list[Row[object]]) -> list[Row[object]]:
    approved = [row for row in rows if row.state == releases.APPROVED]
    return sorted(approved, key=lambda row: (row.effective_at, row.id), reverse=True)


def _release_line(
    office: Office, row: Row[object], in_force: bool, now: int, counted: Mapping[str, int]
) -> ReleaseLine:  # fmt: skip
    who = office.directory().name
    factory = row.effective_at == releases.FACTORY_FROM
    decided = f"{who(row.decided_by)} {_when(row.decided_at)}" if row.decided_by else ""
    since = "" if row.effective_at is None else _when(row.asked_at if factory else row.effective_at)
    return ReleaseLine(
        number=row.id, title=FACTORY if factory else row.title or f"{AGAIN}{FACTORY}", digest=row.digest,
        state=RELEASE_STATES[row.state], asked="" if factory else f"{who(row.asked_by)} {_when(row.asked_at)}",
        decided=decided, since=since, now=in_force, later=row.effective_at is not None and row.effective_at > now,
        waiting=row.state == releases.ASKED, cases=counted.get(row.digest, 0),
    )  # fmt: skip


def _draft_line(office: Office, row: Row[object]) -> DraftLine:
    by, at = office.directory().name(row.created_by), _when(row.created_at)
    return DraftLine(row.id, row.title, STATES[row.state], by, at, row.state == workshop.OPEN)


def view_draft(office: Office, actor: Actor, draft: int) -> DraftView:
    """One draft.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    with office.store.reading() as connection:
        row = draft_row(connection, draft)
        files, base = workshop.files(connection, row), bundles.files(connection, row.base)
        seqs = {name: edit.seq for name, edit in newest(connection, draft).items()}
        edits = workshop.edits(connection, draft)
        asked = [one.id for one in releases.every(connection) if one.draft_id == draft]
    changed = difference(base, files)
    who, trial = office.directory().name, view_trial(office, digest_of(files))
    return DraftView(
        number=draft, title=row.title, state=STATES[row.state], open=row.state == workshop.OPEN,
        digest=digest_of(files), base=row.base, behind=row.base != office.library.in_force().digest,
        files=[
            FileLine(
                name, title_of(name, files.get(name) or base.get(name, b"")),
                KINDS.get(name[name.rindex("."):], "文件"), seqs.get(name, 0), len(files.get(name, b"")),
                _change(base.get(name), files.get(name)),
            )
            for name in sorted({*files, *seqs} | set(base), key=_by_the_way)
        ],
        difference=changed,
        versions=[VersionLine(one.seq, one.name, who(one.by), _when(one.at), bool(one.removed))
                  for one in reversed(edits)],
        edits=SYSTEM in actor.roles and row.state == workshop.OPEN,
        trial=trial, untried=_untried(changed, trial), release=asked[0] if asked else None,
    )  # fmt: skip


def _by_the_way(name: str) -> tuple[int, str]:
    """Forms in the order in which a case comes to them, everything else by name."""
    return _ORDER.get(name.removesuffix(".form"), len(_ORDER)), name


def _untried(changed: Difference, trial: TrialView) -> list[str]:
    """What was added or changed and no case of the library came to."""
    missed = frozenset(trial.missed)
    return [one.name for one in changed.models if f"{one.process}.{one.element}" in missed]


def _change(before: bytes | None, after: bytes | None) -> str:
    if before == after:
        return ""
    return "新增" if before is None else "删去" if after is None else "改过"


def view_release(office: Office, actor: Actor, number: int) -> ReleaseView:
    """One release.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    current = office.library.in_force().digest
    with office.store.reading() as connection:
        row = releases.find(connection, number)
        if row is None:
            raise NotFound("没有这份送审。")
        line = next(one for one in _release_lines(office, connection) if one.number == number)
        against = current if row.state == releases.ASKED else _before(connection, row)
        changed = difference(bundles.files(connection, against), bundles.files(connection, row.digest))
        edits = workshop.edits(connection, row.draft_id) if row.draft_id is not None else []
    hands = {row.asked_by, *(edit.by for edit in edits)}
    return ReleaseView(
        line=line, why=row.why, answer=row.answer or "", asked_by=office.directory().name(row.asked_by),
        decided_by=office.directory().name(row.decided_by) if row.decided_by else "", difference=changed,
        may_approve=bool({SYSTEM, SECURITY} & actor.roles) and actor.id not in hands and line.waiting,
        own=row.asked_by == actor.id, draft=row.draft_id, moves=SYSTEM in actor.roles,
    )  # fmt: skip


def compared_by(office: Office, number: int) -> str:
    """The bundle that a release is compared with: what is in force while it waits, else what it took over from."""
    with office.store.reading() as connection:
        row = releases.find(connection, number)
        if row is None:
            raise NotFound("没有这份送审。")
        return office.library.in_force().digest if row.state == releases.ASKED else _before(connection, row)


def _before(connection: Connection, row: Row[object]) -> str:
    """The bundle that a release took over from, or its own where there was none."""
    ranked = _by_effect(releases.every(connection))
    places = [place for place, one in enumerate(ranked) if one.id == row.id]
    after = ranked[places[0] + 1 :] if places else []
    return str(after[0].digest) if after else str(row.digest)


def check_draft(office: Office, actor: Actor, draft: int) -> list[Finding]:
    """The server's word on a draft as it now is, the gravest first.

    Raises:
        NotAllowed, NotFound.
    """
    require_administrator(office, actor, "see_models")
    _, files = files_of_draft(office, draft)
    with Bench() as bench:
        return sorted(bench.judge(files), key=lambda finding: finding.level != "error")


def _when(at: int) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M}"

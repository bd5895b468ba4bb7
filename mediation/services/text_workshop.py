"""What the pages of the texts show: what lies beside the questions of each step, the articles of law, local custom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mediation.case.step import Actor
from mediation.errors import Finding, ModelRefused, NotFound
from mediation.forms import side_document
from mediation.forms.beside import Article, Entry, read_beside
from mediation.forms.definition import judge_form
from mediation.forms.phrases import check_phrases, read_phrases
from mediation.forms.side_document import Texts, read_texts
from mediation.forms.side_statutory import check_texts
from mediation.forms.spec import FormDefinition
from mediation.law import codes, method
from mediation.law.separation import SYSTEM
from mediation.services.administering import require, require_administrator
from mediation.services.form_workshop import FormPreview, imagined_case
from mediation.services.judging import factory_texts, flag_words
from mediation.services.model_drafts import draft_row, files_of_draft
from mediation.services.office import Office
from mediation.store import bundles, workshop

DISPUTES, FLAGS = side_document.LISTS
CUSTOMS = "customs"


@dataclass(frozen=True, slots=True)
class Desk:
    """The draft whose texts are being looked at; `files` as they now are."""

    draft: int
    title: str
    edits: bool
    files: Mapping[str, bytes] = field(repr=False)
    texts: Texts = field(repr=False)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the list: how much lies ready there."""

    task: str
    title: str
    folds: list[str]
    phrases: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: steps, the law by its acts, what kinds of dispute and flags bring along, local custom."""

    desk: Desk
    steps: list[StepLine]
    acts: Mapping[str, list[Article]]
    disputes: list[tuple[str, str, int]]
    flags: list[tuple[str, str, int]]
    customs: int
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class StepDesk:
    """The texts of one step, to be written; `told` are the articles that must stay, with the reason."""

    desk: Desk
    task: str
    title: str
    entries: Sequence[Entry]
    phrases: Mapping[str, Sequence[str]]
    places: Mapping[str, str]
    phrase_places: Mapping[str, str]
    articles: Mapping[str, Article]
    told: Mapping[str, str]
    seen: str


def open_desk(office: Office, actor: Actor, draft: int, to_write: bool = False) -> Desk:
    """The texts of a draft, to be looked at or (by who may) to be written.

    Raises:
        NotAllowed, NotFound.
        ModelRefused: one of the files cannot be read.
    """
    if to_write:
        require(office, actor, "draft_edited", SYSTEM)
    else:
        require_administrator(office, actor, "see_models")
    with office.store.reading() as connection:
        row = draft_row(connection, draft)
    _, files = files_of_draft(office, draft)
    edits = SYSTEM in actor.roles and row.state == workshop.OPEN
    return Desk(draft, row.title, edits, files, read_texts(files))


def overview(office: Office, actor: Actor, draft: int) -> Overview:
    """All texts of a draft.

    Raises:
        NotAllowed, NotFound, ModelRefused.
    """
    desk = open_desk(office, actor, draft)
    texts, before = desk.texts, _begun_with(office, draft)
    steps = [
        StepLine(
            task, title, [entry.title for entry in texts.entries(task)],
            sum(map(len, texts.phrases_of(task).values())), step_part(texts, task) != step_part(before, task),
        )
        for task, title in _steps(desk.files)
    ]  # fmt: skip
    acts: dict[str, list[Article]] = {}
    for article in texts.articles().values():
        acts.setdefault(article.name.split("第")[0] or article.name, []).append(article)
    return Overview(
        desk, steps, acts, _lists(texts, DISPUTES, codes.DISPUTE_TYPES), _lists(texts, FLAGS, flag_words()),
        len(texts.customs()[1]), judged(desk.files, None),
    )  # fmt: skip


def _begun_with(office: Office, draft: int) -> Texts:
    with office.store.reading() as connection:
        files = bundles.files(connection, draft_row(connection, draft).base)
    try:
        return read_texts(files)
    except ModelRefused:
        return Texts({}, {}, {})


def _lists(texts: Texts, which: str, names: Mapping[str, str]) -> list[tuple[str, str, int]]:
    return [(code, words, len(texts.listed(which, code))) for code, words in names.items()]


def _steps(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The forms of a draft, in the order of a case's way, what is asked in between last."""
    order = {task: place for place, task in enumerate(codes.TASKS)}
    tasks = sorted(
        (name.removesuffix(".form") for name in files if name.endswith(".form")),
        key=lambda task: (order.get(task, len(order)), task),
    )
    for task in tasks:
        form = _form(files, task)
        if form is not None:
            yield task, form.title


def _form(files: Mapping[str, bytes], task: str) -> FormDefinition | None:
    data = files.get(f"{task}.form")
    return judge_form(task, data)[0] if data is not None else None


def step_part(texts: Texts, task: str) -> str:
    """A mark of all that is written at a step: another one when somebody has changed it."""
    entries = [[one.at, one.title, one.lines, one.articles, one.suggested, one.customs] for one in texts.entries(task)]
    return side_document.mark([entries, texts.phrases_of(task)])


def open_step(office: Office, actor: Actor, draft: int, task: str, to_write: bool = False) -> StepDesk:
    """The texts of one step, to be looked at or written.

    Raises:
        NotAllowed, NotFound, ModelRefused.
    """
    desk = open_desk(office, actor, draft, to_write)
    form = _form(desk.files, task)
    if form is None:
        raise NotFound("草稿里没有这一步的表单,或它还读不了。")
    texts = desk.texts
    names, why = method.TOLD.get(task, ((), ""))
    return StepDesk(
        desk, task, form.title, texts.entries(task), texts.phrases_of(task), side_document.fold_places(form),
        side_document.phrase_places(form), texts.articles(), dict.fromkeys(names, why), step_part(texts, task),
    )  # fmt: skip


def preview_step(step: StepDesk, entries: Sequence[Entry], phrases: Mapping[str, Sequence[str]]) -> FormPreview:
    """How a step's form would look with these texts, and what is wrong with them; nothing is kept."""
    texts = read_texts(step.desk.files)
    texts.set_entries(step.task, entries)
    texts.set_phrases(step.task, phrases)
    files = {**step.desk.files, **texts.files()}
    form = _form(files, step.task)
    if form is None:
        raise NotFound("这一步的表单还读不了。")
    return FormPreview(judged(files, step.task), form, imagined_case(files, step.task))


def judged(files: Mapping[str, bytes], task: str | None) -> list[Finding]:
    """What is wrong with the texts of some files: all of them, or those of one step."""
    beside, found = read_beside(files)
    phrases, unfit = read_phrases(files)
    named = [task] if task else [one for one, _ in _steps(files)]
    forms = {one: form for one in named if (form := _form(files, one)) is not None}
    found = found or check_texts(beside, factory_texts(), forms, method.TOLD)
    mine = {one: fields for one, fields in phrases.items() if one in forms}
    found = [*found, *unfit, *check_phrases(mine, forms)]
    return found if task is None else [one for one in found if one.element in (task, "", None, *mine.get(task, ()))]


def texts_changed(files: Mapping[str, bytes], texts: Texts) -> dict[str, bytes]:
    """The files that are other than they were."""
    return {name: data for name, data in texts.files().items() if _differs(files.get(name), data)}


def _differs(before: bytes | None, after: bytes) -> bool:
    return after != before and not (before is None and after == b"{}\n")

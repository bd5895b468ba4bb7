"""Use case: the official papers of a case: which there are, which are missing, what was printed and signed of them.

What the other services on papers share: the case opened for them, a paper laid out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from mediation.case import dossier, outcome
from mediation.case.step import Actor
from mediation.documents import catalogue, pdf
from mediation.documents.catalogue import Sheet
from mediation.documents.paper import Head, Paper
from mediation.documents.record import Record
from mediation.documents.wording import chinese_time
from mediation.errors import NotAllowed, NotFound
from mediation.forms.build import bind_form
from mediation.law import policy, visibility
from mediation.services import case_context, sentences
from mediation.services.case_work import canonical_json
from mediation.services.drafts import find_draft
from mediation.services.looking import note_look
from mediation.services.office import Office
from mediation.services.paper_record import Typed, record_of
from mediation.services.work import Work, open_work
from mediation.store import files, issues
from mediation.store.db import Connection
from mediation.store.vault import VaultLocked

AGREEING = ("A_written", "A_amend", "A_oral")


@dataclass(slots=True)
class Papers:
    """A case opened for its papers; `masked` where this person may not see identity, telephone and address."""

    work: Work = field(repr=False)
    record: Record = field(repr=False)
    sheets: list[Sheet] = field(repr=False)
    masked: bool


@contextmanager
def opened(office: Office, actor: Actor, case_id: str) -> Iterator[tuple[Connection, Papers]]:
    """The papers of a case for this person.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: its record is not for this person.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        try:
            refuse_reader(work, actor)
            masked = not visibility.reveals(actor, work.case)
            record = record_of(connection, work, masked, typed(office, work, actor))
            yield connection, Papers(work, record, catalogue.sheets(record), masked)
        finally:
            work.instance.release()


def refuse_reader(work: Work, actor: Actor) -> None:
    """Let pass who reads the record.

    Raises:
        NotFound, NotAllowed.
    """
    if not policy.in_scope(actor, work.case):
        raise NotFound("没有找到这件纠纷。")
    if not visibility.reads_record(actor, work.case):
        raise NotAllowed("文书只给经办人、主任和审核人看。要用文书,请找经办人。")


def typed(office: Office, work: Work, actor: Actor) -> list[Typed]:
    """The agreement that this person is writing, as far as it has been kept."""
    found = []
    for task in work.tasks():
        draft = find_draft(office, actor, work.case.id, task.key) if task.task_id in AGREEING else None
        if draft is not None:
            context = case_context.form_context(work, actor, task.task_id)
            values = bind_form(work.models.form(task.task_id), context, draft.words).values
            found.append(Typed(task.task_id, actor.name, values))
    return found


def pictures(office: Office, papers: Papers) -> pdf.Images:
    """The pictures that the papers show, by digest; one that is lost is left out, and the paper says so."""
    wanted = {digest for sheet in papers.sheets for digest in sheet.values.get("_pictures") or ()}
    found = {}
    for one in papers.record.files:
        if one.digest in wanted and one.media_type.startswith("image/"):
            try:
                content = b"".join(files.read(office.files, papers.work.row.key, one.digest))
            except (FileNotFoundError, VaultLocked):
                continue
            found[one.digest] = pdf.Image(one.media_type, content)
    return found


def lay_out(office: Office, papers: Papers, sheet: Sheet) -> Paper:
    """A paper of the case.

    Raises:
        TemplateWrong: the office's own template cannot be used.
    """
    key, case_id = papers.work.row.key, papers.record.case_id
    return catalogue.lay_out(
        sheet, papers.record, office.papers, lambda content: key.digest(canonical_json(content)).hex()[:16],
        lambda head: proof(office, case_id, head), papers.masked,
    )  # fmt: skip


def proof(office: Office, case_id: str, head: Head) -> tuple[str, Sequence[str]]:
    """What the code on an agreement says, and the lines beside it: where the history stood when it was entered."""
    token = f"{case_id}-{head.count}-{head.hash[:16]}"
    grouped = " ".join(head.hash[at : at + 4] for at in range(0, 16, 4))
    place = f"{office.public_url}/verify" if office.public_url else "本单位系统的“核验”页"
    lines = [
        f"本协议记入案件历程第 {head.count} 条,{chinese_time(head.at)},核验值 {grouped}。",
        f"扫码,或到{place}输入 {token},可以核对协议登记后有没有被改动。",
    ]
    return (f"{office.public_url}/verify/{token}" if office.public_url else f"让一让核验 {token}"), lines


def with_contents(office: Office, papers: Papers) -> tuple[list[Paper], dict[str, int | None], int]:
    """All papers of the file laid out, the contents with their pages; each paper's first page, and the pages in all."""
    images = pictures(office, papers)
    bound = [sheet for sheet in papers.sheets if sheet.in_file]
    first = pdf.bind([lay_out(office, papers, one) for one in bound], papers.record.title, images)
    begins = {f"{one.kind.code}-{one.nth}": page for one, page in zip(bound, first.begins, strict=True)}
    counted = sum(count for page, count in zip(first.begins, first.counts, strict=True) if page is not None)
    lines = [
        {"序号": number, "名称": one.kind.name, "页号": begins[f"{one.kind.code}-{one.nth}"], "备注": _remark(one)}
        for number, one in enumerate((one for one in bound if one.kind.numbered), start=1)
    ]
    papers.record = replace(papers.record, contents=lines, closed_pages=counted)
    papers.sheets = catalogue.sheets(papers.record)
    return [lay_out(office, papers, one) for one in papers.sheets if one.in_file], begins, counted


def _remark(sheet: Sheet) -> str:
    return f"第{sheet.nth}份" if sheet.nth > 1 else ""


@dataclass(frozen=True, slots=True)
class Printing:
    """出具: one printing of a paper, with how many signed pages came back."""

    number: int
    name: str
    format: str
    draft: bool
    about: str
    mark: str
    signed: int


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in the list: `state` is there | draft | pending | closing (it is made when the file is bound)."""

    code: str
    nth: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PapersView:
    """Everything the page of papers says."""

    case_id: str
    title: str
    bound: list[PaperLine]
    others: list[PaperLine]
    missing: list[str]
    hints: list[str]
    printings: list[Printing]
    masked: bool
    keeps: bool
    archived: bool
    writing: bool


def view_papers(office: Office, actor: Actor, case_id: str) -> PapersView:
    """The papers of a case for this person.

    Raises:
        NotFound, NotAllowed.
    """
    with opened(office, actor, case_id) as (connection, papers):
        case = papers.work.case
        lines = [(sheet, _line(sheet, case.archived_at is not None)) for sheet in papers.sheets]
        ends = case.agreement is not None or case.terminations or outcome.rejected(case)
        drafts = any(line.state == "draft" for _, line in lines)
        view = PapersView(
            case_id=case.id,
            title=papers.record.title,
            bound=[line for sheet, line in lines if sheet.in_file],
            others=[line for sheet, line in lines if not sheet.in_file],
            missing=dossier.missing(case) if ends else [],
            hints=dossier.hints(case) if ends else [],
            printings=_printings(connection, papers.work, office),
            masked=papers.masked,
            keeps=visibility.keeps_file(actor, case),
            archived=case.archived_at is not None,
            writing=any(task.task_id in AGREEING[:2] for task in papers.work.tasks()) and not drafts,
        )
    note_look(office, actor, case_id, "papers_opened")
    return view


def _line(sheet: Sheet, archived: bool) -> PaperLine:
    state = "draft" if sheet.draft else "pending" if sheet.values.get("_pending") else "there"
    if sheet.kind.closing and not archived:
        state = "closing"
    return PaperLine(sheet.kind.code, sheet.nth, sheet.kind.name, state)


def _printings(connection: Connection, work: Work, office: Office) -> list[Printing]:
    back = [row.number for row in issues.signed(connection, work.row.id)]
    directory = office.directory()
    return [
        Printing(
            row.number, sentences.paper_name(row.paper), row.format, row.draft,
            f"{directory.name(row.actor_id)} · {sentences.at_time(row.at)}",
            " ".join(row.mark[at : at + 4] for at in range(0, len(row.mark), 4)), back.count(row.number),
        )
        for row in reversed(issues.of_case(connection, work.row.id))
    ]  # fmt: skip

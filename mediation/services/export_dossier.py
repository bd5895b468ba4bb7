"""Use case: a case's file (卷宗) as one archive that opens without this software; who took it out and why is kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from mediation.case import outcome
from mediation.case.step import Actor
from mediation.documents import catalogue, pdf
from mediation.documents.bag import write_bag
from mediation.errors import FormInvalid, NotAllowed
from mediation.law import codes, visibility
from mediation.services import case_papers, sentences
from mediation.services import dossier_parts as parts
from mediation.services.case_files import content_of
from mediation.services.case_papers import Papers
from mediation.services.case_work import canonical_json, change
from mediation.services.office import Office, milliseconds, moment
from mediation.services.paper_record import record_of
from mediation.services.submit_task import refuse
from mediation.services.work import Work, open_work
from mediation.store import files, issues, people
from mediation.store.db import Connection

ACTION = "exported"
IN_MEMORY = 32 * 1024 * 1024  # what is larger goes to a nameless file that is gone when it is closed


@dataclass(frozen=True, slots=True)
class Dossier:
    """An archive to hand over: `content` stands at its beginning; `digest` is that of its list of files."""

    content: BinaryIO
    size: int
    name: str
    digest: str


def export_dossier(office: Office, actor: Actor | None, case_id: str, reason: str) -> Dossier:
    """The archive of a case. `actor` is nobody at the office's own shell, where whoever sits has the keys.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: whole files are not for this person.
        FormInvalid: no reason of the list was given.
        PaperFailed, TemplateWrong, FileLost: it cannot be made whole, and why.
    """
    if reason not in visibility.EXPORT_REASONS:
        raise FormInvalid({"reason": ["请选一个导出的原因。"]})
    try:
        made = _make(office, actor, case_id)
    except NotAllowed:
        if actor is not None:
            refuse(office, actor, "export_dossier", case_id)
        raise

    note_export(office, actor, case_id, reason, made)
    return made


def note_export(office: Office, actor: Actor | None, case_id: str, reason: str, made: Dossier) -> None:
    """Keep in the case's history, and in the access log, who took its file out and why."""

    def write(connection: Connection, work: Work, _: None) -> None:
        work.note(actor, ACTION, reason, work.open_tasks(), canonical_json({"reason": reason, "sha256": made.digest}))
        who, at = actor.id if actor else "system", milliseconds(work.at)
        people.log_access(connection, who, "export_dossier", f"{case_id} {reason}", "exported", at)

    change(office, case_id, lambda _: None, write)


def may_export(work: Work, actor: Actor) -> None:
    """Let pass who may take the whole file out.

    Raises:
        NotFound, NotAllowed.
    """
    case_papers.refuse_reader(work, actor)
    if not visibility.reveals(actor, work.case):
        raise NotAllowed("整卷只给经办人和审核人导出。")


def ask(office: Office, actor: Actor, case_id: str) -> str:
    """The file's title, for the page that asks for the reason.

    Raises:
        NotFound, NotAllowed.
    """
    with case_papers.opened(office, actor, case_id) as (_, papers):
        may_export(papers.work, actor)
        return papers.record.title


def _make(office: Office, actor: Actor | None, case_id: str) -> Dossier:
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        try:
            if actor is not None:
                may_export(work, actor)
            record = record_of(connection, work)
            papers = Papers(work, record, catalogue.sheets(record), masked=False)
            return _packed(office, connection, papers)
        finally:
            work.instance.release()


def _packed(office: Office, connection: Connection, papers: Papers) -> Dossier:
    case, record = papers.work.case, papers.record
    spool = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  handed over open
    name = f"dossier-{case.id}"
    info = {
        "Source-Organization": record.committee, "External-Identifier": case.volume_no or case.register_no or case.id,
        "External-Description": record.title, "Bag-Software-Agent": "rangyirang",
        "Internal-Sender-Description": codes.FINAL_STATUSES.get(outcome.final_status(case) or "", "在办"),
    }  # fmt: skip
    digest = write_bag(spool, name, papers.work.at, info, _parts(office, connection, papers))
    size = spool.tell()
    spool.seek(0)
    title = (case.volume_no or case.register_no or case.id).replace("/", "-")
    return Dossier(spool, size, f"卷宗-{title}.zip", digest)


def _parts(office: Office, connection: Connection, papers: Papers) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
    whole, begins, pages = case_papers.with_contents(office, papers)
    bound = pdf.bind(whole, papers.record.title, case_papers.pictures(office, papers))
    yield "说明.txt", parts.README.encode()
    yield "卷宗.pdf", bound.content
    rows = [[number, one.code, one.name, begins.get(one.label) or "", one.mark] for number, one in enumerate(whole, 1)]
    yield "目录.csv", parts.table([["序号", "文书编码", "文书名称", "页号", "文书码"], *rows])
    found = _enclosed(office, connection, papers)
    for one in found:
        yield one["path"], one["read"]()
    shown = [[one[key] for key in ("path", "name", "about", "size", "sha256")] for one in found]
    yield "附件目录.csv", parts.table([["文件", "原名", "来历", "字节", "SHA-256"], *shown])
    yield "metadata.xml", parts.metadata(papers, pages, len(found))
    yield "案件.json", parts.whole_case(connection, papers)
    yield "办理经过.csv", parts.way(papers)
    yield from parts.chain(office, connection, papers.work)
    yield from parts.model(connection, papers.work)


def _enclosed(office: Office, connection: Connection, papers: Papers) -> list[dict[str, Any]]:
    """Every file people brought, the signed pages, and what was printed of the papers that came back signed."""
    work, found = papers.work, list[dict[str, Any]]()
    back: Mapping[str, int] = {row.digest: row.number for row in issues.signed(connection, work.row.id)}
    printings = {row.number: row for row in issues.of_case(connection, work.row.id)}
    wanted = {printings[number].digest for number in back.values()}
    for row in files.of_case(connection, work.row.id):
        if row.task == "issued" and row.digest not in wanted:
            continue
        about = f"{sentences.task_name(row.task)} · {moment(row.at):%Y-%m-%d %H:%M}"
        if row.task == "signed":
            paper = printings[back[row.digest]]
            about = f"签名页:{sentences.paper_name(paper.paper)},打印件 SHA-256 {paper.digest}"
        elif row.task == "issued":
            about = f"打印件(已签回)· {moment(row.at):%Y-%m-%d %H:%M}"
        name = str(work.row.key.open(row.sealed_name))
        found.append({
            "path": parts.file_name(len(found) + 1, name), "name": name, "about": about, "size": row.size,
            "sha256": row.digest, "read": _reader(office, work, row.digest),
        })  # fmt: skip
    return found


def _reader(office: Office, work: Work, digest: str) -> Callable[[], Iterator[bytes]]:
    return lambda: content_of(office, work.row.key, digest)

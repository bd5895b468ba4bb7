"""Use case: print a paper of a case, take back its signed pages, open what was printed. Each stands in the history.

What was printed is kept as it was, sealed; the same paper printed again is the same printing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.documents import docx, pdf
from mediation.documents.catalogue import Sheet
from mediation.documents.paper import Paper
from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.law import visibility
from mediation.services import case_papers, sentences
from mediation.services.case_files import OpenFile, content_of
from mediation.services.case_papers import Papers
from mediation.services.case_work import canonical_json, change
from mediation.services.keep_files import KeptFile, keep_files, write_files
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import refuse
from mediation.services.work import Work, open_work
from mediation.store import files, issues, people
from mediation.store.db import Connection, Row

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ISSUED, SIGNED = "issued", "signed"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper in a format, ready to be kept."""

    paper: Paper = field(repr=False)
    format: str
    content: bytes = field(repr=False)
    pages: int
    draft: bool
    masked: bool

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


def issue_paper(office: Office, actor: Actor, case_id: str, code: str, nth: int, fmt: str) -> int:
    """Print a paper of a case; gives the number of the printing. What was printed before to the letter is not anew.

    Raises:
        NotFound: no such case for this person, or the case has no such paper.
        NotAllowed: its papers are not for this person.
        PaperFailed, TemplateWrong: it cannot be printed, and why.
    """
    try:
        with case_papers.opened(office, actor, case_id) as (connection, papers):
            printed = _print(office, papers, code, nth, fmt)
            same = [row for row in issues.of_case(connection, papers.work.row.id) if row.digest == printed.digest]
            if same:
                return int(same[-1].number)
            files.keep(office.files, papers.work.row.key, printed.digest, printed.content)
    except NotAllowed:
        refuse(office, actor, "issue_paper", f"{case_id} {code}")
        raise

    def write(connection: Connection, work: Work, numbers: list[int]) -> None:
        label = printed.paper.label
        work.note(actor, ISSUED, label, work.open_tasks(), canonical_json(_said(printed)))
        numbers[:] = [issues.add(connection, work.row.id, _row(printed, actor, milliseconds(work.at)))]
        name = f"{sentences.paper_name(label)}.{fmt}"
        kept = KeptFile(label, printed.digest, TYPES[fmt], len(printed.content), name)
        write_files(connection, work, ISSUED, [kept])

    return change(office, case_id, lambda _: list[int](), write)[0]


def _said(printed: Printed) -> dict[str, Any]:
    paper = printed.paper
    return {"paper": paper.label, "format": printed.format, "sha256": printed.digest, "mark": paper.mark}


def _row(printed: Printed, actor: Actor, at: int) -> dict[str, Any]:
    return {
        "paper": printed.paper.label, "format": printed.format, "digest": printed.digest, "mark": printed.paper.mark,
        "draft": printed.draft, "masked": printed.masked, "pages": printed.pages, "actor_id": actor.id, "at": at,
    }  # fmt: skip


def _print(office: Office, papers: Papers, code: str, nth: int, fmt: str) -> Printed:
    wanted = next((one for one in papers.sheets if (one.kind.code, one.nth) == (code, nth)), None)
    if wanted is None or fmt not in TYPES:
        raise NotFound("这件纠纷没有这份文书。")
    paper, images = _laid_out(office, papers, wanted), case_papers.pictures(office, papers)
    content, pages = pdf.render(paper, images) if fmt == "pdf" else (docx.render(paper, images), 0)
    return Printed(paper, fmt, content, pages, wanted.draft, papers.masked)


def _laid_out(office: Office, papers: Papers, wanted: Sheet) -> Paper:
    if not wanted.kind.closing:
        return case_papers.lay_out(office, papers, wanted)
    if papers.work.case.archived_at is None:
        raise NotFound("封面、目录和封底,立卷归档以后才有。")
    whole, _, _ = case_papers.with_contents(office, papers)
    return next(one for one in whole if (one.code, one.nth) == (wanted.kind.code, wanted.nth))


def add_signed_pages(office: Office, actor: Actor, case_id: str, number: int, photos: Sequence[Any]) -> int:
    """Keep the photos of a printing's signed pages, bound to what was printed; gives how many.

    Raises:
        NotFound, NotAllowed, Busy.
        FormInvalid: no photo came, or one cannot be kept.
    """

    def act(work: Work) -> tuple[Row[Any], list[KeptFile]]:
        _refuse_stranger(work, actor)
        if not photos:
            raise FormInvalid({SIGNED: ["请先拍照或选一张签好的页。"]})
        row = _issued(office, work, number)
        kept, errors = keep_files(office, work.row.key, {SIGNED: photos})
        if errors:
            raise FormInvalid(errors)
        return row, kept

    def write(connection: Connection, work: Work, done: tuple[Row[Any], list[KeptFile]]) -> None:
        row, kept = done
        said = {"paper": row.paper, "printed": row.digest, "signed": sorted(one.digest for one in kept)}
        work.note(actor, SIGNED, row.paper, work.open_tasks(), canonical_json(said))
        write_files(connection, work, SIGNED, kept)
        for one in kept:
            at = milliseconds(work.at)
            issues.add_signed(
                connection, work.row.id, {"number": number, "digest": one.digest, "actor_id": actor.id, "at": at}
            )

    try:
        return len(change(office, case_id, act, write)[1])
    except NotAllowed:
        refuse(office, actor, "add_signed_page", case_id)
        raise


def _refuse_stranger(work: Work, actor: Actor) -> None:
    case_papers.refuse_reader(work, actor)
    if not visibility.keeps_file(actor, work.case):
        raise NotAllowed("签好的页由经办人上传。")


def _issued(office: Office, work: Work, number: int) -> Row[Any]:
    with office.store.reading() as connection:
        row = issues.find(connection, work.row.id, number)
    if row is None:
        raise NotFound("没有找到这次打印。")
    return row


def open_printed(office: Office, actor: Actor, case_id: str, number: int) -> OpenFile:
    """What was printed, as it was, and note the opening; a whole one only for who may see identity and telephone.

    Raises:
        NotFound, NotAllowed.
        FileLost: it is not in its place, or was altered there.
    """
    with office.store.writing() as connection:
        work = open_work(office, connection, case_id)
        try:
            case_papers.refuse_reader(work, actor)
            row = issues.find(connection, work.row.id, number)
            if row is None or (not row.masked and not visibility.reveals(actor, work.case)):
                raise NotFound("没有找到这次打印。")
            at = milliseconds(clock.now())
            people.log_access(connection, actor.id, "open_paper", f"{case_id} {row.paper} {number}", "opened", at)
            found = next(one for one in files.of_case(connection, work.row.id) if one.digest == row.digest)
            name = f"{sentences.paper_name(row.paper)}.{row.format}"
            return OpenFile(content_of(office, work.row.key, row.digest), found.size, name, TYPES[row.format])
        finally:
            work.instance.release()

"""Use case: what an auditor takes of a case: its way, its history, its method and the list of its papers, no words.

Names are masked, nothing that anybody said or wrote is in it; who took it and why stands in the case's history.
"""

from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from mediation.case import dossier, outcome
from mediation.case.step import Actor
from mediation.documents.bag import write_bag
from mediation.documents.record import Record
from mediation.errors import FormInvalid, NotAllowed, NotFound
from mediation.law import auditing, policy, visibility
from mediation.services import dossier_parts as parts
from mediation.services.case_papers import Papers
from mediation.services.export_dossier import IN_MEMORY, Dossier, note_export
from mediation.services.office import Office
from mediation.services.paper_record import record_of
from mediation.services.work import Work, open_work
from mediation.store.db import Connection

README = """这是一件人民调解案件的概要卷,供审计、评查用:没有文书正文,姓名已掩码。用普通软件就能打开。

metadata.xml        归档元数据
目录.csv            卷内有哪些文书(只有名称)
案件.json           事实代码和办理数据,不含任何人说的、写的内容
办理经过.csv        谁在什么时候办了哪一步
历程/               案件历程(防篡改)和核对用的程序:python verify_history.py history.jsonl checkpoint.txt
流程/               办理时所用的流程图、表单,和标出走过路径的图
"""


def export_outline(office: Office, actor: Actor, case_id: str, reason: str) -> Dossier:
    """The outline of a case.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: outlines are for auditors.
        FormInvalid: no reason of the list was given.
    """
    if reason not in visibility.EXPORT_REASONS:
        raise FormInvalid({"reason": ["请选一个导出的原因。"]})
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
        try:
            if not policy.in_scope(actor, work.case):
                raise NotFound("没有找到这件纠纷。")
            if not auditing.audits(actor):
                raise NotAllowed("概要卷给审计员。")
            made = _packed(office, connection, work)
        finally:
            work.instance.release()
    note_export(office, actor, case_id, reason, made)
    return made


def _packed(office: Office, connection: Connection, work: Work) -> Dossier:
    record, case = _wordless(record_of(connection, work, True)), work.case
    spool = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  handed over open
    number = case.volume_no or case.register_no or case.id
    info = {"Source-Organization": record.committee, "External-Identifier": number,
            "External-Description": record.title, "Bag-Software-Agent": "rangyirang"}  # fmt: skip
    papers = Papers(work, record, [], masked=True)
    digest = write_bag(spool, f"outline-{case.id}", work.at, info, _parts(office, connection, papers))
    size = spool.tell()
    spool.seek(0)
    return Dossier(spool, size, f"概要卷-{number.replace('/', '-')}.zip", digest)


def _wordless(record: Record) -> Record:
    """The record without what people entered: masked names, and of each step who did it when."""
    parties = [
        {"id": one["id"], "role": one["role"], "kind": one.get("kind"),
         "name": visibility.masked_name(str(one.get("name") or ""), one.get("kind", 1) in (1, "1"))}
        for one in record.parties
    ]  # fmt: skip
    entries = [replace(one, values={}) for one in record.entries if not one.draft]
    return replace(record, parties=parties, entries=entries, files=())


def _parts(office: Office, connection: Connection, papers: Papers) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
    case = papers.work.case
    yield "说明.txt", README.encode()
    listed = enumerate(dossier.as_listed(dossier.papers(case)), start=1)
    yield "目录.csv", parts.table([["序号", "文书名称"], *([number, name] for number, name in listed)])
    yield "metadata.xml", parts.metadata(papers, 0, 0)
    yield "案件.json", parts.as_json({
        "case_id": case.id, "committee": papers.record.committee, "final_status": outcome.final_status(case),
        "national_codes": outcome.national_codes(case), "facts": parts.facts_of(case),
        "model": papers.work.models.digest,
    })  # fmt: skip
    yield "办理经过.csv", parts.way(papers)
    yield from parts.chain(office, connection, papers.work)
    yield from parts.model(connection, papers.work)

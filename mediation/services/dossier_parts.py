"""What lies in a file's archive besides its papers: lists, metadata, the case as data, its history, its model."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from msgspec import Struct
from msgspec.structs import asdict

from mediation import verify_history
from mediation.case import outcome
from mediation.case.facts import Case
from mediation.documents.flowchart import draw
from mediation.engine.drawing import picture
from mediation.law import codes
from mediation.services import keep_history, sentences
from mediation.services.case_papers import Papers
from mediation.services.diagram_page import drawings_of
from mediation.services.office import Office, moment
from mediation.services.work import Work
from mediation.store import bundles, cases, history, issues
from mediation.store.db import Connection, Row

Part = tuple[str, bytes]
README = """这是一件人民调解案件的卷宗,用普通软件就能打开,不需要本系统。

卷宗.pdf            封面、目录和全部文书,按装订顺序,可直接打印
目录.csv            文书的目录(用 WPS 或 Excel 打开)
附件/               当事人提交的照片、文件和签名页;附件目录.csv 列出每个的来历和 SHA-256
metadata.xml        归档元数据
案件.json           登记的全部内容
办理经过.csv        谁在什么时候办了哪一步
历程/               案件历程(防篡改)和核对用的程序
流程/               办理时所用的流程图、表单,和标出走过路径的图(.svg 用浏览器打开)

怎样核对没有被改动:
1. 文件:manifest-sha256.txt 列出每个文件的 SHA-256,用任何 BagIt 工具(如 bagit.py --validate)核对。
2. 历程:有 Python 的电脑上,在“历程”里运行 python verify_history.py history.jsonl checkpoint.txt
"""


def table(rows: Sequence[Sequence[Any]]) -> bytes:
    """A table that opens right in WPS and Excel; nothing in it is taken for a formula."""
    made = io.StringIO()
    csv.writer(made).writerows([[_safe(str(cell)) for cell in row] for row in rows])
    return ("\ufeff" + made.getvalue()).encode()


def _safe(text: str) -> str:
    return (
        f"'{text}"
        if text.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"))
        else text
    )


def as_json(value: Any) -> bytes:
    """Data as JSON that people can read."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1, default=str)}\n".encode()


def file_name(number: int, name: str) -> str:
    """A name for the archive: a number, and what the file was called, without what a path could be made of."""
    safe = re.sub(r"[\\/:*?\"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "_", name).strip(". ")[-60:] or "文件"
    return f"附件/{number:02d}-{safe}"


def metadata(papers: Papers, pages: int, number: int) -> bytes:
    """Archival metadata, as offices of archives ask for it."""
    case = papers.work.case
    root = ElementTree.Element("卷宗")
    for name, text in (
        ("文号", case.volume_no or case.register_no or ""), ("题名", papers.record.title),
        ("责任者", papers.record.committee), ("形成时间", f"{papers.record.made_at:%Y-%m-%d}"),
        ("登记号", case.register_no or ""), ("纠纷类型", papers.record.kind),
        ("密级", codes.CONFIDENTIAL_LEVELS.get(case.confidential_level, "")), ("保管期限", case.retention or ""),
        ("页数", str(pages)), ("附件数", str(number)),
        ("处理结果", codes.FINAL_STATUSES.get(outcome.final_status(case) or "", "在办")), ("案件标识", case.id),
    ):  # fmt: skip
        ElementTree.SubElement(root, name).text = text
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def whole_case(connection: Connection, papers: Papers) -> bytes:
    """Everything that was entered, as data."""
    work, record = papers.work, papers.record
    entered = [
        {"task": one.task, "name": sentences.task_name(one.task), "at": one.at.isoformat(), "by": one.who,
         "org": one.org, "values": one.values}
        for one in record.entries if not one.draft
    ]  # fmt: skip
    return as_json(
        {
            "case_id": work.case.id, "title": record.title, "committee": record.committee,
            "final_status": outcome.final_status(work.case), "national_codes": outcome.national_codes(work.case),
            "facts": facts_of(work.case),
            "parties": list(record.parties), "submissions": entered, "model": work.models.digest,
            "printings": [_printing(row) for row in issues.of_case(connection, work.row.id)],
        }
    )  # fmt: skip


def facts_of(case: Case) -> dict[str, Any]:
    """The facts of a case as plain values: codes, days, ids."""
    return {name: _plain(value) for name, value in asdict(case).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in asdict(value).items()} if isinstance(value, Struct) else value


def _printing(row: Row[Any]) -> dict[str, Any]:
    return {"number": row.number, "paper": row.paper, "format": row.format, "sha256": row.digest, "mark": row.mark,
            "draft": row.draft, "at": moment(row.at).isoformat()}  # fmt: skip


def way(papers: Papers) -> bytes:
    """办理经过: every step with who did it when."""
    rows = [
        [number, one.task, sentences.task_name(one.task), codes.TIER_NAMES.get(one.tier, ""), one.org, one.who,
         f"{one.at:%Y-%m-%d %H:%M}"]
        for number, one in enumerate((one for one in papers.record.entries if not one.draft), start=1)
    ]  # fmt: skip
    return table([["序号", "步骤编码", "步骤", "层级", "单位", "经办人", "时间"], *rows])


def chain(office: Office, connection: Connection, work: Work) -> Iterator[Part]:
    """The history, a signed statement of where it stands, and the script that checks both."""
    lines = history.as_exported(history.of_case(connection, work.row.id), work.row.public_id)
    text = "".join(f"{json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n" for one in lines)
    yield "历程/history.jsonl", text.encode()
    yield "历程/checkpoint.txt", keep_history.attest(office, work.row).encode()
    yield "历程/verify_history.py", Path(verify_history.__file__).read_bytes()


def model(connection: Connection, work: Work) -> Iterator[Part]:
    """The bundle the case runs on, and each process it came to as a picture of the path it took."""
    for name, data in sorted(bundles.files(connection, work.models.digest).items()):
        yield f"流程/模型/{name}", data
    for number, one in enumerate(drawings_of(work, cases.archived(connection, work.row.id)), start=1):
        drawn = picture(work.models.bundle, one.process)
        marks: Mapping[str, Sequence[str]] = one.marks
        svg = draw(one.name, drawn.shapes, drawn.lines, marks["done"], [*marks["current"], *marks["waiting"]])
        yield f"流程/{number:02d}-{one.process}.svg", svg.encode()

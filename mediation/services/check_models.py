"""Use case: check model files from outside, each within two seconds, whatever is in them.

A diagram calls others: what the checked files call is looked for among them, then among the shipped models.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from mediation.config import shipped
from mediation.documents import template
from mediation.errors import Finding
from mediation.forms.side_files import SIDE_FILES
from mediation.services.judging import Bench
from mediation.services.library import MODEL_ENDINGS, files_of

MAX_BYTES = 2_000_000
_PROCESS_ID = re.compile(rb"""<(?:[\w.-]+:)?(?:process|decision)\b[^>]*?\bid\s*=\s*["']([^"']+)["']""")


def check_files(paths: Sequence[Path]) -> list[Finding]:
    """Every finding about some files, in their order; never raises for what is in them."""
    findings: list[Finding] = []
    given: dict[str, bytes] = {}
    for path in paths:
        data = _read(path)
        if isinstance(data, Finding):
            findings.append(data)
        else:
            given[path.name] = data
    shipped_files = files_of(shipped("bpmn"), shipped("forms"))
    with Bench() as bench:
        for name, data in given.items():
            findings += check_one(bench, name, data, {**shipped_files, **given})
    return findings


def check_one(bench: Bench, name: str, data: bytes, among: Mapping[str, bytes]) -> list[Finding]:
    """The findings about one file, read together with the files it may call or speak of."""
    if name.endswith(template.ENDING):
        return _check_template(name, data)
    mine = set(_PROCESS_ID.findall(data)) if name.endswith(MODEL_ENDINGS) else set()
    others = {
        other: text
        for other, text in among.items()
        if other != name and not (other.endswith(MODEL_ENDINGS) and mine & set(_PROCESS_ID.findall(text)))
    }
    return [finding for finding in bench.judge({**others, name: data}) if finding.file in (name, "")]


def _check_template(name: str, data: bytes) -> list[Finding]:
    """What is wrong with a paper's template."""
    try:
        template.check(Path(name).stem, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [Finding("paper-text", "不是 UTF-8 文字", "用记事本另存为 UTF-8", name)]
    except template.TemplateWrong as wrong:
        return [Finding("paper-template", str(wrong), "照 documents/templates/README.md 改", name, line=wrong.line)]
    return []


def _read(path: Path) -> bytes | Finding:
    if path.suffix not in (*MODEL_ENDINGS, ".form", template.ENDING) and path.name not in SIDE_FILES:
        remedy = f"换成这几种文件之一,或 {'、'.join(SIDE_FILES)}"
        return Finding("file-kind", "不是 .bpmn、.dmn、.form 或 .paper 文件", remedy, path.name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Finding("file-read", f"读不了这个文件:{error.strerror}", "看看文件名和权限对不对", path.name)
    if len(data) > MAX_BYTES:
        return Finding("file-size", f"文件超过 {MAX_BYTES // 1_000_000} MB", "拆小或检查是不是拿错了文件", path.name)
    return data

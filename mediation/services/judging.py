"""The word on a whole bundle: diagrams, tables, forms, what stands beside them, and what the law asks of them together.

`judge` reads in this process what is trusted; `Bench` lets a confined process read what is not.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType

from mediation.case import routing
from mediation.config import shipped
from mediation.confined import Died, Hung, Room, packed, unpacked
from mediation.engine.definition import parse_bundle
from mediation.engine.lint import Around, check_files
from mediation.errors import Finding, ModelRefused
from mediation.forms.beside import Beside, read_beside
from mediation.forms.definition import judge_form, load_forms
from mediation.forms.phrases import check_phrases, read_phrases
from mediation.forms.side_files import SIDE_FILES
from mediation.forms.side_statutory import check_texts
from mediation.forms.spec import FormDefinition
from mediation.forms.statutory import check_statutory
from mediation.law import method
from mediation.services.routed import routed_keys
from mediation.services.table_facts import check_tables

MODELS = (".bpmn", ".dmn")
MAX_FILES, MAX_TOTAL, MAX_FINDINGS = 200, 12_000_000, 400


def judge(files: Mapping[str, bytes], whole: bool = True) -> list[Finding]:
    """Every finding about a bundle; `whole`: it is to be a lawful method of mediation, not just sound files.

    Never raises for what is in the files; may take long for what a stranger wrote: use a `Bench` for that.
    """
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        return [Finding("bundle-size", "文件太多或太大", f"一套方案最多 {MAX_FILES} 个文件、12 MB")]
    found = _strange_files(files)
    forms, findings = _read_forms(files, whole)
    found += findings + _check_side_files(files, forms, whole)
    around = Around(frozenset(Path(name).stem for name in files if name.endswith(".form")), _given(forms), whole)
    models = {name: data for name, data in files.items() if name.endswith(MODELS)}
    found += check_files(models, around=around)
    if whole:
        found += check_tables(models)
    if not any(finding.level == "error" for finding in found):
        found += _read_by_engine(models)
    return found[:MAX_FINDINGS]


def _strange_files(files: Mapping[str, bytes]) -> list[Finding]:
    remedy = f"只放 .bpmn、.dmn、.form 和 {'、'.join(SIDE_FILES)}"
    return [
        Finding("file-kind", "不认识的文件", remedy, name)
        for name in files
        if not name.endswith((*MODELS, ".form")) and name not in SIDE_FILES
    ]


def _read_forms(files: Mapping[str, bytes], whole: bool) -> tuple[dict[str, FormDefinition], list[Finding]]:
    found: list[Finding] = []
    forms: dict[str, FormDefinition] = {}
    for name, data in files.items():
        if name.endswith(".form"):
            form, findings = _read_form(Path(name).stem, data)
            found += findings
            if form is not None:
                forms[form.name] = form
    if whole:
        found += _check_law(files, forms)
    return forms, found


@lru_cache(maxsize=256)
def _read_form(name: str, data: bytes) -> tuple[FormDefinition | None, tuple[Finding, ...]]:
    """A form, None where it cannot be used, and its findings; most of a bundle's forms are the same as last time."""
    definition, findings = judge_form(name, data)
    return definition, tuple(findings)


def _check_law(files: Mapping[str, bytes], forms: Mapping[str, FormDefinition]) -> list[Finding]:
    """Forms against those the product brings along: what the law demands of them is there still."""
    found: list[Finding] = []
    for name, factory in factory_forms().items():
        if name in forms:
            found += check_statutory(forms[name], factory)
        elif f"{name}.form" not in files and (name in method.REQUIRED or name in method.EVENTS):
            message = f"少了法定表单“{factory.title}”"
            found.append(Finding("statutory-form", message, f"放回 {name}.form", f"{name}.form"))
    return found


@cache
def factory_forms() -> Mapping[str, FormDefinition]:
    """The forms that the product brings along, by name."""
    return load_forms({path.name: path.read_bytes() for path in sorted(shipped("forms").glob("*.form"))})


def flag_words() -> dict[str, str]:
    """What the special flags of a case are called."""
    return {option.value: option.label for option in factory_forms()["T_screen"].paths["special_flags"].options}


@cache
def factory_texts() -> Beside:
    """The texts beside the forms that the product brings along."""
    folder = shipped("forms")
    return read_beside({name: (folder / name).read_bytes() for name in SIDE_FILES})[0]


def _check_side_files(
    files: Mapping[str, bytes], forms: Mapping[str, FormDefinition], whole: bool
) -> list[Finding]:  # fmt: skip
    phrases, unfit = read_phrases(files)
    beside, found = read_beside(files)
    if whole and not found:
        found = check_texts(beside, factory_texts(), forms, method.TOLD)
    return [*found, *unfit, *check_phrases(phrases, forms)]


def _given(forms: Mapping[str, FormDefinition]) -> frozenset[str]:
    """The variables a case has: what the facts say, and the closed choices of the forms."""
    return routing.NAMES.union(*(routed_keys(form) for form in forms.values()))


def _read_by_engine(models: Mapping[str, bytes]) -> list[Finding]:
    try:
        parse_bundle(models)
    except ModelRefused as refused:
        return list(refused.findings)
    return []


def answer(request: bytes) -> bytes:
    """`judge` on a packed request, its findings as JSON: what the confined process does."""
    files, said = unpacked(request)
    return json.dumps([asdict(finding) for finding in judge(files, said["whole"])]).encode()


def warm() -> None:
    """Load all that reading may need while files can still be opened: modules, encodings, the product's own forms."""
    for encoding in ("utf-8", "gb18030", "gbk", "gb2312", "utf-16"):
        text = f'<?xml version="1.0" encoding="{encoding}"?><流程 名="甲"/>'
        check_files({"x.bpmn": text.encode(encoding)})
    folders = (shipped("bpmn"), shipped("forms"))
    files = {path.name: path.read_bytes() for folder in folders for path in folder.iterdir() if path.is_file()}
    judge({name: data for name, data in files.items() if name.endswith((*MODELS, ".form")) or name in SIDE_FILES})


answer.warm = warm  # type: ignore[attr-defined]


class Bench:
    """Judges bundles of strangers, one after the other, in one confined process; a context manager."""

    def __init__(self, room: Callable[[str], Room] = Room) -> None:
        self._room = room(f"{__name__}:answer")

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._room.close()

    def judge(self, files: Mapping[str, bytes], whole: bool = True) -> list[Finding]:
        """Every finding about a bundle, in time, whatever is in it."""
        if sum(map(len, files.values())) > MAX_TOTAL:
            return judge(files)
        try:
            found = json.loads(self._room.ask(packed(files, whole=whole)))
        except Hung:
            return [Finding("engine-hangs", "读这套文件用的时间太长", "简化最近改的那个文件,或请技术人员看")]
        except Died:
            message = "读这套文件时占用过多,或它想打开别的东西"
            return [Finding("engine-dies", message, "简化最近改的那个文件,或请技术人员看")]
        return [Finding(**finding) for finding in found]

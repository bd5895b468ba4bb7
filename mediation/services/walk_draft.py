"""Use case: an administrator walks a draft by hand, filling in its forms on a case that nobody has: where does it go?

Nothing is kept: what was walked travels with the page, and is walked again in a confined process at every press.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from mediation.case.step import Actor, Settings
from mediation.confined import Died, Hung, KeptRoom, packed
from mediation.errors import Finding
from mediation.forms.beside import read_beside
from mediation.forms.context import FormContext, PartyOption
from mediation.forms.definition import read_form
from mediation.forms.phrases import read_phrases
from mediation.forms.spec import FormDefinition, Option
from mediation.law.separation import SYSTEM
from mediation.services.administering import require
from mediation.services.demo import village
from mediation.services.model_drafts import draft_row, files_of_draft
from mediation.services.office import Office

# starting one takes longer than a step, and whoever walks takes a dozen
_ROOM = KeptRoom("mediation.services.walk_request:answer", cpu_seconds=8.0)


@dataclass(frozen=True, slots=True)
class WalkView:
    """Where the case stands: `report` as the walk tells it, empty where the draft cannot be walked (`findings`).

    `refused` says why the last step was not taken: message, article, field, or errors by field.
    """

    draft: int
    title: str
    templates: list[tuple[str, str]]
    findings: list[Finding]
    report: Mapping[str, Any] = field(repr=False)
    refused: Mapping[str, Any] | None
    definition: FormDefinition | None = None
    context: FormContext | None = field(default=None, repr=False)


def walk_draft(
    office: Office, actor: Actor, draft: int, template: str, steps: Sequence[Mapping[str, Any]], wanted: str
) -> WalkView:
    """Walk steps through a draft, with the words of a library case (`template`) ready in its forms.

    A step is {task, words} ({event: true} besides for a case event; task `wait`: until what is due next). `wanted` is
    the task or event whose form to show.

    Raises:
        NotAllowed, NotFound.
    """
    require(office, actor, "draft_edited", SYSTEM)
    _, files = files_of_draft(office, draft)
    with office.store.reading() as connection:
        title = draft_row(connection, draft).title
    said = {"template": template, "steps": list(steps), "wanted": wanted, "settings": _stored(office.settings())}
    report = _walked(files, said)
    findings = [Finding(**one) for one in report.get("findings", [])]
    view = WalkView(draft, title, _templates(), findings, {}, report.get("refused"))
    if "open" not in report:
        return view
    definition, context = _form_of(report.get("form"), files)
    return dataclasses.replace(view, report=report, definition=definition, context=context)


def _walked(files: Mapping[str, bytes], said: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(_ROOM.ask(packed(files, **said)))
        return found
    except Hung:
        return {"refused": {"message": "走这一步用的时间太长,可能有绕不出来的圈。请先检查草稿。"}}
    except Died:
        return {"refused": {"message": "走不下去:草稿里有系统读不了的东西。请先检查草稿。"}}


def _stored(settings: Settings) -> dict[str, Any]:
    """Settings as they would be stored."""
    days = {name: sorted(day.isoformat() for day in getattr(settings, name)) for name in ("holidays", "workdays")}
    return {**dataclasses.asdict(settings), **days}


def _templates() -> list[tuple[str, str]]:
    return [(case["case_id"], case.get("title") or case["case_id"]) for case in village()["cases"]]


def _form_of(
    form: Mapping[str, Any] | None, files: Mapping[str, bytes]
) -> tuple[FormDefinition | None, FormContext | None]:
    """The form to fill in, and the case it stands on, of what the confined process has said."""
    if not form or not form["context"]:
        return None, None
    definition = read_form(form["name"], files[f"{form['name']}.form"])
    told, beside = form["context"], read_beside(files)[0]
    articles = [Option(**one) for one in told["articles"]]
    context = FormContext(
        now=datetime.fromisoformat(told["now"]),
        parties=[PartyOption(**one) for one in told["parties"]],
        people=[Option(**one) for one in told["people"]],
        orgs=[Option(**one) for one in told["orgs"]],
        computed=told["computed"],
        facts=told["facts"],
        articles=articles,
        beside=beside.folds(form["task"], beside.suggested(told["facts"].get("dispute_type"))),
        phrases=read_phrases(files)[0].get(form["task"], {}),
    )
    return definition, context

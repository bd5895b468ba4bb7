"""A case that nobody has, walked by hand through a draft: the real forms, guards, facts and engine, and no store.

Runs in a confined process: it reads diagrams of strangers. What was walked so far comes with every request and is
walked again, so that one step back is one step fewer.
"""

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.case import numbers, outcome
from mediation.case.facts import Case
from mediation.case.routing import routing
from mediation.case.step import Actor, Settings
from mediation.engine.instance import Instance
from mediation.engine.opened import OpenTask
from mediation.errors import CaseStuck, FormInvalid, TaskNotOpen
from mediation.forms.build import bind_form, proposals
from mediation.forms.context import FormContext
from mediation.forms.encode import encode
from mediation.forms.spec import FormDefinition
from mediation.law import numbering, policy
from mediation.services import case_context, sentences, timekeeping
from mediation.services.diagram_page import drawings_of, here_of
from mediation.services.directory import Directory, Reception
from mediation.services.imagined_office import Stage, above
from mediation.services.library import Library, Models
from mediation.services.raise_case_event import possible_events, take_event
from mediation.services.snapshot import Snapshot, snapshot
from mediation.services.standing_in import plain_answer
from mediation.services.submit_task import Answer, take_step
from mediation.services.work import Work
from mediation.store import history
from mediation.store.cases import CaseRow
from mediation.store.db import Store
from mediation.store.vault import CaseKey

START, PAUSE, MOST_STEPS = "T_register", timedelta(minutes=10), 60
WAIT = "wait"


class Walk:
    """One case on its way; raises what a step is refused with."""

    def __init__(self, models: Models, settings: Settings, template: Mapping[str, Any], people: Directory) -> None:
        self.models, self.template, self.people = models, template, people
        nowhere = cast(Store, None)
        stage = Stage(
            nowhere, cast(Library, None), cast(Reception, None), Path(os.devnull), village=people, begun=settings
        )  # fmt: skip
        self.at = clock.localize(datetime.fromisoformat(template["steps"][0]["at"]))
        first = self._actor(template["steps"][0]["actor"])
        orgs = {org.tier: org.id for org in above(people, first.org) if org.tier != "county"}
        case = Case("walk", first.tier, first.org, orgs=orgs, registered_org=first.org, registered_tier=first.tier)
        instance = Instance.start(models.bundle, routing(case, settings, models.bundle.names))
        row = CaseRow(0, case.id, models.digest, 0, b"", b"", CaseKey(os.urandom(32)), b"", 0, history.GENESIS)
        self.work = Work(stage, row, models, case, instance, self.at)
        self.work.before = Snapshot([], [], {})
        self.path: list[dict[str, str]] = []
        self.archived: list[tuple[str, bytes]] = []
        self._keep()

    def _actor(self, person: str) -> Actor:
        found = self.people.actor(person)
        if found is None:
            raise TaskNotOpen("演示村里没有这个人。")
        return found

    def take(self, step: Mapping[str, Any]) -> None:
        """Walk one step: a task with its words, an event with its, or waiting for what is next due."""
        words = MultiDict([(str(name), str(value)) for name, value in step.get("words", [])])
        if step["task"] == WAIT:
            self._wait()
        elif step.get("event"):
            self._go_on(self._hour(step["task"]))
            who = self._who_raises(step["task"])
            take_event(self.work, who, step["task"], words, "walk")
            self._said(step["task"], self._title(step["task"]), who.name)
        else:
            self._do(step["task"], words)
        self._keep()

    def _do(self, task: str, words: MultiDict[str, str]) -> None:
        self._go_on(self._hour(task))
        opened = self._open(task)
        who, definition = self._who(task), self.models.form(task)
        bound = bind_form(definition, case_context.form_context(self.work, who, task), words)
        errors = {path: said for path, said in bound.errors.items() if not _photo(definition, path)}
        if errors:
            raise FormInvalid(errors)
        case, key, answer = self.work.case, self.work.row.key, Answer("walk", task)
        done = take_step(self.work, who, task, opened.key, bound.values, definition.digest, "walk", answer)
        for wanted in numbers.wanted(case, done.step):
            abbr = self.people.orgs[wanted.org].abbr or ""
            number = numbering.format_number(wanted.kind, wanted.year, abbr, 1)
            numbers.give(case, done.values, wanted.kind, number)
        numbers.settle(case, done.step, done.values)
        if task == START:
            named = zip(case.parties, done.values.get("parties", []), strict=True)
            self.work.sealed_parties = [(party.id, key.seal(row)) for party, row in named]
        self._said(task, opened.name, who.name)

    def _open(self, task: str) -> OpenTask:
        for opened in self.work.tasks():
            if opened.task_id == task:
                return opened
        raise TaskNotOpen("这一步现在不在待办。")

    def _wait(self) -> None:
        due = min((timer.due for timer in self.work.timers()), default=None)
        if due is None:
            raise TaskNotOpen("现在没有在等的期限。")
        self._go_on(max(due, self.at))

    def _go_on(self, until: datetime) -> None:
        """Let time pass; what falls due acts at its own hour."""
        while True:
            due = min((timer.due for timer in self.work.timers()), default=None)
            if due is None or due > until:
                break
            self._set(max(due, self.at))
            fired = len(self.work.fired)
            self.work.fire_due(self.at)
            self._keep()
            for row in self.work.fired[fired:]:
                self._said("", sentences.timer_name(row.name), "到期")
        self._set(until)

    def _set(self, at: datetime) -> None:
        self.at = self.work.at = at
        clock.move_to(at)

    def _hour(self, task: str) -> datetime:
        """When a step is taken: ten minutes on, or when the case that lends its words took it, whichever is later."""
        lent = self._lent(task)
        then = clock.localize(datetime.fromisoformat(lent["at"])) if lent else self.at
        return max(then, self.at + PAUSE if self.path else self.at)

    def _lent(self, task: str) -> Mapping[str, Any] | None:
        """The step of the template that a task would be now; its last one of that kind where it took fewer."""
        same = [step for step in self.template["steps"] if step["task"] == task]
        done = sum(step.task == task for step in self.work.case.done)
        return same[min(done, len(same) - 1)] if same else None

    def _who(self, task: str) -> Actor:
        """Somebody who may do a task: who did it in the template, else the first of the village."""
        lent, role = self._lent(task), self.models.role(task)
        if task == START:
            return self._actor(self.template["steps"][0]["actor"])
        for person in [*([lent["actor"]] if lent else []), *self.people.people]:
            who = self._actor(person)
            if policy.may(who, task, self.work.case, role) and not policy.conflicted(who, self.work.case):
                return who
        for person in self.people.people:
            if policy.may(who := self._actor(person), task, self.work.case, role):
                return who
        raise TaskNotOpen("演示村里没有人能办这一步:请看图上写的“谁来办”。")

    def _who_raises(self, event: str) -> Actor:
        for person in self.people.people:
            who = self._actor(person)
            if policy.in_scope(who, self.work.case) and event in possible_events(self.work, who):
                return who
        raise TaskNotOpen("这件事现在没有人能发起。")

    def _title(self, event: str) -> str:
        form = self.models.forms.get(event)
        return form.title if form is not None else sentences.timer_name(event)

    def _said(self, task: str, name: str, who: str) -> None:
        self.path.append({"task": task, "name": name, "who": who, "at": self._hour_said()})

    def _hour_said(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    def _keep(self) -> None:
        """What a commit would do in memory: bring the clocks in line, store and load the state.

        Raises:
            CaseStuck.
        """
        timekeeping.keep(self.work)
        dump = self.work.instance.dump()
        self.archived += list(dump.archived)
        self.work.row.state = dump.state
        after = snapshot(self.work)
        if not (self.work.instance.completed or after.items or any(row.moves_case for row in after.timers)):
            raise CaseStuck("走到这里没有下一步:没有待办,也没有定时器。请看图上从这里出去的线和条件。")
        self.work.instance.release()
        self.work.instance = Instance.load(self.models.bundle, dump.state)

    def report(self, wanted: str) -> dict[str, Any]:
        """Where the case stands and what may be done, with the form of what is `wanted` (else of the first task)."""
        drawings = drawings_of(self.work, self.archived)
        opened = list({task.task_id: task for task in self.work.tasks()}.values())
        events = self._events()
        asked = wanted if wanted in {task.task_id for task in opened} | set(events) else ""
        asked = asked or (opened[0].task_id if opened else "")
        return {
            "path": self.path,
            "drawings": [dataclasses.asdict(one) for one in drawings],
            "here": here_of(self.work, drawings),
            "tier": self.work.case.tier,
            "at": self._hour_said(),
            "open": [{"task": task.task_id, "name": task.name} for task in opened],
            "events": [{"event": event, "name": self._title(event)} for event in events],
            "timers": list(self._waiting()),
            "over": (outcome.final_status(self.work.case) or "") if self.work.instance.completed else "",
            "completed": self.work.instance.completed,
            **self._asked(asked, asked in events),
        }

    def _events(self) -> list[str]:
        found = {event: None for person in self.people.people for event in self._raised_by(self._actor(person))}
        return list(found)

    def _raised_by(self, who: Actor) -> Sequence[str]:
        return possible_events(self.work, who) if policy.in_scope(who, self.work.case) else ()

    def _waiting(self) -> Iterator[dict[str, str]]:
        for timer in sorted(self.work.timers(), key=lambda timer: timer.due):
            yield {"name": sentences.timer_name(timer.name), "due": f"{timer.due:%Y-%m-%d %H:%M}"}

    def _asked(self, task: str, event: bool) -> dict[str, Any]:
        """The form of what is asked for, or why there is none."""
        try:
            return {"form": self._form(task, event) if task else None, "nobody": ""}
        except TaskNotOpen as nobody:
            return {"form": None, "nobody": str(nobody)}

    def _form(self, task: str, event: bool) -> dict[str, Any] | None:
        """The form of a task, filled in as the template did, what is new in it with the plainest answer."""
        definition = self.models.forms.get(task) if event else self.models.form(task)
        if definition is None:
            return {"name": "", "task": task, "event": event, "words": [], "context": None, "who": ""}
        self._set(self._hour(task))
        who = self._who_raises(task) if event else self._who(task)
        context = case_context.form_context(self.work, who, task)
        words = encode(definition, context, self._answers(definition, context, task))
        return {
            "name": definition.name, "task": task, "event": event, "who": who.name,
            "words": list(words.items(multi=True)), "context": dataclasses.asdict(context),
        }  # fmt: skip

    def _answers(self, definition: FormDefinition, context: FormContext, task: str) -> dict[str, Any]:
        lent = self._lent(task)
        form = dict(lent["form"]) if lent else {}
        if task == START:
            form = {"parties": self.template["parties"], **form}
        known = {**proposals(definition, context), **form}
        missing = [
            spec for key, spec in definition.fields.items() if spec.required and not spec.system and key not in known
        ]
        return {**known, **{spec.key: plain_answer(spec, context) for spec in missing}}


def _photo(definition: FormDefinition, path: str) -> bool:
    """Whether an error is about a photo: nobody has any here."""
    spec = definition.find(path)
    return spec is not None and spec.kind == "file"

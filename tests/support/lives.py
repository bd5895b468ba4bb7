"""Random lives of cases: what people and the clock might do next, through the services and no other way."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from house import House, new_key
from values import able, event_form, fill, may_accept, registration

from mediation import clock
from mediation.errors import FormInvalid, GuardRefused, MediationError, NotAllowed, NotFound, TaskNotOpen
from mediation.law import events
from mediation.services import replay
from mediation.services.fire_timers import fire_timers
from mediation.services.office import moment
from mediation.services.submit_task import submit_task

REGISTRARS = ("u_chen", "u_luo", "u_xiang", "u_mu", "u_deng")


@dataclass
class Lives:
    """The cases of an office and what has become of every try."""

    house: House
    cases: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def register(self, chance: random.Random) -> str:
        """Somebody comes and tells."""
        who = chance.choice(REGISTRARS)
        case = self.house.register(who, registration(chance)).case_id
        self.cases.append(case)
        self.done["T_register"] += 1
        return case

    def running(self) -> list[str]:
        """The cases that are not archived yet."""
        return [case for case in self.cases if not self.house.case(case).archived_at]

    def step(self, case: str, chance: random.Random) -> str:
        """Somebody who may does one of the open tasks; says what happened."""
        tasks = self.house.open_tasks(case)
        if set(tasks) == {"X_accept", "X_return"}:
            tasks = ["X_accept"] if may_accept(self.house.case(case)) else ["X_return"]
        if not tasks:
            return "nothing open"
        # who was refused is replaced before anybody talks on (G21); with nobody left to choose the tier above helps
        task = "T_assign" if "T_assign" in tasks else chance.choice(tasks)
        people = able(self.house, case, task)
        if not people:
            return f"nobody may do {task}"
        who, form = chance.choice(people), fill(self.house, case, task, chance)
        if task == "T_assign" and not form.get("mediators"):
            return self.raise_event(case, "escalation_requested", chance)
        return self._try(task, lambda: self.house.do(case, task, who.id, form))

    def raise_event(self, case: str, event: str, chance: random.Random) -> str:
        """Somebody presses the button of an event; mostly somebody who may."""
        may = [who.id for who in able(self.house, case, events.task_of(event))]
        who = chance.choice(may if may and chance.random() < 0.8 else REGISTRARS)
        form = event_form(event)
        return self._try(event, lambda: self.house.raise_event(case, event, who, form))

    def press_stale(self, case: str, chance: random.Random) -> str:
        """Somebody submits a form that was opened before somebody else did the task."""
        tasks = self.house.open_tasks(case)
        people = able(self.house, case, tasks[0]) if tasks else []
        if not people:
            return "nothing open"
        page = self.house.page(case, tasks[0], people[0].id)
        filled = replay.as_filled(page.definition, page.context, fill(self.house, case, tasks[0], chance))
        submit = lambda: submit_task(  # noqa: E731
            self.house.office, people[0], case, page.task_key, filled, key=new_key(), shown=page.shown
        )
        first = self._try(tasks[0], submit)
        if first != "done":
            return first
        before = self.house.row(case)
        try:
            submit()
        except TaskNotOpen:
            assert self.house.row(case).version == before.version
            return "refused as it should be"
        raise AssertionError(f"{tasks[0]} was done twice")

    def _try(self, name: str, act: object) -> str:
        try:
            act()  # type: ignore[operator]
        except (GuardRefused, TaskNotOpen, FormInvalid, NotAllowed, NotFound) as refusal:
            self.refused[f"{name}: {_reason(refusal)}"] += 1
            return f"refused: {_reason(refusal)}"
        self.done[name] += 1
        return "done"

    def tick(self) -> int:
        """The ticker comes round."""
        moved = fire_timers(self.house.office)
        self.done["tick"] += moved
        return moved

    def wait(self) -> None:
        """Time passes until the next timer is due, and the ticker comes round."""
        due = [row.due_at for case in self.cases for row in self.house.waiting(case)]
        if due:
            clock.move_to(max(clock.now(), moment(min(due)) + timedelta(seconds=1)))
            self.tick()


def _reason(refusal: MediationError) -> str:
    if isinstance(refusal, GuardRefused):
        return f"{refusal.guard} {refusal.field}"
    return f"{refusal.errors}" if isinstance(refusal, FormInvalid) else type(refusal).__name__

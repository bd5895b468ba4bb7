"""Use case: look at one case: who, where it stands, what comes next, what has happened."""

from dataclasses import dataclass, field
from typing import Any

from mediation.case import dossier, outcome
from mediation.case.facts import Case
from mediation.case.step import Actor
from mediation.engine.instance import OpenTask
from mediation.errors import NotFound
from mediation.forms.context import FormContext
from mediation.law import policy
from mediation.services import case_context
from mediation.services.case_work import Work, open_work
from mediation.services.library import Models
from mediation.services.office import Office, moment
from mediation.services.raise_case_event import possible_events
from mediation.store import cases, history, incidents, people, timers, worklist


@dataclass(slots=True)
class OpenCase:
    """A case read for display; nothing here can change it."""

    work: Work = field(repr=False)
    open_tasks: list[OpenTask]

    @property
    def case(self) -> Case:
        """Its facts."""
        return self.work.case

    @property
    def models(self) -> Models:
        """The bundle it runs on."""
        return self.work.models

    def context(self, actor: Actor, task: str) -> FormContext:
        """What a form of this case must know."""
        return case_context.form_context(self.work, actor, task)


def open_case(office: Office, case_id: str) -> OpenCase:
    """Read a case.

    Raises:
        NotFound: there is none.
    """
    with office.store.reading() as connection:
        work = open_work(office, connection, case_id)
    return OpenCase(work, work.instance.open_tasks())

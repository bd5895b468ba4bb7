"""A case as a test drives it: by task id, stored and loaded again after every step unless told otherwise."""

from datetime import datetime

from mediation import clock
from mediation.engine import Instance, load_bundle

NOW = datetime(2026, 1, 1, 9, tzinfo=clock.SHANGHAI)
VARIABLES = {"deadline": "2026-02-01T00:00:00+08:00"}


class Case:
    def __init__(self, bundle, variables=VARIABLES, reload=True):
        self.bundle, self.reload, self.archive = bundle, reload, []
        self.instance = Instance.start(bundle, variables)
        self.keep()

    def keep(self):
        dump = self.instance.dump()
        self.archive += dump.archived
        if self.reload:
            self.instance.release()
            self.instance = Instance.load(self.bundle, dump.state, lambda: self.archive)
        return dump.state

    def open(self):
        return [task.task_id for task in self.instance.open_tasks()]

    def key(self, task_id):
        return next(task.key for task in self.instance.open_tasks() if task.task_id == task_id)

    def timer(self, name):
        return next(timer for timer in self.instance.timers() if timer.name == name)

    def do(self, *task_ids, **variables):
        for task_id in task_ids:
            self.instance.complete(self.key(task_id), variables)
            state = self.keep()
        return state

    def fire(self, now, **variables):
        fired = self.instance.fire_due(now, variables)
        self.keep()
        return [timer.name for timer in fired]

    def to_village(self, **variables):
        self.do("register", amount=5000, kind="family", **variables)
        self.do("accept")
        return self


def case_of(*diagrams, reload=True, main="mediation_case", variables=None, decisions=()):
    files = {f"{n}.bpmn": data for n, data in enumerate(diagrams)}
    files |= {f"{n}.dmn": data for n, data in enumerate(decisions)}
    return Case(load_bundle(files, main), variables or {}, reload)

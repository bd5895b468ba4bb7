"""Where the cases of one version wait now: per step how many, for how long, how many too long. Figures only."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotFound
from mediation.services.administering import require_administrator
from mediation.services.library import Models
from mediation.services.office import Office, milliseconds
from mediation.store import releases
from mediation.store.worklist import waiting_on

DAY = 86_400_000
LONG = 7  # days: where cases lie longer, it is worth a look


@dataclass(frozen=True, slots=True)
class Heat:
    """One step of one process: open now, the median of the days they have been open, how many are past their time."""

    process: str
    element: str
    name: str
    waiting: int
    median_days: float
    overdue: int


def heat(office: Office, actor: Actor, digest: str) -> list[Heat]:
    """Where the running cases of a version wait, the fullest step first.

    Raises:
        NotAllowed: no administrator.
        NotFound: no such version.
    """
    models, now = _released(office, actor, digest), milliseconds(clock.now())
    with office.store.reading() as connection:
        rows = waiting_on(connection, digest)
    by_task: dict[str, list[tuple[int, int | None]]] = {}
    for task, opened_at, due_at in rows:
        by_task.setdefault(task, []).append((opened_at, due_at))
    found = [_heat(models, task, times, now) for task, times in by_task.items() if task in models.bundle.user_tasks]
    return sorted(found, key=lambda one: (-one.waiting, one.element))


def _heat(models: Models, task: str, times: Iterable[tuple[int, int | None]], now: int) -> Heat:
    said, times = models.bundle.user_tasks[task], list(times)
    days = median((now - opened) / DAY for opened, _ in times)
    overdue = sum(due is not None and due <= now for _, due in times)
    return Heat(said.process, task, said.name, len(times), round(max(days, 0.0), 1), overdue)


def diagram(office: Office, actor: Actor, digest: str, process: str) -> bytes:
    """The BPMN file of a process of a version.

    Raises:
        NotAllowed, NotFound.
    """
    bundle = _released(office, actor, digest).bundle
    if process not in bundle.processes:
        raise NotFound("没有找到这张流程图。")
    return bundle.diagram(process)


def _released(office: Office, actor: Actor, digest: str) -> Models:
    require_administrator(office, actor, "see_models")
    with office.store.reading() as connection:
        known = {row.digest for row in releases.every(connection)}
    if digest not in known:
        raise NotFound("没有这个版本。")
    return office.library.models(digest)

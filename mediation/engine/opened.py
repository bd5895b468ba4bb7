"""An open task as the rest of the product sees it."""

from typing import Any, NamedTuple

from mediation.engine.definition import Bundle
from mediation.expressions import compile_expression


class OpenTask(NamedTuple):
    """A user task that waits for a person; `key` is unique in the case and survives storing.

    `tier` is what the diagram says (`village`, or `=tier` for a variable), else the variable `tier` on its path;
    `item` is the element of a multi-instance task, None elsewhere.
    """

    key: str
    task_id: str
    name: str
    process: str
    tier: str | None
    item: Any = None


def open_task(bundle: Bundle, task: Any) -> OpenTask:
    """What is to be told of a ready task."""
    task_id = task.task_spec.bpmn_id
    said = bundle.user_tasks.get(task_id)
    return OpenTask(
        key=str(task.id),
        task_id=task_id,
        name=said.name if said else task.task_spec.bpmn_name or task_id,
        process=bundle.homes[task.workflow.spec.name],
        tier=_tier_of(said.tier if said else None, task),
        item=task.internal_data.get("item", task.internal_data.get("key_or_index")),
    )


def _tier_of(said: str | None, task: Any) -> str | None:
    if said and not said.startswith(("=", "${", "#{")):
        return said
    tier = compile_expression(said).evaluate(task.view(), missing=None) if said else task.view().get("tier")
    return tier if isinstance(tier, str) else None

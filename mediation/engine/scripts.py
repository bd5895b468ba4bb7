"""SpiffWorkflow's script engine, replaced by our expression language: nothing is ever evaluated as Python."""

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from mediation.engine.failures import ModelFailed
from mediation.expressions import (
    ExpressionFailed,
    ExpressionRefused,
    compile_assignments,
    compile_expression,
)


class CaseScriptEngine(PythonScriptEngine):
    """Evaluates gateways, timers and loops, executes scripts; failures name process and element."""

    def validate(self, expression: str) -> None:
        compile_expression(expression)

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        try:
            compiled = compile_expression(expression)
            return compiled.evaluate(task.data, now=task.workflow.top_workflow.now)
        except (ExpressionFailed, ExpressionRefused) as error:
            _failed(task, error)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        try:
            compile_assignments(script).execute(task.data, now=task.workflow.top_workflow.now)
        except (ExpressionFailed, ExpressionRefused) as error:
            _failed(task, error)
        return True

    def call_service(self, task: Any, **kwargs: Any) -> NoReturn:
        raise ModelFailed("模型不能调用外部服务", task.workflow.spec.name, task.task_spec.bpmn_id)


def _failed(task: Any, error: Exception) -> NoReturn:
    spec = task.task_spec
    raise ModelFailed(str(error), task.workflow.spec.name, spec.bpmn_id or spec.name) from error


ENGINE = CaseScriptEngine()

"""The engine room: the only place that knows SpiffWorkflow and lxml. Plain values in, plain values out.

Checks and loads models (`load_bundle`, `check_files`), runs cases (`Instance`), decides (`read_decisions`).
"""

from mediation.engine.decision_reader import read_decisions
from mediation.engine.decisions import DecisionTable
from mediation.engine.definition import Bundle, UserTask, digest_of, load_bundle
from mediation.engine.failures import ModelFailed
from mediation.engine.instance import Instance
from mediation.engine.lint import Around, check_files
from mediation.engine.opened import OpenTask
from mediation.engine.state import StateDump
from mediation.engine.timers import Timer

__all__ = [
    "Around",
    "Bundle",
    "DecisionTable",
    "Instance",
    "ModelFailed",
    "OpenTask",
    "StateDump",
    "Timer",
    "UserTask",
    "check_files",
    "digest_of",
    "load_bundle",
    "read_decisions",
]

"""Use case: the scenario library is played against a draft, in a process and a database of its own.

The clock stands at each step's time there, so that it never happens in a process that serves.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import ModelRefused, NotFound
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.coverage import Reached
from mediation.services.demo import village
from mediation.services.judging import Bench
from mediation.services.model_drafts import files_of_draft
from mediation.services.office import Office, milliseconds
from mediation.services.replay import play
from mediation.services.set_up import load_village, set_up
from mediation.services.standing_in import StandIn
from mediation.store import bundles, trials

# a trial that has not ended by then never will
LOST_AFTER = 15 * 60_000
# what is kept of one whose process died
LOST: Mapping[str, Any] = {"cases": [], "missed": [], "lost": True}


@dataclass(frozen=True, slots=True)
class TrialView:
    """The last trial of a bundle: `state` is none, running, lost or done; `cases` as `play_library` tells them.

    `missed` are the nodes, `process.element`, that no case came to.
    """

    state: str
    cases: list[dict[str, Any]]
    missed: list[str]

    @property
    def failed(self) -> int:
        """How many cases did not come out as before."""
        return sum(not case["ok"] for case in self.cases)


def begin_trial(office: Office, actor: Actor, draft: int) -> int:
    """Begin to play the library against a draft as it now is; gives the trial's number.

    Raises:
        NotAllowed, NotFound, ActRefused (one is running).
        ModelRefused: nothing can be played on it.
    """
    require(office, actor, "trial_begun", SYSTEM)
    digest, files = files_of_draft(office, draft)
    with Bench() as bench:
        errors = [finding for finding in bench.judge(files) if finding.level == "error"]
    if errors:
        raise ModelRefused(errors)
    now = milliseconds(clock.now())
    if view_trial(office, digest).state == "running":
        raise ActRefused("已经在试跑,请稍等。")
    with office.store.writing() as connection:
        bundles.keep(connection, digest, files, actor.id, now)
        number = trials.add(connection, digest, actor.id, now)
        note(connection, actor.id, "trial_begun", digest[:16])
    return number


def run_beside(office: Office, number: int) -> None:
    """Let another process play a trial; this one goes on."""
    environment = {
        **os.environ,
        "MEDIATION_DATA": str(office.files.parent),
        "MEDIATION_DATABASE": office.store.engine.url.render_as_string(hide_password=False),
    }
    command = [sys.executable, "-c", "from mediation.cli import main; main()", "trial", str(number)]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own command
        command, env=environment, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    )
    threading.Thread(target=_watch, args=(office, number, process), daemon=True).start()


def _watch(office: Office, number: int, process: subprocess.Popen[bytes]) -> None:
    """A process that ends without a word has lost its trial: whoever waits for it is told."""
    process.wait()
    with office.store.writing() as connection:
        row = trials.find(connection, number)
        if row is not None and trials.report_of(row) is None:
            trials.finish(connection, number, LOST, milliseconds(clock.now()))


def play_trial(office: Office, number: int, stage: Office, folder: Path) -> Mapping[str, Any]:
    """Play a trial on an empty office (`stage`, with a folder for its files) and keep what came of it.

    Raises:
        NotFound, ModelRefused.
    """
    with office.store.reading() as connection:
        row = trials.find(connection, number)
        if row is None:
            raise NotFound("没有这次试跑。")
        files = bundles.files(connection, row.digest)
    report = play_library(stage, files, folder)
    with office.store.writing() as connection:
        trials.finish(connection, number, report, milliseconds(clock.now()))
    return report


def play_library(stage: Office, files: Mapping[str, bytes], folder: Path) -> dict[str, Any]:
    """Every case of the library on these files: how it came out, what was done besides, what nobody came to."""
    models = folder / "models"
    models.mkdir()
    for name, data in files.items():
        (models / name).write_bytes(data)
    set_up(stage, models, models)
    library = village()
    load_village(stage, library)
    reached, told = Reached(), []
    for case in library["cases"]:
        helper = StandIn()
        played = play(stage, case, reached=reached, stand_in=helper)
        told.append(
            {"case_id": case["case_id"], "title": case.get("title") or "", "ok": played.ok, "path": played.path,
             "final_status": played.final_status, "differences": played.differences, "did": helper.did}
        )  # fmt: skip
    return {"cases": told, "missed": reached.missing().get("nodes", [])}


def view_trial(office: Office, digest: str) -> TrialView:
    """What came of the last trial of a bundle."""
    with office.store.reading() as connection:
        row = trials.last_of(connection, digest)
    if row is None:
        return TrialView("none", [], [])
    report = trials.report_of(row)
    if report is None:
        lost = milliseconds(clock.now()) - row.begun_at > LOST_AFTER
        return TrialView("lost" if lost else "running", [], [])
    return TrialView("lost" if report.get("lost") else "done", report["cases"], report["missed"])

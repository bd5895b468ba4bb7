"""Engine + durable commit per submission, over a whole life, at several sizes of the office, cold.

Beside it the floor (the very same statements and commit without engine, law and sealing), in turns, and
SpiffWorkflow with its own serializer. The log is folded in the background, as `mediation serve` does it.
`python -m benchmarks.step [--sizes 10,1000,100000] [--rounds 40] [--postgres]`
"""

import argparse
import math
import random
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from benchmarks.crowd import FIRST_COPY, Copy, Stage, copy_cases, drop_cases, let_cases_go, open_office, play_stages
from benchmarks.postgres import cluster
from benchmarks.upstream import upstream_lives
from mediation import clock
from mediation.app import steady_memory
from mediation.services.case_work import change
from mediation.services.office import Office, milliseconds
from mediation.services.submit_task import Answer, Submission, take_step, write_submission
from mediation.services.work import Press, Work
from mediation.store import db, receipts
from mediation.store.log_folding import fold_until

Statement = tuple[str, Any]
# so many lives of ours, then as many of the floor's: another connection's commit empties SQLite's cache of pages, and a
# server's presses have one connection
TURN = 5


def submit(office: Office, public_id: str, stage: Stage) -> None:
    """One submission from validated values to the durable commit, as the product does it."""

    def act(work: Work) -> Submission:
        work.fire_due(work.at)
        answer = Answer(public_id, stage.task)
        return take_step(work, stage.who, stage.task, stage.task_key, stage.values, "0" * 64, key, answer)

    key = uuid.uuid4().hex
    clock.move_to(stage.at)
    change(office, public_id, act, write_submission, Press(stage.who.id, key))


class Recorder:
    """Notes the statements that submissions execute while it listens, to run the very same ones as the floor."""

    METHODS = ("run", "touched", "run_each", "rows")

    def __init__(self, office: Office) -> None:
        self.statements: list[Statement] = []
        self._engine = office.store.engine
        self._as_they_were = {name: getattr(db.Statement, name) for name in self.METHODS}

    def __enter__(self) -> "Recorder":
        event.listen(self._engine, "before_cursor_execute", self._note)
        for name, run in self._as_they_were.items():
            setattr(db.Statement, name, self._noting(run))
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)
        for name, run in self._as_they_were.items():
            setattr(db.Statement, name, run)

    def _note(self, _c: Any, _u: Any, text: str, values: Any, _x: Any, _many: bool) -> None:
        self.statements.append((text, values))

    def _noting(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def noting(statement: db.Statement, connection: db.Connection, values: Any) -> Any:
            compiled = statement._for(connection)
            if isinstance(values, list):
                self.statements += [(compiled.text, compiled.bound(row)) for row in values]
            else:
                self.statements.append((compiled.text, compiled.bound(values)))
            return run(statement, connection, values)

        return noting


@dataclass(frozen=True)
class Floor:
    """The statements of one stage's submission, and the case they were noted on."""

    statements: list[Statement]
    row_id: int
    public_id: str

    def for_case(self, row_id: int, public_id: str) -> list[Statement]:
        """The same statements for another case at the same stage, with a press of its own."""
        fresh = uuid.uuid4().hex

        def swap(value: Any) -> Any:
            if isinstance(value, str) and len(value) == 32:
                return fresh
            return row_id if value == self.row_id else public_id if value == self.public_id else value

        def swapped(values: Any) -> Any:
            if isinstance(values, dict):
                return {name: swap(value) for name, value in values.items()}
            return tuple(swap(value) for value in values)

        return [(text, swapped(values)) for text, values in self.statements]


@contextmanager
def folding(store: db.Store) -> Iterator[threading.Thread]:
    """The thread that folds a store's log, for as long as the block takes."""
    stop = threading.Event()
    thread = threading.Thread(target=fold_until, args=(store, stop), name="log")
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join()


def floor_runner(office: Office) -> Callable[[list[Statement]], None]:
    """Runs statements on a connection of its own with the product's settings, reads before writes."""
    connection = office.store.engine.connect()
    begin = "begin immediate" if office.store.engine.dialect.name == "sqlite" else "begin"

    def run(statements: list[Statement]) -> None:
        raw = db.driver_of(connection)
        raw.execute(begin)
        for text, values in statements:
            found = raw.execute(text, values)
            if found.description:
                found.fetchall()
        raw.execute("commit")
        office.store.count_commit()

    return run


def measure(size: int, rounds: int, seed: int, database: str = "") -> dict[str, Any]:
    """Milliseconds per submission at one size of the office."""
    randomness = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder), database)
        stages = play_stages(office)
        let_cases_go(office)
        crowd = copy_cases(office, stages, size)
        randomness.shuffle(crowd)
        enough = size >= rounds * len(stages) * 4
        return _measured(office, stages, crowd if enough else [], size, rounds)


def _measured(office: Office, stages: list[Stage], crowd: list[Copy], size: int, rounds: int) -> dict[str, Any]:
    run_floor = floor_runner(office)
    floors = {stage.steps: _noted(office, stage) for stage in stages}
    ours: list[float] = []
    floor: list[float] = []
    turns = math.ceil(rounds / TURN) + 1
    taken = [[_take_pairs(crowd, stages) for _ in range(TURN)] for _ in range(turns)] if crowd else []
    steady_memory()
    with folding(office.store):
        for _ in range(turns):
            lives = taken.pop() if taken else [_pairs_for_one_life(office, stages, number) for number in range(TURN)]
            pairs = [pair for life in lives for pair in life]
            for (_id, public_id, stage), _other in pairs:
                ours.append(_timed(submit, office, public_id, stage))
            for _one, (other_id, other_public, stage) in pairs:
                floor.append(_timed(run_floor, floors[stage.steps].for_case(other_id, other_public)))
            if not crowd:
                drop_cases(office, [copy[0] for pair in pairs for copy in pair])
    warm = len(stages) * TURN
    return {"size": size, "ours": ours[warm:], "floor": floor[warm:]}


def _noted(office: Office, stage: Stage) -> Floor:
    (row_id, public_id, _stage) = copy_cases(office, [stage], 1, first=FIRST_COPY * 3 + stage.steps)[0]
    with Recorder(office) as recorder:
        submit(office, public_id, stage)
    return Floor(list(recorder.statements), row_id, public_id)


def _timed(call: Callable[..., None], *arguments: Any) -> float:
    began = time.perf_counter()
    call(*arguments)
    return (time.perf_counter() - began) * 1000


def _take_pairs(crowd: list[Copy], stages: list[Stage]) -> list[tuple[Copy, Copy]]:
    """Two cases of each stage from anywhere in a large office."""
    pairs = []
    for stage in stages:
        found = [n for n in range(len(crowd) - 1, -1, -1) if crowd[n][2] is stage][:2]
        pairs.append((crowd.pop(found[0]), crowd.pop(found[1])))
    return pairs


def _pairs_for_one_life(office: Office, stages: list[Stage], number: int) -> list[tuple[Copy, Copy]]:
    """Two cases of each stage, made for this turn and dropped after it, so that a small office stays small."""
    made = copy_cases(office, stages * 2, len(stages) * 2, first=FIRST_COPY * 2 + number * len(stages) * 2)
    return list(zip(made[: len(stages)], made[len(stages) :], strict=True))


def percentile(values: list[float], part: float) -> float:
    """The value below which `part` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def bytes_per_case() -> tuple[float, float]:
    """Database bytes of a closed case (without attachments), and of its live state mid-life."""
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        stages = play_stages(office)
        last, middle = stages[-1], stages[len(stages) // 2]
        submit(office, last.public_id, last)
        with office.store.writing() as connection:
            # answers to presses are forgotten after a week, as the ticker does: a closed case has none left
            receipts.forget_answers(connection, milliseconds(clock.now() + timedelta(days=8)))
        before = _file_size(office)
        number = 2000
        copy_cases(office, [last], number)
        grown = (_file_size(office) - before) / number
        with office.store.reading() as connection:
            query = "select length(state) + length(facts) from process_instance where case_id = ?"
            live = connection.exec_driver_sql(query, (middle.row_id,)).scalar_one()
    return grown, float(live)


def _file_size(office: Office) -> int:
    with office.store.reading() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        size = connection.exec_driver_sql("pragma page_size").scalar_one()
    return int(pages) * int(size)


def print_sizes(sizes: Iterable[int], rounds: int, seed: int, database: Callable[[int], str]) -> None:
    """A row for each size of the office, and how the median grows."""
    print(f"{'cases':>8} {'n':>5} {'p50':>7} {'p99':>7} {'floor p50':>10} {'floor p99':>10} {'p50/floor':>10}")
    medians = []
    for size in sizes:
        found = measure(size, rounds, seed, database(size))
        ours, floor = found["ours"], found["floor"]
        middle, base = statistics.median(ours), statistics.median(floor)
        medians.append(middle)
        print(
            f"{size:>8} {len(ours):>5} {middle:>7.2f} {percentile(ours, 0.99):>7.2f} {base:>10.2f} "
            f"{percentile(floor, 0.99):>10.2f} {middle / base:>10.1f}"
        )
    print(f"growth from the smallest office to the largest: {medians[-1] / medians[0]:.2f}x")


def print_beside(rounds: int) -> None:
    """Our engine beside SpiffWorkflow's own, and what a case takes of the database."""
    beside = upstream_lives(rounds)
    theirs, ours = statistics.median(beside.upstream), statistics.median(beside.ours)
    print(f"engine alone, one row and its commit, in turns: SpiffWorkflow with its own serializer {theirs:.2f} ms")
    print(f"({beside.longest / 1024:.0f} KB a case), ours {ours:.2f} ms: {theirs / ours:.1f}x faster")
    closed, live = bytes_per_case()
    print(f"a closed case takes {closed / 1024:.1f} KB of database; live state and facts mid-life {live / 1024:.1f} KB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10,1000,100000", help="how many cases the office has")
    parser.add_argument("--rounds", type=int, default=40, help="submissions per stage of a life")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own instead")
    options = parser.parse_args()
    sizes = [int(text) for text in options.sizes.split(",")]
    if options.postgres:
        print(
            "milliseconds per submission (PostgreSQL as it comes, fsync on; state loaded from the database each time)"
        )
        with cluster(Path(tempfile.gettempdir())) as server:
            print_sizes(sizes, options.rounds, options.seed, lambda size: server.database(f"bench{size}"))
        return
    print("milliseconds per submission (SQLite, synchronous=FULL, cold: state loaded from the database each time)")
    print_sizes(sizes, options.rounds, options.seed, lambda _size: "")
    print_beside(options.rounds)


if __name__ == "__main__":
    main()

"""Figures and exports over many cases: the statistics page, cold, warm and of a past day; every format; its memory.

`python -m benchmarks.export [--cases 10000]`. Cases stand at every stage of a life (`crowd`); the clock is the last
day of their year. Memory is what the process has grown by at most while it wrote, sampled as the pieces come.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.crowd import copy_cases, open_office, play_stages
from mediation.case.step import Actor
from mediation.exports.registry import EXPORTS
from mediation.services.export_cases import Selection, asked_for, export_cases
from mediation.services.figure_store import FigureStore
from mediation.services.office import Office, actor
from mediation.services.statistics import warm
from mediation.services.stats_page import view_stats

PAGE_AIM, EXPORT_AIM = 1.0, 60.0
YEAR = "2026"
SAMPLED = 16


def resident() -> float:
    """This process's memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU: the second tells more where other work shares the machine."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def drained(pieces: Iterator[bytes], grown: list[float]) -> int:
    """Take a file piece by piece as a browser does; notes in `grown` by how much memory grew at most."""
    size, at_first, most = 0, resident(), 0.0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if number % SAMPLED == 0:
            most = max(most, resident() - at_first)
    grown.append(max(most, resident() - at_first))
    return size


def say(what: str, clock_: float, cpu: float, aim: float, more: str = "") -> None:
    print(f"{what:<34}{clock_:7.2f} s  ({cpu:5.2f} s of CPU)  aim {aim:g} s{more}", flush=True)


def pages(office: Office, who: Actor) -> None:
    say("statistics page, never read", *timed(lambda: view_stats(office, who, code=YEAR)), PAGE_AIM)
    say("figures written down (hourly)", *timed(lambda: warm(office)), PAGE_AIM)
    office.figures = FigureStore()
    say("statistics page, after a start", *timed(lambda: view_stats(office, who, code=YEAR)), PAGE_AIM)
    say("statistics page, again", *timed(lambda: view_stats(office, who, code=YEAR)), PAGE_AIM)
    say(
        "statistics page, as of a past day",
        *timed(lambda: view_stats(office, who, code=YEAR, on="2026-04-15")),
        PAGE_AIM,
    )
    office.figures = FigureStore()


def exports(office: Office, who: Actor) -> None:
    for fmt in EXPORTS:
        grown, sizes = list[float](), list[int]()

        def write(fmt: str = fmt, grown: list[float] = grown, sizes: list[int] = sizes) -> None:
            wanted = Selection(asked_for(office, who, "", YEAR))
            sizes.append(drained(export_cases(office, who, fmt, wanted, "audit"), grown))

        took = timed(write)
        say(f"export of all as {fmt}", *took, EXPORT_AIM, f", {sizes[0] / 1e6:.1f} MB, memory +{grown[0]:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    number = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        stages = play_stages(office)
        copy_cases(office, stages, number)
        with office.store.reading() as connection:
            who = actor(connection, "u_audit")
        print(f"{number:,} cases, {len(stages)} stages of a life", flush=True)
        pages(office, who)
        exports(office, who)


if __name__ == "__main__":
    main()

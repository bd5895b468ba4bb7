"""One change of many cases at once: all of them in one transaction, or none."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from mediation.errors import Busy
from mediation.services.case_work import TRIES, LostRace, ready, write_whole
from mediation.services.office import Office
from mediation.services.work import Work, open_to_change
from mediation.store.db import Clash, Connection

T = TypeVar("T")


def change_many(
    office: Office,
    public_ids: Sequence[str],
    act: Callable[[Work], T],
    write: Callable[[Connection, Work, T], None],
    finish: Callable[[Connection], None],
) -> None:
    """Run `act` on every case, then write them all, and what `finish` adds, in one transaction.

    Raises:
        Whatever `act` and `finish` refuse with, Busy: nothing was saved.
    """
    for _ in range(TRIES):
        works: list[Work] = []
        try:
            with office.store.reading() as connection:
                for public_id in public_ids:
                    works.append(open_to_change(office, connection, public_id))
            results = [act(work) for work in works]
            prepared = [ready(work) for work in works]
            with office.store.writing() as connection:
                for work, result, (dump, after) in zip(works, results, prepared, strict=True):
                    write_whole(connection, work, write, result, dump, after)
                finish(connection)
            return
        except (LostRace, Clash):
            continue
        finally:
            for work in works:
                work.instance.release()
    raise Busy("刚才有人在办其中的案件。请再按一次,什么都没有改动。")

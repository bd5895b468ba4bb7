"""Prints the rows that tests/permissions.csv lacks, with what the application does, to be judged before they go in."""

import csv
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), *(str(HERE.parent / name) for name in ("support", "web")), str(HERE.parents[1])]

from house import House  # noqa: E402
from walking import COLUMNS, Walk  # noqa: E402
from world import SEATS, World  # noqa: E402


def main() -> None:
    with (HERE.parent / "permissions.csv").open(encoding="utf8", newline="") as file:
        known = {(row["role"], row["endpoint"]) for row in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as folder:
        library = House.build(Path(folder) / "models").office.library
        walk = Walk(World.build(Path(folder) / "world", library))
        for endpoint in walk.endpoints():
            for role in SEATS:
                if (role, endpoint) not in known:
                    print(",".join((role, endpoint, *(walk.cells(role, endpoint)[name] for name in COLUMNS))))


if __name__ == "__main__":
    main()

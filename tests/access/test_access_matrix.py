"""Every role at every endpoint, at cases of its own place, below, beside and above: as tests/permissions.csv says.

The file was read and reviewed row by row; a new endpoint fails here until it has its thirteen rows.
`python tests/access/missing_rows.py` prints what the application does for those, to be judged before they go in.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import when
from walking import COLUMNS, LISTS, Walk
from world import C01, SEATS, World

from mediation import clock
from mediation.services.library import Library

FILE = Path(__file__).parents[1] / "permissions.csv"
ID = re.compile(r"\b[0-9a-f]{16}\b")
PHONES = {str(party["phone"]) for party in C01["parties"]} | {str(party["id_no"]) for party in C01["parties"]}


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, village: tuple[Path, Library]) -> Walk:
    return Walk(World.build(tmp_path_factory.mktemp("world"), village[1]))


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    clock.move_to(when(C01, "T_screen"))
    yield


def reviewed() -> dict[tuple[str, str], dict[str, str]]:
    with FILE.open(encoding="utf8", newline="") as file:
        return {(row["role"], row["endpoint"]): row for row in csv.DictReader(file)}


def test_every_role_has_a_row_for_every_endpoint_and_no_row_is_left_over(walk: Walk) -> None:
    there = {(role, endpoint) for role in SEATS for endpoint in walk.endpoints()}
    assert sorted(there - set(reviewed())) == [] and sorted(set(reviewed()) - there) == []


def test_every_cell_is_as_reviewed(walk: Walk) -> None:
    rows, wrong = reviewed(), []
    for row in walk.rows():
        said = rows.get((row["role"], row["endpoint"]), {})
        wrong += [
            f"{row['role']} {row['endpoint']} {name}: {row[name]}, reviewed: {said.get(name)}"
            for name in COLUMNS
            if row[name] != said.get(name)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(set(SEATS) - {"anonymous"}))
def test_no_list_holds_the_id_of_a_case_that_its_reader_may_not_open(role: str, walk: Walk) -> None:
    surfer, every = walk.world.surfer(role), walk.world.listed()
    addresses = [one for some in LISTS.values() for one in some]
    for address in (*addresses, "/notifications", "/admin/people", "/admin/acts", "/account", "/admin/people/victim"):
        for public_id in set(ID.findall(surfer.get(address).response.text)) & every:
            assert surfer.get(f"/cases/{public_id}").status == 200, (address, public_id)


@pytest.mark.parametrize("role", sorted(set(SEATS) - {"anonymous"}))
def test_no_page_of_a_case_holds_a_whole_telephone_or_identity(role: str, walk: Walk) -> None:
    surfer = walk.world.surfer(role)
    for public_id in walk.world.cases.values():
        for address in (f"/cases/{public_id}", f"/cases/{public_id}/parties", "/cases", "/worklist"):
            text = surfer.get(address).response.text
            assert not [one for one in PHONES if one in text], address
        key = walk.world.first_key(public_id)
        text = surfer.get(f"/tasks/{public_id}-{key}").response.text
        assert not [one for one in PHONES if one in text], key

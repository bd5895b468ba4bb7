"""A case that is over is kept small, and tells as much as before."""

import orjson
from house import WORKED_CASES, House
from hypothesis import given
from hypothesis import strategies as st

from mediation.engine import Instance
from mediation.engine.archives import join, paths_in
from mediation.engine.packing import Words
from mediation.store import cases, packing

C01 = WORKED_CASES["C01"]
WORDS = Words(["visit", "consent", "End"])

paths = st.lists(
    st.tuples(st.sampled_from(["End", "F_visit", "某一步"]), st.sampled_from([64, 256, 16]), st.integers(1, 10**6)),
    min_size=1,
).map(
    lambda tasks: {
        "spec": "visit", "name": [task[0] for task in tasks], "state": [task[1] for task in tasks],
        "at": [task[2] for task in tasks],
    }
)  # fmt: skip


def kept(house: House, case_id: str) -> list[tuple[str, bytes]]:
    with house.office.store.reading() as connection:
        return cases.archived(connection, house.row(case_id).id)


def marks(house: House, case_id: str) -> dict[str, dict[str, list[str]]]:
    row, archived = house.row(case_id), kept(house, case_id)
    instance = Instance.load(house.office.library.models(row.bundle).bundle, row.state, lambda: archived)
    try:
        return instance.elements()
    finally:
        instance.release()


@given(st.dictionaries(st.text("0123456789run", min_size=1, max_size=6), paths, max_size=6))
def test_joined_archives_are_what_they_were_one_by_one(found):
    singles = [(key, WORDS.pack(path)) for key, path in found.items()]
    whole = join(singles, WORDS)
    assert dict(paths_in(whole[1], WORDS)) == found
    assert dict(paths_in(join([whole], WORDS)[1], WORDS)) == found, "joined again"


def test_the_way_of_an_archived_case_is_kept_in_one_piece_and_shown_as_before(house: House):
    before = house.stage(C01, len(C01["steps"]) - 1)
    shown, pieces = marks(house, before), kept(house, before)
    case_id = house.stage(C01, len(C01["steps"]))
    whole = kept(house, case_id)
    assert len(pieces) > 5 and len(whole) == 1
    assert len(whole[0][1]) < sum(len(stored) for _, stored in pieces) / 2
    after = marks(house, case_id)
    main = after.pop("mediation_case")
    assert after == {process: found for process, found in shown.items() if process != "mediation_case"}
    assert "C_archive" in main["done"] and not main["current"] + main["waiting"]


def test_what_an_earlier_dictionary_packed_is_still_read():
    data = orjson.dumps({"parties": [{"id": "p1", "role": "applicant"}], "dispute_type": "6"})
    for number, words in packing._WORDS.items():
        compressor = packing.zstandard.ZstdCompressor(
            dict_data=packing.zstandard.ZstdCompressionDict(words), write_dict_id=False
        )
        assert packing.unpack(bytes((number,)) + compressor.compress(data)) == data
    assert packing.pack(data)[0] == packing.NEWEST == max(packing._WORDS)

"""The figures: counted by hand for the worked cases, the same for a past day whenever they are asked, safe to open."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from click.testing import CliRunner
from house import ROOT, WORKED_CASES, House, at, steps_before
from openpyxl import load_workbook

from mediation.case import facts
from mediation.case.figures import CaseFigures, figures_of
from mediation.case.indicators import INDICATORS
from mediation.cli import main
from mediation.errors import NotAllowed, NotFound
from mediation.exports.cells import safe
from mediation.exports.xlsx_table import Sheet, write
from mediation.services import replay, statistics
from mediation.services.office import Office
from mediation.services.periods import PeriodWrong, before, day, offered, period
from mediation.services.statistics import Asked, behind, every_value
from mediation.services.stats_page import view_stats
from mediation.services.stats_table import stats_table
from mediation.store import cases, people

BRANCH_FILE = ROOT / "tests/scenarios/branch_cases.json"
# the seven worked cases, counted by hand from their `expected`
BY_HAND = {
    "registered": 7, "rejected": 1, "success": 2, "failed": 1, "oral": 1, "written": 1, "judicial_confirm": 1,
    "performed": 1, "investigation_found": 1, "amount": Decimal("6800.00"), "first_tier_resolution": 2,
}  # fmt: skip


@pytest.fixture
def full(house: House) -> House:
    for case in WORKED_CASES.values():
        assert replay.play(house.office, case).differences == []
    return house


def asked(code: str = "2026", org: str = "O-COUNTY", on: str = "2026-12-31") -> Asked:
    return Asked(org, period(code), on)


def test_ten_figures_are_as_counted_by_hand(full: House) -> None:
    with at("2026-12-31T12:00"):
        told = every_value(full.office, asked())
    assert {key: told[key] for key in BY_HAND} == BY_HAND
    assert told["success_rate"] == Decimal("66.7") and told["performance_rate"] == Decimal("50.0")


def test_quarters_make_the_year(full: House) -> None:
    with at("2026-12-31T12:00"):
        year = every_value(full.office, asked())
        quarters = [every_value(full.office, asked(f"2026Q{number}")) for number in (1, 2, 3, 4)]
    for one in INDICATORS:
        if not one.per:
            assert sum(told[one.key] for told in quarters) == year[one.key], one.key


def test_a_past_day_says_the_same_now_as_it_said_then(house: House) -> None:
    case = WORKED_CASES["C01"]
    before = steps_before(case, "A_oral")
    house.stage(case, before)
    with at("2026-03-03T23:00"):
        then = every_value(house.office, asked(on="2026-03-03"))
    assert then["registered"] == 1 and then["success"] == 0
    full = replay.play(house.office, WORKED_CASES["C02"])
    assert full.differences == []
    with at("2026-12-31T12:00"):
        assert every_value(house.office, asked(on="2026-03-03")) == then
        assert every_value(house.office, asked())["success"] == 1


def test_every_figure_leads_to_as_many_cases_as_it_counts(full: House) -> None:
    with at("2026-12-31T12:00"):
        told = every_value(full.office, asked())
        for key in ("registered", "success", "failed", "rejected", "written"):
            assert behind(full.office, full.person("u_audit"), asked(), key).number == told[key]
        seen = behind(full.office, full.person("u_audit"), asked(), "registered")
    assert seen.unseen == 1 and len(seen.lines) == 6  # violence at home is counted, and named to nobody


def test_a_place_has_its_own_figures_and_nobody_sees_beside(full: House) -> None:
    with at("2026-12-31T12:00"):
        village = view_stats(full.office, full.person("u_ran"), code="2026")
        assert village.asked.org == "O-V1" and "O-V2" not in dict(village.places)
        with pytest.raises(NotFound):
            view_stats(full.office, full.person("u_ran"), org="O-V2")
        with pytest.raises(NotAllowed):
            view_stats(full.office, full.person("u_admin"))
        names = [name for _, name, _ in view_stats(full.office, full.person("u_deng"), code="2026").villages]
    assert names == ["白石坝村人民调解委员会", "双河村人民调解委员会"]


def test_the_official_table_opens_and_adds_up(full: House) -> None:
    with at("2026-12-31T12:00"):
        made, name = stats_table(full.office, full.person("u_audit"), code="2026")
    with made:
        book = load_workbook(BytesIO(made.read()))
    assert book.sheetnames == ["案件情况", "纠纷类型", "案件来源", "工作指标", "口径"] and name.endswith("2026.xlsx")
    rows = list(book["案件情况"].iter_rows(values_only=True))
    place = rows[3].index("登记纠纷(件)")
    numbers = [row[place] for row in rows[4:] if isinstance(row[place], int | float)]
    assert sum(numbers[:-1]) == numbers[-1] == 7
    assert full.ask("select count(*) from access_log where action = 'stats_exported'") == [(1,)]


def test_the_shell_tells_the_same(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIATION_DATA", str(full.folder))
    result = CliRunner().invoke(main, ["stats", "--period", "2026", "--json"])
    told = json.loads(result.output)
    assert result.exit_code == 0 and told["figures"]["registered"] == "7" and told["figures"]["success"] == "2"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [("2026", "2026-01-01", "2026-12-31"), ("2026H2", "2026-07-01", "2026-12-31"),
     ("2026Q1", "2026-01-01", "2026-03-31"), ("2028-02", "2028-02-01", "2028-02-29")],
)  # fmt: skip
def test_a_period_is_its_days(code: str, first: str, last: str) -> None:
    assert (period(code).first, period(code).last) == (first, last)


@pytest.mark.parametrize("code", ["2026Q5", "二〇二六", "2026-13", "2026 Q1"])
def test_what_is_no_period_is_told_how_to_write_one(code: str) -> None:
    with pytest.raises(PeriodWrong, match="2026Q1"):
        period(code)
    with pytest.raises(PeriodWrong):
        day("2026-02-30")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@x", "\t=1", "=1+1", " =1", "\ufeff=cmd", "|calc"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert str(safe(text)).startswith("'")
    made = BytesIO()
    write([Sheet("一", ["列"], [[text]])], made)
    made.seek(0)
    cell = load_workbook(made)["一"]["A2"]
    assert cell.data_type == "s" and str(cell.value).startswith("'")


def test_plain_words_and_numbers_stay_as_they_are() -> None:
    assert [safe("张德厚"), safe(7), safe(None), safe("")] == ["张德厚", 7, "", ""]


BRANCHES = {case["case_id"]: case for case in json.loads(BRANCH_FILE.read_text("utf-8"))["cases"]}
# refused, handed off with a whistle, escalated and sent back, visited again and again, withdrawn, amended, closed;
# asked up, and a party died before the answer
BY_DAY = ("B01", "B03", "B05", "B16", "B20", "B22", "B33")
TOLD_DAY_BY_DAY = [*WORKED_CASES.values(), *(BRANCHES[name] for name in BY_DAY)]


def test_days_and_delays_are_those_of_what_was_mediated(house: House) -> None:
    """What ended before any talk divides nothing, so it may add nothing either."""
    found = {}
    for case in (WORKED_CASES["C02"], WORKED_CASES["C06"], WORKED_CASES["C08"], BRANCHES["B33"]):
        public_id = replay.play(house.office, case).public_id
        with house.office.store.reading() as connection:
            row = cases.find(connection, house.office.store.vault, public_id)
        found[case["case_id"]] = figures_of(facts.load(row.facts)).values
    ended_early = found["C06"]
    assert not {"mediation_counted", "days", "overdue_mediated"} & set(ended_early)
    assert found["C02"]["days"] == 5 and "overdue_mediated" in found["C08"]
    assert found["B33"]["escalated"] == found["B33"]["asked_up"] == 1


class Diary:
    """Keeps what a case's figures were at the end of each of its days, as they were then."""

    def __init__(self) -> None:
        self.days: dict[tuple[str, str], CaseFigures] = {}

    def look(self, office: Office, public_id: str) -> None:
        with office.store.reading() as connection:
            row = cases.find(connection, office.store.vault, public_id)
        if row is not None:
            case = facts.load(row.facts)
            self.days[public_id, case.done[-1].at[:10]] = figures_of(case)

    def refused(self, guard: str) -> None:
        pass


def test_every_figure_of_every_past_day_is_what_it_was_on_that_day(house: House) -> None:
    diary = Diary()
    for case in TOLD_DAY_BY_DAY:
        replay.play(house.office, case, reached=diary)  # type: ignore[arg-type]
    wrong = []
    with at("2028-01-01T12:00"), house.office.store.reading() as connection:
        for on in sorted({day for _, day in diary.days}):
            known = {one.public_id: one for one in statistics.figures_in(house.office, connection, ["O-COUNTY", *
                     people.below(connection, "O-COUNTY")], on)}  # fmt: skip
            for (public_id, day), then in diary.days.items():
                wrong += [
                    f"{on} {public_id} {name}: {getattr(known[public_id], name)}, was {getattr(then, name)}"
                    for name in CaseFigures.__slots__
                    if day == on and getattr(known[public_id], name) != getattr(then, name)
                ]
    assert len(diary.days) > 60 and not wrong, "\n".join(map(str, wrong))


def test_a_page_offers_this_period_and_the_ones_before_it() -> None:
    with at("2026-02-03T12:00"):
        kinds = dict(offered())
        assert [code for code, _ in kinds["季"]][:3] == ["2026Q1", "2025Q4", "2025Q3"]
        assert [code for code, _ in kinds["半年"]][:2] == ["2026H1", "2025H2"] and kinds["月"][1][0] == "2026-01"
        assert offered("2019H1")[0] == ("现在看的", [("2019H1", "2019 年上半年")])
    assert [before(period(code)).code for code in ("2026Q1", "2026H2", "2026", "2026-01")] == [  # type: ignore[union-attr]
        "2025Q4", "2026H1", "2025", "2025-12"]  # fmt: skip

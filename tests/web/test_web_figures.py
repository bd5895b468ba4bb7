"""The pages of figures, exports and allowances, as those who count meet them."""

import csv
import io

import pytest
from house import WORKED_CASES, House, at
from surfer import SignIn

from mediation.services import replay


@pytest.fixture
def year_end(house: House):
    """Three worked cases are over; it is the end of their year."""
    for name in ("C01", "C02", "C05"):
        assert replay.play(house.office, WORKED_CASES[name]).differences == []
    with at("2026-12-30T10:00"):
        yield


@pytest.mark.usefixtures("year_end")
def test_an_auditor_comes_from_the_cases_to_a_quarters_figures_and_from_a_figure_to_its_cases(sign_in: SignIn) -> None:
    auditor = sign_in("u_audit")
    page = auditor.get(auditor.get("/cases").links["统计"])
    assert page.status == 200 and "2026 年第 4 季度" in page.text
    offered = [one.get("value") for one in page.tree.xpath("//select[@name='period']//option")]
    assert offered[:2] == ["2026Q4", "2026Q3"]
    page = auditor.get("/stats?period=2026")
    (link,) = page.tree.xpath("//li[span='调解成功']//a")
    behind = auditor.get(link.get("href"))
    assert "2 件案件" in behind.text and "张* 与 李*" in behind.text
    amounts = auditor.get("/stats/cases?figure=amount&period=2026&org=O-COUNTY").text
    assert "6,800.00 元" in amounts
    rate = auditor.get("/stats/cases?figure=performance_rate&period=2026&org=O-COUNTY").text
    assert "1 ÷ 1" in rate and "0 ÷ 1" in rate


def test_each_figure_stands_with_its_definition_and_nobody_is_ranked(sign_in: SignIn) -> None:
    page = sign_in("u_audit").get("/stats?period=2026&org=O-COUNTY")
    names, told = page.tree.xpath("//dl[@class='figures']/dt"), page.tree.xpath("//dl[@class='figures']/dd")
    assert len(names) == len(told) > 50 and all(len(one.text_content()) > 8 for one in told)
    for word in ("满意率", "响应率", "解决率", "红色响应用时", "案卷合格率", "补贴件均", "提级率", "超期率"):
        assert word in page.text
    assert not any(name in page.text for name in ("陈忠明", "冉启明", "邓凯"))


def test_a_period_written_wrongly_is_answered_in_words(sign_in: SignIn) -> None:
    page = sign_in("u_audit").get("/stats?period=Q9")
    assert page.status == 422 and "2026Q1(季)" in page.text
    assert sign_in("u_audit").get("/stats/cases?figure=none").status == 404


@pytest.mark.usefixtures("year_end")
def test_an_export_asks_why_and_keeps_what_was_chosen(sign_in: SignIn, house: House) -> None:
    auditor = sign_in("u_audit")
    token = auditor.get("/exports").token
    sent = {"csrf_token": token, "org": "O-COUNTY", "period": "2026", "format": "csv"}
    refused = auditor.post("/exports", sent)
    assert refused.status == 422 and "请选导出的格式和原因" in refused.text
    assert refused.tree.xpath("//select[@name='period']//option[@selected]")[0].get("value") == "2026"
    taken = auditor.post("/exports", {**sent, "reason": "audit"}).response
    assert taken.status_code == 200 and "attachment" in taken.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(taken.data.decode("utf-8-sig"))))
    assert len(rows) == 2 and "张德厚" not in taken.text  # violence at home leaves with nobody
    assert house.ask("select count(*) from access_log where action = 'cases_exported'") == [(1,)]


def test_the_table_of_figures_is_handed_over_and_an_administrator_gets_none(sign_in: SignIn) -> None:
    table = sign_in("u_audit").client.get("/stats/table.xlsx?period=2026", buffered=True)
    assert table.status_code == 200 and table.data.startswith(b"PK")
    assert [sign_in("u_admin").get(address).status for address in ("/stats", "/exports")] == [403, 403]


def test_the_allowances_of_a_village_can_be_claimed_by_its_director_and_seen_by_the_auditor(sign_in: SignIn) -> None:
    director = sign_in("u_ran")
    assert director.get("/subsidy").status == 200 and director.get("/subsidy/claim").status == 200
    assert sign_in("u_audit").get("/subsidy").status == 200 and sign_in("u_audit").get("/subsidy/claim").status == 403

"""Where a draft is and what comes next, said on its page; a form of one's own; a file taken back."""

from hostile import LAWLESS, added_question
from test_models_pages import browsers, change, draft_of, post  # noqa: F401


def test_the_page_says_what_to_do_next_at_every_stage(browsers):  # noqa: F811
    one, other = browsers
    draft = draft_of(one)

    def station(address=draft):
        page = one.get(address)
        return "".join(page.tree.xpath("//*[@aria-current='step']/text()")), page.text

    now, text = station()
    assert now == "改" and "还没有改动" in text and "为什么要改" not in text
    change(one, draft, added_question)
    now, text = station()
    assert now == "检查" and "改了就检查一下" in text
    now, text = station(f"{draft}?check=1")
    assert now == "试一试、送审" and "可以送审" in text
    change(one, draft, LAWLESS["nobody is asked"][1])
    now, text = station(f"{draft}?check=1")
    assert now == "改" and "处错误要改" in text and "为什么要改" not in text  # no sending what cannot be sent
    for name in ("mediation.bpmn", "mediation_case.bpmn"):
        seq = one.client.get(f"{draft}/raw/{name}").headers["X-Seq"]
        if seq != "0":
            assert post(one, f"{draft}/files/{name}", act="restore", version=0, seen=seq).status_code == 303
    assert "已改回原样" in one.get(draft).text
    asked = post(one, f"{draft}/ask", why="群众反映要问清楚").headers["Location"]
    now, text = station()
    assert now == "另一位批准" and "等另一位管理员批准" in text
    assert (
        "处等您批准" in other.get("/admin/people").response.text
        and "处等您批准" not in one.get("/admin/people").response.text
    )
    post(other, f"{asked}/approve")
    assert "处等您批准" not in other.get("/admin/people").response.text
    assert station()[0] == "起用"


def test_a_form_of_ones_own_is_begun_and_named_as_one_says(browsers):  # noqa: F811
    one, other = browsers
    draft = draft_of(one)
    assert post(one, f"{draft}/forms", form=" ").status_code == 422
    begun = [post(one, f"{draft}/forms", form="问问<旁人>").headers["Location"] for _ in range(2)]
    assert begun == [f"{draft}/forms/own_1.form", f"{draft}/forms/own_2.form"]
    assert "问问<旁人>" in one.get(begun[0]).text and "问问<旁人>" in one.get(draft).text
    assert one.client.get(f"{draft}/findings.json").json == {"fit": True, "findings": []}
    names = one.client.get(f"{draft}/words.json").json["forms"]
    assert names["own_1"] == "问问<旁人>"

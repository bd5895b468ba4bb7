"""The breach runbook's query answers what it says it answers."""

import re

from house import ROOT, WORKED_CASES, House, steps_before, when
from surfer import SignIn

from mediation import clock

C01 = WORKED_CASES["C01"]
QUERY = re.search(r"```sql\n(.*?)```", (ROOT / "SECURITY.md").read_text("utf-8"), re.S)


def test_the_runbook_says_who_saw_which_party(house: House, sign_in: SignIn) -> None:
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    clock.move_to(when(C01, "S2_lay_talk"))
    surfer = sign_in("u_chen")
    address = f"/cases/{public_id}/parties"
    page = surfer.get(address)
    token = page.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    assert surfer.client.post(address, data={"csrf_token": token, "reason": "contact"}).status_code == 200
    assert QUERY is not None
    with house.office.store.reading() as connection:
        found = connection.exec_driver_sql(QUERY[1].strip().rstrip(";"), {"case_id": public_id}).fetchall()
    assert ("u_chen", "revealed", f"{public_id} contact", "done") in [tuple(row)[1:] for row in found]
    assert ("u_chen", "revealed", "contact", "history") in [tuple(row)[1:] for row in found]
    assert {"registered", "submitted"} <= {row[2] for row in found}


def test_every_command_that_the_documents_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for name in ("README.md", "README.zh-CN.md", "SECURITY.md"):
        text = (ROOT / name).read_text("utf-8")
        assert {word for word in re.findall(r"`?make ([a-z0-9-]+)", text) if word != "and"} <= targets, name
        for file in re.findall(r"\((static/[^)]+)\)|`(tests/[a-z_/]+(?:\.py)?)`", text):
            assert (ROOT / "".join(file)).exists(), file

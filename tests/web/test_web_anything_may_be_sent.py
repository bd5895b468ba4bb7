"""Whatever is sent, nothing answers 5xx: posts with a good token to every address, names real and made up."""

from collections import Counter

import pytest
from house import WORKED_CASES, House, steps_before, when
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surfer import SignIn
from werkzeug.datastructures import MultiDict

from mediation import clock

C01, C06 = WORKED_CASES["C01"], WORKED_CASES["C06"]
POSTS, MANY_POSTS = 500, 10_000
STRANGE = ("true", "_own", "-1", "1e400", "9" * 30, "2026-02-30", "2026-03-03T25:00", "p1", "p9", "u_chen", "话" * 3000)
WORDS = st.text(max_size=30) | st.sampled_from(STRANGE)


def addresses(house: House) -> list[tuple[str, str]]:
    """Every kind of place that takes a form, with somebody who may; some with somebody who may not."""
    found = [("/cases/new", "u_chen"), ("/login", "u_mu"), ("/tasks/0123456789abcdef-7", "u_chen")]
    for case, task, person in ((C01, "T_screen", "u_chen"), (C01, "A_oral", "u_chen"), (C06, "T_terminate", "u_mu")):
        clock.move_to(None)
        public_id = house.stage(case, steps_before(case, task))
        address = f"/tasks/{public_id}-{house.task_key(public_id, task)}"
        found += [(address, person), (address, "u_ran"), (f"/cases/{public_id}/events/nothing", person)]
    public_id = house.stage(C01, steps_before(C01, "S2_lay_talk"))
    return [*found, *((f"/cases/{public_id}/events/{event}", "u_chen") for event in ("party_refused", "risk_raised"))]


def names(house: House) -> list[str]:
    """Names that forms ask for, and ways to bend them."""
    models = house.office.library.in_force()
    keys = sorted({path for form in models.forms.values() for path in form.paths})
    plain = [key.split(".")[0] for key in keys]
    bent = [key.replace(".", "-0-") for key in keys] + [f"{key}-p1" for key in plain] + [f"{key}-own" for key in plain]
    return [
        *plain,
        *bent,
        "_add",
        "_save",
        "form",
        "shown",
        "key",
        "csrf_token",
        "__proto__",
        "terms-99999-no",
        "-",
        "",
    ]


def battery(house: House, sign_in: SignIn, count: int) -> None:
    places, fields, seen = addresses(house), names(house), Counter[int]()
    clock.move_to(when(C01, "A_oral"))
    surfers = {person: sign_in(person) for person in ("u_chen", "u_mu", "u_ran")}
    tokens = {person: surfer.get("/worklist").token for person, surfer in surfers.items()}
    pairs = st.lists(st.tuples(st.sampled_from(fields) | st.text(max_size=8), WORDS), max_size=12)

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(places), pairs, st.integers(0, 2**60))
    def post(place: tuple[str, str], sent: list[tuple[str, str]], number: int) -> None:
        (address, person), data = place, MultiDict(sent)
        data.setlist("csrf_token", [tokens[person]])
        data.setlist("key", [f"{number:08d}"])
        page = surfers[person].post(address, data)
        seen[page.status] += 1
        assert page.status < 500, (place, page.text)

    post()
    # else the run proves nothing: forms must have been judged, others' tasks refused, unknown ones not found
    assert min(seen[422], seen[403], seen[404]) > count // 20, seen


def test_no_random_post_answers_with_an_error_of_ours(house: House, sign_in: SignIn) -> None:
    battery(house, sign_in, POSTS)


@pytest.mark.slow
def test_no_random_post_of_very_many_answers_with_an_error_of_ours(house: House, sign_in: SignIn) -> None:
    battery(house, sign_in, MANY_POSTS)

"""The form of an oral agreement, open on a phone: it asks for days and takes photos."""

import pytest
from device import sign_in
from house import WORKED_CASES, House, steps_before, when
from playwright.sync_api import Page

from mediation import clock

C01 = WORKED_CASES["C01"]


@pytest.fixture
def oral(phone: Page, house: House) -> Page:
    """Waits for its person, who sees it as it came."""
    clock.move_to(None)
    public_id = house.stage(C01, steps_before(C01, "A_oral"))
    clock.move_to(when(C01, "A_oral"))
    sign_in(phone, "u_chen")
    phone.goto(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}")
    phone.locator("form[data-ready]").wait_for()
    return phone

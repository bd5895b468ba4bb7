"""The form of an oral agreement, open on a phone: it asks for days and takes photos."""

import pytest
from device import sign_in
from house import House
from playwright.sync_api import Page


@pytest.fixture
def oral(phone: Page, house: House) -> Page:
    """Waits for its person, who sees it as it came."""
    public_id = house.waiting_for("A_oral")
    sign_in(phone, "u_chen")
    phone.goto(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}")
    phone.locator("form[data-ready]").wait_for()
    return phone

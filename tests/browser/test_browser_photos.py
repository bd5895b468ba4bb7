"""Photos in a form: small, upright and without the place before they leave the phone; seen, and taken away again."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from house import WORKED_CASES, House, form_of
from playwright.sync_api import Browser, Page, expect
from test_browser_worked_case import PASSWORD, picture, sign_in

C01 = WORKED_CASES["C01"]
SECRET_PLACE = b"GPS 29.5630 N 106.5516 E"
DRAW = """async ([width, height]) => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const brush = canvas.getContext("2d");
  for (let at = 0; at < 4000; at += 1) {
    brush.fillStyle = `hsl(${(at * 37) % 360} 80% ${20 + (at % 60)}%)`;
    brush.fillRect((at * 7919) % width, (at * 104729) % height, 60, 40);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.97));
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}"""
SIZE = """async (data) => {
  const blob = new Blob([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))]);
  const made = await createImageBitmap(blob, { imageOrientation: "none" });
  return [made.width, made.height];
}"""
pytestmark = pytest.mark.browser


@pytest.fixture
def public_id(house: House) -> str:
    return house.waiting_for("A_oral")


def from_the_camera(page: Page) -> bytes:
    """A wide photo as a telephone writes it: lying on its side (orientation 6), and telling where it was taken."""
    plain = base64.b64decode(page.evaluate(DRAW, [4000, 3000]))
    entry = bytes.fromhex("0112 0003 00000001 0006 0000")
    tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00" + SECRET_PLACE
    exif = b"Exif\x00\x00" + tiff
    return plain[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + plain[2:]


def open_oral(page: Page, house: House, public_id: str) -> None:
    page.goto(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}")
    if page.get_by_role("button", name="下一屏").is_visible():
        page.get_by_role("button", name="下一屏").click()


def test_a_photo_is_small_upright_and_without_its_place_when_it_arrives(
    phone: Page, house: House, public_id: str, output: Path
) -> None:
    sign_in(phone, "u_chen")
    open_oral(phone, house, public_id)
    taken = from_the_camera(phone)
    assert SECRET_PLACE in taken and len(taken) > 1_000_000
    files = [{"name": f"墙脚{at}.JPG", "mimeType": "image/jpeg", "buffer": taken} for at in (1, 2)]
    phone.locator("input#photo").set_input_files(files)
    expect(phone.locator(".thumbs li")).to_have_count(2)
    expect(phone.locator(".photos [role=status]")).to_contain_text("选好 2 个")
    expect(phone.locator(".photos [role=status]")).to_contain_text("原来")
    phone.get_by_role("button", name=re.compile("去掉.*第 1 张")).click()
    expect(phone.locator(".thumbs li")).to_have_count(1)
    picture(phone, output / "phone-photos")
    sent = phone.evaluate(
        """() => new Promise((done) => {
          const file = document.querySelector("input#photo").files[0];
          const reader = new FileReader();
          reader.onload = () => done([file.name, reader.result.split(",")[1]]);
          reader.readAsDataURL(file);
        })"""
    )
    came = base64.b64decode(sent[1])
    assert sent[0] == "墙脚2.jpg" and SECRET_PLACE not in came and b"Exif" not in came
    assert len(came) <= 300_000 and phone.evaluate(SIZE, sent[1]) == [1200, 1600]


def test_the_photos_of_a_form_are_kept_with_the_step(phone: Page, house: House, public_id: str) -> None:
    sign_in(phone, "u_chen")
    open_oral(phone, house, public_id)
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": from_the_camera(phone)}
    phone.locator("input#photo").set_input_files([file])
    fill_by_script(phone, house, public_id)
    phone.locator(".end .main:visible").click()
    expect(phone.locator(".said.good")).to_contain_text("办好了")
    ((kind, size),) = house.ask("select media_type, size from stored_file")
    assert kind == "image/jpeg" and size <= 300_000


def test_photos_stay_chosen_when_the_form_is_left_and_when_it_is_refused(
    phone: Page, house: House, public_id: str, output: Path
) -> None:
    sign_in(phone, "u_chen")
    phone.evaluate("navigator.serviceWorker.ready.then(() => null)")
    open_oral(phone, house, public_id)
    phone.locator("form[data-ready]").wait_for()
    choose(phone, [{"name": "墙脚.jpg", "mimeType": "image/jpeg", "buffer": from_the_camera(phone)}])
    size = phone.evaluate("document.querySelector('input#photo').files[0].size")
    phone.locator("form[data-kept=office]").wait_for()
    phone.goto("/worklist")
    open_oral(phone, house, public_id)
    expect(phone.locator(".thumbs li")).to_have_count(1)
    phone.locator(".end .main:visible").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.locator(".thumbs li")).to_have_count(1)
    expect(phone.get_by_text("请再选一次")).to_have_count(0)
    to_the_end(phone)
    picture(phone, output / "phone-photos-refused")
    fill_by_script(phone, house, public_id)
    phone.locator(".end .main:visible").click()
    expect(phone.locator(".said.good")).to_contain_text("办好了")
    assert house.ask("select media_type, size from stored_file") == [("image/jpeg", size)]
    phone.wait_for_function(
        "import('/static/js/device/store.js').then(({ all }) => all('typed')).then((all) => !all.length)"
    )


def test_photos_of_a_case_that_was_registered_are_not_in_the_next(phone: Page, house: House) -> None:
    """Also where no service worker has seen the press, a page that begins anew lets go of old photos."""
    sign_in(phone, "u_chen")
    phone.goto("/cases/new")
    phone.locator("form[data-ready]").wait_for()
    keep = """async (key) => {
      const { keepPhotos, photosFor } = await import("/static/js/device/typed.js");
      const field = document.querySelector("input[type=file]").name;
      await keepPhotos("/cases/new", key, [[field, new File(["x"], "x.pdf", { type: "application/pdf" })]]);
      return (await photosFor("/cases/new")).chosen.length;
    }"""
    assert phone.evaluate(keep, "another-page") == 1
    phone.reload()
    phone.locator("form[data-ready]").wait_for()
    assert phone.locator(".thumbs li").count() == 0
    left = "import('/static/js/device/typed.js').then(({ photosFor }) => photosFor('/cases/new'))"
    assert phone.evaluate(left) is None


def choose(page: Page, files: list[dict[str, Any]]) -> None:
    page.locator("input#photo").set_input_files(files)
    expect(page.locator(".thumbs li")).to_have_count(len(files))


def to_the_end(page: Page) -> None:
    while page.get_by_role("button", name="下一屏").is_visible():
        page.get_by_role("button", name="下一屏").click()


def fill_by_script(page: Page, house: House, public_id: str) -> None:
    """Everything else of the form at once: it is not what is looked at here."""
    filled = house.filled(public_id, "A_oral", "u_chen", form_of(C01, "A_oral"))
    page.evaluate(
        """(pairs) => {
          for (const input of document.querySelectorAll("form[data-sending] [name]")) {
            const given = pairs.filter(([name]) => name === input.name).map(([, value]) => value);
            if (!given.length) continue;
            if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
            else input.value = given[0];
          }
        }""",
        [[name, value] for name, value in filled.items(multi=True)],
    )


def test_without_scripts_the_browsers_own_field_takes_the_photo(
    chromium: Browser, address: str, house: House, public_id: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("账号").fill("u_chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"/tasks/{public_id}-{house.task_key(public_id, 'A_oral')}")
    expect(page.locator("input#photo")).to_be_visible()
    assert page.locator("input#photo").get_attribute("accept") and page.locator(".photos").count() == 0
    context.close()

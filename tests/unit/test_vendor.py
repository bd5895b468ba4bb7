"""What was built of other people's work is what the manifest says, with its licences, and reaches nowhere."""

import hashlib
import json
import re

import pytest
from house import ROOT

FOLDERS = ["static/vendor", "tests/browser/vendor"]
OUR_OWN = {"package.json", "package-lock.json", "build.mjs", "manifest.json"}


def manifest(folder: str) -> dict:
    return json.loads((ROOT / folder / "manifest.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_is_the_one_that_was_built(folder: str) -> None:
    named = {one["file"]: one["sha256"] for one in manifest(folder)["files"]}
    there = {f"{folder}/{path.name}" for path in (ROOT / folder).iterdir() if path.name not in OUR_OWN}
    assert set(named) == there
    for file, digest in named.items():
        assert hashlib.sha256((ROOT / file).read_bytes()).hexdigest() == digest, file


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_package_is_the_locked_one_and_its_licence_lies_beside_it(folder: str) -> None:
    locked = json.loads((ROOT / "static/vendor/package-lock.json").read_text("utf-8"))["packages"]
    licences = (ROOT / folder / "LICENCES.txt").read_text("utf-8")
    for one in manifest(folder)["packages"]:
        assert locked[f"node_modules/{one['name']}"]["version"] == one["version"]
        assert one["licence"] and f"== {one['name']} {one['version']}\n" in licences


def test_the_lock_has_digests_and_names_no_host() -> None:
    locked = json.loads((ROOT / "static/vendor/package-lock.json").read_text("utf-8"))["packages"]
    packages = {name: one for name, one in locked.items() if name}
    assert packages and all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())


def test_the_viewer_keeps_the_mark_of_its_makers_and_runs_no_text_as_code() -> None:
    viewer = (ROOT / "static/vendor/bpmn-viewer.js").read_text("utf-8")
    assert "bjs-powered-by" in viewer and "https://bpmn.io" in viewer
    assert not re.search(r"\beval\(|new Function\(|sourceMappingURL|importScripts", viewer)


def test_our_styles_never_hide_that_mark() -> None:
    rules = re.findall(r"[^{}]*bjs-powered-by[^{}]*\{([^}]*)\}", (ROOT / "static/css/house.css").read_text("utf-8"))
    assert rules and not any(re.search(r"display:\s*none|visibility|opacity|clip", rule) for rule in rules)

"""The Max package's files: made by their script, well formed, and of objects that ship with Max."""

import json
import re
from pathlib import Path

import make_patches
import pytest
from builder import pages
from py2max import Patcher

PACKAGE = Path(__file__).parent.parent / "max_patches"
MADE = make_patches.files()
PATCHES = [path for path in MADE if path.endswith((".maxpat", ".maxhelp"))]
UNKNOWN = set()
"""Objects that ship with Max and are missing in py2max's copy of its reference: none today."""
HARMLESS = {"W-OFFCANVAS"}
"""A window has the size of its presentation; the patcher view scrolls."""


def patcher(path):
    return json.loads((PACKAGE / path).read_text(encoding="utf-8"))["patcher"]


def boxes(path):
    return [entry["box"] for entry in patcher(path)["boxes"]]


def complaints(path):
    """What py2max's validator says of a file, less what is known to be harmless."""
    found = Patcher.from_file(str(path)).lint()
    unknown = [f for f in found if f.code == "W-UNKNOWN-OBJECT"]
    return [
        str(f)
        for f in found
        if f.code not in HARMLESS and not (f in unknown and any(u in f.message for u in UNKNOWN))
    ]


@pytest.mark.parametrize("path", MADE)
def test_the_committed_file_is_what_the_script_makes(path):
    assert (PACKAGE / path).read_text(encoding="utf-8") == MADE[path]


def test_every_patch_of_the_folder_is_made():
    there = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.max*")}
    assert there == set(PATCHES)


@pytest.mark.parametrize("path", PATCHES)
def test_the_validator_knows_every_object_and_cord(path):
    assert complaints(PACKAGE / path) == []


def test_the_validator_would_notice(tmp_path):
    text = MADE["patchers/ttmba.pad.maxpat"]
    for wrong in (
        text.replace("udpsend 127", "udpsned 127"),
        re.sub(r'("destination": \[\s+"obj-\d+",\s+)0', r"\g<1>7", text, count=1),
        text.replace('"zl.change"', '"o.change"'),
    ):
        assert wrong != text
        (tmp_path / "x.maxpat").write_text(wrong, encoding="utf-8")
        assert complaints(tmp_path / "x.maxpat")


@pytest.mark.parametrize("path", PATCHES)
def test_it_opens_in_presentation_and_everything_shown_is_inside(path):
    _, _, width, height = patcher(path)["rect"]
    assert patcher(path)["openinpresentation"] == 1
    shown = [box for box in boxes(path) if box.get("presentation")]
    assert len(shown) >= 4
    for box in shown:
        x, y, w, h = box["presentation_rect"]
        assert min(x, y, width - x - w, height - y - h) >= 0, box


@pytest.mark.parametrize("path", PATCHES)
def test_shown_objects_do_not_cover_each_other(path):
    shown = [box for box in boxes(path) if box.get("presentation")]
    for index, one in enumerate(shown):
        x, y, w, h = one["presentation_rect"]
        for other in shown[index + 1 :]:
            if "comment" in (one["maxclass"], other["maxclass"]):
                continue
            x2, y2, w2, h2 = other["presentation_rect"]
            apart = x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
            assert apart, (one, other)


@pytest.mark.parametrize("path", PATCHES)
def test_what_it_refers_to_is_beside_the_modules(path):
    for box in boxes(path):
        if box["maxclass"] == "bpatcher":
            inner = f"patchers/{box['name']}"
            ports = [sum(b["maxclass"] == k for b in boxes(inner)) for k in ("inlet", "outlet")]
            assert [box["numinlets"], box["numoutlets"]] == ports
            assert list(box["presentation_rect"][2:]) == list(patcher(inner)["rect"][2:])
        if box["maxclass"] == "jsui":
            script = PACKAGE / "patchers" / box["filename"]
            for name in re.findall(r'include\("([^"]+)"\)', script.read_text(encoding="utf-8")):
                assert (script.parent / name).is_file()


def test_each_module_has_a_help_patch_and_the_package_an_opening_patch():
    modules = {p.stem for p in (PACKAGE / "patchers").glob("ttmba.*.maxpat")}
    assert {p.stem for p in (PACKAGE / "help").glob("*.maxhelp")} == modules
    info = json.loads(MADE["package-info.json"])
    assert (PACKAGE / "patchers" / info["homepatcher"]).is_file()


def test_the_page_and_the_help_patches_name_the_same_arguments():
    page = (PACKAGE.parent / "docs" / "max.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(ttmba\.\w+)` \| ([^|]+) \|", page, re.MULTILINE))
    said = {
        name: told.arguments.removeprefix("Arguments: ").partition(").")[0]
        for name, told in pages.HELPS.items()
    }
    assert {name: row.rstrip().rstrip(")") for name, row in rows.items()} == said


def test_the_scripts_are_the_javascript_that_max_8_reads():
    for script in (PACKAGE / "patchers").glob("*.js"):
        text = re.sub(r"//.*", "", script.read_text(encoding="utf-8"))
        assert not re.search(r"\b(let|const|class|async)\b|=>|`", text), script


def test_the_pictures_stay_small():
    pictures = list((PACKAGE.parent / "docs" / "max").glob("*.png"))
    assert len(pictures) >= 5
    assert sum(p.stat().st_size for p in pictures) < 500_000

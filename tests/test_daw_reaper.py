"""The REAPER scripts, run against stand-ins for REAPER."""

import hashlib
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from reaper_stand_in import Reaper

from ttmba_live.audio import RATE
from ttmba_live.daw import (
    About,
    Item,
    Session,
    Track,
    read_manifest,
    write_manifest,
    write_wave,
)
from ttmba_live.geometry import Position

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "reaper_scripts"
LUA = shutil.which("lua5.4") or shutil.which("lua")
CASES = ROOT / "tests" / "lua" / "cases.lua"
LEFT = Position(90.0, 0.0, 2.0)


def track(name, cue, *starts):
    items = []
    for number, start in enumerate(starts, 1):
        at = round(start * RATE)
        for kind, frames in (("clips", RATE // 10), ("stems", RATE // 5)):
            file = f"{kind}/{name}{number}"
            what = "dry" if kind == "clips" else "stem"
            items.append(Item(file, what, name, f"{file}.wav", at, frames, LEFT))
    return Track(name, cue, tuple(items))


def write_session(folder):
    tracks = (track("rain", 1, 1.2345), track("bell", 1, 2.0, 3.0), track("dog", 2, 4.5))
    session = Session("night", "ttmba_live 0.1", tracks)
    for item in session.items:
        sound = np.zeros((item.frames, item.channels), np.float32)
        write_wave(folder / item.file, sound, About(item.name, item.start))
    write_manifest(folder, session, "run 1")
    return session


@pytest.fixture
def folders(tmp_path):
    write_session(tmp_path / "session")
    for name in ("clips", "stems"):
        (tmp_path / "later" / name).mkdir(parents=True)
    return tmp_path / "session", tmp_path / "later"


@pytest.mark.skipif(not LUA, reason="Lua 5.4 is not installed")
@pytest.mark.parametrize(
    "case", re.findall(r"^function cases\.(\w+)", CASES.read_text("utf-8"), re.MULTILINE)
)
def test_lua(case, folders):
    words = [LUA, str(CASES), case, str(SCRIPTS), *map(str, folders)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def reaper(monkeypatch):
    project = Reaper()
    monkeypatch.setitem(sys.modules, "reaper_python", project.module())
    return project


def import_in_python(reaper, *answers):
    reaper.answers = list(answers)
    runpy.run_path(str(SCRIPTS / "ttmba_live_Import session.py"))
    assert (reaper.depth, reaper.refresh, reaper.cursor, reaper.answers) == (0, 0, 3.5, [])
    depths = [reaper.RPR_GetMediaTrackInfo_Value(track, "I_FOLDERDEPTH") for track in reaper.tracks]
    assert sum(depths) == 0


YES, NO, CANCEL = 6, 7, 2


def test_the_python_variant_imports_once(reaper, folders):
    session, _ = folders
    manifest = str(session / "manifest.tsv")
    _, rows = read_manifest(session)
    import_in_python(reaper, manifest, NO)
    items = [item for track in reaper.tracks for item in reaper.items.get(track, ())]
    assert len(items) == len(rows) == 8
    placed = {
        Path(reaper.sources[reaper.takes[item]]): reaper.values[item, "D_POSITION"]
        for item in items
    }
    assert placed == {session / row.file: row.start for row in rows}
    names = [reaper.texts[track, "P_NAME"] for track in reaper.tracks]
    assert names == [
        "cue 1",
        "rain (dry)",
        "rain",
        "bell (dry)",
        "bell",
        "cue 2",
        "dog (dry)",
        "dog",
    ]
    dry = reaper.tracks[1]
    assert reaper.values[dry, "D_PAN"] == -1.0
    assert reaper.values[dry, "D_VOL"] == 0.5
    muted = {
        reaper.sources[reaper.takes[item]]
        for item in items
        if reaper.RPR_GetMediaItemInfo_Value(item, "B_MUTE")
    }
    assert muted == {str(session / row.file) for row in rows if row.kind == "dry"}
    assert [name for _, name in reaper.markers] == ["cue 1", "cue 2"]
    reaper.texts[dry, "P_NAME"] = "mine"
    import_in_python(reaper, manifest)  # which is not asked again
    assert len(reaper.undo) == 1
    assert "already" in reaper.boxes[-1]


def test_the_python_variant_places_at_the_cursor_and_names_what_is_missing(reaper, folders):
    session, _ = folders
    (session / "clips/rain1.wav").unlink()
    (session / "clips/dog1.wav").write_bytes(b"no sound")
    import_in_python(reaper, str(session / "manifest.tsv"), YES)
    starts = [v for (_, key), v in reaper.values.items() if key == "D_POSITION"]
    assert min(starts) == pytest.approx(3.5 + 1.2345)
    assert len(starts) == 6
    assert "clips/rain1.wav\nclips/dog1.wav" in reaper.boxes[-1]


def test_the_python_variant_can_be_cancelled(reaper, folders):
    session, later = folders
    import_in_python(reaper, "")
    import_in_python(reaper, str(session / "manifest.tsv"), CANCEL)
    import_in_python(reaper, str(later / "manifest.tsv"))
    assert "no session" in reaper.boxes[-1]
    (later / "manifest.tsv").write_text("x\n")
    import_in_python(reaper, str(later / "manifest.tsv"))
    assert reaper.tracks == []


def test_both_variants_mark_alike():
    text = (SCRIPTS / "ttmba_live.lua").read_text("utf-8")
    for mark in ("track", "cue", "item", "source"):
        assert f"P_EXT:ttmba_live_{mark}" in text


def lf(path):
    return path.read_bytes().replace(b"\r\n", b"\n")


def test_the_reapack_index_has_its_shape():
    made = runpy.run_path(str(SCRIPTS / "make_index.py"))
    text = lf(SCRIPTS / "index.xml")
    assert made["index"]() == text, "run python reaper_scripts/make_index.py"
    root = ET.fromstring(text)
    assert (root.tag, root.get("version")) == ("index", "1")
    (package,) = root.findall("category/reapack")
    assert package.get("type") == "script"
    assert (SCRIPTS / package.get("name")).is_file()
    (version,) = package.findall("version")
    assert re.fullmatch(r"\d+(\.\d+)*", version.get("name"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", version.get("time"))
    assert version.find("changelog").text
    listed = {}
    for source in version.findall("source"):
        file = source.get("file", package.get("name"))
        assert source.text.startswith("https://")
        assert unquote(source.text.rsplit("/", 1)[1]) == file
        digest = hashlib.sha256(lf(SCRIPTS / file)).hexdigest()
        assert source.get("hash") == "1220" + digest
        listed[file] = source.get("main")
    scripts = {p.name for p in SCRIPTS.glob("ttmba_live*")}
    (effect,) = (p.name for p in SCRIPTS.glob("*.jsfx"))
    assert set(listed) == scripts | {effect}
    (typed,) = version.findall("source[@type]")
    assert (typed.get("type"), typed.get("file")) == ("effect", effect)
    assert {file for file, main in listed.items() if main != "main"} == {"ttmba_live.lua", effect}
    for name in scripts - {"ttmba_live.lua"}:  # the index names one package
        assert "@noindex" in (SCRIPTS / name).read_text("utf-8").splitlines()[0]

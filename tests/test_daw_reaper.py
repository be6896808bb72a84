"""The REAPER scripts, run against stand-ins for REAPER."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from ttmba_live.audio import RATE
from ttmba_live.daw import About, Item, Session, Track, write_manifest, write_wave
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
        file = f"clips/{name}{number}"
        items.append(Item(file, "dry", name, f"{file}.wav", at, RATE // 10, LEFT))
    at = round(starts[0] * RATE)
    items.append(Item(f"stems/{name}", "stem", name, f"stems/{name}.wav", at, RATE // 5, LEFT))
    return Track(name, name, cue, tuple(items))


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
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")

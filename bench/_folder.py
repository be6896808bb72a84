"""What a session folder is worth: its files, its sums, and whether others take it."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from ttmba_live.audio import RATE, Samples

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "reaper_scripts"

_PIECE = 60 * RATE
"""Frames that are compared at a time."""

_COUNT = """
local _, R
reaper, R = dofile(arg[1])
R.answers = { arg[3] .. '/manifest.tsv', 7 }
R.run(arg[2])
R.check_folders()
print(#R.items())
"""


def missing_frames(folder: Path, line: Any) -> int:
    """How many frames a manifest's line promises that its file lacks."""
    try:
        there = soundfile.info(folder / line.file).frames
    except (OSError, soundfile.SoundFileError):
        there = 0
    return round(float(line.duration) * RATE) - int(there)


def level(folder: Path, lines: list[Any]) -> str:
    """How far below the mix the difference between it and the sum of its stems is."""
    stems = [line for line in lines if line.kind == "stem"]
    error = power = 0.0
    for at, mix in pieces(folder / "mix.wav"):
        total = np.zeros_like(mix)
        for stem in stems:
            start = round(stem.start * RATE) - at
            if start >= len(mix) or start + stem.duration * RATE <= 0:
                continue
            skip = max(0, -start)
            part, _ = soundfile.read(
                folder / stem.file, len(mix) - max(0, start), skip, dtype="float32"
            )
            total[max(0, start) : max(0, start) + len(part)] += part
        error += float(((total - mix) ** 2).sum())
        power += float((mix**2).sum())
    return decibels(error, power)


def unlike(one: Path, other: Path) -> str:
    """The same for two recordings of a run, as long as the shorter one is."""
    error = power = 0.0
    frames = 0
    with soundfile.SoundFile(other) as file:
        for _, piece in pieces(one):
            mix = file.read(len(piece), dtype="float32")
            error += float(((piece[: len(mix)] - mix) ** 2).sum())
            power += float((mix**2).sum())
            frames += len(mix)
    return f"{decibels(error, power)}, over {frames / RATE:.1f} s"


def pieces(path: Path) -> Iterator[tuple[int, Samples]]:
    """A sound file, a minute at a time, each with its first frame's number."""
    for number, block in enumerate(soundfile.blocks(path, _PIECE, dtype="float32")):
        yield number * _PIECE, block


def decibels(error: float, power: float) -> str:
    """A ratio of energies in words."""
    if error == 0.0:
        return "equal"
    return f"{10.0 * np.log10(error / max(power, 1e-30)):.1f} dB"


def importers(folder: Path) -> list[tuple[str, str]]:
    """What the REAPER scripts lay on tracks under the tests' stand-ins, by script."""
    sys.path.insert(0, str(ROOT / "tests"))
    project = __import__("reaper_stand_in").Reaper()
    sys.modules["reaper_python"] = project.module()
    project.answers = [str(folder / "manifest.tsv"), 7]
    runpy.run_path(str(SCRIPTS / "ttmba_live_Import session.py"))
    found = [("Import session.py", str(sum(map(len, project.items.values()))))]
    lua = shutil.which("lua5.4") or shutil.which("lua")
    if lua is None:
        return [*found, ("Import session.lua", "no Lua here")]
    script = str(SCRIPTS / "ttmba_live_Import session.lua")
    stand_in = str(ROOT / "tests" / "lua" / "stand_in.lua")
    done = subprocess.run(  # noqa: S603 - our own script
        [lua, "-", stand_in, script, str(folder)],
        input=_COUNT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [*found, ("Import session.lua", (done.stdout or done.stderr).strip())]


def rendered(folder: Path) -> str:
    """Whether ``render`` takes the folder, and how long that needs."""
    began = time.monotonic()
    words = ["ttmba_live", "render", str(folder), "--session", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", *words], capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - began
    return f"yes, in {seconds:.1f} s" if done.returncode == 0 else done.stderr.strip()

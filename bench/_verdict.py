"""What a storm left: a table, its gaps and their causes, a verdict. Deals no blows."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import psutil
import soundfile
from _blows import Storm
from _witness import Witness

from ttmba_live.audio import RATE

_CLOSE = -60.0
"""Residue in dB between recording and session that sums in another order explain."""

GAPS = 3
"""Exit status: all is there, but there were gaps that the machine's own stalls do not explain."""

_AWAY = "the sound card was away, or had just come back"

_BEFORE = 1.5
"""Seconds before it is told in which a gap was: the daemon's status comes once a second."""


class Load:
    """How busy the machine was, from now on."""

    def __init__(self) -> None:
        self._began, self._times = time.monotonic(), psutil.cpu_times()

    def text(self) -> str:
        """Until now: the share of all processors that worked, and that the host took."""
        now = psutil.cpu_times()
        whole = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        idle = now.idle - self._times.idle + getattr(now, "iowait", 0.0)
        idle -= getattr(self._times, "iowait", 0.0)
        stolen = getattr(now, "steal", 0.0) - getattr(self._times, "steal", 0.0)
        count, load = os.cpu_count(), os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
        busy = f"{1.0 - idle / whole:.0%} busy, {stolen / whole:.1%} taken by its host"
        return f"{count} processors, {busy}, {load:.1f} waiting to run"


def judge(
    storm: Storm, witness: Witness, recording: Path, status: int, finished: float, load: str
) -> int:
    """Print what was found; the exit status: 0, 1 for a loss, `GAPS` for gaps and nothing else."""
    folder = storm.folder
    try:
        scene = json.loads((folder / "session.json").read_text("utf-8"))
        residue = _residue(recording, folder / "mix.wav")
    except OSError as error:
        scene, residue = {"events": []}, float("inf")
        print(f"the session is not there: {error}")
    kept = {str(event["id"]).split("_")[0] for event in scene["events"]}
    lost = sorted({name.split("_")[0] for name in storm.heard} - kept)
    broken = [e["file"] for e in scene["events"] if not (folder / e["file"]).is_file()]
    saves = [path for path in folder.glob("saved*") if (path / "mix.wav").is_file()]
    level = storm.memory[len(storm.memory) // 4 :] or [0.0]
    stalls = [seconds for _, seconds in witness.stalls]
    rows = {
        "machine": load,
        "blows": ", ".join(f"{name} {count}" for name, count in storm.blows.items()),
        "heard": f"{len(storm.heard)} of {storm.asked} takes and the voices that move",
        "lost takes": f"{len(lost)} {lost[:5]}",
        "clips missing": f"{len(broken)}",
        "saves that are whole": f"{len(saves)} of {storm.saves}",
        "recording against session": f"{residue:.1f} dB",
        "underruns": f"{storm.underruns}",
        "stalls of the machine": f"{len(stalls)}, longest {1000 * max(stalls, default=0):.0f} ms",
        "speed of the machine": _speeds(storm, witness),
        "voices": f"{storm.voices} at most",
        "load": f"median {np.median(storm.loads or [0.0]):.0%}",
        "memory": f"{level[0]:.0f} MiB after a quarter, {level[-1]:.0f} MiB at the end",
        "the session lacks": str(scene.get("incomplete", "nothing")),
        "exit status": f"{status}, {finished:.0f} s after the end",
    }
    if storm.server:
        rows["sound device"] = f"lost and back {len(_absences(storm))} times"
    for name, text in rows.items():
        print(f"{name:28s}{text}")
    unexplained = sum(not _explained(storm, witness, *gap) for gap in storm.gaps)
    steady = level[-1] < 1.15 * level[0] + 20.0
    whole = status == 0 and not lost and not broken and residue < _CLOSE
    whole = whole and len(saves) == storm.saves
    if not (whole and steady):
        return 1
    return GAPS if unexplained else 0


def _explained(storm: Storm, witness: Witness, told: float, count: int) -> bool:
    """Print a line about a gap; whether the machine or the sound card was the reason."""
    began = storm.dealt[0][0] if storm.dealt else told
    stalls = witness.between(told - _BEFORE, told)
    seen = [name for start, end, name in storm.dealt if start <= told and end >= told - _BEFORE]
    away = any(start <= told and end >= told - _BEFORE for start, end in _absences(storm))
    seen += [_AWAY] * away
    why = f"{len(stalls)} stalls, up to {1000 * max(stalls, default=0):.0f} ms"
    why += f", {witness.speed(told - _BEFORE, told):.0%} of its speed"
    print(f"  gap at {told - began:7.1f} s: {count} short reads; {why}; {', '.join(seen) or '-'}")
    return bool(stalls) or away


def _speeds(storm: Storm, witness: Witness) -> str:
    """How fast the machine was for each second of the storm, among those with gaps, too."""
    if not storm.dealt:
        return "not known"
    began, end = round(storm.dealt[0][0]), round(storm.dealt[-1][1])
    all_of_it = [witness.speed(second, second + 1.0) for second in range(began, end)]
    gaps = [witness.speed(told - _BEFORE, told) for told, _ in storm.gaps]
    beside = f", {np.median(gaps):.0%} where there were gaps" if gaps else ""
    low, middle = np.percentile(all_of_it, [10, 50])
    return f"median {middle:.0%} of its best, a tenth of the seconds below {low:.0%}{beside}"


def _absences(storm: Storm) -> list[tuple[float, float]]:
    """From when to when nobody could hear: the sound card was away."""
    found, since = [], None
    for moment, line in storm.device:
        if "plays again" in line:
            found.append((moment if since is None else since, moment))
            since = None
        elif since is None:
            since = moment - _BEFORE  # it is noticed half a second after it is gone
    return found


def _residue(one: Path, other: Path) -> float:
    """How far two recordings of the same are apart, in dB; the first begins a latency later."""
    with soundfile.SoundFile(one) as a, soundfile.SoundFile(other) as b:
        shift = _shift(a, b)
        a.seek(max(shift, 0))
        b.seek(max(-shift, 0))
        errors = powers = 0.0
        while len(mine := a.read(RATE)) and len(theirs := b.read(RATE)):
            count = min(len(mine), len(theirs))
            errors += float(((mine[:count] - theirs[:count]) ** 2).sum())
            powers += float((theirs[:count] ** 2).sum())
    return 10.0 * float(np.log10(errors / max(powers, 1e-30) + 1e-30))


def _shift(a: soundfile.SoundFile, b: soundfile.SoundFile) -> int:
    """By how many frames ``a`` comes after ``b``."""
    start, size = min(a.frames, b.frames) // 2, 1 << 17
    for file in (a, b):
        file.seek(start)
    one, other = (np.fft.rfft(file.read(size)[:, 0], 2 * size) for file in (a, b))
    shift = int(np.fft.irfft(one * np.conj(other), 2 * size).argmax())
    return shift - 2 * size if shift > size else shift

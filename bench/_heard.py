"""Reads a recording: how late the recorder is, and where a source has moved. Knows no OSC."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from _rig import HERE, Recorder, Recording
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE, Samples

WINDOW, WIDE = RATE // 1000, RATE // 200
BAND_DB = 0.5
LOOP = 2 * RATE
SETTLE = 0.2
"""Seconds after which a jump is over."""
HOLD = RATE // 10
"""Frames before a jump in which the source must have stood."""
UNSTEADY = 10
"""First clicks that do not count: the sound server is still finding its step."""


@dataclass
class Capture:
    """The recorder's own delay beyond what the stream reports, in seconds, click by click."""

    delays: NDArray[np.float64]

    @property
    def delay(self) -> float:
        """Its middle."""
        return float(np.median(self.delays))

    @property
    def spread(self) -> float:
        """Half the width that holds nine clicks of ten."""
        low, high = np.percentile(self.delays, [5, 95])
        return float(high - low) / 2.0


@dataclass
class Sent:
    """When each message left, by kind, and from when on the source stood for a whole loop."""

    standing: float = 0.0
    aed: list[float] = field(default_factory=list)
    play: list[float] = field(default_factory=list)


def calibrate(server: Any, folder: Path, block: int, count: int) -> Capture:
    """Play clicks from a process of their own and compare callback with recorder."""
    recorder = Recorder(server)
    path = folder / "clicks.json"
    command = [sys.executable, str(HERE / "_probed.py"), "click", str(path), str(block)]
    command += [str(count + UNSTEADY)]
    subprocess.run(  # noqa: S603 - words of our own
        command, env=server.env, check=True, stderr=subprocess.DEVNULL
    )
    recording = recorder.stop()
    frames = np.flatnonzero(np.abs(recording.samples[:, 0]) > 0.25)
    rows = json.loads(path.read_text("utf-8"))["rows"]
    if len(frames) != len(rows):
        raise RuntimeError(f"{len(rows)} clicks played, {len(frames)} recorded")
    heard = np.array([recording.arrival(int(frame)) for frame in frames])
    left = np.array([row["read"] + row["reported"] for row in rows])
    return Capture((heard - left)[UNSTEADY:])


class Band:
    """The level ratio between the ears, against the same spot of a loop that stood, in dB."""

    def __init__(self, recording: Recording, sent: Sent, delay: float) -> None:
        first = recording.frame(sent.standing + delay)
        self._samples = recording.samples
        self._wide = _ratio(recording.samples, WIDE)
        self._loop = np.tile(recording.samples[first : first + LOOP], (2, 1))
        self._standing = _ratio(self._loop, WINDOW)
        self.left_out = sum(not self.stood(recording.frame(moment + delay)) for moment in sent.aed)

    def stood(self, frame: int) -> bool:
        """Whether the source kept to its band before ``frame``: nothing dropped, no jump."""
        return bool(self._apart(frame)[: HOLD - WINDOW].max() <= BAND_DB)

    def changed(self, frame: int) -> int:
        """The last frame of the first window after ``frame`` that leaves the band."""
        return frame + int((self._apart(frame)[HOLD:] > BAND_DB).argmax()) + WINDOW

    def half_way(self, frame: int) -> int:
        """The middle of the first wide window after ``frame`` that is not louder on the left."""
        return frame + int((self._wide[frame:] <= 0.0).argmax()) + WIDE // 2

    def _apart(self, frame: int) -> NDArray[np.float64]:
        """Difference to the standing loop in dB, a window a frame, from `HOLD` before on."""
        begin = frame - HOLD
        spot = find(self._samples[begin : frame - WINDOW], self._loop) % LOOP
        count = min(LOOP, len(self._standing) - spot)
        here = _ratio(self._samples[begin : begin + count + WINDOW], WINDOW)
        return np.abs(here - self._standing[spot : spot + len(here)])


def find(block: Samples, where: Samples) -> int:
    """The place at which ``where`` is most like ``block``, by normal correlation of the left."""
    same = signal.correlate(where[:, 0], block[:, 0], "valid")
    power = signal.correlate(where[:, 0] ** 2, np.ones(len(block), np.float32), "valid")
    return int((same / np.sqrt(np.maximum(power, 1e-9))).argmax())


def _ratio(samples: Samples, window: int) -> NDArray[np.float64]:
    power = np.cumsum(samples.astype(np.float64) ** 2, axis=0)
    power = power[window:] - power[:-window] + 1e-15
    ratio: NDArray[np.float64] = 10.0 * np.log10(power[:, 0] / power[:, 1])
    return ratio

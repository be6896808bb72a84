"""A folder laid out as the Binaural Speech Benchmark: sound and tracked places, cut into pieces.

Knows the folder and its units; knows no network. Each subject's folder holds ``mono.wav``,
``binaural.wav`` and ``tx_positions.txt`` with rows x y z qx qy qz qw at 120 Hz.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import Tensor

from ttmba_live.errors import InvalidInput, Unavailable

RATE = 48_000
ROW_RATE = 120


@dataclass(frozen=True, eq=False)
class Recording:
    """One subject: dry (N,), ears (N, 2), pose rows (T, 7); float32."""

    dry: np.ndarray
    ears: np.ndarray
    rows: np.ndarray

    @property
    def seconds(self) -> float:
        """What all three cover."""
        return min(len(self.dry), len(self.ears)) / RATE


def read_benchmark(folder: Path, part: str) -> list[Recording]:
    """Read ``folder/part/*/`` (``trainset`` or ``testset``).

    Raises:
        Unavailable: if there are no such folders.
        InvalidInput: if a recording is at another rate, too short, or does not fit its places.
    """
    subjects = sorted(path.parent for path in (folder / part).glob("*/mono.wav"))
    if not subjects:
        raise Unavailable(f"{folder / part} holds no folders with mono.wav; is this the benchmark?")
    return [_read_subject(subject) for subject in subjects]


def _read_subject(folder: Path) -> Recording:
    dry, ears = _read_wave(folder / "mono.wav", 1), _read_wave(folder / "binaural.wav", 2)
    path = folder / "tx_positions.txt"
    try:
        rows = np.loadtxt(path, dtype=np.float32, ndmin=2)
    except OSError as error:
        raise Unavailable(f"cannot read {path}") from error
    except ValueError as error:
        raise InvalidInput(f"{path} must hold rows of seven numbers") from error
    if rows.shape[1] != 7 or not np.isfinite(rows).all():
        raise InvalidInput(f"{path} must hold rows of seven finite numbers")
    if abs(len(dry) - len(ears)) > RATE or len(rows) < len(dry) / RATE * ROW_RATE - ROW_RATE:
        raise InvalidInput(f"{folder}: sound and places differ in length by more than a second")
    return Recording(dry[:, 0], ears, rows)


def _read_wave(path: Path, channels: int) -> np.ndarray:
    try:
        wave, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise Unavailable(f"cannot read {path}") from error
    if rate != RATE or wave.shape[1] != channels:
        raise InvalidInput(f"{path} must have {channels} channel(s) at {RATE} Hz")
    return np.asarray(wave)


def pieces(recordings: list[Recording], seconds: float) -> list[tuple[int, int]]:
    """Where whole pieces start: (recording, first pose row) pairs, without overlap."""
    rows = round(seconds * ROW_RATE)
    found = [
        (index, first)
        for index, recording in enumerate(recordings)
        for first in range(0, int(recording.seconds * ROW_RATE) - rows + 1, rows)
        if first + rows <= len(recording.rows)
    ]
    if not found:
        raise InvalidInput(f"the recordings are shorter than one piece of {seconds:g} s")
    return found


def batch_of(
    recordings: list[Recording], chosen: list[tuple[int, int]], seconds: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Pose (B, 7, T), dry (B, 1, N) and ears (B, 2, N) of some pieces."""
    rows, samples = round(seconds * ROW_RATE), round(seconds * RATE)
    poses, dry, ears = [], [], []
    for index, first in chosen:
        recording, start = recordings[index], first * (RATE // ROW_RATE)
        poses.append(recording.rows[first : first + rows].T)
        dry.append(recording.dry[None, start : start + samples])
        ears.append(recording.ears[start : start + samples].T)
    return tuple(torch.from_numpy(np.stack(part)) for part in (poses, dry, ears))  # type: ignore[return-value]

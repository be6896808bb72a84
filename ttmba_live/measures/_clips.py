"""Clips as every measure hears them: one channel, one rate, one length. Knows no measure.

Whatever comes in passes one resampler on its way to 16 kHz, references and generated alike: another
resampler alone moves a Frechet distance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ttmba_live.audio import Samples, read_sound, resample
from ttmba_live.errors import InvalidInput, Unavailable

RATE = 16_000
SECONDS = 8.0
SUFFIXES = frozenset({".wav", ".flac", ".mp3", ".ogg", ".aif", ".aiff"})
RESAMPLER = "polyphase FIR with a Kaiser window, scipy.signal.resample_poly"


@dataclass(frozen=True, eq=False)
class ClipSet:
    """Clips by name, each (`frames`,) at 16 kHz, and what was done to them."""

    clips: Mapping[str, Samples]
    notes: tuple[str, ...] = ()

    @property
    def stacked(self) -> Samples:
        """All of them, in the order of their names: (N, frames)."""
        return np.stack(list(self.clips.values()))


def read_set(folder: Path, only: Collection[str] | None = None) -> ClipSet:
    """Read a folder's sound files, or ``only`` those; names are the files' without their endings.

    Raises:
        Unavailable: if there is no such folder, or a file cannot be read.
        InvalidInput: for fewer than two files, two of one name, or a file that holds no sound.
    """
    if not folder.is_dir():
        raise Unavailable(f"{folder} is not a folder of sound files")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    paths = [path for path in paths if only is None or path.stem in only]
    if len(paths) < 2:
        raise InvalidInput(f"{folder} holds {len(paths)} sound files; expected at least 2")
    twice = {path.stem for path in paths if sum(path.stem == one.stem for one in paths) > 1}
    if twice:
        raise InvalidInput(f"{folder} holds several files called {min(twice)!r}")
    clips, rates, lengths, stereo = {}, set(), 0, 0
    for path in paths:
        samples, rate = read_sound(path, SECONDS + 1.0)
        if not np.isfinite(samples).all():
            raise InvalidInput(f"{path} holds NaN or infinite samples")
        rates.add(rate)
        lengths += abs(len(samples) / rate - SECONDS) > 0.01
        stereo += samples.shape[1] > 1
        clips[path.stem] = heard(samples[:, 0], rate)
    return ClipSet(clips, tuple(_notes(clips, rates, lengths, stereo)))


def heard(samples: Samples, rate: int) -> Samples:
    """One channel (frames,) as the measures hear it: 16 kHz, 8 s, cut or padded with silence.

    Its mean is removed before.
    """
    frames = round(SECONDS * RATE)
    brought = resample(samples - samples.mean(), rate, RATE)[:frames]
    return np.pad(brought, (0, frames - len(brought)))


def _notes(clips: Mapping[str, Samples], rates: set[int], lengths: int, stereo: int) -> list[str]:
    notes = []
    if others := sorted(rates - {RATE}):
        notes.append(f"brought to {RATE} Hz from {', '.join(map(str, others))} Hz")
    if lengths:
        notes.append(f"{lengths} of {len(clips)} clips cut or padded to {SECONDS:g} s")
    if stereo:
        notes.append(f"{stereo} of {len(clips)} clips have several channels; the first is heard")
    silent = sum(not clip.any() for clip in clips.values())
    if silent:
        notes.append(f"{silent} of {len(clips)} clips are silent, which FD and KL hardly punish")
    return notes

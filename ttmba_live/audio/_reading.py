"""Sound files to samples, and to mono clips at 48 kHz. Knows no scene, and writes nothing."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from ttmba_live.audio._values import RATE, Clip, Samples, bounded, resample
from ttmba_live.errors import InvalidInput, Unavailable

MOST = 1 << 28
"""Samples that are read from one file: 1 GiB, 93 minutes of mono."""


def check_file(path: Path) -> None:
    """Raise `Unavailable` if something is there that is no file: a pipe would be waited for."""
    try:
        found = Path(path).exists() and not Path(path).is_file()
    except (OSError, ValueError) as error:
        raise Unavailable(f"cannot read {path}: {error}") from error
    if found:
        raise Unavailable(f"cannot read {path}: not a file")


def read_sound(path: Path, seconds: float | None = None) -> tuple[Samples, int]:
    """Read any file libsndfile knows: samples (frames, channels) as they are, and the rate.

    No more than the first ``seconds`` if they are given.

    Raises `Unavailable` if it cannot be opened, `InvalidInput` if it holds no sound or too much.
    """
    with _opened(path) as file:
        rate, size = int(file.samplerate), file.frames
        size = size if seconds is None else min(size, math.ceil(seconds * rate))
        _judge(path, size, file.channels, rate)
        samples = file.read(size, dtype="float32", always_2d=True)
    if not len(samples):
        raise InvalidInput(f"{path} holds no sound")
    return bounded(samples), rate


def check_sound(path: Path) -> None:
    """Raise what `read_sound` would, as far as a file's heading tells."""
    with _opened(path) as file:
        _judge(path, file.frames, file.channels, int(file.samplerate))


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    check_file(path)
    try:
        with soundfile.SoundFile(path) as file:
            yield file
    except (OSError, soundfile.SoundFileError) as error:
        reason = "no such file" if not Path(path).exists() else "not a readable sound file"
        raise Unavailable(f"cannot read {path}: {reason}") from error


def _judge(path: Path, frames: int, channels: int, rate: int) -> None:
    """Raise `InvalidInput` for what a file claims: a small one may hold days of silence."""
    if frames * channels > MOST:
        raise InvalidInput(
            f"{path} holds {frames} frames in {channels} channels; at most {MOST} samples are "
            f"read, {MOST // max(1, channels) / max(1, rate) / 60:.0f} minutes of it"
        )
    if frames <= 0:
        raise InvalidInput(f"{path} holds no sound")
    if not 1_000 <= rate <= 768_000:
        raise InvalidInput(f"{path} claims a sample rate of {rate} Hz; expected 1000..768000")


_SILENT = 1e-6
"""Power of a channel, of the loudest one's, that counts as none: -60 dB."""

_CANCELLED = 0.25
"""Power of the mean below which channels cancel: of what it is for channels that are unlike."""


def to_mono(samples: Samples) -> tuple[Samples, str]:
    """(frames, channels) as (frames,), and what was done about it, or an empty string.

    The mean of the channels that are not silent, so that 5.1 with a centre alone keeps its level;
    where they cancel, the loudest alone.
    """
    if samples.shape[1] == 1:
        return samples[:, 0], ""
    power = np.square(samples, dtype=np.float64).mean(axis=0)
    sounding = np.flatnonzero(power > power.max() * _SILENT)
    if len(sounding) == 1:
        (only,) = sounding
        return samples[:, only], f"{samples.shape[1]} channels, of which only {only + 1} sounds"
    if 0 < len(sounding) < samples.shape[1]:
        samples, power = samples[:, sounding], power[sounding]
    count = samples.shape[1]
    mono = samples.mean(axis=1, dtype=np.float32)
    if np.square(mono, dtype=np.float64).mean() >= _CANCELLED * power.sum() / count**2:
        return mono, f"{count} channels averaged"
    loudest = int(power.argmax())
    which = int(sounding[loudest]) + 1
    return samples[:, loudest], f"its {count} channels cancel; channel {which} is taken"


_GROWING = 0xFFFF_FF00
"""Sizes from here on mean "unknown": that is how programs write a file that grows."""


def read_clip(path: Path, seconds: float | None = None) -> tuple[Clip, list[str]]:
    """Read a file, or its first ``seconds``, as a mono 48 kHz clip; see `to_mono` for channels.

    Returns the clip and what was done to make it one.
    """
    samples, rate = read_sound(path, seconds)
    if not np.isfinite(samples).all():
        raise InvalidInput(f"{path} holds NaN or infinite samples")
    mono, mixed = to_mono(samples)
    resampled = f"resampled from {rate} Hz" if rate != RATE else ""
    short = _cut_short(path, len(mono) / rate) if seconds is None else ""
    notes = (short, mixed, resampled)
    return Clip(resample(mono, rate)), [note for note in notes if note]


def _cut_short(path: Path, seconds: float) -> str:
    """Whether a WAV file says that it is longer than it is: libsndfile reads what is there."""
    with Path(path).open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return ""
        size, rate = 0, 0
        while len(chunk := file.read(8)) == 8:
            size = struct.unpack("<I", chunk[4:])[0]
            if chunk[:4] == b"data":
                break
            if chunk[:4] == b"fmt ":
                rate = struct.unpack("<I", file.read(12)[8:])[0]
                size -= 12
            file.seek(size + (size & 1), 1)
        here = file.tell()
        there = file.seek(0, 2) - here
    if rate == 0 or size >= _GROWING or size - there < rate / 100:
        return ""
    meant = seconds * size / max(there, 1)
    return f"the file is cut short: {seconds:.3g} s of {meant:.3g} s are there"

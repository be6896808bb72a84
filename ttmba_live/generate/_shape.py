"""Sound, made or found, to a clip: mono, exact length, seams, loudness. Knows no maker."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples, from_db, resample
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._edges import faded

LOUDNESS = -30.0
"""LUFS of every clip: the middle of what sketches measure, so that both sit at one level."""

CEILING_DB = -7.0
"""No sample is louder than this, dBFS."""

OVERLAP = RATE * 3 // 10
"""Frames of the crossfade at a seam."""

_BLOCK = RATE // 50
_SILENT_DB = -50.0
_STEADY_BLOCK = RATE // 10
_STEADY_LEAST = 8
_STEADY_DB = 6.0
_MOST_MISSING = RATE // 10
_METER_BLOCK = RATE * 2 // 5
_MOST_METERED = 60 * RATE
"""Frames whose loudness stands for a longer clip, which only repeats them."""

_KNEE = 0.5
_HEARD_PEAK = 0.5


def mono(stereo: NDArray[np.float32], rate: int) -> Samples:
    """Mix (2, n) at ``rate`` down to (frames,) at 48 kHz; raises `GenerationFailed` for NaN.

    Two sides that would cancel each other out are not mixed: the louder one is taken.
    """
    if not np.isfinite(stereo).all():
        raise GenerationFailed("the model made NaN or infinite samples")
    mixed = stereo.mean(axis=0)
    power, sides = float(np.mean(mixed**2)), np.mean(stereo**2, axis=1)
    if power < 0.05 * float(sides.max()):
        mixed = stereo[int(sides.argmax())]
    return resample(np.ascontiguousarray(mixed, np.float32), rate)


def for_model(samples: Samples, rate: int, frames: int) -> Samples:
    """A clip (n,) at 48 kHz as a model hears sound: (frames,) at ``rate``, at a common peak."""
    heard = resample(samples[: math.ceil(frames * RATE / rate) + RATE], RATE, rate)[:frames]
    peak = float(np.abs(heard).max(initial=0.0))
    scaled = heard * np.float32(_HEARD_PEAK / peak) if peak > 1e-6 else heard
    return np.pad(scaled, (0, frames - len(scaled)))


def once(raw: Samples, frames: int) -> Samples:
    """Cut (n,) to exactly ``frames`` with short fades; a few missing ones mirror the end."""
    missing = frames - len(raw)
    if missing > 0:
        mirrored = min(missing, len(raw) - 1)
        raw = np.concatenate([raw, raw[-2 : -2 - mirrored : -1], np.zeros(missing - mirrored)])
    return faded(np.array(raw[:frames], np.float32))


def fits_once(frames: int, have: int) -> bool:
    """Whether so few frames are missing that `once` may make them up."""
    return frames - have <= _MOST_MISSING


def sounding(raw: Samples) -> Samples:
    """Leave out the silence at the end of (n,): what lies 50 dB under the loudest 20 ms."""
    blocks = math.ceil(len(raw) / _BLOCK)
    padded = np.pad(raw, (0, blocks * _BLOCK - len(raw))).reshape(blocks, _BLOCK)
    power = np.mean(padded.astype(np.float64) ** 2, axis=1)
    loud = np.flatnonzero(power > power.max() * from_db(_SILENT_DB) ** 2)
    return raw[: (int(loud[-1]) + 2) * _BLOCK] if len(loud) else raw


def steady(sound: Samples) -> Samples | None:
    """Leave out where (n,) fades away at its end; None if it has gaps or dies down by itself.

    What is steady may be repeated and nobody will notice: rain, an engine, a crowd. A bark or a
    thunderclap would be heard twice.
    """
    blocks = len(sound) // _STEADY_BLOCK
    if blocks < _STEADY_LEAST:
        return None
    parts = sound[: blocks * _STEADY_BLOCK].reshape(blocks, _STEADY_BLOCK)
    level = 10.0 * np.log10(np.mean(parts.astype(np.float64) ** 2, axis=1) + 1e-20)
    usual = float(np.percentile(level, 90))
    body = level[: int(np.flatnonzero(level > usual - _STEADY_DB)[-1]) + 1]
    thirds = [float(np.median(third)) for third in np.array_split(body, 3)]
    if body.min() < usual - 2.0 * _STEADY_DB or np.ptp(thirds) > _STEADY_DB:
        return None
    return sound[: len(body) * _STEADY_BLOCK] if 2 * len(body) > blocks else None


def repeated(raw: Samples, frames: int, *, loop: bool) -> Samples:
    """Lay (n,) out over ``frames``, as often as it takes, seams crossfaded with equal power.

    With ``loop`` the end leads into the beginning the same way; without, both are faded.
    """
    overlap = min(OVERLAP, len(raw) // 3, frames // 2)
    times = math.ceil(frames / (len(raw) - overlap))
    starts = [round(number * frames / times) for number in range(times + 1)]
    angle = (0.5 * np.pi * (np.arange(overlap) + 0.5) / max(overlap, 1)).astype(np.float32)
    out = np.zeros(frames + overlap, np.float32)
    for number, (start, end) in enumerate(itertools.pairwise(starts)):
        piece = raw[: end - start + overlap].copy()
        if loop or number:
            piece[:overlap] *= np.sin(angle)
        piece[end - start :] *= np.cos(angle)
        out[start : start + len(piece)] += piece
    if loop:
        out[:overlap] += out[frames:]
        return out[:frames]
    return faded(out[:frames])


def levelled(clip: Samples) -> Samples:
    """Bring (frames,) to `LOUDNESS` by BS.1770; peaks above half the ceiling bend under it."""
    peak = float(np.abs(clip).max())
    if peak < 1e-6:
        return clip
    tested = clip[:_MOST_METERED].astype(np.float64) / peak
    tested = np.resize(tested, max(len(tested), 2 * _METER_BLOCK))
    import pyloudnorm  # with scipy.signal a second of work, which only makers of clips need

    loudness = pyloudnorm.Meter(RATE).integrated_loudness(tested)
    gain = from_db(LOUDNESS - loudness) if math.isfinite(loudness) else from_db(LOUDNESS)
    ceiling = from_db(CEILING_DB)
    scaled = clip * np.float32(gain / peak / ceiling)
    over = np.abs(scaled) > _KNEE
    bent = _KNEE + (1.0 - _KNEE) * np.tanh((np.abs(scaled[over]) - _KNEE) / (1.0 - _KNEE))
    scaled[over] = np.copysign(bent, scaled[over])
    scaled *= np.float32(ceiling * 0.9999)
    return scaled

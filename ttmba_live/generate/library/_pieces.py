"""A recording to a clip of the wanted length: its silence left out, cut or repeated."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.generate import _shape
from ttmba_live.generate._edges import frames_of

_BLOCK = RATE // 200
_SILENT_DB = -55.0
_LEAD = RATE // 200
"""Frames left before a sound sets in."""


def trimmed(samples: Samples) -> Samples:
    """Leave out silence at the beginning and the end of (n,)."""
    blocks = len(samples) // _BLOCK
    if blocks < 2:
        return samples
    parts = samples[: blocks * _BLOCK].reshape(blocks, _BLOCK)
    peaks = np.abs(parts).max(axis=1)
    loud = np.flatnonzero(peaks > peaks.max() * from_db(_SILENT_DB))
    if not len(loud):
        return samples
    start = max(0, int(loud[0]) * _BLOCK - _LEAD)
    return samples[start : min(len(samples), (int(loud[-1]) + 2) * _BLOCK)]


def fitted(samples: Samples, seconds: float, *, loop: bool) -> tuple[Samples, str]:
    """(n,) as exactly ``seconds``, at the clips' loudness, and what was done.

    What is too long is cut and faded; what is too short and steady is repeated with crossfades,
    and what dies down by itself is followed by silence. A loop ends where it begins.
    """
    frames = frames_of(seconds)
    sound = trimmed(samples)
    if loop or len(sound) < frames:
        body = _shape.steady(sound)
        if loop or body is not None:
            piece = sound if body is None else body
            done = "" if loop else f"{len(sound) / RATE:.3g} s, repeated"
            return _shape.levelled(_shape.repeated(piece[:frames], frames, loop=loop)), done
        padded = np.zeros(frames, np.float32)
        padded[: len(sound)] = _shape.once(sound, len(sound))
        return _shape.levelled(padded), f"it ends after {len(sound) / RATE:.3g} s"
    return _shape.levelled(_shape.once(sound, frames)), ""

"""Clips that others are made from, as files on their way to a generator. Knows no generator."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples, whole_file
from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate._spec import Start

_MOST = 400 * RATE
"""Frames; no model makes more in one pass."""


def keep_start(clip: Clip, folder: Path, amount: float) -> Start:
    """Lay a clip down in ``folder``, under its hash, for an order to begin from; any thread.

    Of a long one it takes as much as a model could hear at once. Raises `InvalidInput` for an
    amount outside 0..1, `Unavailable` if it cannot be written.
    """
    if not 0.0 < amount <= 1.0:
        raise InvalidInput(f"the amount must be above 0 and up to 1, not {amount:g}")
    content = clip.samples[:_MOST].astype("<f4").data
    digest = hashlib.sha256(content).hexdigest()
    path = Path(folder) / f"start-{digest[:32]}.f32"
    if not path.exists():
        with whole_file(path) as part:
            part.write_bytes(content)
    return Start(path, digest, amount)


def read_start(start: Start) -> Samples:
    """The samples (frames,) at 48 kHz; raises `GenerationFailed` if they are not what was kept."""
    try:
        content = start.path.read_bytes()
    except OSError as error:
        why = error.strerror or error
        raise GenerationFailed(f"the clip to begin from cannot be read: {why}") from error
    if hashlib.sha256(content).hexdigest() != start.digest:
        raise GenerationFailed("the clip to begin from has changed since it was ordered")
    return np.frombuffer(content, "<f4").astype(np.float32)

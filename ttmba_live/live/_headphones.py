"""Puts a correction of the headphones between the mix and the device. Knows no filter."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.engine import Limiter, RenderThread
from ttmba_live.setup import AudioSettings
from ttmba_live.sinks.headphones import Corrected, Correction, read_correction


def correct_headphones(thread: RenderThread, audio: AudioSettings) -> Correction | None:
    """Let a render thread that has not started correct the headphones, if that is set.

    Raises `Unavailable` or `InvalidInput` if the file holds no correction.
    """
    if not audio.headphones:
        return None
    correction = read_correction(Path(audio.headphones).expanduser())
    # A correction may boost: what was below full scale before it may not be so after it.
    corrected, limit = Corrected(correction, audio.hop), Limiter(audio.hop)
    thread.correct = lambda mix: limit(corrected(mix))
    thread.correct_sinks = audio.headphones_recorded
    return correction

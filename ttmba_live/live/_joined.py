"""What is left of an event that is joined in its middle: clip, way and swells from there on.

Knows no clock and no voice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.geometry import Trajectory
from ttmba_live.long_clip import LongClip, kept_on_disk
from ttmba_live.scene import Envelope, Event

_FADE = RATE // 200
"""Frames over which it comes in."""

_PIECE = 1 << 20
"""Frames of a long clip that are copied at a time."""


def rest_of(clip: Clip, offset: int, *, loop: bool) -> Clip:
    """A clip from a frame on, faded in; one that loops goes on with its beginning."""
    at = offset % len(clip.samples)
    parts = [clip.samples[at:], clip.samples[:at]] if loop else [clip.samples[at:]]
    samples = np.concatenate(parts)
    _fade_in(samples)
    return Clip(samples)


def rest_on_disk(clip: LongClip, offset: int, path: Path, *, loop: bool) -> LongClip:
    """The same for a long clip, by way of a file; waits for the disk and raises OSError."""
    at = offset % len(clip.samples)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for number, piece in enumerate(_pieces(clip.samples, at, loop=loop)):
            copied = np.array(piece, "<f4")
            if not number:
                _fade_in(copied)
            copied.tofile(file)
    return kept_on_disk(path)


def rest_of_event(event: Event, frames: int, seconds: float) -> Event:
    """An event of which so many frames are left after so many seconds."""
    path, envelope = event.trajectory, event.envelope
    return replace(
        event,
        duration=frames / RATE,
        trajectory=path and _rest_of_path(path, seconds),
        envelope=envelope and _rest_of_envelope(envelope, seconds),
    )


def _fade_in(samples: Samples) -> None:
    count = min(_FADE, len(samples))
    samples[:count] *= np.linspace(0.0, 1.0, count, dtype=np.float32)


def _pieces(samples: Samples, at: int, *, loop: bool) -> Iterator[Samples]:
    ways = [(at, len(samples)), (0, at)] if loop else [(at, len(samples))]
    for start, stop in ways:
        for first in range(start, stop, _PIECE):
            yield samples[first : min(first + _PIECE, stop)]


def _rest_of_path(path: Trajectory, seconds: float) -> Trajectory:
    rows = zip(path.times, path.positions, strict=True)
    left = [(time - seconds, place) for time, place in rows if time > seconds]
    times, places = zip((0.0, path.at(seconds)), *left, strict=True)
    return Trajectory(times, places)


def _rest_of_envelope(envelope: Envelope, seconds: float) -> Envelope:
    rows = zip(envelope.times, envelope.levels, strict=True)
    left = [(time - seconds, level) for time, level in rows if time > seconds]
    times, levels = zip((0.0, envelope.at(seconds)), *left, strict=True)
    return Envelope(times, levels)

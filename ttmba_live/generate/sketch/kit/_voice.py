"""Throats: pulses or breath through a mouth that opens and closes. Knows no animal by name.

Source and filter (Fant): the pitch is a curve, each resonance of the tract another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit._basic import (
    Wave,
    between,
    clock,
    curve,
    drift,
    phase,
    place,
    room,
    saw,
    shaped,
)

Points = tuple[tuple[float, float], ...]
Track = tuple[float, ...]
"""A value at even steps of the call."""

SWELL: Points = ((0, 0), (0.08, 1), (0.7, 0.85), (1, 0))


@dataclass(frozen=True, slots=True)
class Call:
    """One utterance."""

    seconds: tuple[float, float]
    pitch: Points
    """(share of the call, Hz), ..."""
    mouth: tuple[tuple[Track, float, float], ...]
    """Resonances: (Hz along the call, width in Hz, strength), ..."""
    swell: Points = SWELL
    rough: float = 0.0
    """0 pure, 1 a growl."""
    breath: float = 0.05
    """Noise beside the pulses."""
    vibrato: tuple[float, float] = (0.0, 0.0)
    """(Hz, share of the pitch)."""
    tremble: tuple[float, float] = (0.0, 0.0)
    """(Hz, depth 0..1) of loudness."""
    pure: bool = False
    """A whistle: few harmonics."""
    spread: float = 0.05
    """How far the pitch differs from call to call, a share."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Calls that follow one another in bouts."""

    calls: tuple[Call, ...]
    count: tuple[int, int] = (1, 1)
    """How many in a bout."""
    gap: tuple[float, float] = (0.2, 0.4)
    """Seconds of silence from call to call."""
    pause: tuple[float, float] = (0.8, 1.8)
    """Seconds from bout to bout."""
    hall: tuple[float, float] = (0.5, 0.15)
    """(seconds, share) of what echoes."""
    steps: tuple[float, ...] = ()
    """Pitches of one call after another, as factors."""

    @property
    def melody(self) -> tuple[Call, ...]:
        """The calls in their order, at their steps."""
        if not self.steps:
            return self.calls
        (call,) = self.calls
        return tuple(
            replace(call, pitch=tuple((share, step * hz) for share, hz in call.pitch))
            for step in self.steps
        )


def cry(call: Call, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Utter a call once, (frames,)."""
    frames = int(between(rng, call.seconds) * 1.2**tilt.size * 0.82**tilt.speed * RATE)
    t, share = clock(frames), np.arange(frames) / frames
    hz = curve(share, *call.pitch) * (1.0 + call.spread * rng.uniform(-1.0, 1.0))
    hz = hz * 0.72**tilt.size * 1.09**tilt.mood
    rate, depth = call.vibrato
    hz *= 1.0 + depth * np.sin(2.0 * np.pi * rate * t + rng.uniform(0.0, 6.28))
    rough = max(0.0, call.rough + 0.15 * tilt.mood)
    if rough:
        hz *= 1.0 + 0.09 * rough * drift(frames, rng, 80.0)
    turns = phase(hz)
    if call.pure:
        source = np.sin(turns) + 0.12 * np.sin(2.0 * turns) + 0.04 * np.sin(3.0 * turns)
    else:
        source = saw(turns, 0.5)
    if rough:
        source *= 1.0 + rough * (0.6 * np.sin(0.5 * turns) + 0.4 * drift(frames, rng, 110.0))
    source += call.breath * 1.6 * rng.standard_normal(frames)
    rate, depth = call.tremble
    swell = curve(share, *call.swell)
    if depth:
        swell = swell * (1.0 - depth * (0.5 + 0.5 * np.sin(2.0 * np.pi * rate * t)))
    return np.asarray(swell * shaped(source, tract(call.mouth, frames / RATE, 0.84**tilt.size)))


def tract(
    mouth: Sequence[tuple[Track, float, float]], seconds: float, scale: float = 1.0
) -> Callable[[Wave, Wave], Wave]:
    """A mouth as a gain for `shaped`; its resonances ``scale`` times as high."""

    def gain(at: Wave, hz: Wave) -> Wave:
        total = np.full((len(at), hz.shape[1]), 0.004)
        for track, width, strength in mouth:
            middle = np.interp(at[:, 0] / seconds, np.linspace(0.0, 1.0, len(track)), track)
            off = (hz - scale * middle.reshape(-1, 1)) * (2.0 / (width * scale))
            total += strength / (1.0 + off * off)
        return total

    return gain


def uttered(frames: int, rng: np.random.Generator, tilt: Tilt, utterance: Utterance) -> Wave:
    """Utter the calls by turns for (frames,)."""
    out = np.zeros(frames)
    at, turn = 0.0, 0
    kinds = utterance.melody
    pace = 1.35**tilt.speed * 1.15**tilt.mood
    while at < frames:
        for _ in range(int(rng.integers(utterance.count[0], utterance.count[1] + 1))):
            grain = cry(kinds[turn % len(kinds)], rng, tilt) * rng.uniform(0.8, 1.0)
            place(out, int(at), grain)
            turn += 1
            at += len(grain) + RATE * between(rng, utterance.gap) / pace
            if at >= frames:
                break
        at += RATE * between(rng, utterance.pause) / pace
    return room(out, rng, *utterance.hall)

"""Grains and gusts: strokes of noise, bubbles, crackle. Knows no thing by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit._basic import (
    Wave,
    arrivals,
    between,
    clock,
    curve,
    impulses,
    paint,
    place,
    ring,
)

_BANDS = 5

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Gust:
    """A stroke of noise whose band moves as it swells and fades."""

    seconds: tuple[float, float]
    hz: Points
    """(share, Hz) of the band's middle."""
    octaves: float = 1.0
    """Width of the band (one standard deviation)."""
    swell: Points = ((0, 0), (0.3, 1), (1, 0))
    strength: float = 1.0
    flat: float = 0.0
    """Broadband noise beside the band."""


def gusts(
    frames: int,
    rng: np.random.Generator,
    tilt: Tilt,
    kinds: tuple[Gust, ...],
    pause: tuple[float, float],
    uneven: float = 0.3,
) -> Wave:
    """Strokes of ``kinds`` by turns, ``pause`` seconds from the end of one to the next."""
    plan: list[tuple[float, float, Gust, float, float]] = []
    at, turn, seconds = 0.0, 0, frames / RATE
    most = tilt.strokes or 10**9
    while at < seconds and turn < most * len(kinds):
        gust = kinds[turn % len(kinds)]
        length = between(rng, gust.seconds) * 0.75**tilt.speed * 1.2**tilt.size
        height = gust.strength * rng.uniform(1.0 - uneven, 1.0)
        plan.append((at, length, gust, height, rng.uniform(0.92, 1.08)))
        at += length + between(rng, pause) * 0.7**tilt.speed
        turn += 1
    scale = 0.75**tilt.size

    def gain(t: Wave, hz: Wave) -> Samples:
        total = np.zeros((len(t), hz.shape[1]), dtype=np.float32)
        octave = np.log2(np.maximum(hz, 20.0)).astype(np.float32)
        for start, length, gust, height, bent in plan:
            share = (t[:, 0] - start) / length
            inside = np.flatnonzero((share >= 0.0) & (share <= 1.0))
            if not len(inside):
                continue
            x = share[inside]
            level = height * curve(x, *gust.swell).reshape(-1, 1)
            middle = np.log2(scale * bent * curve(x, *gust.hz)).reshape(-1, 1)
            band = np.exp(-0.5 * np.square((octave - middle) / gust.octaves))
            total[inside] += (level * (band + gust.flat)).astype(np.float32)
        return total

    return paint(frames, rng, gain)


def bubble(hz: float, rise: float = 6.0) -> Wave:
    """A bubble (Minnaert: 3.3 m/s over its radius) that rises in pitch as it nears the surface."""
    decay = 5.5 / hz + 0.004
    t = clock(int(6.0 * decay * RATE))
    turns = hz * t * (1.0 + rise * t)
    return np.asarray(
        np.sin(2.0 * np.pi * turns) * np.exp(-t / decay) * np.minimum(t / 0.0008, 1.0)
    )


def bubbles(
    frames: int,
    rng: np.random.Generator,
    per_second: float,
    hz: tuple[float, float],
    density: Wave | None = None,
) -> Wave:
    """Many bubbles, sizes between two pitches; ``density`` (frames,) 0..1 thins them in time."""
    out = np.zeros(frames)
    pool = [
        bubble(float(np.exp(rng.uniform(*np.log(hz)))), rng.uniform(2.0, 12.0)) for _ in range(24)
    ]
    for at in arrivals(frames, rng, per_second):
        if density is not None and rng.random() > density[at]:
            continue
        place(out, int(at), pool[int(rng.integers(24))] * rng.lognormal(-0.7, 0.6))
    return out


def crackle(
    frames: int,
    rng: np.random.Generator,
    per_second: float,
    hz: tuple[float, float],
    density: Wave | None = None,
    heights: float = 0.9,
    cycles: float = 2.0,
) -> Wave:
    """Countless tiny impacts, each ringing for about ``cycles`` / Hz seconds."""
    out = np.zeros(frames)
    for band in np.geomspace(*hz, _BANDS):
        at = arrivals(frames, rng, per_second / _BANDS)
        if density is not None:
            at = at[rng.random(len(at)) < density[at]]
        sizes = np.minimum(rng.lognormal(-1.5, heights, len(at)), 2.0)
        signs = rng.choice([-1.0, 1.0], len(at))
        out += ring(
            impulses(frames, at, sizes * signs), band * rng.uniform(0.88, 1.14), cycles / band
        )
    return out

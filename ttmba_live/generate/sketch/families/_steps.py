"""Recipes for feet, by ground and by pace. Knows no words; loudness is set afterwards.

A walk is 1.8 steps a second, a run 2.9; heel and toe are 0.1 s apart in a walk, one in a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    bubbles,
    clock,
    crackle,
    noise,
    place,
    room,
    spaced,
    stroke,
    struck,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a foot finds; strengths are amplitudes."""

    thud: float = 0.8
    thud_hz: float = 70.0
    knock: float = 0.42
    """A broad knock of heel and sole."""
    knock_hz: float = 700.0
    body: str = ""
    """A material that rings, of `BODIES`."""
    body_hz: float = 0.0
    ring: float = 0.0
    grains: float = 0.0
    """Crunching grains."""
    grain_hz: tuple[float, float] = (1000.0, 6000.0)
    grains_s: float = 0.09
    """How long they crunch."""
    grain_rate: float = 900.0
    scrape: float = 0.06
    scrape_hz: float = 5000.0
    wet: float = 0.0
    hall: tuple[float, float] = (0.35, 0.12)


GROUNDS = entries("grounds", Ground)

MATERIAL_OF = {"wood": "steps on wood", "metal": "steps on metal", "cloth": "steps on carpet"}


def _foot(ground: Ground, rng: np.random.Generator, tilt: Tilt, foot: float, toe: float) -> Wave:
    """One foot: heel, then toe ``toe`` seconds later (0: both at once)."""
    size = int(0.42 * RATE)
    t = clock(size)
    heavy = 1.6 ** (tilt.weight + 0.5 * tilt.size)
    out = np.zeros(size)
    for late, part in ((0.0, 1.0), (toe, 0.5)) if toe else ((0.0, 1.2),):
        s = t - late
        low = ground.thud_hz * foot * 0.85**tilt.size
        thud = np.sin(2 * np.pi * (low * s + 0.5 * (1 - np.exp(-np.maximum(s, 0) / 0.012))))
        out += part**2 * heavy * ground.thud * thud * stroke(s, 0.002, 0.03)
        hz = ground.knock_hz
        knock = noise(size, rng, (hz / 3.5, -10), (hz, 0), (2.6 * hz, -3), (8 * hz, -18))
        out += part * ground.knock * knock * stroke(s, 0.001, 0.009) * rng.uniform(0.8, 1.1)
        if ground.ring:
            body = BODIES[ground.body]
            tone = struck(body.at(ground.body_hz * foot * 0.85**tilt.size), rng, 0.8 * heavy**0.3)
            place(out, int(late * RATE), part * ground.ring * tone)
        if ground.grains:
            press = stroke(s, 0.02, ground.grains_s * 0.5)
            low_hz, high_hz = ground.grain_hz
            dry = 1.3 if tilt.wet < 0 else 1.0
            out += (
                part
                * ground.grains
                * crackle(
                    size,
                    rng,
                    ground.grain_rate,
                    (low_hz * dry, high_hz * dry),
                    np.clip(press, 0, 1),
                    cycles=1.2,
                )
            )
        if ground.wet:
            wave = noise(size, rng, (250, -10), (900, 0), (3000, -3), (9000, -12))
            out += part * ground.wet * 0.35 * wave * stroke(s, 0.008, 0.05)
            out += (
                part
                * ground.wet
                * bubbles(size, rng, 90.0, (350.0, 1500.0), stroke(s - 0.03, 0.03, 0.08))
            )
    hz = ground.scrape_hz
    grit = noise(size, rng, (hz / 6, -24), (hz / 2, -4), (hz, 0), (2 * hz, -8))
    return np.asarray(out + ground.scrape * grit * np.exp(-(((t - toe - 0.02) / 0.035) ** 2)))


def _walk(
    ground: Ground, gap: float, toe: float
) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        pace = gap * 0.62**tilt.speed * 0.9**tilt.mood
        under = ground
        if ground == GROUNDS["footsteps"] and tilt.material in MATERIAL_OF:
            under = GROUNDS[MATERIAL_OF[tilt.material]]
        feet = [
            _foot(under, rng, tilt, foot, min(toe, 0.2 * pace))
            for foot in (1.0, 1.07)
            for _ in range(3)
        ]
        out = np.zeros(frames)
        onsets = spaced(frames, rng, pace, 0.018)
        onsets = onsets[: tilt.strokes] if tilt.strokes > 1 else onsets
        for number, at in enumerate(onsets):
            foot = 3 * (number % 2) + int(rng.integers(3))
            place(out, int(at), feet[foot] * rng.uniform(0.85, 1.0))
        return room(out, rng, *under.hall)

    return make


def marching(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A company in step, two steps a second, none quite with the other."""
    feet = [_foot(GROUNDS["footsteps"], rng, tilt, rng.uniform(0.85, 1.2), 0.0) for _ in range(8)]
    out = np.zeros(frames)
    for at in np.arange(0.03, frames / RATE, 0.5 * 0.75**tilt.speed):
        for _ in range(12):
            late = rng.normal(0.0, 0.014)
            place(out, int((at + late) * RATE), feet[int(rng.integers(8))] * rng.uniform(0.3, 1.0))
    return room(out, rng, 0.9, 0.4)


GAITS = {
    "high heels": (0.5, 0.07),
    "stairs": (0.42, 0.0),
    "shuffling": (0.72, 0.12),
    "giant steps": (1.15, 0.0),
}
"""Ground -> (seconds from step to step, from heel to toe); others are walked on."""

RECIPES = {
    **{
        name: Recipe(_walk(ground, *GAITS.get(name, (0.56, 0.105))), struck=True)
        for name, ground in GROUNDS.items()
    },
    "running": Recipe(_walk(GROUNDS["footsteps"], 0.345, 0.0), struck=True),
    "marching": Recipe(marching, struck=True),
}

"""Recipes for feet, by ground and by pace. Knows no words; loudness is set afterwards.

A walk is 1.8 steps a second, a run 2.9; heel and toe are 0.1 s apart in a walk, one in a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
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


GROUNDS = {
    "footsteps": Ground(),
    "steps on wood": Ground(0.5, 95, 0.15, 500, "wood", 190, 0.9, hall=(0.5, 0.3)),
    "steps on metal": Ground(0.2, 90, 0.1, 900, "metal", 340, 0.55, scrape=0.02, hall=(0.9, 0.4)),
    "steps on gravel": Ground(0.3, 80, 0.08, 900, grains=1.0, grain_hz=(1300, 5200), grains_s=0.16, scrape=0.03),
    "steps on snow": Ground(0.25, 60, 0.02, 400, grains=0.55, grain_hz=(450, 1700), grains_s=0.24, grain_rate=2600, scrape=0.05, scrape_hz=2200, hall=(0.1, 0.02)),
    "steps on grass": Ground(0.3, 60, 0.03, 400, grains=0.2, grain_hz=(3500, 9000), grains_s=0.13, scrape=0.16, scrape_hz=3800, hall=(0.1, 0.02)),
    "steps on leaves": Ground(0.15, 60, 0.03, 500, grains=1.0, grain_hz=(2600, 11000), grains_s=0.26, grain_rate=700, scrape=0.1, scrape_hz=6500, hall=(0.1, 0.02)),
    "steps in water": Ground(0.3, 65, 0.2, 350, scrape=0.3, scrape_hz=2000, wet=1.0),
    "steps in mud": Ground(0.35, 55, 0.06, 250, grains=0.3, grain_hz=(250, 900), grains_s=0.2, scrape=0.2, scrape_hz=900, wet=0.35, hall=(0.1, 0.02)),
    "steps on sand": Ground(0.3, 55, 0.02, 300, grains=0.16, grain_hz=(1800, 5000), grains_s=0.2, grain_rate=3500, scrape=0.2, scrape_hz=2800, hall=(0.1, 0.01)),
    "steps on carpet": Ground(1.0, 62, 0.1, 240, scrape=0.012, scrape_hz=1500, hall=(0.2, 0.05)),
}  # fmt: skip

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
            out += part * ground.grains * crackle(
                size, rng, ground.grain_rate, (low_hz * dry, high_hz * dry), np.clip(press, 0, 1), cycles=1.2
            )
        if ground.wet:
            wave = noise(size, rng, (250, -10), (900, 0), (3000, -3), (9000, -12))
            out += part * ground.wet * 0.35 * wave * stroke(s, 0.008, 0.05)
            out += part * ground.wet * bubbles(size, rng, 90.0, (350.0, 1500.0), stroke(s - 0.03, 0.03, 0.08))
    hz = ground.scrape_hz
    grit = noise(size, rng, (hz / 6, -24), (hz / 2, -4), (hz, 0), (2 * hz, -8))
    return np.asarray(out + ground.scrape * grit * np.exp(-(((t - toe - 0.02) / 0.035) ** 2)))


def _walk(ground: Ground, gap: float, toe: float) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        pace = gap * 0.62**tilt.speed * 0.9**tilt.mood
        under = ground
        if ground == GROUNDS["footsteps"] and tilt.material in MATERIAL_OF:
            under = GROUNDS[MATERIAL_OF[tilt.material]]
        feet = [
            _foot(under, rng, tilt, foot, min(toe, 0.2 * pace)) for foot in (1.0, 1.07) for _ in range(3)
        ]
        out = np.zeros(frames)
        onsets = spaced(frames, rng, pace, 0.018)
        onsets = onsets[: tilt.count] if 2 <= tilt.count < 9 else onsets
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


HEELS = Ground(0.12, 110, 0.35, 1900, "stone", 1500, 0.5, scrape=0.015, hall=(0.9, 0.4))
GIANT = Ground(2.2, 32, 0.3, 160, grains=0.5, grain_hz=(120, 700), grains_s=0.4, scrape=0.02, scrape_hz=700, hall=(1.6, 0.6))
STAIRS = Ground(0.55, 110, 0.3, 420, "wood", 130, 0.9, scrape=0.03, scrape_hz=2500, hall=(0.9, 0.55))
SHUFFLE = Ground(0.1, 70, 0.04, 500, grains=0.12, grain_hz=(1500, 4000), grains_s=0.3, scrape=0.4, scrape_hz=3000)

RECIPES = {
    **{name: Recipe(_walk(ground, 0.56, 0.105), struck=True) for name, ground in GROUNDS.items()},
    "high heels": Recipe(_walk(HEELS, 0.5, 0.07), struck=True),
    "running": Recipe(_walk(GROUNDS["footsteps"], 0.345, 0.0), struck=True),
    "stairs": Recipe(_walk(STAIRS, 0.42, 0.0), struck=True),
    "shuffling": Recipe(_walk(SHUFFLE, 0.72, 0.12), struck=True),
    "giant steps": Recipe(_walk(GIANT, 1.15, 0.0), struck=True),
    "marching": Recipe(marching, struck=True),
}

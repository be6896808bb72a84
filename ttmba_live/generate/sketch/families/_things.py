"""Recipes for things that are struck, dropped, broken or shaken. Knows no words."""

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
    bout,
    clock,
    crackle,
    noise,
    place,
    room,
    spaced,
    strew,
    stroke,
    struck,
    told,
)


@dataclass(frozen=True, slots=True)
class Strike:
    """Something struck again and again."""

    material: str
    hz: tuple[float, ...]
    """First modes of the pieces there are."""
    longer: float = 1.0
    count: tuple[int, int] = (1, 1)
    gap: tuple[float, float] = (0.2, 0.3)
    pause: tuple[float, float] = (0.8, 1.2)
    hard: float = 1.0
    own: bool = False
    """Keeps its material whatever the prompt says."""
    hall: tuple[float, float] = (0.5, 0.2)


STRIKES = entries("strikes", Strike)


def _strikes(spec: Strike) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        material = spec.material if spec.own or not tilt.material else tilt.material
        factor = BODIES[material].hz / BODIES[spec.material].hz * 0.75**tilt.size
        body = BODIES[material]
        hard = spec.hard * 1.3**tilt.weight
        grains = [
            struck(body.at(hz * factor, spec.longer), rng, hard) for hz in spec.hz for _ in range(2)
        ]
        few = (tilt.strokes, tilt.strokes) if tilt.strokes else spec.count
        pace = 0.7**tilt.speed
        gap, pause = ((a * pace, b * pace) for a, b in (spec.gap, spec.pause))
        onsets = bout(frames, rng, few, gap, pause)
        onsets = told(onsets, frames, tilt.strokes)
        out = np.zeros(frames)
        strew(out, rng, onsets, grains, 0.5)
        return room(out, rng, *spec.hall)

    return make


def _shards(rng: np.random.Generator, low: float) -> Wave:
    """A pane bursts: a crack, then shards that fall and ring for a second and more."""
    out = np.zeros(int(1.7 * RATE))
    t = clock(12_000)
    crack = noise(12_000, rng, (500, -10), (3000, 0), (8000, 2), (15000, -6)) * stroke(
        t, 0.0006, 0.028
    )
    blow = noise(12_000, rng, (100, -4), (300, 0), (1200, -12)) * stroke(t, 0.001, 0.03)
    place(out, 0, crack + 0.4 * blow)
    grains = [struck(BODIES["glass"].at(low * hz, 0.35), rng) for hz in rng.uniform(2200, 6500, 12)]
    strew(
        out,
        rng,
        (rng.exponential(0.09, 40) * RATE).astype(np.int64),
        [0.5 * g for g in grains],
        0.8,
    )
    strew(
        out,
        rng,
        (rng.uniform(0.25, 1.2, 26) * RATE).astype(np.int64),
        [0.28 * g for g in grains],
        0.9,
    )
    return out


def shatter(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Glass breaks."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 2.7 * 0.7**tilt.speed, 0.08)
    for at in told(onsets, frames, tilt.strokes):
        place(out, int(at), _shards(rng, 0.75**tilt.size))
    return room(out, rng, 0.6, 0.15)


def crockery(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A plate or a pot smashes: a dull crack and clattering pieces."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.5 * 0.7**tilt.speed, 0.08):
        size = int(1.3 * RATE)
        t = clock(size)
        wave = noise(size, rng, (200, -4), (900, 0), (3000, -3), (9000, -16)) * stroke(
            t, 0.0006, 0.03
        )
        grains = [
            struck(BODIES["ceramic"].at(hz * 0.8**tilt.size, 0.4), rng)
            for hz in rng.uniform(900, 2600, 8)
        ]
        strew(
            wave,
            rng,
            (rng.exponential(0.14, 20) * RATE).astype(np.int64),
            [0.55 * g for g in grains],
            0.8,
        )
        place(out, int(at), wave)
    return room(out, rng, 0.5, 0.2)


def crash(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Two cars, or a shelf that comes down: a blow, tearing sheet, glass, things rolling out."""
    out = np.zeros(frames)
    sheets = [
        struck(BODIES["metal"].at(hz * 0.8**tilt.size, 0.8), rng, 1.2)
        for hz in (140, 210, 330, 520)
    ]
    for at in spaced(frames, rng, 3.6 * 0.75**tilt.speed, 0.06):
        size = int(2.4 * RATE)
        t = clock(size)
        wave = (
            1.5
            * noise(size, rng, (30, 0), (90, 0), (400, -6), (2000, -12), (8000, -24))
            * stroke(t, 0.002, 0.14)
        )
        strew(
            wave,
            rng,
            (rng.exponential(0.16, 22) * RATE).astype(np.int64),
            [0.5 * s for s in sheets],
            0.7,
        )
        place(wave, int(0.08 * RATE), 0.3 * _shards(rng, 0.8))
        place(out, int(at), wave)
    return room(out, rng, 1.1, 0.3)


def timber(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A branch snaps: a few small cracks of fibre, then the break."""
    out = np.zeros(frames)
    low = 0.7**tilt.size
    snaps = [struck(BODIES["wood"].at(hz * low, 0.8), rng, 1.5) for hz in (700, 950, 1300)]
    for at in spaced(frames, rng, 1.15 * 0.7**tilt.speed, 0.2):
        for late in np.sort(rng.uniform(0.0, 0.16, 6)):
            place(out, int(at + late * RATE), 0.25 * snaps[int(rng.integers(3))])
        t = clock(4800)
        split = noise(4800, rng, (300, -8), (1300 * low, 0), (4000, -2), (11000, -14)) * stroke(
            t, 0.0003, 0.009
        )
        place(
            out,
            int(at) + int(0.17 * RATE),
            1.4 * split + 1.2 * snaps[0][:4800] if len(snaps[0]) >= 4800 else 1.4 * split,
        )
    return room(out, rng, 0.5, 0.2)


def falling_tree(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Groaning fibres that crack ever denser, the rush of leaves, the ground."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 5.5 * 0.8**tilt.speed, 0.06):
        size = int(4.6 * RATE)
        t = clock(size)
        wave = crackle(
            size, rng, 90.0, (350.0, 2600.0), np.clip((t / 2.6) ** 2, 0, 1) * (t < 2.8), cycles=3.0
        )
        rush = noise(size, rng, (500, -10), (2500, 0), (7000, -4), (12000, -12))
        wave += 0.3 * rush * np.exp(-(((t - 2.7) / 0.5) ** 2))
        boom = noise(size, rng, (25, 0), (60, 0), (200, -10), (1500, -26)) * stroke(
            t - 3.0, 0.006, 0.3
        )
        place(out, int(at), 1.3 * wave + 2.2 * 1.3**tilt.size * boom)
    return room(out, rng, 1.2, 0.25)


RECIPES = {
    **{name: Recipe(_strikes(spec), struck=True) for name, spec in STRIKES.items()},
    "glass breaking": Recipe(shatter, struck=True),
    "crockery breaking": Recipe(crockery, struck=True),
    "crash": Recipe(crash, struck=True),
    "branch snapping": Recipe(timber, struck=True),
    "falling tree": Recipe(falling_tree),
}

"""Recipes for drums and percussion. Knows no words; loudness is set afterwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    clock,
    crackle,
    high_pass,
    noise,
    place,
    room,
    stroke,
    struck,
)


def _kick(rng: np.random.Generator, low: float) -> Wave:
    t = clock(int(0.4 * RATE))
    wave = np.sin(2 * np.pi * low * (52.0 * t + 1.1 * (1 - np.exp(-t / 0.02)))) * stroke(
        t, 0.001, 0.11
    )
    beater = noise(len(t), rng, (500, -6), (2500, 0), (6000, -10)) * stroke(t, 0.0005, 0.004)
    return np.asarray(wave + 0.2 * beater)


def _snare(rng: np.random.Generator, low: float) -> Wave:
    t = clock(int(0.3 * RATE))
    head = (
        np.sin(2 * np.pi * 185.0 * low * t) + 0.6 * np.sin(2 * np.pi * 331.0 * low * t)
    ) * stroke(t, 0.0008, 0.035)
    wires = noise(len(t), rng, (700, -14), (2500, -2), (6000, 0), (12000, -5)) * stroke(
        t, 0.0008, 0.075
    )
    return np.asarray(0.6 * head + 0.7 * wires)


def _hat(rng: np.random.Generator, low: float, decay: float = 0.035) -> Wave:
    size = int(min(5.0 * decay + 0.02, 1.0) * RATE)
    wave = noise(size, rng, (4000, -30), (7500 * low, -3), (10500, 0), (16000, -4))
    return np.asarray(wave * stroke(clock(size), 0.0006, decay))


def _cymbal(rng: np.random.Generator, low: float) -> Wave:
    size = int(2.6 * RATE)
    t = clock(size)
    wave = noise(size, rng, (250, -20), (900, -8), (3500 * low, 0), (8000, 0), (15000, -6))
    partials = sum(
        np.sin(2 * np.pi * low * hz * t + rng.uniform(0, 6)) for hz in rng.uniform(400, 6500, 24)
    )
    out = 0.8 * wave * stroke(t, 0.001, 0.55) + 0.09 * partials * stroke(t, 0.004, 0.8)
    out[-4800:] *= np.linspace(1.0, 0.0, 4800)
    return np.asarray(out)


def _skin(hz: float, longer: float, hard: float) -> Callable[[np.random.Generator, float], Wave]:
    def hit(rng: np.random.Generator, low: float) -> Wave:
        wave = struck(BODIES["skin"].at(hz * low, longer), rng, hard)
        t = clock(len(wave))
        return wave + 0.5 * np.sin(
            2 * np.pi * hz * low * (t + 0.02 * (1 - np.exp(-t / 0.03)))
        ) * np.exp(-t / (0.12 * longer))

    return hit


def _wood(hz: float) -> Callable[[np.random.Generator, float], Wave]:
    return lambda rng, low: struck(BODIES["wood"].at(hz * low, 1.2), rng, 1.3)


def _tambourine(rng: np.random.Generator, low: float) -> Wave:
    size = int(0.25 * RATE)
    t = clock(size)
    jingles = sum(np.sin(2 * np.pi * low * hz * t) for hz in rng.uniform(5500, 9500, 14))
    return np.asarray(
        0.12 * jingles * stroke(t, 0.002, 0.055)
        + 0.35 * _pad(struck(BODIES["skin"].at(310.0 * low, 0.3), rng), size)
    )


def _pad(wave: Wave, size: int) -> Wave:
    out = np.zeros(size)
    place(out, 0, wave)
    return out


def _shaker(rng: np.random.Generator, low: float) -> Wave:
    size = int(0.14 * RATE)
    t = clock(size)
    swell = np.exp(-(((t - 0.05) / 0.03) ** 2))
    return crackle(size, rng, 2600.0, (4500.0 * low, 9500.0), swell, cycles=1.5)


def _rim(rng: np.random.Generator, low: float) -> Wave:
    return struck(BODIES["wood"].at(1750.0 * low, 0.6), rng, 1.6) + 0.0


Hit = Callable[[np.random.Generator, float], Wave]

PATTERNS: dict[str, tuple[float, tuple[tuple[Hit, str], ...], tuple[float, float]]] = {
    # name: (seconds of a sixteenth, ((drum, its bar: digits are loudness), ...), hall)
    "drum kit": (
        0.13,
        ((_kick, "9...9..39...9.3."), (_snare, "....9.......9..2"), (_hat, "5363536353635363")),
        (0.5, 0.15),
    ),
    "snare drum": (0.13, ((_snare, "9..54.449..5.545"),), (0.5, 0.15)),
    "bass drum": (0.15, ((_kick, "9.......9...7..."),), (0.6, 0.2)),
    "hi-hat": (0.12, ((_hat, "9595959595959575"),), (0.2, 0.05)),
    "cymbal crash": (0.16, ((_cymbal, "9..............."),), (0.8, 0.15)),
    "hand drum": (
        0.13,
        (
            (_skin(195.0, 0.7, 1.3), "9..5.9.3.5.9.5.3"),
            (_skin(330.0, 0.35, 1.6), "..4..4.7..4...74"),
        ),
        (0.4, 0.12),
    ),
    "big drum": (0.2, ((_skin(62.0, 2.0, 1.0), "9.....5.9...5.5."),), (1.4, 0.4)),
    "timpani": (0.2, ((_skin(98.0, 5.0, 0.6), "9...7...9.557..."),), (1.6, 0.4)),
    "drum roll": (0.0335, ((_snare, "9767978697678968"),), (0.5, 0.15)),
    "tambourine": (0.125, ((_tambourine, "9.5.8.5.9.5.8557"),), (0.4, 0.12)),
    "maracas": (0.12, ((_shaker, "9565956595659565"),), (0.2, 0.05)),
    "wood block": (0.16, ((_wood(1150.0), "9.4.9.449.4.9.44"),), (0.5, 0.15)),
    "rimshot": (0.15, ((_rim, "9.....9...9.9..."), (_snare, "2.....2...2.2...")), (0.4, 0.12)),
}


def _drums(name: str) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    step, parts, hall = PATTERNS[name]

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        low = 0.8**tilt.size
        pace = step * 0.72**tilt.speed * rng.uniform(0.96, 1.04)
        out = np.zeros(frames)
        strokes = 0
        for hit, bar in parts:
            grains = [hit(rng, low * f) for f in (0.99, 1.0, 1.01)]
            for number in range(int(frames / RATE / pace) + 1):
                mark = bar[number % 16]
                if mark == ".":
                    continue
                if 0 < tilt.strokes <= strokes:
                    break
                strokes += 1
                late = rng.normal(0.0, 0.004)
                at = int(max(number * pace + late, 0.0) * RATE)
                place(
                    out,
                    at,
                    grains[int(rng.integers(3))] * (int(mark) / 9.0) * rng.uniform(0.85, 1.0),
                )
        return room(out, rng, *hall)

    return make


def beatbox(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A mouth as a drum kit: puffed kicks, 'ka' snares, 'ts' hats."""
    t = clock(int(0.16 * RATE))
    size = len(t)
    puff = np.sin(2 * np.pi * (75.0 * t + 0.9 * (1 - np.exp(-t / 0.015)))) * stroke(t, 0.002, 0.04)
    puff += 0.35 * noise(size, rng, (200, -4), (600, 0), (2500, -12)) * stroke(t, 0.002, 0.02)
    ka = noise(size, rng, (900, -10), (1900, 0), (3800, -3), (9000, -14)) * stroke(t, 0.001, 0.035)
    ts = high_pass(noise(size, rng, (4500, -10), (7500, 0), (12000, -4)), 3500.0) * stroke(
        t, 0.004, 0.025
    )
    out = np.zeros(frames)
    pace = 0.145 * 0.72**tilt.speed
    for number in range(int(frames / RATE / pace) + 1):
        for grain, bar in (
            (puff, "9..5..9...9..5.."),
            (0.8 * ka, "....9.......9..4"),
            (0.5 * ts, "..7...7.7.7...77"),
        ):
            if bar[number % 16] != ".":
                place(
                    out,
                    int(number * pace * RATE),
                    grain * int(bar[number % 16]) / 9.0 * rng.uniform(0.8, 1),
                )
    return room(out, rng, 0.25, 0.08)


RECIPES = {
    **{name: Recipe(_drums(name), struck=True) for name in PATTERNS},
    "beatbox": Recipe(beatbox, struck=True),
}

"""Recipes for wild animals. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import throats
from ttmba_live.generate.sketch.kit import (
    Gust,
    Wave,
    clock,
    drift,
    gusts,
    high_pass,
    noise,
    phase,
    place,
    room,
    spaced,
)


def dolphin(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Whistles that loop between 6 and 14 kHz, and trains of clicks that speed up to a buzz."""
    out = np.zeros(frames)
    at = 0.0
    while at < frames:
        size = int(rng.uniform(0.4, 0.7) * RATE * 0.8**tilt.speed)
        share = np.arange(size) / size
        hz = (
            9000.0
            * 0.8**tilt.size
            * (1.0 + 0.35 * np.sin(2 * np.pi * (1.4 * share + rng.random())))
        )
        place(out, int(at), np.sin(phase(hz)) * np.sin(np.pi * share))
        at += size + 0.1 * RATE
        gaps = 0.045 * 0.95 ** np.arange(50) + 0.003
        click = noise(96, rng, (3000, 0), (12000, 2)) * np.hanning(96)
        for late in np.cumsum(gaps):
            place(out, int(at + late * RATE), 0.7 * click)
        at += gaps.sum() * RATE + rng.uniform(0.2, 0.5) * RATE
    return room(high_pass(out, 1500.0), rng, 1.0, 0.25)


def snake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Long, even hisses, the band high and hardly moving."""
    kind = Gust(
        (1.3, 2.0),
        ((0, 6500), (0.5, 7600), (1, 6300)),
        0.5,
        ((0, 0), (0.25, 0.8), (0.7, 1), (1, 0)),
    )
    return gusts(frames, rng, tilt, (kind,), (0.35, 0.8), 0.2)


def rattlesnake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A tail that shakes 55 times a second, each shake a dry tick of many scales."""
    rate = 55.0 * 1.2**tilt.speed * 0.85**tilt.size
    turns = phase(rate * (1.0 + 0.05 * drift(frames, rng, 2.0)))
    gate = np.maximum(np.cos(turns), 0.0) ** 6
    swell = np.clip(0.75 + 0.5 * drift(frames, rng, 0.7), 0.05, 1.0)
    dry = noise(frames, rng, (1500, -24), (4500, -2), (8500, 0), (13000, -6))
    return dry * (0.15 + gate) * swell


def bat(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Calls that fall from 15 to 7 kHz in a few ms, twelve a second, then a feeding buzz."""
    out = np.zeros(frames)
    at = 0.0
    t = clock(int(0.006 * RATE))
    call = np.sin(2.0 * np.pi * (15000.0 * t - 650_000.0 * t * t)) * np.hanning(len(t))
    while at < frames:
        gaps = np.concatenate(
            [np.full(int(rng.integers(8, 14)), 0.085), 0.05 * 0.86 ** np.arange(14) + 0.006]
        )
        for late in np.cumsum(gaps / 1.3**tilt.speed):
            place(out, int(at + late * RATE), call * rng.uniform(0.6, 1.0))
        at += gaps.sum() * RATE + rng.uniform(0.2, 0.6) * RATE
    return room(out, rng, 0.5, 0.15)


def scurry(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Small claws that run, stop and run again: a patter of dry ticks."""
    out = np.zeros(frames)
    for start in spaced(frames, rng, 1.1, 0.25):
        at = float(start)
        for _ in range(int(rng.integers(9, 16))):
            tick = noise(700, rng, (900, -10), (2600 * 0.8**tilt.size, 0), (7000, -6)) * np.exp(
                -clock(700) / 0.002
            )
            place(out, int(at), tick * rng.uniform(0.4, 1.0))
            at += RATE * rng.uniform(0.04, 0.065) / 1.3**tilt.speed
    return room(out, rng, 0.25, 0.1)


RECIPES = {
    **throats("wild"),
    "dolphin": Recipe(dolphin, layers=True),
    "snake": Recipe(snake),
    "rattlesnake": Recipe(rattlesnake),
    "bat": Recipe(bat, struck=True, layers=True),
    "scurrying": Recipe(scurry, struck=True),
}

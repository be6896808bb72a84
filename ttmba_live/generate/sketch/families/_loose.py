"""Recipes for things that are shaken, dropped and rolled. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    arrivals,
    bounces,
    clock,
    crackle,
    drift,
    high_pass,
    noise,
    place,
    room,
    spaced,
    strew,
    struck,
    told,
)


def jingle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bunch of keys, shaken: high small metal in clusters."""
    keys = [
        struck(BODIES["metal"].at(hz * 0.8**tilt.size, 0.28), rng, 0.9)
        for hz in rng.uniform(3400, 6200, 10)
    ]
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.3 * 0.7**tilt.speed, 0.2):
        strew(out, rng, int(at) + (rng.exponential(0.045, 7) * RATE).astype(np.int64), keys, 0.8)
    return high_pass(out, 1800.0)


def coins(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A coin drops, bounces faster and faster, and spins to rest."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 1.9 * 0.75**tilt.speed, 0.1)
    for at in told(onsets, frames, tilt.strokes):
        coin = BODIES["metal"].at(rng.uniform(4700, 5600) * 0.8**tilt.size, 0.45)
        for number, late in enumerate(bounces(0.24, 0.68, 0.022)):
            place(out, int(at + late * RATE), struck(coin, rng, 1.0, 0.6) * 0.82**number)
    return room(out, rng, 0.4, 0.15)


def chains(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Links that slide over one another: a clanking stream, heavier below."""
    links = [
        struck(BODIES["metal"].at(hz * 0.75**tilt.size, 0.16), rng, 1.1)
        for hz in rng.uniform(850, 1900, 10)
    ]
    lively = np.clip(0.55 + 0.7 * drift(frames, rng, 1.6 * 1.4**tilt.speed), 0.03, 1.0)
    at = arrivals(frames, rng, 34.0)
    out = np.zeros(frames)
    strew(out, rng, at[rng.random(len(at)) < lively[at]], links, 0.85)
    return room(out, rng, 0.6, 0.2)


def ball(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A ball let fall: even in pitch, ever quicker; a basketball unless it is small."""
    small = tilt.size < 0
    hz, body = (1150.0, BODIES["plastic"]) if small else (98.0 * 0.8**tilt.size, BODIES["skin"])
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.2 * 0.8**tilt.speed, 0.05):
        first = (0.42 if small else 0.6) * 0.8**tilt.speed
        for number, late in enumerate(bounces(first, 0.8, 0.06)):
            hit = struck(body.at(hz, 0.4 if not small else 1.0), rng, 1.0)
            place(out, int(at + late * RATE), hit * 0.84**number)
    return room(out, rng, 0.9, 0.45)


def marble(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A marble that rolls over a table: countless little ticks that slow down, a last knock."""
    low = 0.8**tilt.size
    share = np.mod(clock(frames) / (3.6 * 0.8**tilt.speed), 1.0)
    density = np.clip(1.0 - 0.8 * share, 0.0, 1.0) * (share < 0.92)
    out = crackle(frames, rng, 420.0, (700.0 * low, 2600.0 * low), density, heights=0.5, cycles=4.0)
    rumble = noise(frames, rng, (100, -12), (300, 0), (900, -3), (3000, -16)) * density
    return out * (1.0 + 0.5 * np.sin(2 * np.pi * 11.0 * np.cumsum(density) / RATE)) + 0.15 * rumble


def dice(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Dice shaken in a cup and thrown."""
    out = np.zeros(frames)
    cup = [struck(BODIES["plastic"].at(hz * 0.85**tilt.size), rng) for hz in (1500, 1900)]
    table = [struck(BODIES["wood"].at(hz * 0.85**tilt.size), rng) for hz in (850, 1050)]
    for at in spaced(frames, rng, 2.6 * 0.8**tilt.speed, 0.06):
        strew(
            out,
            rng,
            int(at) + (np.arange(16) * 0.062 * RATE + rng.normal(0, 500, 16)).astype(np.int64),
            cup,
            0.7,
        )
        for number, late in enumerate(bounces(0.16, 0.76, 0.03)):
            place(out, int(at + (1.25 + late) * RATE), table[number % 2] * 0.85**number)
            place(
                out,
                int(at + (1.28 + 1.07 * late) * RATE),
                0.8 * table[(number + 1) % 2] * 0.85**number,
            )
    return out


def rattle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Loose parts that shake eleven times a second."""
    body = BODIES[tilt.material or "plastic"]
    grains = [struck(body.at(body.hz * f * 0.8**tilt.size, 0.5), rng) for f in (1.2, 1.5, 1.9)]
    swell = np.clip(0.65 + 0.6 * drift(frames, rng, 0.9), 0.0, 1.0)
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.09 * 0.7**tilt.speed, 0.08):
        strew(out, rng, int(at) + rng.integers(0, 900, 4), [g * swell[at] for g in grains], 0.7)
    return room(out, rng, 0.3, 0.12)


RECIPES = {
    "keys": Recipe(jingle, struck=True),
    "coins": Recipe(coins, struck=True),
    "chain": Recipe(chains),
    "ball bouncing": Recipe(ball, struck=True),
    "rolling": Recipe(marble),
    "dice": Recipe(dice, struck=True),
    "rattle": Recipe(rattle, struck=True),
}

"""Recipes for weapons and explosions. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    arrivals,
    clock,
    crackle,
    curve,
    drift,
    noise,
    phase,
    place,
    room,
    spaced,
    strew,
    stroke,
    struck,
    told,
)


def _shot(rng: np.random.Generator, low: float = 1.0, seconds: float = 0.9) -> Wave:
    """A muzzle blast: a crack of one millisecond, a thump, and the ground's answer."""
    size = int(seconds * RATE)
    t = clock(size)
    crack = noise(size, rng, (200, -8), (900 * low, 0), (4000, -1), (12000, -8)) * stroke(
        t, 0.0002, 0.011
    )
    body = noise(size, rng, (50, -2), (130 * low, 0), (500, -6), (2500, -18)) * stroke(
        t, 0.0008, 0.06
    )
    tail = noise(size, rng, (80, -2), (300, 0), (1200, -8), (4000, -20)) * stroke(
        t - 0.02, 0.02, 0.2
    )
    return np.asarray(1.6 * crack + 1.1 * body + 0.16 * tail)


def gunshot(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Single shots in the open, each with its echo."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 1.7 * 0.6**tilt.speed, 0.2), frames, tilt.strokes):
        place(out, int(at), _shot(rng, 0.75**tilt.size))
        place(out, int(at) + int(0.34 * RATE), 0.1 * _shot(rng, 0.4))
    return room(out, rng, 1.6, 0.3)


def machine_gun(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Bursts at eleven rounds a second."""
    shots = [_shot(rng, 0.85 * 0.8**tilt.size, 0.35) for _ in range(4)]
    out = np.zeros(frames)
    at = 0.0
    while at < frames:
        for _ in range(int(rng.integers(6, 13))):
            place(out, int(at), shots[int(rng.integers(4))] * rng.uniform(0.85, 1.0))
            at += RATE / (11.0 * 1.3**tilt.speed) * rng.uniform(0.97, 1.03)
        at += RATE * rng.uniform(0.35, 0.8)
    return room(out, rng, 1.2, 0.25)


def cannon(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A big gun: a flat low boom that rolls off over the land."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 3.2 * 0.7**tilt.speed, 0.1), frames, tilt.strokes):
        size = int(2.8 * RATE)
        t = clock(size)
        boom = noise(size, rng, (20, -2), (48 * 0.8**tilt.size, 0), (130, -8), (500, -22)) * stroke(
            t, 0.004, 0.28
        )
        crack = noise(size, rng, (150, -2), (400, 0), (1500, -8), (6000, -22)) * stroke(
            t, 0.0008, 0.03
        )
        roll = noise(size, rng, (40, 0), (140, -4), (600, -20)) * np.exp(-(((t - 0.9) / 0.5) ** 2))
        place(out, int(at), 1.6 * boom + 0.8 * crack + 0.2 * roll)
    return out


def explosion(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A blast: a crack that clips, a fireball's roar two seconds long, debris that falls."""
    out = np.zeros(frames)
    big = 1.3**tilt.size
    for at in told(spaced(frames, rng, 5.0 * 0.75**tilt.speed, 0.08), frames, tilt.strokes):
        size = int(4.2 * RATE)
        t = clock(size)
        crack = noise(size, rng, (60, 0), (400, 0), (2500, -4), (9000, -12)) * stroke(
            t, 0.0005, 0.05
        )
        roar = noise(size, rng, (22, -2), (50 / big, 0), (130, -4), (400, -18), (2000, -36))
        roar *= stroke(t, 0.01, 0.65 * big) * (1.0 + 0.5 * drift(size, rng, 12.0))
        stones = [struck(BODIES["stone"].at(hz), rng) for hz in (500.0, 800.0, 1300.0)]
        debris = np.zeros(size)
        strew(debris, rng, ((0.7 + rng.exponential(0.6, 40)) * RATE).astype(np.int64), stones, 0.9)
        place(out, int(at), np.tanh(2.5 * crack + 1.2 * roar) + 0.02 * debris)
    return room(out, rng, 2.2, 0.25)


def fireworks(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A rocket that whistles up, a bang, and a crackling shower."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.7 * 0.7**tilt.speed, 0.2):
        size = int(3.4 * RATE)
        t = clock(size)
        up = np.sin(phase(curve(t, (0, 1500), (0.9, 3100)) * 0.85**tilt.size))
        up *= 0.12 * curve(t, (0, 0), (0.15, 1), (0.8, 0.6), (0.9, 0))
        bang = noise(size, rng, (40, -1), (120, 0), (600, -5), (3000, -14)) * stroke(
            t - 0.98, 0.001, 0.1
        )
        rain = crackle(
            size,
            rng,
            130.0,
            (1800.0, 8000.0),
            np.clip(stroke(t - 1.25, 0.15, 0.7), 0, 1),
            heights=1.2,
        )
        place(out, int(at), up + 1.5 * bang + 0.6 * rain)
    return room(out, rng, 1.9, 0.4)


def firecrackers(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A string of bangers: dry cracks by chance, fourteen a second, in salvos."""
    t = clock(4200)
    cracks = [
        noise(4200, rng, (300, -6), (1500 * f * 0.85**tilt.size, 0), (6000, -2), (14000, -10))
        * stroke(t, 0.0002, 0.006)
        for f in (0.7, 1.0, 1.4, 1.9)
    ]
    lively = (drift(frames, rng, 0.7) > -0.25) * 1.0
    at = arrivals(frames, rng, 15.0 * 1.3**tilt.speed)
    out = np.zeros(frames)
    strew(out, rng, at[lively[at] > 0.0], cracks, 0.75)
    return room(out, rng, 0.9, 0.3)


RECIPES = {
    "gunshot": Recipe(gunshot, struck=True),
    "machine gun": Recipe(machine_gun, struck=True),
    "cannon": Recipe(cannon, struck=True),
    "explosion": Recipe(explosion, struck=True),
    "fireworks": Recipe(fireworks),
    "firecrackers": Recipe(firecrackers, struck=True),
}

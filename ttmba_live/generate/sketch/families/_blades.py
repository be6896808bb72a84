"""Recipes for blades, arrows and rays. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Gust,
    Wave,
    clock,
    curve,
    drift,
    fm,
    gusts,
    noise,
    phase,
    place,
    room,
    saw,
    spaced,
    stroke,
    struck,
    told,
)


def clash(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Blades meet: bright steel that rings, sometimes sliding along."""
    out = np.zeros(frames)
    blades = [
        struck(BODIES["metal"].at(hz * 0.8**tilt.size, 1.3), rng, 1.6) for hz in (1950, 2300, 2750)
    ]
    for at in told(spaced(frames, rng, 0.78 * 0.65**tilt.speed, 0.25), frames, tilt.strokes):
        place(out, int(at), blades[int(rng.integers(3))] * rng.uniform(0.6, 1.0))
        if rng.random() < 0.4:
            place(out, int(at) + int(0.05 * RATE), 0.35 * _slide(rng, 0.3, 3200.0, 4400.0))
    return room(out, rng, 0.8, 0.2)


def _slide(rng: np.random.Generator, seconds: float, low: float, high: float) -> Wave:
    """Steel along steel: narrow hiss and ringing that rise."""
    size = int(seconds * RATE)
    share = np.arange(size) / size
    hz = curve(share, (0, low), (1, high))
    ringing = np.zeros(size)
    for ratio in (1.0, 1.47, 2.09, 2.56):
        ringing += np.sin(phase(ratio * hz * (1.0 + 0.01 * drift(size, rng, 200.0))))
    hiss = noise(size, rng, (1500, -22), (4500, 0), (9000, 0), (15000, -8))
    rough = 1.0 + 0.6 * drift(size, rng, 130.0)
    return np.asarray(
        (0.3 * ringing + 0.7 * hiss) * rough * curve(share, (0, 0), (0.1, 0.5), (0.85, 1), (1, 0))
    )


def draw(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A sword leaves its sheath: a scrape that rises for half a second and rings on."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 2.2 * 0.75**tilt.speed, 0.06), frames, tilt.strokes):
        size = 0.55 * 0.75**tilt.speed * 1.15**tilt.size
        place(out, int(at), _slide(rng, size, 2300.0 * 0.85**tilt.size, 3600.0 * 0.85**tilt.size))
        ringing = struck(BODIES["metal"].at(2900.0 * 0.85**tilt.size, 2.4), rng, 1.0)
        place(out, int(at) + int(0.93 * size * RATE), 0.35 * ringing)
    return room(out, rng, 0.6, 0.15)


def arrow(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bowstring's twang, the shaft's rush, and the thud in the target, which quivers."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 2.0 * 0.75**tilt.speed, 0.08), frames, tilt.strokes):
        t = clock(int(0.3 * RATE))
        twang = saw(phase(np.full(len(t), 105.0 * 0.8**tilt.size)), 0.6) * stroke(t, 0.001, 0.05)
        rush = noise(len(t), rng, (600, -14), (2400, 0), (6000, -6)) * np.exp(
            -(((t - 0.14) / 0.07) ** 2)
        )
        place(out, int(at), 0.5 * twang + 0.35 * rush)
        hit = int(at) + int(0.36 * RATE)
        place(out, hit, struck(BODIES["wood"].at(270.0), rng, 1.5))
        q = clock(int(0.35 * RATE))
        quiver = (
            np.sin(2 * np.pi * 62.0 * q)
            * (0.5 + 0.5 * np.sin(2 * np.pi * 21.0 * q))
            * np.exp(-q / 0.1)
        )
        place(out, hit, 0.5 * quiver)
    return out


def whip(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A rush that rises for a quarter second and ends in a crack faster than sound."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 1.35 * 0.7**tilt.speed, 0.12), frames, tilt.strokes):
        size = int(0.28 * RATE)
        t = clock(size)
        rush = noise(size, rng, (300, -10), (1300, 0), (4000, -8)) * (t / t[-1]) ** 3
        place(out, int(at), 0.22 * rush)
        u = clock(3000)
        crack = noise(
            3000, rng, (900, -10), (3500 * 0.85**tilt.size, 0), (9000, 0), (16000, -6)
        ) * stroke(u, 0.0001, 0.0035)
        place(out, int(at) + size, 1.4 * crack)
    return room(out, rng, 0.7, 0.2)


def laser(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Science fiction: a tone that falls four octaves in a fifth of a second."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 0.5 * 0.65**tilt.speed, 0.2), frames, tilt.strokes):
        size = int(0.26 * RATE)
        share = np.arange(size) / size
        turns = phase(3800.0 * 0.75**tilt.size * np.exp(-3.2 * share) * rng.uniform(0.92, 1.08))
        zap = np.sin(turns + 1.8 * np.sin(1.5 * turns))
        place(out, int(at), zap * (1.0 - share) ** 1.2)
    return room(out, rng, 0.6, 0.2)


def ricochet(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bullet that strikes stone and sings away, falling as it goes."""
    out = np.zeros(frames)
    for at in told(spaced(frames, rng, 1.5 * 0.7**tilt.speed, 0.15), frames, tilt.strokes):
        size = int(0.75 * RATE)
        share = np.arange(size) / size
        hz = 2600.0 * 0.8**tilt.size * rng.uniform(0.8, 1.2) * np.exp(-1.1 * share)
        turns = phase(hz * (1.0 + 0.02 * np.sin(2 * np.pi * 52.0 * clock(size))))
        sing = np.sin(turns) + 0.4 * np.sin(2 * turns)
        place(out, int(at), 1.1 * struck(BODIES["stone"].at(1500.0), rng, 1.5))
        place(out, int(at) + 300, 0.5 * sing * curve(share, (0, 0), (0.08, 1), (1, 0)))
    return room(out, rng, 1.1, 0.3)


def reload(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A slide drawn back and let go: scrape and two hard clacks, a magazine home."""
    out = np.zeros(frames)
    clack = [
        struck(BODIES["metal"].at(hz * 0.85**tilt.size, 0.09), rng, 1.4) for hz in (820, 1250, 640)
    ]
    for at in told(spaced(frames, rng, 1.9 * 0.75**tilt.speed, 0.08), frames, tilt.strokes):
        for late, which in ((0.0, 2), (0.42, 0), (0.6, 1)):
            place(out, int(at + late * RATE), clack[which])
        scrape = noise(int(0.14 * RATE), rng, (1000, -8), (3000, 0), (8000, -6))
        place(out, int(at + 0.44 * RATE), 0.16 * scrape)
    return room(out, rng, 0.35, 0.15)


def lightsaber(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A blade of light: a beating hum of 96 Hz that bends as it swings."""
    swing = np.clip(2.4 * drift(frames, rng, 1.3 * 1.4**tilt.speed) - 0.7, 0.0, 1.0)
    hz = 96.0 * 0.8**tilt.size * (1.0 + 0.5 * swing)
    one, two = saw(phase(hz), 0.7), saw(phase(hz * 1.016), 0.7)
    out = (one + two) * (0.55 + 0.9 * swing)
    place(out, 0, 0.5 * fm(900.0, 0.3, 1.4, 4.0, 0.1))
    return out


def arrow_past(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bullet or arrow close by the ear: a hiss that drops in a tenth of a second."""
    kind = Gust(
        (0.16, 0.22),
        ((0, 5200), (0.4, 4300), (0.6, 2700), (1, 2000)),
        0.35,
        ((0, 0), (0.45, 1), (1, 0)),
    )
    return gusts(frames, rng, tilt, (kind,), (0.4, 0.9), 0.3)


RECIPES = {
    "sword clash": Recipe(clash, struck=True),
    "sword draw": Recipe(draw, struck=True),
    "arrow": Recipe(arrow, struck=True),
    "bullet whizz": Recipe(arrow_past),
    "whip": Recipe(whip),
    "laser": Recipe(laser, struck=True),
    "ricochet": Recipe(ricochet, struck=True),
    "gun cocking": Recipe(reload, struck=True),
    "lightsaber": Recipe(lightsaber),
}

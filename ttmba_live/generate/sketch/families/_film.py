"""Recipes for film and games: whooshes, risers, impacts, magic. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Gust,
    Wave,
    clock,
    curve,
    drift,
    fm,
    gusts,
    low_pass,
    noise,
    paint,
    phase,
    place,
    room,
    saw,
    spaced,
    stroke,
    told,
)


def whoosh(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Air that something fast displaces: a band that rises and falls in half a second."""
    kind = Gust(
        (0.5, 0.75),
        ((0, 350), (0.45, 1900), (0.6, 1500), (1, 380)),
        0.9,
        ((0, 0), (0.25, 0.25), (0.5, 1), (0.7, 0.5), (1, 0)),
    )
    return gusts(frames, rng, tilt, (kind,), (0.5, 0.9), 0.2)


def swish(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A stick or a blade through the air: short and higher."""
    kind = Gust((0.18, 0.24), ((0, 1200), (0.5, 4200), (1, 1800)), 0.6, ((0, 0), (0.5, 1), (1, 0)))
    return gusts(frames, rng, tilt, (kind,), (0.3, 0.55), 0.25)


def riser(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Tension: noise and saws that climb three octaves to the end, trembling faster."""
    share = np.linspace(0.0, 1.0, frames) ** (1.0 if tilt.speed <= 0 else 1.6)
    hz = 70.0 * 0.8**tilt.size * 2.0 ** (3.3 * share)
    stack = saw(phase(hz), 0.7) + saw(phase(1.007 * hz), 0.7) + 0.6 * saw(phase(1.503 * hz), 0.7)
    tremble = 1.0 - 0.5 * share * (0.5 + 0.5 * np.sin(phase(2.0 + 14.0 * share)))

    def gain(t: Wave, f: Wave) -> Wave:
        at = np.interp(t, clock(frames), share)
        return np.asarray(
            (0.1 + at)
            * np.exp(-0.5 * ((np.log2(np.maximum(f, 20) / (200 * 2 ** (5 * at)))) / 0.7) ** 2)
        )

    return (0.12 + share**1.4) * (
        0.5 * low_pass(stack, 3500.0) * tremble + 1.3 * paint(frames, rng, gain)
    )


def downer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """The way down: power fails, all pitches sink and stop."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.4 * 0.75**tilt.speed, 0.05):
        size = int(2.6 * RATE)
        share = np.arange(size) / size
        hz = 640.0 * 0.75**tilt.size * np.exp(-3.4 * share)
        wave = saw(phase(hz), 0.6) + 0.5 * saw(phase(1.5 * hz), 0.6)
        place(
            out,
            int(at),
            low_pass(wave, 2500.0) * (1.0 - share) ** 0.5 * np.minimum(share / 0.02, 1.0),
        )
    return room(out, rng, 0.8, 0.2)


def power_up(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A machine wakes: a whirr that winds up for two seconds and locks with a chime."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.6 * 0.75**tilt.speed, 0.05):
        size = int(2.2 * RATE)
        share = np.arange(size) / size
        hz = 90.0 * 0.75**tilt.size * np.exp(2.6 * share)
        wave = np.sin(phase(hz)) + 0.6 * np.sin(phase(2.01 * hz)) + 0.4 * saw(phase(0.5 * hz), 0.7)
        place(out, int(at), wave * share**0.7 * np.minimum((1 - share) / 0.02, 1.0))
        place(out, int(at) + size, 0.9 * fm(1320.0 * 0.75**tilt.size, 1.0, 1.5, 0.8, 0.3))
    return room(out, rng, 0.9, 0.2)


def drone(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A dark held sound: detuned low saws behind a slowly turning filter."""
    base = 55.0 * 0.75**tilt.size * 2.0 ** (rng.integers(-2, 3) / 12.0)
    out = np.zeros(frames)
    for ratio in (1.0, 1.006, 1.498, 2.004):
        out += saw(phase(base * ratio * (1.0 + 0.0015 * drift(frames, rng, 0.3))), 0.6)
    open_ = 0.5 + 0.4 * drift(frames, rng, 0.25)
    dark, light = low_pass(out, 160.0, 2), low_pass(out, 900.0, 2)
    return room(dark + open_ * 0.6 * light, rng, 2.5, 0.5)


def suspense(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """High strings that tremble on a cluster of semitones, over a far pulse."""
    base = 880.0 * 0.8**tilt.size
    out = np.zeros(frames)
    rate = 11.0 * 1.2**tilt.speed
    for step in (0, 1, 2, 6):
        voice = phase(base * 2.0 ** (step / 12.0) * (1.0 + 0.004 * drift(frames, rng, 3.0)))
        out += (np.sin(voice) + 0.4 * np.sin(2 * voice) + 0.2 * np.sin(3 * voice)) * (
            0.6 + 0.4 * np.sin(phase(np.full(frames, rate)) + rng.uniform(0, 6))
        )
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * clock(frames) / 5.0 - 1.2)
    return room(0.4 * out * swell, rng, 2.2, 0.5)


def impact(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A trailer hit: a slap, a drop from 90 to 28 Hz, a long dark hall."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 4.2 * 0.7**tilt.speed, 0.04)
    for at in told(onsets, frames, tilt.strokes):
        size = int(2.8 * RATE)
        t = clock(size)
        drop = np.sin(phase((28.0 + 62.0 * np.exp(-t / 0.16)) * 0.85**tilt.size)) * stroke(
            t, 0.002, 0.75
        )
        slap = noise(size, rng, (80, 0), (400, -2), (2000, -8), (7000, -18)) * stroke(
            t, 0.0008, 0.05
        )
        tail = noise(size, rng, (60, 0), (200, -4), (700, -12), (2500, -24)) * stroke(t, 0.03, 0.7)
        place(out, int(at), 1.5 * drop + 0.9 * slap + 0.3 * tail)
    return room(out, rng, 3.0, 0.4)


def braam(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Massed low brass that blares: a semitone scoop, growing brighter, then let go."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 4.0 * 0.75**tilt.speed, 0.03):
        size = int(3.0 * RATE)
        share = np.arange(size) / size
        bright = curve(share, (0, 0), (0.12, 1), (0.5, 0.6), (1, 0))
        wave = np.zeros(size)
        for ratio in (0.5, 1.0, 1.007, 1.498, 2.01):
            wave += saw(
                phase(82.0 * 0.8**tilt.size * ratio * (1.0 - 0.06 * np.exp(-share / 0.02))), 0.5
            )
        wave = np.tanh(0.7 * wave)
        wave = low_pass(wave, 300.0) + bright * wave
        place(out, int(at), wave * curve(share, (0, 0), (0.04, 1), (0.6, 0.8), (1, 0)))
    return room(out, rng, 2.6, 0.6)


def sub_drop(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A pure low tone that falls through the floor."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.8 * 0.75**tilt.speed, 0.04):
        size = int(2.8 * RATE)
        share = np.arange(size) / size
        hz = 24.0 + 96.0 * 0.85**tilt.size * np.exp(-2.6 * share)
        turns = phase(hz)
        place(
            out,
            int(at),
            (np.sin(turns) + 0.12 * np.sin(2 * turns))
            * curve(share, (0, 0), (0.02, 1), (0.7, 0.7), (1, 0)),
        )
    return out


def reverse(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A cymbal backwards: it swells for two seconds and is cut off."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.5 * 0.75**tilt.speed, 0.03):
        size = int(2.0 * RATE)
        share = np.arange(size) / size
        wave = noise(size, rng, (500, -14), (3000 * 0.85**tilt.size, -2), (7000, 0), (14000, -4))
        place(
            out, int(at), wave * np.exp(4.5 * (share - 1.0)) * np.minimum((1 - share) / 0.004, 1.0)
        )
    return out


RECIPES = {
    "whoosh": Recipe(whoosh),
    "swish": Recipe(swish),
    "riser": Recipe(riser),
    "power down": Recipe(downer, struck=True),
    "power up": Recipe(power_up),
    "dark drone": Recipe(drone),
    "suspense": Recipe(suspense),
    "impact": Recipe(impact, struck=True),
    "braam": Recipe(braam, struck=True),
    "sub drop": Recipe(sub_drop),
    "reverse cymbal": Recipe(reverse),
}

"""Recipes for doors, locks and what creaks: one family. Knows no words; loudness is set later."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Gust,
    Wave,
    bout,
    clock,
    curve,
    drift,
    gusts,
    impulses,
    noise,
    phase,
    place,
    ring,
    room,
    spaced,
    stroke,
    struck,
    told,
)


def _friction(
    frames: int, rng: np.random.Generator, rate: Wave, modes: tuple[tuple[float, float], ...]
) -> Wave:
    """Stick and slip: a train of slips at ``rate`` (frames,) that rings (Hz, strength) of wood."""
    turns = phase(np.maximum(rate, 1.0) * (1.0 + 0.12 * drift(frames, rng, 35.0))) / (2.0 * np.pi)
    slips = np.flatnonzero(np.diff(np.floor(turns), prepend=-1.0)).astype(np.int64)
    track = impulses(frames, slips, rng.uniform(0.5, 1.0, len(slips)))
    track *= rate > 1.0
    out = np.zeros(frames)
    for hz, strength in modes:
        out += strength * ring(track, hz * rng.uniform(0.95, 1.05), 2.5 / hz + 0.003)
    return out


def creak(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A hinge: slips 30 to 160 a second that speed up as it moves and slow as it stops."""
    out = np.zeros(frames)
    low = 0.8**tilt.size
    modes: tuple[tuple[float, float], ...] = (
        (310 * low, 0.5),
        (640 * low, 1.0),
        (1180 * low, 0.9),
        (1900 * low, 0.6),
        (2900 * low, 0.3),
    )
    if tilt.material == "metal":
        modes = tuple((1.7 * hz, s) for hz, s in modes)
    for at in spaced(frames, rng, 2.7 * 1.4**-tilt.speed, 0.1):
        seconds = 2.1 * 1.35**-tilt.speed
        size = int(seconds * RATE)
        share = np.arange(size) / size
        top = rng.uniform(110.0, 170.0)
        rate = curve(share, (0, 24), (0.25, 0.55 * top), (0.5, top), (0.75, 0.6 * top), (1, 20))
        rate = rate * (1.0 + 0.35 * drift(size, rng, 4.0))
        wave = _friction(size, rng, rate, modes)
        place(out, int(at), wave * curve(share, (0, 0), (0.05, 0.8), (0.6, 1), (0.95, 0.6), (1, 0)))
    return room(out, rng, 0.6, 0.3)


def squeak(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A dry bearing or a chair: short pure cries that bend upward, back and forth."""
    out = np.zeros(frames)
    base = 1500.0 * 0.7**tilt.size * rng.uniform(0.92, 1.08)
    for number, at in enumerate(spaced(frames, rng, 0.62 * 0.7**tilt.speed, 0.06)):
        size = int((0.24 if number % 2 else 0.3) * RATE)
        share = np.arange(size) / size
        hz = base * (1.0 if number % 2 else 1.22) * curve(share, (0, 0.85), (0.5, 1.06), (1, 1.0))
        turns = phase(hz * (1.0 + 0.03 * drift(size, rng, 60.0)))
        wave = np.sin(turns) + 0.4 * np.sin(2 * turns) + 0.25 * np.sin(3 * turns)
        place(out, int(at), wave * np.sin(np.pi * share) ** 0.7 * rng.uniform(0.7, 1.0))
    return room(out, rng, 0.3, 0.15)


def floorboard(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Old boards under weight: slow single cracks of slip, far apart, then a few in a row."""
    out = np.zeros(frames)
    low = 0.85**tilt.size
    for at in spaced(frames, rng, 1.25 * 0.7**tilt.speed, 0.2):
        size = int(0.75 * RATE)
        share = np.arange(size) / size
        rate = curve(share, (0, 38), (0.4, 62), (1, 26)) * rng.uniform(0.8, 1.3)
        modes = ((150.0 * low, 1.0), (330.0 * low, 0.9), (520.0 * low, 0.5), (900.0 * low, 0.25))
        place(
            out,
            int(at),
            _friction(size, rng, rate, modes) * np.sin(np.pi * share) * rng.uniform(0.5, 1),
        )
    return room(out, rng, 0.5, 0.3)


def _latch(rng: np.random.Generator, low: float = 1.0) -> Wave:
    """A spring latch: two metal clicks 45 ms apart."""
    out = np.zeros(int(0.35 * RATE))
    body = BODIES["metal"].at(1700.0 * low, 0.12)
    place(out, 0, 0.6 * struck(body, rng))
    place(out, int(0.045 * RATE), struck(body.at(1300.0 * low), rng))
    return out


def _panel(rng: np.random.Generator, tilt: Tilt, hard: float) -> Wave:
    """A door leaf that meets its frame."""
    t = clock(int(0.9 * RATE))
    low = 0.8**tilt.size
    metal = tilt.material == "metal"
    wave = noise(
        len(t), rng, (35, -8), (90 * low, 0), (300, -5), (1200 * low, -12), (5000 * low, -24)
    )
    wave *= stroke(t, 0.001, 0.055)
    for hz, decay, strength in (
        (62, 0.11, 1.2),
        (97, 0.09, 0.9),
        (148, 0.07, 0.7),
        (236, 0.05, 0.4),
    ):
        wave += strength * np.sin(2 * np.pi * hz * low * t) * stroke(t, 0.001, decay)
    if metal:
        place(wave, 0, 1.2 * struck(BODIES["metal"].at(190.0 * low, 1.6), rng))
    if tilt.material == "glass":
        place(wave, 0, 0.7 * struck(BODIES["glass"].at(420.0, 0.4), rng))
    crack = noise(len(t), rng, (500 * low, -6), (1800 * low, 0), (6000 * low, -8)) * stroke(
        t, 0.0004, 0.006
    )
    return np.asarray(wave + hard * crack)


def slam(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A door thrown shut: everything at once, the frame, the latch, the room."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 2.6 * 0.7**tilt.speed, 0.08)
    for at in told(onsets, frames, tilt.strokes):
        place(out, int(at), 1.3 * _panel(rng, tilt, 0.9))
        place(out, int(at) + int(0.02 * RATE), 0.25 * _latch(rng, 0.8**tilt.size))
    return room(out, rng, 1.0, 0.5)


def door(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A door opens and closes: handle, latch, a breath of hinge, then leaf and latch again."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.6 * 0.75**tilt.speed, 0.06):
        place(out, int(at), 0.7 * _latch(rng, 0.8**tilt.size))
        size = int(0.7 * RATE)
        rub = noise(size, rng, (120, -6), (400, 0), (1500, -10), (5000, -26))
        rub *= np.sin(np.pi * np.arange(size) / size) * 0.06
        place(out, int(at) + int(0.2 * RATE), rub)
        shut = int(at) + int(1.55 * 0.8**tilt.speed * RATE)
        place(out, shut, 0.42 * _panel(rng, tilt, 0.25))
        place(out, shut + int(0.03 * RATE), 0.7 * _latch(rng, 0.8**tilt.size))
    return room(out, rng, 0.5, 0.25)


def car_door(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A car's: lighter sheet with a rubber seal, two clunks close together, nearly no room."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 2.2 * 0.75**tilt.speed, 0.1)
    for at in told(onsets, frames, tilt.strokes):
        t = clock(int(0.4 * RATE))
        low = 0.85**tilt.size
        boom = np.sin(2 * np.pi * 88.0 * low * t) * stroke(t, 0.002, 0.05)
        boom += 0.7 * np.sin(2 * np.pi * 171.0 * low * t) * stroke(t, 0.001, 0.035)
        sheet = noise(len(t), rng, (200, -4), (700, 0), (2200, -6), (8000, -20)) * stroke(
            t, 0.0006, 0.016
        )
        place(out, int(at), 0.2 * struck(BODIES["metal"].at(1100.0, 0.1), rng))
        place(out, int(at) + int(0.05 * RATE), boom + 0.9 * sheet)
    return room(out, rng, 0.25, 0.1)


def knock(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Knuckles: three or four quick knocks, then someone waits."""
    out = np.zeros(frames)
    body = BODIES[tilt.material or "wood"]
    hz = 175.0 if tilt.material in {"", "wood"} else 0.6 * body.hz
    grains = [struck(body.at(hz * 0.8**tilt.size, 1.5), rng, 1.25**tilt.weight) for _ in range(4)]
    count = (tilt.strokes, tilt.strokes) if tilt.strokes else (3, 4)
    gap = 0.19 * 0.75**tilt.speed
    onsets = bout(frames, rng, count, (0.93 * gap, 1.07 * gap), (0.9, 1.3))
    onsets = told(onsets, frames, tilt.strokes)
    for number, at in enumerate(onsets):
        place(out, int(at), grains[number % 4] * rng.uniform(0.8, 1.0))
    return room(out, rng, 0.55, 0.3)


def bang(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Fists or a shutter on a big panel: heavy blows, a second or less apart."""
    out = np.zeros(frames)
    grains = [_panel(rng, tilt, 0.7) for _ in range(3)]
    onsets = spaced(frames, rng, 0.68 * 0.65**tilt.speed, 0.2)
    for number, at in enumerate(told(onsets, frames, tilt.strokes)):
        place(out, int(at), grains[number % 3] * rng.uniform(0.5, 1.0))
    return room(out, rng, 0.8, 0.4)


def sliding(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A door or a drawer on its rail: a rolling rumble that ends in a bump, and back."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.9 * 0.75**tilt.speed, 0.08):
        size = int(0.95 * 0.8**tilt.speed * RATE)
        t = clock(size)
        roll = noise(size, rng, (60, -8), (220, 0), (600, -2), (2000, -8), (7000, -22))
        roll *= 0.3 * np.sin(np.pi * t / t[-1]) ** 0.6 * (1.0 + 0.5 * drift(size, rng, 45.0))
        place(out, int(at), roll)
        place(
            out, int(at) + size, 0.8 * struck(BODIES["wood"].at(150.0 * 0.8**tilt.size, 1.5), rng)
        )
    return room(out, rng, 0.4, 0.2)


def lock(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A key in a lock: pins that tick past, a turn, a bolt that falls."""
    out = np.zeros(frames)
    tick = [struck(BODIES["metal"].at(hz * 0.85**tilt.size, 0.1), rng) for hz in (3100.0, 3700.0)]
    bolt = struck(BODIES["metal"].at(620.0 * 0.85**tilt.size, 0.18), rng, 1.2)
    for start in spaced(frames, rng, 2.3 * 0.75**tilt.speed, 0.08):
        for late in np.cumsum(rng.uniform(0.03, 0.07, 7)):
            place(
                out, int(start + late * RATE), tick[int(rng.integers(2))] * rng.uniform(0.15, 0.4)
            )
        place(out, int(start) + int(0.75 * RATE), 0.9 * bolt)
        place(out, int(start) + int(1.15 * RATE), 0.7 * bolt)
    return room(out, rng, 0.3, 0.18)


def zipper(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Teeth that tick by the hundred, faster and faster, up and then down."""
    up = tuple(
        Gust((0.5, 0.7), points, 0.55, ((0, 0), (0.1, 0.8), (0.9, 1), (1, 0)))
        for points in (((0, 2400), (1, 5200)), ((0, 5000), (1, 2300)))
    )
    wave = gusts(frames, rng, tilt, up, (0.35, 0.6), 0.1)
    teeth = phase(135.0 * 0.8**tilt.size * (1.0 + 0.2 * drift(frames, rng, 2.0)))
    return wave * (0.15 + np.maximum(np.cos(teeth), 0.0) ** 4)


RECIPES = {
    "door": Recipe(door, struck=True),
    "door creak": Recipe(creak, struck=True),
    "door slam": Recipe(slam, struck=True),
    "knock": Recipe(knock, struck=True),
    "banging": Recipe(bang, struck=True),
    "sliding door": Recipe(sliding, struck=True),
    "car door": Recipe(car_door, struck=True),
    "lock": Recipe(lock, struck=True),
    "wood creak": Recipe(floorboard, struck=True),
    "squeak": Recipe(squeak, struck=True),
    "zipper": Recipe(zipper),
}

"""Recipes for tools and machines. Knows no words; loudness is set afterwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Gust,
    Motor,
    Wave,
    clock,
    crackle,
    curve,
    drift,
    fm,
    gusts,
    low_pass,
    motor,
    noise,
    phase,
    place,
    room,
    saw,
    spaced,
    strew,
    stroke,
    struck,
)

TWO_STROKE = ((190.0, 0.008, 1.0), (420.0, 0.005, 0.9), (950.0, 0.0025, 0.7), (2100.0, 0.0012, 0.5))

MOTORS = entries("motors_machines", Motor)


def _motor(spec: Motor) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        return motor(frames, rng, tilt, spec)

    return make


def _strokes(
    kinds: tuple[Gust, ...], pause: tuple[float, float], teeth: float, deep: float
) -> Recipe:
    """To and fro with teeth: a saw, a file, sandpaper."""

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        out = gusts(frames, rng, tilt, kinds, pause, 0.12)
        if teeth:
            rate = teeth * 0.8**tilt.size * 1.3**tilt.speed * (1.0 + 0.25 * drift(frames, rng, 3.0))
            out *= 1.0 - deep + 2.4 * deep * np.maximum(np.cos(phase(rate)), 0.0) ** 2
        return out

    return Recipe(make)


PUSH = ((0, 0), (0.25, 0.9), (0.8, 1), (1, 0))
SAW = _strokes(
    (
        Gust((0.34, 0.4), ((0, 1100), (0.5, 2300), (1, 1500)), 0.8, PUSH),
        Gust((0.32, 0.38), ((0, 900), (0.5, 1500), (1, 800)), 0.8, PUSH, 0.7),
    ),
    (0.02, 0.06),
    95.0,
    0.8,
)
FILE = _strokes((Gust((0.2, 0.26), ((0, 3600), (1, 4900)), 0.6, PUSH),), (0.14, 0.2), 260.0, 0.5)
SAND = _strokes(
    (
        Gust((0.26, 0.3), ((0, 4200), (0.5, 5600), (1, 4400)), 1.0, PUSH),
        Gust((0.26, 0.3), ((0, 4200), (0.5, 5000), (1, 4000)), 1.0, PUSH, 0.75),
    ),
    (0.0, 0.03),
    0.0,
    0.0,
)


def washer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A drum that turns wet clothes: slosh and thump every second and a half, a humming motor."""
    share = np.mod(clock(frames) / (1.5 * 0.7**tilt.speed), 1.0)
    surge = np.exp(-(((share - 0.4) / 0.16) ** 2))
    water = noise(frames, rng, (120, -6), (400, 0), (1300, -4), (4000, -16))
    out = 0.5 * water * surge + 0.25 * saw(phase(np.full(frames, 74.0 * 0.85**tilt.size)), 0.7)
    out = low_pass(out, 1800.0)
    t = clock(int(0.25 * RATE))
    thump = np.sin(2 * np.pi * 58.0 * t) * stroke(t, 0.01, 0.06)
    for at in spaced(frames, rng, 1.5 * 0.7**tilt.speed, 0.02):
        place(out, int(at + 0.85 * RATE * 0.7**tilt.speed), 0.9 * thump)
    return out


def factory(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A hall of machines: presses that thump in turn, belts that clatter, hiss of valves."""
    out = 0.3 * noise(frames, rng, (40, -3), (120, 0), (400, -6), (1500, -12), (5000, -22))
    t = clock(int(0.35 * RATE))
    press = np.sin(2 * np.pi * 66.0 * 0.85**tilt.size * t) * stroke(t, 0.003, 0.09)
    clank = [struck(BODIES["metal"].at(hz, 0.5), rng) for hz in (380.0, 560.0, 900.0)]
    beat = 1.1 * 0.7**tilt.speed
    for at in spaced(frames, rng, beat, 0.004):
        place(out, int(at), 1.3 * press)
        for late, height in ((0.25, 0.35), (0.5, 0.5), (0.62, 0.3), (0.75, 0.35)):
            place(out, int(at + late * beat * RATE), height * clank[int(late * 8) % 3])
    hiss = Gust((0.25, 0.35), ((0, 5000), (1, 4000)), 1.0, ((0, 0), (0.1, 1), (1, 0)), 0.5)
    out += 0.5 * gusts(frames, rng, tilt, (hiss,), (beat - 0.32, beat - 0.28))
    return room(out, rng, 1.5, 0.5)


def printer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A carriage that goes to and fro, 0.6 s a line, paper fed in between."""
    t = clock(frames)
    line = np.mod(t / (0.75 * 0.75**tilt.speed), 1.0)
    moving = (line < 0.78) * 1.0
    hz = curve(line, (0, 300), (0.12, 780), (0.66, 780), (0.78, 300)) * 0.85**tilt.size
    whirr = saw(phase(hz), 0.6) * moving
    nozzles = noise(frames, rng, (2000, -16), (5000, 0), (9000, -4)) * (line > 0.12) * (line < 0.66)
    feed = saw(phase(np.full(frames, 190.0)), 0.5) * (line > 0.8) * (line < 0.95)
    return low_pass(0.35 * whirr + 0.25 * nozzles + 0.4 * feed, 6000.0)


def register(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Keys, a bell, a drawer that springs open, coins that shift."""
    out = np.zeros(frames)
    key = struck(BODIES["metal"].at(780.0, 0.12), rng)
    for at in spaced(frames, rng, 2.7 * 0.75**tilt.speed, 0.06):
        for late in (0.0, 0.17, 0.33):
            place(out, int(at + late * RATE), 0.6 * key)
        place(out, int(at + 0.62 * RATE), 0.8 * fm(2150.0 * 0.85**tilt.size, 1.2, 2.76, 1.1, 0.35))
        slide = noise(int(0.3 * RATE), rng, (150, -6), (500, 0), (2000, -8))
        place(
            out,
            int(at + 0.66 * RATE),
            0.5 * slide * np.sin(np.pi * np.arange(len(slide)) / len(slide)),
        )
        place(out, int(at + 0.95 * RATE), 0.9 * struck(BODIES["wood"].at(190.0), rng, 1.2))
        coins = [0.25 * struck(BODIES["metal"].at(hz, 0.2), rng) for hz in (4200.0, 5100.0)]
        strew(
            out,
            rng,
            int(at + 0.97 * RATE) + (rng.exponential(0.06, 8) * RATE).astype(np.int64),
            coins,
        )
    return out


def steam(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A valve or a pipe: a long hiss that opens sharply and dies in a drip of pressure."""
    kind = Gust(
        (1.5, 2.1),
        ((0, 3600), (0.1, 5200), (1, 3800)),
        1.0,
        ((0, 0), (0.03, 1), (0.5, 0.7), (1, 0)),
        0.12,
    )
    return gusts(frames, rng, tilt, (kind,), (0.35, 0.7), 0.2)


def air_brake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Pressed air let go: a hard sneeze of half a second, and a second, shorter one."""
    kinds = (
        Gust(
            (0.5, 0.6),
            ((0, 1700), (0.2, 2600), (1, 4500)),
            1.3,
            ((0, 0), (0.02, 1), (0.3, 0.45), (1, 0)),
            0.1,
        ),
        Gust((0.14, 0.2), ((0, 2200), (1, 4000)), 1.3, ((0, 0), (0.1, 1), (1, 0)), 0.1, 1.0),
    )
    return gusts(frames, rng, tilt, kinds, (0.3, 0.9), 0.1)


def geiger(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A counter: clicks by pure chance, twelve a second."""
    at = rng.integers(0, frames, rng.poisson(12.0 * 2.0**tilt.speed * frames / RATE))
    out = np.zeros(frames)
    t = clock(300)
    strew(out, rng, at, [np.sin(2 * np.pi * 1900.0 * t) * stroke(t, 0.0001, 0.0009)], 0.1)
    return out + 0.0004 * crackle(frames, rng, 20.0, (3000.0, 6000.0))


RECIPES = {
    **{name: Recipe(_motor(spec)) for name, spec in MOTORS.items()},
    "saw": SAW,
    "filing": FILE,
    "sanding": SAND,
    "washing machine": Recipe(washer),
    "factory": Recipe(factory),
    "printer": Recipe(printer),
    "cash register": Recipe(register, struck=True),
    "steam": Recipe(steam),
    "air brake": Recipe(air_brake),
    "geiger counter": Recipe(geiger),
}

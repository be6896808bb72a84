"""Recipes for what travels on land, water and in the air. Knows no words.

Rates: a four-stroke engine fires rpm / 120 times a second for each cylinder; rotor blades of a
helicopter pass 10 to 20 times a second, a light aircraft's propeller 70 to 90.
"""

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
    curve,
    drift,
    gusts,
    motor,
    noise,
    passing,
    phase,
    place,
    room,
    spaced,
    struck,
)

EXHAUST = (
    (62.0, 0.02, 1.0),
    (118.0, 0.014, 0.9),
    (235.0, 0.008, 0.5),
    (510.0, 0.004, 0.3),
    (1150.0, 0.002, 0.16),
)
DIESEL = ((48.0, 0.03, 1.2), (92.0, 0.02, 1.0), (180.0, 0.01, 0.5), (420.0, 0.005, 0.35))
RASP = ((140.0, 0.01, 1.0), (330.0, 0.006, 0.8), (760.0, 0.003, 0.6), (1600.0, 0.0016, 0.4))
GAS = ((100, -6), (400, 0), (1500, -8), (6000, -22))
ROAD = ((60, -10), (200, -3), (700, 0), (1500, -4), (5000, -18))

MOTORS = entries("motors_vehicles", Motor)


def _motor(spec: Motor) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        return motor(frames, rng, tilt, spec)

    return make


def car_pass(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A car goes by: tyres on the road and an engine that drop in pitch, and are gone."""
    long = frames + RATE
    road = noise(long, rng, *ROAD) * (1.0 + 0.08 * drift(long, rng, 4.0))
    hum = motor(long, rng, tilt, Motor(88.0, (1.0, 0.9), EXHAUST, drive=0.4))
    speed = 22.0 * 1.5**tilt.speed
    return passing(0.7 * road + 0.9 * hum, frames, 5.0, speed, rng.uniform(0.42, 0.5))


def plane_pass(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A jet flies over: whine first, then the roar behind it."""
    wave = motor(frames + 2 * RATE, rng, tilt, MOTORS["jet"])
    return passing(wave, frames, 45.0, 75.0 * 1.3**tilt.speed, rng.uniform(0.42, 0.5))


def traffic(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A busy street: car after car goes by over the hum of the town."""
    swell = np.zeros(frames)
    t = clock(frames)
    for at in spaced(frames, rng, 2.1 * 0.7**tilt.speed, 0.3) / RATE:
        swell += rng.uniform(0.4, 1.0) / (1.0 + ((t - at - 0.4) / 0.55) ** 2)
    road = noise(frames, rng, (50, -6), (150, -2), (600, 0), (1400, -3), (4000, -16), (10000, -30))
    town = noise(frames, rng, (30, -2), (70, 0), (200, -6), (800, -18))
    return road * swell * 0.6 + 0.35 * town


def skid(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Tyres that lock: a howl near 1 kHz with a rough edge, sinking as the car slows."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.4 * 0.75**tilt.speed, 0.1):
        size = int(rng.uniform(1.2, 1.7) * RATE)
        share = np.arange(size) / size
        hz = (
            1080.0
            * 0.8**tilt.size
            * curve(share, (0, 1.05), (0.3, 1.0), (1, 0.78))
            * rng.uniform(0.92, 1.08)
        )
        turns = phase(hz * (1.0 + 0.05 * drift(size, rng, 55.0)))
        howl = (
            np.sin(turns)
            + 0.6 * np.sin(2 * turns)
            + 0.35 * np.sin(3.02 * turns)
            + 0.25 * np.sin(1.51 * turns)
        )
        rubber = noise(size, rng, (500, -8), (1500, 0), (4000, -8))
        place(
            out,
            int(at),
            (howl + 0.5 * rubber) * curve(share, (0, 0), (0.08, 1), (0.75, 0.8), (1, 0)),
        )
    return room(out, rng, 0.5, 0.15)


def starting(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A starter that churns five times a second, then the engine catches, roars and idles."""
    crank = 1.5
    t = clock(frames)
    churn = motor(
        frames,
        rng,
        tilt,
        Motor(
            5.2,
            (1.0, 0.8),
            ((190.0, 0.03, 1.0), (480.0, 0.015, 0.7)),
            whine=((62.0, 0.12), (124.0, 0.08)),
            waver=(3.0, 0.08),
            drive=0.8,
        ),
    )
    revs = Motor(
        34.0,
        (1.0, 0.82, 0.94, 0.74),
        EXHAUST,
        air=GAS,
        air_level=0.3,
        puffing=0.8,
        waver=(1.0, 0.04),
    )
    runs = motor(frames, rng, tilt, revs)
    level = curve(t, (crank - 0.1, 0), (crank + 0.15, 1.6), (crank + 0.9, 0.9), (crank + 1.5, 0.8))
    return churn * (t < crank) * 0.8 + runs * level


def rocket(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Lift-off: a crackling roar that builds and then draws away."""
    t = clock(frames)
    level = curve(
        t, (0, 0.05), (1.2, 1.0), (max(4.0, 0.6 * frames / RATE), 0.9), (frames / RATE + 1, 0.35)
    )
    roar = noise(frames, rng, (18, -4), (45, 0), (150, -2), (500, -7), (2000, -13), (8000, -24))
    tearing = np.abs(drift(frames, rng, 45.0)) ** 2.5
    crackling = noise(frames, rng, (200, -6), (900, 0), (3000, -4), (9000, -14)) * tearing
    return level * (roar + 1.1 * crackling * 1.2**tilt.weight)


def rowing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Oars: a creak of the lock, a dip and pull of water, drips, every two seconds."""
    pull = Gust(
        (0.7, 0.85), ((0, 500), (0.3, 1100), (1, 350)), 0.9, ((0, 0), (0.15, 1), (0.6, 0.5), (1, 0))
    )
    out = gusts(frames, rng, tilt, (pull,), (1.0, 1.2), 0.15)
    lock = [struck(BODIES["wood"].at(hz, 0.7), rng) for hz in (330, 380)]
    for at in spaced(frames, rng, 1.9 * 0.75**tilt.speed, 0.03):
        for late in range(7):
            place(out, int(at + (0.75 + 0.028 * late) * RATE), 0.35 * lock[late % 2])
    return out


RECIPES = {
    **{name: Recipe(_motor(spec), goes=True) for name, spec in MOTORS.items()},
    "car starting": Recipe(starting),
    "car passing": Recipe(car_pass),
    "plane passing": Recipe(plane_pass),
    "traffic": Recipe(traffic),
    "tyre skid": Recipe(skid),
    "rocket": Recipe(rocket),
    "rowing": Recipe(rowing),
}

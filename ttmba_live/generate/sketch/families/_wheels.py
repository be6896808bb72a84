"""Recipes for trains, bicycles and wagons. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    clock,
    curve,
    drift,
    low_pass,
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


def _wheels(frames: int, rng: np.random.Generator, tilt: Tilt, gap: float, level: float) -> Wave:
    """Wheel sets over rail joints: two double knocks, then a gap."""
    out = np.zeros(frames)
    joint = []
    for hz in (420.0, 470.0):
        knock = _thump(hz / 6.0, 9600)
        place(knock, 0, 0.6 * struck(BODIES["metal"].at(hz, 0.12), rng, 0.8))
        joint.append(knock)
    for at in spaced(frames, rng, gap * 0.65**tilt.speed, 0.015):
        for number, late in enumerate((0.0, 0.1, 0.24, 0.34)):
            place(
                out, int(at + late * gap / 0.9 * RATE * 0.65**tilt.speed), level * joint[number % 2]
            )
    return out


def _thump(hz: float, size: int) -> Wave:
    t = clock(size)
    return np.asarray(np.sin(2 * np.pi * hz * t) * stroke(t, 0.002, 0.035))


def train(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A train rolls: rumble of wheels, da-dum da-dum over the joints, a little squeal."""
    roll = noise(frames, rng, (35, -6), (90, 0), (300, -3), (1000, -9), (3000, -16), (8000, -28))
    squeal = np.sin(phase(2750.0 * (1.0 + 0.01 * drift(frames, rng, 2.0))))
    squeal *= 0.05 * np.clip(2.0 * drift(frames, rng, 0.4) - 0.7, 0.0, 1.0)
    return (
        0.5 * roll * (1.0 + 0.2 * drift(frames, rng, 3.0))
        + _wheels(frames, rng, tilt, 0.9, 1.6)
        + squeal
    )


def steam_train(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Chuffs, four to a turn of the wheel, the first louder; steam and rods."""
    gap = 0.27 * 0.65**tilt.speed
    out = np.zeros(frames)
    t = clock(int(0.3 * RATE))
    for number, at in enumerate(spaced(frames, rng, gap, 0.015)):
        chuff = noise(
            len(t), rng, (70, -4), (250 * 0.85**tilt.size, 0), (900, -4), (3500, -10), (9000, -20)
        )
        chuff *= stroke(t, 0.018, 0.07)
        place(out, int(at), chuff * (1.0 if number % 4 == 0 else 0.7))
    steam = noise(frames, rng, (1500, -16), (4000, 0), (9000, -3))
    return room(out + 0.06 * steam, rng, 0.7, 0.15) + 0.25 * _wheels(frames, rng, tilt, 1.1, 1.0)


def subway(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A train in a tunnel: a low roar with a whining drive that climbs, and a long echo."""
    roar = noise(frames, rng, (25, -2), (60, 0), (180, -3), (600, -12), (2500, -28))
    share = np.mod(clock(frames) / (7.0 * 0.75**tilt.speed), 1.0)
    whine = saw(phase(curve(share, (0, 170), (0.5, 620), (0.8, 640), (1, 170))), 0.8)
    out = roar * (1.0 + 0.25 * drift(frames, rng, 2.0)) + 0.45 * low_pass(whine, 1800.0)
    return room(out + _wheels(frames, rng, tilt, 0.8, 0.5), rng, 1.8, 0.6)


def bicycle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A freewheel's pawl: 18 clicks a second that slow and quicken, tyres whispering."""
    pace = 18.0 * 1.5**tilt.speed
    turns = phase(pace * (1.0 + 0.35 * drift(frames, rng, 0.5))) / (2.0 * np.pi)
    at = np.flatnonzero(np.diff(np.floor(turns), prepend=-1.0)).astype(np.int64)
    out = np.zeros(frames)
    strew(
        out,
        rng,
        at,
        [struck(BODIES["metal"].at(3600.0 * 0.8**tilt.size, 0.025), rng) for _ in range(4)],
    )
    return out + 0.03 * noise(frames, rng, (300, -8), (1200, 0), (4000, -10))


def skateboard(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Hard wheels on asphalt, and over the joints of the slabs; a tail that slaps."""
    roll = noise(frames, rng, (120, -10), (400, 0), (900, 0), (2200, -8), (7000, -24))
    roll *= 1.0 + 0.45 * drift(frames, rng, 70.0)
    out = 0.5 * roll
    for at in spaced(frames, rng, 0.62 * 0.7**tilt.speed, 0.06):
        clack = struck(BODIES["wood"].at(310.0 * 0.85**tilt.size, 0.9), rng, 1.2)
        place(out, int(at), clack)
        place(out, int(at) + int(0.09 * RATE), 0.9 * clack)
    return out


def cart(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A wagon on cobbles: wooden wheels that jolt and creak."""
    out = 0.25 * noise(frames, rng, (50, -4), (120, 0), (400, -6), (1500, -20))
    jolts = [
        struck(BODIES["wood"].at(hz * 0.85**tilt.size, 1.2), rng) for hz in (110, 150, 210, 290)
    ]
    for at in spaced(frames, rng, 0.13 * 0.75**tilt.speed, 0.3):
        strew(out, rng, np.array([at]), jolts, 0.8)
    return room(out, rng, 0.4, 0.15)


RECIPES = {
    "train": Recipe(train, goes=True),
    "steam train": Recipe(steam_train, goes=True),
    "subway": Recipe(subway),
    "bicycle": Recipe(bicycle, goes=True),
    "skateboard": Recipe(skateboard, goes=True),
    "wagon": Recipe(cart, goes=True),
}

"""Recipes for breath, hands and bodies. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._rustles import rustles
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    bounces,
    clock,
    curve,
    drift,
    formant,
    noise,
    phase,
    place,
    room,
    saw,
    spaced,
    strew,
    stroke,
    struck,
    told,
)


def snore(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A palate that flaps 36 times a second as breath is drawn; a whistle of breath going out."""
    period = 3.3 * 1.2**tilt.size * 0.75**tilt.speed
    share = np.mod(clock(frames) / period, 1.0)
    drawn = curve(share, (0, 0), (0.06, 0.6), (0.32, 1), (0.42, 0), (1, 0))
    blown = curve(share, (0.5, 0), (0.58, 1), (0.85, 0.3), (0.95, 0))
    flap = saw(phase(36.0 * 0.85**tilt.size * (1.0 + 0.16 * drift(frames, rng, 9.0))), 0.25)
    flap *= 1.0 + 0.5 * drift(frames, rng, 60.0)
    nose = (
        formant(flap, 280.0, 200.0)
        + 0.6 * formant(flap, 900.0, 400.0)
        + 0.2 * formant(flap, 2200.0, 900.0)
    )
    air = noise(frames, rng, (200, -10), (700, 0), (2200, -8), (7000, -26))
    return drawn * (nose + 0.12 * air) + 0.09 * blown * air


def heart(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Lub and dub, 0.3 s apart, 66 times a minute: thuds of 45 and 60 Hz."""
    out = np.zeros(frames)
    gap = 0.9 * 0.6**tilt.speed * 0.8**tilt.mood
    t = clock(int(0.22 * RATE))
    for at in spaced(frames, rng, gap, 0.02):
        for late, hz, height in ((0.0, 46.0, 1.0), (0.33 * gap, 62.0, 0.65)):
            thud = np.sin(2 * np.pi * hz * 0.85**tilt.size * t * (1.15 - t)) * stroke(
                t, 0.012, 0.045
            )
            thud += 0.25 * np.sin(2 * np.pi * 2.3 * hz * t) * stroke(t, 0.008, 0.02)
            place(out, int(at + late * RATE), height * thud)
    return out


def clap(rng: np.random.Generator, hz: float = 1150.0) -> Wave:
    """Two palms: a burst around 1 kHz of 12 ms with a few crisp arrivals."""
    t = clock(2400)
    out = noise(2400, rng, (250, -18), (hz * 0.7, -2), (hz, 0), (2.2 * hz, -7), (9000, -20))
    return np.asarray(out * (stroke(t, 0.0005, 0.007) + 0.5 * stroke(t - 0.006, 0.001, 0.009)))


def hands(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """One person who claps, three times a second."""
    out = np.zeros(frames)
    at = spaced(frames, rng, 0.31 * 0.7**tilt.speed, 0.05)
    at = told(at, frames, tilt.strokes)
    strew(
        out,
        rng,
        at,
        [clap(rng, 1150.0 * 0.85**tilt.size * rng.uniform(0.9, 1.1)) for _ in range(6)],
    )
    return room(out, rng, 0.5, 0.35)


def snap(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Fingers: a slip, then a crack at 2.4 kHz, twice in a second and a half."""
    out = np.zeros(frames)
    t = clock(1400)
    for at in spaced(frames, rng, 0.72 * 0.65**tilt.speed, 0.03):
        hz = 2300.0 * 0.85**tilt.size * rng.uniform(0.95, 1.05)
        crack = np.sin(2 * np.pi * hz * t) * stroke(t, 0.0003, 0.0035)
        crack += (
            0.5 * noise(1400, rng, (1200, -8), (2600, 0), (6000, -8)) * stroke(t, 0.0004, 0.003)
        )
        place(out, int(at), crack)
    return room(out, rng, 0.4, 0.25)


def slap(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A flat hand on a cheek: a broad crack with a little body under it."""
    out = np.zeros(frames)
    t = clock(6000)
    for at in spaced(frames, rng, 1.15 * 0.65**tilt.speed, 0.08):
        crack = noise(6000, rng, (150, -6), (700, 0), (2500, -1), (7000, -8), (14000, -18))
        body = np.sin(2 * np.pi * 190.0 * 0.8**tilt.size * t) * stroke(t, 0.001, 0.025)
        place(
            out,
            int(at),
            crack * (stroke(t, 0.0004, 0.012) + 0.2 * stroke(t, 0.01, 0.04)) + 0.5 * body,
        )
    return room(out, rng, 0.35, 0.2)


def punch(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A fist: a short whoosh, a deep thud, cloth and a crack on top."""
    out = np.zeros(frames)
    t = clock(int(0.3 * RATE))
    for at in spaced(frames, rng, 0.95 * 0.65**tilt.speed, 0.12):
        thud = np.sin(
            2 * np.pi * (75.0 * 0.8**tilt.size * t + 0.9 * (1 - np.exp(-t / 0.012)))
        ) * stroke(t, 0.001, 0.07)
        smack = noise(len(t), rng, (150, -4), (500, 0), (1500, -5), (5000, -16)) * stroke(
            t, 0.0006, 0.022
        )
        place(out, int(at), 1.1 * thud + 0.8 * smack)
    return room(out, rng, 0.3, 0.15)


def fall(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Something heavy drops: a thump, then it settles in a few quicker ones."""
    out = np.zeros(frames)
    body = BODIES[tilt.material] if tilt.material else BODIES["cloth"].at(62.0, 2.2)
    for at in spaced(frames, rng, 1.9 * 0.7**tilt.speed, 0.08):
        for number, late in enumerate(bounces(0.19 * 1.2**tilt.size, 0.6, 0.05)):
            thump = struck(body.at(body.hz * 0.75**tilt.size), rng, 0.8)
            place(out, int(at + late * RATE), thump * 0.5**number)
    return room(out, rng, 0.4, 0.3)


RECIPES = {
    **rustles("breaths"),
    "snore": Recipe(snore),
    "heartbeat": Recipe(heart, struck=True),
    "clap": Recipe(hands, struck=True),
    "finger snap": Recipe(snap, struck=True),
    "slap": Recipe(slap, struck=True),
    "punch": Recipe(punch, struck=True),
    "thud": Recipe(fall, struck=True),
}

"""Recipes for insects. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Wave,
    clock,
    drift,
    formant,
    high_pass,
    noise,
    phase,
    place,
    saw,
    spaced,
)


def crickets(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Three near ones that chirp in three or four pulses, over a meadow that trills."""
    out = np.zeros(frames)
    for cricket in range(3):
        carrier = rng.uniform(4100.0, 5200.0) * 0.88**tilt.size
        chirp = _chirp(rng, carrier) * (1.0, 0.5, 0.3)[cricket]
        gap = rng.uniform(0.36, 0.52) / 1.4**tilt.speed
        start = 0 if cricket == 0 else int(rng.integers(0, int(gap * RATE)))
        for onset in spaced(frames, rng, gap, 0.03):
            place(out, int(onset) + start, chirp * rng.uniform(0.85, 1.0))
    meadow = noise(frames, rng, (3800, -40), (4300, 0), (4700, 0), (5200, -22), (6500, -40))
    trill = 0.6 + 0.4 * np.sin(2.0 * np.pi * 38.0 * clock(frames) + 2.0 * drift(frames, rng, 3.0))
    return high_pass(out + 0.035 * meadow * trill * (1.0 + 0.3 * drift(frames, rng, 0.6)), 2500.0)


def _chirp(rng: np.random.Generator, carrier: float) -> Wave:
    """Wing strokes: pulses of 17 ms, 28 ms apart, each a little longer and lower than the last."""
    count = int(rng.integers(3, 5))
    out = np.zeros(int((0.03 * count + 0.02) * RATE))
    for pulse in range(count):
        t = clock(int((0.014 + 0.0015 * pulse) * RATE))
        pitch = carrier * (1.0 - 1.2 * t)
        tone = np.sin(phase(pitch)) + 0.08 * np.sin(2.0 * phase(pitch))
        stroke = tone * np.sin(np.pi * t / t[-1]) * (0.7 + 0.1 * pulse)
        place(out, int(0.028 * pulse * RATE), stroke)
    return out


def _wingbeat(frames: int, rng: np.random.Generator, hz: float, wander: float, roam: float) -> Wave:
    """A buzz whose pitch wavers by ``wander`` while it roams near and far."""
    pitch = hz * (1.0 + wander * drift(frames, rng, 1.6) + 0.4 * wander * drift(frames, rng, 7.0))
    near = np.clip(0.6 + roam * drift(frames, rng, 0.9), 0.06, 1.2)
    buzz = saw(phase(pitch), 0.6)
    buzz += 0.3 * drift(frames, rng, 200.0)
    return np.asarray(near * buzz)


def bee(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Wings at 230 Hz, warm, going round a flower."""
    buzz = _wingbeat(frames, rng, 230.0 * 0.75**tilt.size * 1.12**tilt.speed, 0.05, 0.5)
    return formant(buzz, 480.0, 500.0) + 0.3 * formant(buzz, 1500.0, 900.0)


def fly(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A housefly: 185 Hz, nervous, it comes by and is gone and sits down."""
    sits = np.clip(4.0 * (drift(frames, rng, 0.8) + 0.35), 0.0, 1.0)
    buzz = _wingbeat(frames, rng, 185.0 * 0.75**tilt.size * 1.12**tilt.speed, 0.14, 0.6)
    return sits * (formant(buzz, 1100.0, 900.0) + 0.5 * formant(buzz, 2700.0, 1400.0))


def mosquito(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A thin whine around 550 Hz at the ear."""
    hz = 560.0 * 0.8**tilt.size * 1.1**tilt.speed
    pitch = hz * (1.0 + 0.06 * drift(frames, rng, 1.2) + 0.012 * drift(frames, rng, 9.0))
    turns = phase(pitch)
    whine = (
        np.sin(turns) + 0.7 * np.sin(2 * turns) + 0.5 * np.sin(3 * turns) + 0.3 * np.sin(4 * turns)
    )
    return whine * np.clip(0.5 + 0.7 * drift(frames, rng, 0.9), 0.04, 1.2)


def swarm(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A hive: a dozen wings at once, never in tune."""
    out = np.zeros(frames)
    for _ in range(9):
        hz = 215.0 * 0.75**tilt.size * rng.uniform(0.84, 1.25)
        turns = phase(hz * (1.0 + 0.03 * drift(frames, rng, 3.0)))
        out += saw(turns, 0.6) * rng.uniform(0.4, 1.0)
    return formant(out, 420.0, 500.0) + 0.25 * formant(out, 1300.0, 900.0)


def cicada(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Tymbals that buckle 180 times a second: a band at 6 kHz that swells and dies away."""
    share = np.mod(clock(frames) / (4.5 * rng.uniform(0.9, 1.1)) + 0.15, 1.0)
    swell = np.interp(share, (0, 0.3, 0.75, 1), (0.15, 1.0, 0.9, 0.15))
    band = noise(
        frames, rng, *((hz * 0.85**tilt.size, db) for hz, db in
                       ((3500, -40), (5200, -6), (6200, 0), (7400, -5), (11000, -36)))
    )  # fmt: skip
    rate = 180.0 * 1.2**tilt.speed
    buckle = (0.5 + 0.5 * np.sin(2 * np.pi * rate * clock(frames))) ** 3
    return high_pass(band * (0.15 + buckle) * swell, 2500.0)


def grasshopper(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Dry rasps of legs on wings: scratches of a quarter second, ten pulses each, up high."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.75 / 1.4**tilt.speed, 0.1):
        size = int(0.3 * RATE)
        t = clock(size)
        rasp = noise(size, rng, (4000, -30), (7500 * 0.85**tilt.size, -2), (11000, 0), (15000, -8))
        gate = np.maximum(np.sin(2 * np.pi * 38.0 * t), 0.0) ** 2
        place(out, int(at), rasp * gate * np.sin(np.pi * t / t[-1]) * rng.uniform(0.7, 1.0))
    return out


RECIPES = {
    "crickets": Recipe(crickets, struck=True),
    "bee": Recipe(bee, goes=True),
    "swarm": Recipe(swarm),
    "fly": Recipe(fly, goes=True),
    "mosquito": Recipe(mosquito, goes=True),
    "cicada": Recipe(cicada),
    "grasshopper": Recipe(grasshopper, struck=True),
}

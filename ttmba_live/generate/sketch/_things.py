"""Recipes for people's things, and the neutral texture. Knows no words; loudness comes later."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._tools import (
    Wave,
    clock,
    drift,
    formant,
    high_pass,
    impulses,
    low_pass,
    noise,
    paint,
    phase,
    place,
    ring,
    room,
    spaced,
)

_BELL = (  # (ratio to the prime, strength, decay in seconds for a prime of 400 Hz)
    (0.5, 0.45, 5.0),
    (1.0, 0.7, 3.2),
    (1.19, 0.85, 2.6),
    (1.506, 0.3, 1.7),
    (2.0, 1.0, 1.6),
    (2.51, 0.4, 0.9),
    (2.66, 0.35, 0.8),
    (3.01, 0.5, 0.75),
    (4.17, 0.4, 0.5),
    (5.43, 0.3, 0.3),
    (6.79, 0.22, 0.2),
)


def bell(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A church bell: inharmonic partials, the low ones in beating pairs, struck again and again."""
    prime = 420.0 * rng.uniform(0.93, 1.07) * 2.0 ** (-0.9 * tilt.size)
    strikes = spaced(frames, rng, 2.6 * 0.6**tilt.speed * 1.3**tilt.size, 0.02)
    track = impulses(frames, strikes, rng.uniform(0.85, 1.0, len(strikes)))
    long = (420.0 / prime) ** 0.6
    out = np.zeros(frames)
    for number, (ratio, strength, decay) in enumerate(_BELL):
        hz = prime * ratio * (1.0 + 0.002 * rng.standard_normal())
        out += strength * ring(track, hz, decay * long)
        if number < 5:
            out += 0.5 * strength * ring(track, hz + rng.uniform(0.4, 1.6), decay * long)
    for hz in (2900.0, 4700.0, 7100.0):
        out += 0.5 * ring(track, hz, 0.006)
    return out


def footsteps(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Heel, then toe, left and right by turns, at a steady walk on a gritty floor."""
    out = np.zeros(frames)
    gap = 0.56 * 0.62**tilt.speed
    for number, at in enumerate(spaced(frames, rng, gap, 0.018)):
        place(out, int(at), _step(rng, tilt, 1.0 + 0.07 * (number % 2), gap))
    return room(out, rng, 0.35, 0.12)


def _step(rng: np.random.Generator, tilt: Tilt, foot: float, gap: float) -> Wave:
    """One foot: a thud and knock at the heel, a softer slap and a scrape at the toe."""
    heavy = 1.6 ** (tilt.weight + 0.5 * tilt.size)
    t = clock(int(0.3 * RATE))
    thud = np.sin(2.0 * np.pi * foot * (70.0 * t + 0.5 * (1.0 - np.exp(-t / 0.012))))
    knock = noise(len(t), rng, (200, -10), (700, 0), (1800, -3), (6000, -18))
    grit = noise(len(t), rng, (800, -24), (2500, -4), (5000, 0), (9000, -8))
    step = heavy * 0.8 * thud * np.minimum(t / 0.002, 1.0) * np.exp(-t / 0.03)
    step += 0.42 * knock * np.minimum(t / 0.001, 1.0) * np.exp(-t / 0.009) * rng.uniform(0.8, 1.1)
    late = t - min(0.105, 0.2 * gap) * rng.uniform(0.9, 1.1)
    toe = np.where(late > 0.0, np.minimum(late / 0.006, 1.0) * np.exp(-late / 0.016), 0.0)
    scrape = np.where(late > -0.03, np.exp(-(((late - 0.02) / 0.03) ** 2)), 0.0)
    return np.asarray(step + 0.2 * toe * knock + (0.06 * scrape + 0.12 * toe) * grit)


def engine(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Four cylinders firing, never alike, through an exhaust; valves ticking on top."""
    rate = 34.0 * 1.9**tilt.speed * 0.72**tilt.size
    curve = rate * (1.0 + 0.035 * drift(frames, rng, 0.6) + 0.012 * drift(frames, rng, 7.0))
    turns = phase(curve) / (2.0 * np.pi)
    fires = np.flatnonzero(np.diff(np.floor(turns), prepend=-1.0)).astype(np.int64)
    cylinders = np.array([1.0, 0.82, 0.94, 0.74])
    strengths = np.resize(cylinders, len(fires)) * rng.uniform(0.85, 1.1, len(fires))
    late = rng.normal(0.0, 0.012 * RATE / rate, len(fires)).astype(np.int64)
    track = impulses(frames, fires + late, strengths)
    out = np.zeros(frames)
    for hz, decay, strength in (
        (62.0, 0.02, 1.0),
        (118.0, 0.014, 0.9),
        (235.0, 0.008, 0.5),
        (510.0, 0.004, 0.3),
        (1150.0, 0.002, 0.16),
    ):
        out += strength * ring(track, hz * 0.85**tilt.size, decay)
    puffs = low_pass(track, 45.0) * 60.0
    gas = noise(frames, rng, (100, -6), (400, 0), (1500, -8), (6000, -22))
    ticks = ring(np.roll(track, int(0.4 * RATE / rate)), 3300.0, 0.0012)
    return high_pass(np.tanh(0.5 * out + (0.015 + 0.12 * puffs) * gas) + 0.04 * ticks, 35.0)


def siren(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A wail that climbs and sinks through a horn, with the street's echo; fast makes it yelp."""
    period = (4.6, 4.6, 0.36)[tilt.speed + 1] * (1.5 if tilt.speed < 0 else 1.0)
    share = np.mod(clock(frames) / period + rng.uniform(0.0, 0.15), 1.0)
    rise = np.where(share < 0.42, share / 0.42, (1.0 - share) / 0.58)
    climb = rise * rise * (3.0 - 2.0 * rise)
    pitch = 560.0 * 0.75**tilt.size * 2.0 ** (1.25 * climb) * (1.0 + 0.002 * drift(frames, rng, 5))
    turns = phase(pitch)
    reed = np.tanh(3.0 * np.sin(turns) + 0.8) - 0.35
    horn = 0.5 * reed + formant(reed, 1250.0, 900.0) + 0.5 * formant(reed, 2600.0, 1100.0)
    echo = np.zeros(frames)
    place(echo, int(0.17 * RATE), 0.22 * low_pass(horn, 2200.0))
    return high_pass(horn + echo, 250.0)


def texture(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Soft noise that swells around a quiet chord of the seed's own pitch: a neutral stand-in."""
    tonic = 110.0 * 2.0 ** (rng.integers(0, 24) / 12.0) * 0.6**tilt.size
    t = clock(frames)
    swell = 0.55 + 0.45 * np.sin(2.0 * np.pi * t / (6.0 * 0.6**tilt.speed) + rng.uniform(-1.4, 0.0))

    def gain(seconds: Wave, hz: Wave) -> Wave:
        level = np.interp(seconds[:, 0], t, swell).reshape(-1, 1)
        octave = np.log2(np.maximum(hz, 20.0) / (tonic * 2.5))
        return np.asarray((0.25 + level) * np.exp(-0.5 * ((octave - 0.8 * level) / 0.8) ** 2))

    out = 0.3 * paint(frames, rng, gain)
    for ratio, strength in ((1.0, 0.5), (1.5, 0.3), (2.0, 0.28), (3.0, 0.12)):
        waver = 1.0 + 0.4 * drift(frames, rng, 0.8)
        pitch = tonic * ratio * (1.0 + 0.001 * drift(frames, rng, 0.5))
        out += 0.3 * strength * waver * swell * np.sin(phase(pitch) + rng.uniform(0.0, 6.28))
    return out

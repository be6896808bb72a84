"""Recipes for bells, chimes and tuned metal. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Body,
    Wave,
    arrivals,
    clock,
    drift,
    fm,
    impulses,
    melody,
    place,
    ring,
    room,
    spaced,
    strew,
    struck,
    told,
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
TUBE = Body(
    620.0,
    ((1, 1, 1.6), (2.76, 0.7, 0.9), (5.4, 0.45, 0.45), (8.93, 0.25, 0.25)),
    0.1,
    6000.0,
    0.002,
    0.001,
)
"""A free tube: modes as the squares of odd numbers."""


def church(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A church bell: inharmonic partials, the low ones in beating pairs, struck again and again."""
    prime = 420.0 * rng.uniform(0.93, 1.07) * 2.0 ** (-0.9 * tilt.size)
    strikes = spaced(frames, rng, 2.6 * 0.6**tilt.speed * 1.3**tilt.size, 0.02)
    strikes = told(strikes, frames, tilt.strokes)
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


def hand(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A hand bell swung: both sides struck by turns, four times a second, small and bright."""
    hz = 1080.0 * 0.75**tilt.size * rng.uniform(0.96, 1.04)
    ding = fm(hz, 1.3, 2.756, 1.6, 0.45) + 0.5 * fm(2.09 * hz, 1.3, 1.4, 1.0, 0.2)
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 0.25 * 0.7**tilt.speed, 0.08)
    onsets = told(onsets, frames, tilt.strokes)
    for number, at in enumerate(onsets):
        place(out, int(at), ding * (1.0 if number % 2 else 0.75) * rng.uniform(0.8, 1.0))
    return out


def sleigh(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Jingle bells: a strap of little bells shaken in a trot, all up high."""
    bells = [fm(hz * 0.85**tilt.size, 0.22, 1.42, 1.4, 0.06) for hz in rng.uniform(5200, 8200, 12)]
    out = np.zeros(frames)
    for number, at in enumerate(spaced(frames, rng, 0.25 * 0.7**tilt.speed, 0.02)):
        hits = int(at) + (rng.exponential(0.018, 9) * RATE).astype(np.int64)
        strew(out, rng, hits, [b * (1.0 if number % 2 == 0 else 0.6) for b in bells], 0.7)
    return out


def wind_chimes(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Six tubes of a pentatonic scale that the wind lets touch."""
    tonic = 820.0 * 0.75**tilt.size * rng.uniform(0.95, 1.05)
    body = BODIES["wood"] if tilt.material == "wood" else TUBE
    tubes = [struck(body.at(tonic * 2 ** (n / 12), 1.0), rng) for n in (0, 2, 4, 7, 9, 12)]
    gusty = np.clip(0.5 + 0.8 * drift(frames, rng, 0.5), 0.03, 1.0)
    at = arrivals(frames, rng, 5.5 * 1.4**tilt.speed)
    out = np.zeros(frames)
    strew(out, rng, at[rng.random(len(at)) < gusty[at]], tubes, 0.75)
    return room(out, rng, 0.8, 0.12)


def gong(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A tam-tam: a low stroke, then the shimmer that blooms for seconds."""
    base = 82.0 * 0.75**tilt.size * rng.uniform(0.95, 1.05)
    t = clock(int(5.2 * RATE))
    wave = 2.0 * np.sin(2 * np.pi * base * t) * np.exp(-t / 2.2)
    for _ in range(18):
        ratio = float(np.exp(rng.uniform(0.0, np.log(26.0))))
        bloom = 0.05 + 0.07 * np.log2(ratio + 1.0)
        swell = (1 - np.exp(-t / bloom)) * np.exp(-t * ratio**0.35 / 2.4) / ratio**0.3
        wave += swell * np.sin(2 * np.pi * base * ratio * t + rng.uniform(0, 6.3))
    wave[-4800:] *= np.linspace(1.0, 0.0, 4800)
    wave *= np.minimum(t / 0.006, 1.0)
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 5.5 * 0.7**tilt.speed, 0.04)
    for at in told(onsets, frames, tilt.strokes):
        place(out, int(at), wave)
    return out


def cowbell(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bell of bent sheet: two clashing modes (560 and 845 Hz) that die at once, as it walks."""
    out = np.zeros(frames)
    body = Body(
        560.0,
        ((1, 1, 0.13), (1.509, 1, 0.11), (3.1, 0.4, 0.05), (4.6, 0.3, 0.03)),
        0.3,
        3000.0,
        0.003,
        0.004,
    )
    clank = [struck(body.at(560.0 * 0.8**tilt.size * f), rng, 1.1) for f in (1.0, 1.01)]
    for number, at in enumerate(spaced(frames, rng, 0.42 * 0.7**tilt.speed, 0.3)):
        place(out, int(at), clank[number % 2] * rng.uniform(0.3, 1.0))
    return room(out, rng, 0.7, 0.12)


def triangle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A steel triangle: high partials out of tune, long."""
    out = np.zeros(frames)
    body = Body(
        1870.0,
        (
            (1, 0.4, 1.0),
            (2.06, 0.7, 1.3),
            (2.95, 1, 1.1),
            (4.19, 0.7, 0.8),
            (5.3, 0.6, 0.6),
            (6.77, 0.4, 0.4),
        ),
        0.15,
        11000.0,
        0.001,
        0.003,
    )
    ting = struck(body.at(1870.0 * 0.85**tilt.size), rng)
    onsets = spaced(frames, rng, 1.25 * 0.7**tilt.speed, 0.01)
    for at in told(onsets, frames, tilt.strokes):
        place(out, int(at), ting * rng.uniform(0.8, 1.0))
    return out


def bowl(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A singing bowl: one soft stroke, pairs of partials that beat slowly for many seconds."""
    base = 236.0 * 0.75**tilt.size * rng.uniform(0.97, 1.03)
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 7.0 * 0.75**tilt.speed, 0.02)
    for at in told(onsets, frames, tilt.strokes):
        t = clock(int(6.8 * RATE))
        wave = np.zeros(len(t))
        for ratio, strength, decay, beat in (
            (1, 1, 4.0, 0.9),
            (2.71, 0.45, 2.4, 1.7),
            (5.13, 0.15, 1.0, 3.1),
        ):
            hz = base * ratio
            wave += (
                strength
                * (np.sin(2 * np.pi * hz * t) + 0.8 * np.sin(2 * np.pi * (hz + beat) * t))
                * np.exp(-t / decay)
            )
        wave[-9600:] *= np.linspace(1.0, 0.0, 9600)
        place(out, int(at), wave * np.minimum(t / 0.015, 1.0))
    return out


def tubular(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Tubular bells: three or four solemn notes, a strike tone without a fundamental."""
    out = np.zeros(frames)
    ratios = ((2.0, 0.6, 1.5), (3.0, 1.0, 1.9), (4.17, 0.8, 1.4), (5.43, 0.6, 0.9), (6.8, 0.3, 0.5))
    steps = melody(rng, (0, 4, 7), 12)
    for number, at in enumerate(np.arange(0.0, frames / RATE, 0.95 * 0.7**tilt.speed)):
        hz = 131.0 * 0.8**tilt.size * 2.0 ** (steps[number % 12] / 12.0)
        place(out, int(at * RATE), struck(Body(hz, ratios, 0.05, 5000.0, 0.003, 0.001), rng))
    return room(out, rng, 1.8, 0.25)


RECIPES = {
    "church bell": Recipe(church, struck=True),
    "bell": Recipe(hand, struck=True),
    "jingle bells": Recipe(sleigh, struck=True),
    "wind chimes": Recipe(wind_chimes, struck=True),
    "gong": Recipe(gong, struck=True),
    "cowbell": Recipe(cowbell, struck=True),
    "triangle": Recipe(triangle, struck=True),
    "singing bowl": Recipe(bowl, struck=True),
    "tubular bells": Recipe(tubular, struck=True),
}

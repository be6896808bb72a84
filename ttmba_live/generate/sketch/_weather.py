"""Recipes for weather and the elements. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._tools import (
    Wave,
    arrivals,
    clock,
    drift,
    impulses,
    noise,
    paint,
    place,
    ring,
    spaced,
)


def rain(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Countless drops that each ring for a millisecond or two, over their own distant hiss."""
    heavy = 2.0**tilt.weight
    bed = noise(frames, rng, (80, -30), (500, -16), (1500, -7), (4000, 0), (9000, -2), (16000, -14))
    out = 0.075 * heavy * bed * (1.0 + 0.12 * drift(frames, rng, 0.7))
    for hz in np.geomspace(900.0, 9500.0, 9):
        drops = arrivals(frames, rng, 90.0 * heavy)
        sizes = rng.lognormal(-2.2, 0.9, len(drops)) * (hz / 1800.0) ** 0.75
        signs = rng.choice([-1.0, 1.0], len(drops))
        out += ring(impulses(frames, drops, sizes * signs), hz * rng.uniform(0.9, 1.1), 1.0 / hz)
    for at in arrivals(frames, rng, 9.0):
        place(out, int(at), _plop(rng))
    return out


def _plop(rng: np.random.Generator) -> Wave:
    """A bubble that a drop drives under water: a short tone that rises as it dies."""
    t = clock(1500)
    hz = rng.uniform(500.0, 1900.0)
    turns = hz * t * (1.0 + 6.0 * t)
    return rng.lognormal(-2.2, 0.5) * np.sin(2.0 * np.pi * turns) * np.exp(-t / 0.007)


def wind(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Gusts: the harder it blows the louder and brighter, and something whistles along."""
    t = clock(frames)
    pace = 0.35 * 1.6**tilt.speed
    gusts = 0.5 + 0.38 * drift(frames, rng, pace) + 0.16 * drift(frames, rng, 4.0 * pace)
    gusts = np.clip(gusts + 0.12 * tilt.weight, 0.22, 1.3)
    whistle = 430.0 * 2.0 ** (-0.6 * tilt.size)

    def gain(seconds: Wave, hz: Wave) -> Wave:
        gust = np.interp(seconds[:, 0], t, gusts).reshape(-1, 1)
        octave = np.log2(np.maximum(hz, 20.0))
        body = 1.0 / (1.0 + (hz / (140.0 + 420.0 * gust)) ** 1.7) * np.minimum(hz / 90.0, 1.0)
        middle = np.log2(whistle * 2.0 ** (1.3 * (gust - 0.4)))
        howl = np.exp(-0.5 * ((octave - middle) / 0.09) ** 2)
        howl += 0.5 * np.exp(-0.5 * ((octave - middle - 0.83) / 0.07) ** 2)
        return np.asarray(gust**1.6 * (body + 0.9 * gust * howl))

    return paint(frames, rng, gain)


def thunder(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A crack that tears the air, then the rumble of the whole channel and its echoes."""
    out = np.zeros(frames)
    strikes = spaced(frames, rng, 13.0 * 0.7**tilt.speed, 0.2)
    for strike in strikes:
        length = min(9 * RATE, frames - int(strike))
        place(out, int(strike), _rumble(length, rng, tilt))
        if not tilt.distance:
            place(out, int(strike), _crack(rng) * (0.55 * 1.5**tilt.weight))
    return out


def _crack(rng: np.random.Generator) -> Wave:
    """A ragged salvo of broadband bursts within a third of a second."""
    out = np.zeros(26_000)
    for at in np.concatenate([[0], rng.integers(300, 15_000, 11)]):
        length = int(rng.integers(1500, 7000))
        burst = noise(length, rng, (60, 4), (300, 0), (1500, -5), (6000, -13), (15000, -26))
        place(out, int(at), burst * np.exp(-5.0 * np.arange(length) / length) * rng.uniform(0.3, 1))
    return out * np.exp(-clock(len(out)) / 0.16)


def _rumble(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Low noise, swelling with each echo and growing darker."""
    size = 11
    delays = np.concatenate([[0.0, 0.15], np.sort(rng.uniform(0.3, 4.6, size - 2))])
    heights = rng.uniform(0.35, 1.0, size) * np.exp(-delays / 4.5)
    heights[0] = 1.0 - 0.6 * tilt.distance
    decays = rng.uniform(0.3, 1.2, size)

    def gain(seconds: Wave, hz: Wave) -> Wave:
        since = seconds - delays
        rises = np.clip(since / (0.06 + 0.25 * tilt.distance), 0.0, 1.0)
        swell = np.sum(heights * rises * np.exp(-np.maximum(since, 0.0) / decays), axis=1)
        corner = (60.0 + 70.0 * np.exp(-seconds / 1.5)) * 0.75 ** (tilt.size + tilt.distance)
        body = (hz / 35.0) / (1.0 + hz / 35.0) / (1.0 + (hz / corner) ** 2.4)
        swell *= np.clip((9.0 - seconds[:, 0]) / 2.0, 0.0, 1.0)
        return np.asarray(3.0 * swell.reshape(-1, 1) * body)

    return paint(frames, rng, gain)


def waves(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Swells that gather, break and run back hissing over the sand."""
    length = frames / RATE
    period = 7.5 * 0.7**tilt.speed * 1.3**tilt.size
    first = min(2.2, 0.35 * length)
    breaks = first + spaced(frames, rng, period, 0.12) / RATE
    heights = rng.uniform(0.65, 1.0, len(breaks)) * 1.2**tilt.weight

    def gain(seconds: Wave, hz: Wave) -> Wave:
        sea = 0.05 / (1.0 + (hz / 350.0) ** 1.2)
        total = np.broadcast_to(sea, (len(seconds), hz.shape[1])).copy()
        body = np.minimum(hz / 120.0, 1.0)
        for at, height in zip(breaks, heights, strict=True):
            since = seconds - at
            swell = np.exp(np.minimum(since, 0.0) / 0.9) * np.exp(-np.maximum(since, 0.0) / 1.1)
            corner = 250.0 + 2600.0 * np.exp(-np.abs(since - 0.3) / 0.7)
            total += height * swell * body / (1.0 + (hz / corner) ** 1.3)
            back = np.clip(since / 0.8, 0.0, 1.0) * np.exp(-np.maximum(since - 0.8, 0.0) / 1.5)
            total += 0.11 * height * back * (hz / 3500.0) / (1.0 + (hz / 5500.0) ** 3)
        return total

    return paint(frames, rng, gain)


def fire(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A fluttering roar and hiss, crackling in clusters, with a pop now and then."""
    big = 1.7 ** (tilt.weight + tilt.size)
    roar = noise(frames, rng, (40, -8), (90, 0), (250, -4), (700, -17), (3000, -34))
    hiss = noise(frames, rng, (1000, -30), (4000, -3), (8000, 0), (14000, -9))
    flutter = 1.0 + 0.35 * drift(frames, rng, 6.0) + 0.3 * drift(frames, rng, 0.8)
    out = 0.06 * big * roar * flutter + 0.008 * hiss * flutter
    lively = np.clip(0.5 + 0.8 * drift(frames, rng, 1.1), 0.02, 1.0)
    for hz in np.geomspace(1300.0, 7500.0, 7):
        sparks = arrivals(frames, rng, 11.0)
        sparks = sparks[rng.random(len(sparks)) < lively[sparks]]
        heights = np.minimum(rng.lognormal(-1.9, 1.1, len(sparks)), 1.6)
        out += ring(impulses(frames, sparks, heights), hz * rng.uniform(0.85, 1.2), 1.8 / hz)
    pops = arrivals(frames, rng, 1.3)
    for hz in (430.0, 960.0, 2100.0):
        out += ring(impulses(frames, pops, rng.uniform(0.2, 0.7, len(pops))), hz, 0.003)
    return out

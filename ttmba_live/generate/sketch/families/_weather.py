"""Recipes for weather. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Gust,
    Wave,
    arrivals,
    bubble,
    clock,
    crackle,
    drift,
    gusts,
    impulses,
    noise,
    paint,
    place,
    ring,
    spaced,
    strew,
    struck,
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


def roof(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Rain on sheet metal: every drop strikes modes of a thin plate, over the hiss outside."""
    heavy = 2.0**tilt.weight
    out = np.zeros(frames)
    pitch = 0.8**tilt.size
    for hz in np.geomspace(260.0, 3400.0, 12):
        drops = arrivals(frames, rng, 30.0 * heavy)
        heights = rng.lognormal(-1.4, 0.8, len(drops))
        out += ring(
            impulses(frames, drops, heights), pitch * hz * rng.uniform(0.92, 1.08), 0.003 + 3.0 / hz
        )
    hiss = noise(frames, rng, (150, -20), (600, -4), (2000, 0), (6000, -8), (14000, -20))
    return out + 0.05 * heavy * hiss


def pane(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Drops that tap a window or an umbrella one by one, before a faint rain outside."""
    heavy = 2.0**tilt.weight
    out = crackle(frames, rng, 60.0 * heavy, (1100.0, 3600.0), heights=1.1, cycles=1.2)
    strew(out, rng, arrivals(frames, rng, 7.0 * heavy), [bubble(2500.0) * 0.6], 0.8)
    hiss = noise(frames, rng, (100, -12), (400, 0), (1200, -8), (5000, -22), (12000, -40))
    return out + 0.06 * hiss


def hail(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Hard grains that crack and bounce on stone."""
    low = 0.7**tilt.size
    sizes = rng.uniform(1300.0, 2900.0, 24) * low
    grains = [struck(BODIES["stone"].at(hz), rng, 1.3, 0.06) for hz in sizes]
    out = np.zeros(frames)
    rate = 75.0 * 1.7**tilt.weight
    hits = arrivals(frames, rng, rate)
    strew(out, rng, hits, grains, 0.9)
    strew(out, rng, hits[::3] + int(0.07 * RATE), [0.35 * g for g in grains], 0.9)
    hiss = noise(frames, rng, (800, -20), (4000, -3), (8000, 0), (15000, -6))
    return out + 0.05 * hiss


def leaves(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Leaves that rustle as the breeze comes and goes."""
    swell = np.clip(0.45 + 0.6 * drift(frames, rng, 0.9 * 1.4**tilt.speed), 0.03, 1.0)
    dry = 1.0 + 0.8 * (tilt.wet < 0)
    out = crackle(frames, rng, 900.0, (3200.0, 9500.0), swell, heights=0.7 * dry, cycles=1.0)
    soft = noise(frames, rng, (700, -26), (2500, -8), (5500, 0), (9000, -2), (15000, -10))
    return out + 0.11 * soft * swell**1.5


def blizzard(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A storm that howls on two tones round a house, with driven snow hissing."""
    howl = tuple(
        Gust(
            (2.5, 5.0), ((0, hz), (0.5, 1.5 * hz), (1, 0.9 * hz)), 0.06, ((0, 0), (0.5, 1), (1, 0))
        )
        for hz in (520.0, 690.0, 600.0)
    )
    out = 1.1 * gusts(frames, rng, tilt, howl, (-1.5, -0.4))
    swell = 0.7 + 0.3 * drift(frames, rng, 0.5)
    roar = noise(frames, rng, (30, -6), (120, 0), (500, -6), (1500, -16), (5000, -22), (12000, -26))
    return out + 0.3 * swell * roar * 1.4**tilt.weight


def quake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """The ground rumbles and shakes; loose things rattle and stones roll."""
    shake = np.clip(0.6 + 0.5 * drift(frames, rng, 1.2 * 1.3**tilt.speed), 0.1, 1.2)
    low = noise(frames, rng, (18, -6), (30, 0), (60, -3), (120, -16), (400, -32), (3000, -50))
    out = low * shake * (1.0 + 0.5 * np.sin(2.0 * np.pi * 6.0 * clock(frames)))
    stones = [struck(BODIES["stone"].at(hz), rng) for hz in (350.0, 600.0, 900.0)]
    strew(out, rng, arrivals(frames, rng, 14.0), [0.35 * s for s in stones], 0.9)
    return out


RECIPES = {
    "rain": Recipe(rain),
    "rain on metal": Recipe(roof),
    "rain on window": Recipe(pane),
    "hail": Recipe(hail),
    "wind": Recipe(wind),
    "blizzard": Recipe(blizzard),
    "thunder": Recipe(thunder, struck=True),
    "leaves": Recipe(leaves),
    "earthquake": Recipe(quake),
}

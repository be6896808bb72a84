"""Recipes for water: one family. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Gust,
    Wave,
    arrivals,
    bubble,
    bubbles,
    clock,
    crackle,
    curve,
    drift,
    formant,
    gusts,
    high_pass,
    low_pass,
    noise,
    paint,
    place,
    room,
    spaced,
    strew,
    stroke,
)


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


def stream(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A brook: bubbles of many sizes that gurgle over a soft hiss."""
    lively = np.clip(0.6 + 0.5 * drift(frames, rng, 3.0), 0.1, 1.0)
    low = 0.6**tilt.size
    out = bubbles(frames, rng, 200.0 * 1.5**tilt.weight, (420.0 * low, 2600.0 * low), lively)
    hiss = noise(frames, rng, (200, -16), (700, -2), (1500, 0), (4000, -10), (10000, -24))
    return out + 0.16 * hiss * (0.8 + 0.2 * drift(frames, rng, 2.0))


def waterfall(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A steady roar, broad and without pitch, heavy below."""
    low = 0.7**tilt.size
    roar = noise(
        frames, rng, (25, -14), (70 * low, -3), (200 * low, 0), (900, -5), (3000, -9), (9000, -17)
    )
    return roar * (1.0 + 0.06 * drift(frames, rng, 5.0))


def fountain(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Jets that patter back into a basin."""
    patter = crackle(frames, rng, 700.0, (1300.0, 5000.0), heights=0.7, cycles=1.6)
    out = patter + 0.5 * bubbles(frames, rng, 90.0, (900.0 * 0.7**tilt.size, 2800.0))
    return out + 0.22 * noise(
        frames, rng, (300, -18), (1500, -4), (3000, 0), (7000, -4), (14000, -14)
    )


def drip(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Single drops into still water: each a tick and a bubble that rises, in a stone room."""
    out = np.zeros(frames)
    gap = 0.85 * 0.55**tilt.speed
    hz = 950.0 * 0.6**tilt.size
    for at in spaced(frames, rng, gap, 0.12):
        drop = bubble(hz * rng.uniform(0.85, 1.2), rng.uniform(9.0, 14.0))
        place(out, int(at), 0.25 * bubble(3.2 * hz, 2.0))
        place(out, int(at) + int(0.018 * RATE), drop * rng.uniform(0.7, 1.0))
    return room(out, rng, 1.3, 0.3)


def splash(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A body falls in: a slap, a crown of spray, a cavity that gulps, drops raining back."""
    out = np.zeros(frames)
    big = 1.35**tilt.size
    for at in spaced(frames, rng, 2.4 * 0.6**tilt.speed * big, 0.12):
        size = int(1.6 * RATE * big)
        t = clock(size)
        slap = noise(size, rng, (80, -6), (350, 0), (1500, -6), (6000, -16)) * stroke(
            t, 0.002, 0.035
        )
        spray = noise(size, rng, (600, -20), (2500, -2), (5000, 0), (12000, -8))
        gulp = bubble(190.0 / big, 3.0)
        place(out, int(at), slap + 0.45 * spray * stroke(t - 0.02, 0.03, 0.22 * big))
        place(out, int(at) + int(0.11 * RATE * big), 0.9 * gulp)
        late = bubbles(size, rng, 150.0, (500.0 / big, 2600.0), np.exp(-t / 0.45))
        place(out, int(at), 0.3 * late)
    return out


def slosh(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Water that laps to and fro: soft low surges with gurgles in them."""
    kinds = (
        Gust((0.7, 1.0), ((0, 300), (0.4, 650), (1, 260)), 0.7),
        Gust((0.6, 0.9), ((0, 260), (0.5, 480), (1, 220)), 0.7, strength=0.8),
    )
    out = gusts(frames, rng, tilt, kinds, (0.05, 0.25))
    swing = np.clip(drift(frames, rng, 1.3) + 0.2, 0.0, 1.0)
    return out + 0.7 * bubbles(frames, rng, 60.0, (260.0 * 0.7**tilt.size, 900.0), swing)


def pour(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Liquid into a glass: the air column above it shortens, so that its resonance climbs."""
    share = np.mod(clock(frames) / (5.5 * 1.3**tilt.size * 0.7**tilt.speed), 1.0)
    column = 0.15 * 1.5**tilt.size * (1.0 - 0.8 * share) + 0.012
    hz = 343.0 / (4.0 * column)
    flow = curve(share, (0, 0), (0.03, 1), (0.9, 0.9), (0.97, 0), (1, 0))
    out = bubbles(frames, rng, 260.0, (500.0, 2400.0), flow)
    turns = np.cumsum(hz) * (2.0 * np.pi / RATE)
    tone = np.sin(turns) * low_pass(rng.standard_normal(frames), 60.0, 2) * 14.0
    tone += 0.3 * np.sin(3.0 * turns) * low_pass(rng.standard_normal(frames), 60.0, 2) * 14.0
    hiss = noise(frames, rng, (500, -18), (1800, 0), (5000, -5), (12000, -16))
    return out + flow * (0.7 * tone + 0.1 * hiss)


def boil(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A pot at a rolling boil: dense low bubbles that burst, the lid's rumble, steam."""
    rolling = np.clip(0.8 + 0.3 * drift(frames, rng, 6.0), 0.3, 1.0)
    low = 0.75**tilt.size
    out = bubbles(frames, rng, 150.0 * 1.4**tilt.weight, (160.0 * low, 620.0 * low), rolling)
    rumble = noise(frames, rng, (40, -6), (110, 0), (300, -4), (900, -20), (4000, -34))
    return out + 0.35 * rumble * rolling + 0.02 * noise(frames, rng, (3000, -10), (7000, 0))


def fizz(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Tiny bubbles that burst in a drink: a prickle far up."""
    slow = np.clip(0.8 + 0.25 * drift(frames, rng, 0.8), 0.2, 1.0)
    return high_pass(
        crackle(frames, rng, 1500.0, (5500.0 * 0.8**tilt.size, 15000.0), slow, cycles=1.5), 3500.0
    )


def bubbling(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Large bubbles one after another, as in a swamp or a cooler: each a rising 'blup'."""
    out = np.zeros(frames)
    low = 0.65**tilt.size
    for at in spaced(frames, rng, 0.23 * 0.6**tilt.speed, 0.35):
        hz = low * rng.uniform(170.0, 420.0)
        t = clock(int(0.16 * RATE))
        turns = hz * (t + 3.5 * t * t)
        place(
            out,
            int(at),
            np.sin(2.0 * np.pi * turns) * stroke(t, 0.006, 0.045) * rng.uniform(0.4, 1),
        )
    return room(out, rng, 0.2, 0.1)


def shower(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A hissing head of water that drums on a tiled floor."""
    hiss = noise(frames, rng, (300, -24), (1200, -12), (4500, 0), (9000, 0), (16000, -6))
    drum = crackle(frames, rng, 400.0, (500.0, 1500.0), cycles=1.2)
    return room(0.35 * hiss + 0.28 * drum * 1.3**tilt.weight, rng, 0.5, 0.35)


def tap(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A tap into a sink: a jet that drums on the basin, whose metal colours it."""
    jet = noise(frames, rng, (150, -10), (600, 0), (1800, -2), (5000, -8), (12000, -18))
    jet *= 1.0 + 0.2 * drift(frames, rng, 25.0)
    low = 0.85**tilt.size
    out = 0.4 * jet
    for hz in (430.0, 980.0, 2350.0):
        out += 0.5 * formant(jet, hz * low * rng.uniform(0.98, 1.02), hz * 0.06)
    return out + 0.35 * bubbles(frames, rng, 60.0, (700.0, 1700.0))


def bath(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A tub that fills: a heavy jet into deep water, churning low bubbles in a tiled room."""
    churn = bubbles(frames, rng, 260.0, (180.0 * 0.8**tilt.size, 900.0))
    jet = noise(frames, rng, (60, -8), (200, 0), (600, -2), (2000, -14), (8000, -30))
    return room(churn + 0.5 * jet * (1.0 + 0.25 * drift(frames, rng, 12.0)), rng, 0.8, 0.5)


def flush(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A toilet: the rush, the gulp down the trap, then the cistern's thin refill."""
    share = np.mod(clock(frames) / (9.0 * 1.2**tilt.size * 0.8**tilt.speed), 1.0)
    rush = curve(share, (0, 0), (0.02, 1), (0.3, 0.9), (0.45, 0.1), (1, 0.0))
    gulp = curve(share, (0.28, 0), (0.36, 1), (0.5, 0))
    fill = curve(share, (0.35, 0), (0.45, 1), (0.95, 1), (1, 0))
    swirl = noise(frames, rng, (70, -8), (250, 0), (900, -3), (3000, -9), (9000, -22))
    thin = noise(frames, rng, (900, -24), (2600, -4), (4200, 0), (8000, -12))
    swirl *= 1.0 + 0.3 * drift(frames, rng, 9.0)
    out = rush * swirl + 0.9 * bubbles(frames, rng, 70.0, (110.0, 330.0), gulp) + 0.1 * fill * thin
    return room(out, rng, 0.6, 0.3)


def underwater(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Muffled depths: a dark rumble, and bubbles that rise past in clusters."""
    dark = noise(frames, rng, (20, -4), (60, 0), (160, -6), (400, -20), (1500, -48))
    out = 0.6 * dark * (0.8 + 0.3 * drift(frames, rng, 0.4))
    cluster = np.clip(1.6 * drift(frames, rng, 0.8 * 1.4**tilt.speed) - 0.2, 0.0, 1.0)
    return out + low_pass(
        bubbles(frames, rng, 45.0, (220.0 * 0.8**tilt.size, 700.0), cluster), 900.0
    )


def spray(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A can or a nozzle: short hisses, sharp at both ends."""
    kind = Gust(
        (0.35, 0.7), ((0, 6500), (0.1, 8500), (1, 7800)), 0.7,
        ((0, 0), (0.06, 1), (0.92, 0.9), (1, 0)), flat=0.06,
    )  # fmt: skip
    return gusts(frames, rng, tilt, (kind,), (0.25, 0.6), 0.15)


def plop(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A stone into a pond: a click, then one round bubble."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.3 * 0.6**tilt.speed, 0.15):
        hz = 330.0 * 0.6**tilt.size * rng.uniform(0.9, 1.15)
        place(out, int(at), 0.3 * bubble(2400.0, 1.0))
        place(out, int(at) + int(0.035 * RATE), bubble(hz, 16.0))
        strew(out, rng, int(at) + arrivals(9000, rng, 60.0), [0.12 * bubble(1500.0)], 0.8)
    return room(out, rng, 0.4, 0.12)


RECIPES = {
    "waves": Recipe(waves),
    "stream": Recipe(stream),
    "waterfall": Recipe(waterfall),
    "fountain": Recipe(fountain),
    "drip": Recipe(drip, struck=True),
    "splash": Recipe(splash, struck=True),
    "slosh": Recipe(slosh),
    "pouring": Recipe(pour),
    "boiling": Recipe(boil),
    "fizz": Recipe(fizz),
    "bubbles": Recipe(bubbling, struck=True),
    "shower": Recipe(shower),
    "water tap": Recipe(tap),
    "bath": Recipe(bath),
    "toilet flush": Recipe(flush),
    "underwater": Recipe(underwater),
    "spray": Recipe(spray),
    "plop": Recipe(plop, struck=True),
}

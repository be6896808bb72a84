"""Recipes for places and plain noises: tones of rooms, atmospheres, and the neutral texture."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._alarms import SIGNALS
from ttmba_live.generate.sketch.families._birds import birds
from ttmba_live.generate.sketch.families._crowds import murmur
from ttmba_live.generate.sketch.families._desk import typing
from ttmba_live.generate.sketch.families._insects import crickets
from ttmba_live.generate.sketch.families._speech import speech
from ttmba_live.generate.sketch.families._things import STRIKES
from ttmba_live.generate.sketch.families._water import drip
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    arrivals,
    bubbles,
    clock,
    crackle,
    drift,
    formant,
    high_pass,
    low_pass,
    noise,
    paint,
    phase,
    room,
    saw,
    sounded,
    strew,
    struck,
)

NOISES = {
    "room tone": ((25, 0), (80, -3), (200, -9), (700, -22), (3000, -40), (12000, -52)),
    "large hall": ((20, 0), (60, -2), (150, -10), (400, -18), (900, -20), (2500, -34), (9000, -52)),
    "white noise": ((10, 0), (20000, 0)),
    "pink noise": ((20, 0), (20000, -30)),
    "brown noise": ((20, 0), (20000, -60)),
    "plane cabin": (
        (40, -4),
        (100, 0),
        (250, -1),
        (600, -6),
        (1600, -12),
        (5000, -24),
        (12000, -40),
    ),
}


def _plain(name: str) -> Recipe:
    points = NOISES[name]

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        shift = 0.7**tilt.size
        out = noise(frames, rng, *((hz * shift, db) for hz, db in points))
        return out * (1.0 + 0.04 * drift(frames, rng, 0.5)) if "noise" not in name else out

    return Recipe(make)


def mains(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A transformer: twice the mains' 50 Hz and its harmonics, dead steady."""
    turns = phase(
        np.full(frames, 100.0 * 0.83 ** -(tilt.size < 0) * (0.5 if tilt.size > 0 else 1.0))
    )
    out = np.zeros(frames)
    for number, strength in (
        (1, 1.0),
        (2, 0.5),
        (3, 0.35),
        (4, 0.25),
        (6, 0.2),
        (8, 0.1),
        (11, 0.05),
    ):
        out += strength * np.sin(number * turns + rng.uniform(0, 6.28))
    return out + 0.02 * noise(frames, rng, (200, 0), (2000, -10))


def buzzing_lamp(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A neon tube: a thin buzz of all the mains' harmonics that flickers."""
    buzz = saw(phase(np.full(frames, 120.0 * 0.85**tilt.size)), 0.15)
    flicker = np.where(drift(frames, rng, 3.0) > 0.62, 0.25, 1.0)
    out = high_pass(buzz, 700.0) * low_pass(flicker, 60.0)
    return out + 0.015 * noise(frames, rng, (2000, 0), (9000, -6))


def static(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A receiver between stations: hiss of a narrow band, crackle, a faint heterodyne."""
    hiss = noise(frames, rng, (250, -20), (600, -3), (1800, 0), (3200, -3), (5000, -26))
    hiss *= 1.0 + 0.4 * drift(frames, rng, 5.0)
    tone = np.sin(phase(1250.0 * 0.85**tilt.size * 2.0 ** (0.5 * drift(frames, rng, 0.4))))
    return hiss + 1.4 * crackle(frames, rng, 22.0, (700.0, 3000.0)) + 0.16 * tone


def radio(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A voice through a small loudspeaker, with a little hiss."""
    voice = speech(frames, rng, tilt)
    voice = voice / max(float(np.sqrt(np.mean(voice**2))), 1e-9)
    small = high_pass(low_pass(np.tanh(1.2 * voice), 2800.0, 2), 480.0, 2)
    return small + 0.06 * noise(frames, rng, (500, -6), (1500, 0), (3500, -12))


def vinyl(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A run-out groove: surface noise, dust, and a tick each turn of 33 to the minute."""
    turn = 1.8 * 0.74**tilt.speed
    ticks = (np.arange(0.0, frames / RATE, turn) * RATE).astype(np.int64)
    out = 0.06 * noise(frames, rng, (30, 0), (100, -8), (1000, -14), (6000, -12), (14000, -24))
    out += 0.8 * crackle(frames, rng, 26.0, (2200.0, 8000.0), heights=0.8, cycles=1.0)
    strew(out, rng, ticks, [0.9 * struck(BODIES["plastic"].at(1500.0), rng)], 0.1)
    return out


def forest(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A wood by day: leaves above, a few birds at some distance."""
    wind = noise(frames, rng, (150, -16), (500, -6), (2000, -3), (4500, 0), (9000, -8))
    song = birds(frames, rng, tilt)
    return 0.055 * wind * (1.0 + 0.6 * drift(frames, rng, 0.3)) + low_pass(
        room(0.35 * song, rng, 1.4, 0.9), 4000.0
    )


def jungle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Rainforest: cicadas without a pause, frogs, a bird that whoops."""
    t = clock(frames)
    bed = noise(frames, rng, (3500, -30), (5000, 0), (6200, -4), (8000, -20)) * (
        1.0 + 0.3 * np.sin(2 * np.pi * 24.0 * t)
    )
    low = (
        noise(frames, rng, (700, -24), (1500, 0), (2300, -6), (3000, -24))
        * (0.5 + 0.5 * np.sin(2 * np.pi * 9.0 * t)) ** 2
    )
    whoops = np.zeros(frames)
    for at in arrivals(frames, rng, 0.6):
        size = int(0.45 * RATE)
        share = np.arange(size) / size
        call = np.sin(phase(700.0 * 0.85**tilt.size * 2.0 ** (0.9 * share))) * np.sin(np.pi * share)
        end = min(frames, int(at) + size)
        whoops[int(at) : end] += call[: end - int(at)]
    return 0.16 * bed + 0.12 * low + room(0.5 * whoops, rng, 1.6, 0.6)


def night(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A summer night: crickets some way off, air, nothing else near."""
    air = noise(frames, rng, (40, 0), (150, -4), (600, -14), (3000, -30))
    return 0.35 * low_pass(crickets(frames, rng, tilt), 3500.0) + 0.03 * air


def city(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A town from a window: the hum of far traffic, a horn now and then."""
    hum = noise(frames, rng, (30, -1), (80, 0), (250, -5), (700, -10), (2000, -22), (7000, -42))
    horns = sounded(frames, rng, tilt, SIGNALS["car horn"])
    gate = np.clip(3.0 * drift(frames, rng, 0.35) - 1.2, 0.0, 1.0)
    return hum * (1.0 + 0.3 * drift(frames, rng, 0.3)) + room(
        0.25 * low_pass(horns, 900.0) * gate, rng, 1.6, 0.8
    )


def cafe(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Talk at many tables, cups and spoons among it."""
    talk = murmur(frames, rng, tilt)
    talk = talk / max(float(np.sqrt(np.mean(talk**2))), 1e-9)
    cups = [struck(BODIES["ceramic"].at(hz, 0.8), rng) for hz in STRIKES["dishes"].hz]
    clinks = np.zeros(frames)
    strew(clinks, rng, arrivals(frames, rng, 2.6), cups, 0.8)
    return talk + clinks


def office(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Air from the ceiling, keyboards at some distance, a voice behind glass."""
    air = noise(frames, rng, (40, -2), (120, 0), (400, -4), (1200, -10), (4000, -24))
    keys = typing(frames, rng, tilt)
    return air * 0.12 + room(0.5 * keys, rng, 0.6, 0.6)


def cave(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Drops in the dark with seconds of echo, and a low breath of air."""
    drops = drip(frames, rng, Tilt(size=tilt.size, speed=-1))
    air = noise(frames, rng, (25, 0), (70, -2), (180, -10), (600, -28))
    return room(0.6 * drops, rng, 4.0, 1.1) + 0.035 * air


def spaceship(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A bridge: engines felt as a chord, air, consoles that chirp."""
    out = np.zeros(frames)
    for hz, strength in ((42.0, 1.0), (63.2, 0.7), (84.5, 0.5), (168.0, 0.2)):
        out += strength * np.sin(
            phase(hz * 0.85**tilt.size * (1.0 + 0.004 * drift(frames, rng, 0.4)))
        )
    air = noise(frames, rng, (100, 0), (400, -4), (1500, -14), (6000, -30))
    chirps = sounded(frames, rng, tilt, SIGNALS["robot"]) * (drift(frames, rng, 0.5) > 0.35)
    return out + 0.35 * air + 0.1 * low_pass(chirps, 3000.0)


def swamp(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Bubbles of gas and insects over still water."""
    mud = bubbles(frames, rng, 7.0, (90.0 * 0.8**tilt.size, 260.0))
    buzz = formant(saw(phase(205.0 * (1.0 + 0.06 * drift(frames, rng, 1.0))), 0.6), 800.0, 700.0)
    trill = (
        noise(frames, rng, (3300, -30), (3900, 0), (4500, -24))
        * (0.5 + 0.5 * np.sin(2 * np.pi * 31.0 * clock(frames))) ** 2
    )
    return 0.8 * mud + 0.1 * buzz * np.clip(drift(frames, rng, 0.4), 0, 1) + 0.05 * trill


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


RECIPES = {
    **{name: _plain(name) for name in NOISES},
    "mains hum": Recipe(mains),
    "neon buzz": Recipe(buzzing_lamp),
    "radio static": Recipe(static),
    "radio": Recipe(radio),
    "vinyl crackle": Recipe(vinyl),
    "forest": Recipe(forest),
    "jungle": Recipe(jungle),
    "night": Recipe(night),
    "city": Recipe(city),
    "cafe": Recipe(cafe),
    "office": Recipe(office),
    "cave": Recipe(cave),
    "spaceship": Recipe(spaceship),
    "swamp": Recipe(swamp),
}

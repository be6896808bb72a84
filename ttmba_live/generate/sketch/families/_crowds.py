"""Recipes for many people at once. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Make, Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._people import clap
from ttmba_live.generate.sketch.families._voices import UTTERANCES
from ttmba_live.generate.sketch.kit import (
    Call,
    Wave,
    arrivals,
    bout,
    clock,
    cry,
    curve,
    drift,
    low_pass,
    noise,
    paint,
    phase,
    place,
    room,
    saw,
    shaped,
    spaced,
    strew,
)


def applause(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Some sixty pairs of hands, each at its own pace, in a hall."""
    people = int(60 * 1.8**tilt.weight * (0.15 if tilt.size < 0 else 1.0)) + 2
    grains = [clap(rng, rng.uniform(750.0, 1700.0)) for _ in range(24)]
    out = np.zeros(frames)
    for person in range(people):
        gap = rng.uniform(0.2, 0.31) * 0.85**tilt.speed
        onsets = spaced(frames, rng, gap, 0.05) + int(rng.uniform(0.0, gap) * RATE)
        strew(out, rng, onsets, [grains[person % 24] * rng.uniform(0.2, 1.0)])
    return room(out, rng, 1.2, 0.6)


def _babble(frames: int, rng: np.random.Generator, voices: int, base: float, wide: float) -> Wave:
    """Many voices at once: the sum of glides through vowels, none of them to be followed."""
    out = np.zeros(frames)
    for _ in range(voices):
        hz = base * 2.0 ** rng.uniform(-wide, wide)
        beat = phase(rng.uniform(3.6, 5.2) * (1.0 + 0.3 * drift(frames, rng, 2.0)))
        says = np.maximum(np.sin(0.5 * beat), 0.0) * np.clip(
            3.0 * drift(frames, rng, 0.5) + 1.2, 0.0, 1.0
        )
        out += says * saw(phase(hz * (1.0 + 0.13 * drift(frames, rng, 2.5))), 0.5)

    knots = int(frames / RATE * 5.0) + 3
    first, second = rng.uniform(380, 800, knots), rng.uniform(900, 2100, knots)

    def mouth(seconds: Wave, f: Wave) -> Wave:
        one = np.interp(seconds[:, 0] * 5.0, np.arange(knots), first).reshape(-1, 1)
        two = np.interp(seconds[:, 0] * 5.0, np.arange(knots), second).reshape(-1, 1)
        return np.asarray(
            0.03 + 1.0 / (1.0 + ((f - one) / 160.0) ** 2) + 0.5 / (1.0 + ((f - two) / 220.0) ** 2)
        ) / (1.0 + (f / 3800.0) ** 2)

    return shaped(out, mouth)


def murmur(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A room full of talk."""
    out = _babble(frames, rng, 4, 165.0 * 0.85**tilt.size, 0.6)
    low = noise(frames, rng, (100, -8), (350, 0), (900, -6), (3000, -20), (8000, -40))
    return room(out + 0.12 * low * np.abs(1.0 + 0.4 * drift(frames, rng, 4.0)), rng, 1.1, 0.8)


def cheer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A crowd that shouts for joy: a band of open vowels that swells, whistles in it."""
    swell = np.clip(0.75 + 0.35 * drift(frames, rng, 0.45), 0.3, 1.2)
    low = 0.8**tilt.size

    def gain(t: Wave, hz: Wave) -> Wave:
        up = np.interp(t[:, 0], clock(frames), swell).reshape(-1, 1)
        one = np.exp(-0.5 * ((np.log2(np.maximum(hz, 20) / (900.0 * low))) / 0.45) ** 2)
        two = np.exp(-0.5 * ((np.log2(np.maximum(hz, 20) / (2300.0 * low))) / 0.4) ** 2)
        return np.asarray(up * (one + 0.55 * up * two + 0.02))

    out = paint(frames, rng, gain)
    for _ in range(4):
        voice = saw(phase(rng.uniform(260, 480) * low * (1.0 + 0.2 * drift(frames, rng, 1.1))), 0.5)
        out += 0.07 * voice * np.clip(3.0 * drift(frames, rng, 0.7), 0.0, 1.0)
    for at in arrivals(frames, rng, 0.7):
        whistle = Call(
            (0.3, 0.7), ((0, 1700), (0.4, 2600), (1, 2300)), (((2300,), 1500, 1),), pure=True
        )
        place(out, int(at), 0.7 * cry(whistle, rng, tilt))
    return room(out, rng, 1.2, 0.5)


def _many(name: str, people: float, hall: float) -> Make:
    """Many who utter ``name``, each at its own time."""

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        out = np.zeros(frames)
        utterance = UTTERANCES[name]
        for _ in range(int(people)):
            own = 2.0 ** rng.uniform(-0.45, 0.5)
            grains = [cry(one, rng, tilt) for one in utterance.melody]
            grains = [np.interp(np.arange(0, len(g), own), np.arange(len(g)), g) for g in grains]
            level = rng.uniform(0.3, 1.0)
            gap = float(np.mean(utterance.gap)) + len(grains[0]) / RATE
            onsets = bout(frames, rng, utterance.count, (0.92 * gap, 1.08 * gap), utterance.pause)
            shift = int(rng.uniform(0.0, 1.2) * RATE)
            for number, at in enumerate(onsets):
                place(out, int(at) - shift, level * grains[number % len(grains)])
        return room(out, rng, hall, 0.5)

    return make


def chanting(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A crowd that calls one slogan: four beats in two seconds, then the next."""
    out = np.zeros(frames)
    beat = 0.44 * 0.75**tilt.speed
    call = Call(
        (0.3, 0.36), ((0, 195), (0.4, 225), (1, 180)),
        (((550, 780, 600), 200, 1), ((1500, 1150, 1000), 300, 0.7), ((2600,), 500, 0.25)),
        ((0, 0), (0.12, 1), (0.7, 0.8), (1, 0)), rough=0.3, breath=0.3, spread=0.12,
    )  # fmt: skip
    voices = [cry(call, rng, tilt) for _ in range(14)]
    for number, at in enumerate(np.arange(0.0, frames / RATE, beat)):
        if number % 5 == 4:
            continue
        for voice in voices:
            place(
                out, int((at + rng.normal(0.0, 0.018)) * RATE) + 300, voice * rng.uniform(0.3, 1.0)
            )
    return room(out, rng, 1.3, 0.7)


def playground(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Children at play: short high shouts and laughs from all over a yard."""
    out = 0.25 * _babble(frames, rng, 4, 330.0 * 0.85**tilt.size, 0.3)
    shout = Call(
        (0.2, 0.5), ((0, 380), (0.4, 560), (1, 400)),
        (((900, 1200, 800), 300, 1), ((2300, 1900), 450, 0.8), ((3700,), 700, 0.4)),
        rough=0.1, spread=0.3,
    )  # fmt: skip
    grains = [cry(shout, rng, tilt) for _ in range(12)]
    strew(out, rng, arrivals(frames, rng, 3.2 * 1.4**tilt.speed), grains, 0.85)
    return room(out, rng, 0.8, 0.4)


def choir(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Four parts that hold a chord on 'ah', each many voices, and move on."""
    length = 2.6 * 0.75**tilt.speed
    chords = ((0, 7, 12, 16), (5, 9, 12, 17), (-5, 7, 11, 14), (0, 7, 12, 16))
    t = clock(frames)
    place_in = np.minimum((t / length).astype(int) % 4, 3)
    root = 131.0 * 0.8**tilt.size * 2.0 ** (rng.integers(-2, 3) / 12.0)
    out = np.zeros(frames)
    for part in range(4):
        steps = np.array([chord[part] for chord in chords])[place_in]
        hz = root * 2.0 ** (steps / 12.0)
        hz = hz[0] + low_pass(hz - hz[0], 6.0)
        for _ in range(2):
            voice = hz * (1.0 + 0.008 * drift(frames, rng, 5.0) + rng.normal(0.0, 0.003))
            out += saw(phase(voice), 0.5)
    swell = curve(np.mod(t / length, 1.0), (0, 0.35), (0.2, 1), (0.8, 0.9), (1, 0.35))
    ah = (((680.0,), 130.0, 1.0), ((1080.0,), 160.0, 0.5), ((2650.0,), 350.0, 0.22))

    def mouth(seconds: Wave, f: Wave) -> Wave:
        return sum(s / (1.0 + ((f - h[0]) * (2.0 / w)) ** 2) for h, w, s in ah) + 0.0 * seconds

    return room(swell * shaped(out, mouth), rng, 2.6, 0.9)


RECIPES = {
    "applause": Recipe(applause),
    "crowd": Recipe(murmur),
    "cheering": Recipe(cheer),
    "crowd laughing": Recipe(_many("laugh", 9, 1.0)),
    "crowd screaming": Recipe(_many("scream", 6, 1.3)),
    "chanting": Recipe(chanting, struck=True),
    "children playing": Recipe(playground),
    "choir": Recipe(choir),
}

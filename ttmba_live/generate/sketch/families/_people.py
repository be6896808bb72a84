"""Recipes for breath, mouths, hands and bodies. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Gust,
    Wave,
    bounces,
    bubble,
    bubbles,
    clock,
    crackle,
    curve,
    drift,
    formant,
    gusts,
    low_pass,
    noise,
    phase,
    place,
    room,
    saw,
    shaped,
    spaced,
    strew,
    stroke,
    struck,
)

VOWELS = (
    (730, 1090, 2440),
    (270, 2290, 3010),
    (530, 1840, 2480),
    (570, 840, 2410),
    (300, 870, 2240),
    (660, 1720, 2410),
)
"""Formants of men's vowels in Hz (Peterson and Barney)."""

IN_OUT = {
    "breathing": (
        (
            Gust((0.9, 1.2), ((0, 1300), (0.6, 2000), (1, 2200)), 0.8, ((0, 0), (0.6, 1), (1, 0))),
            Gust((1.1, 1.5), ((0, 900), (0.3, 750), (1, 450)), 0.9, ((0, 0), (0.3, 0.9), (1, 0))),
        ),
        (0.15, 0.4),
    ),
    "gasp": (
        (Gust((0.4, 0.55), ((0, 900), (0.5, 2300), (1, 3000)), 0.6, ((0, 0), (0.5, 1), (0.85, 0.9), (1, 0))),),
        (1.1, 1.9),
    ),
    "sigh": (
        (Gust((1.3, 1.8), ((0, 1500), (0.2, 1100), (1, 380)), 0.5, ((0, 0), (0.15, 1), (0.5, 0.5), (1, 0))),),
        (0.9, 1.6),
    ),
    "sniff": (
        (
            Gust((0.16, 0.22), ((0, 2600), (1, 4200)), 0.7, ((0, 0), (0.6, 1), (1, 0))),
            Gust((0.2, 0.28), ((0, 2800), (1, 4600)), 0.7, ((0, 0), (0.6, 1), (1, 0))),
        ),
        (0.12, 0.75),
    ),
    "blowing": (
        (Gust((0.9, 1.5), ((0, 500), (0.2, 800), (1, 600)), 1.1, ((0, 0), (0.1, 1), (0.8, 0.8), (1, 0)), flat=0.08),),
        (0.7, 1.2),
    ),
    "shush": (
        (Gust((0.7, 1.0), ((0, 3400), (0.2, 3000), (1, 3300)), 0.45, ((0, 0), (0.08, 1), (0.8, 0.9), (1, 0))),),
        (0.7, 1.1),
    ),
}  # fmt: skip


def _breath(name: str) -> Recipe:
    kinds, pause = IN_OUT[name]

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        return gusts(frames, rng, tilt, kinds, pause, 0.2)

    return Recipe(make)


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


def _talk(frames: int, rng: np.random.Generator, tilt: Tilt, base: float, rate: float) -> Wave:
    """Syllables without meaning: vowels that glide, breaks for breath, a melody that falls."""
    count = int(frames / RATE * rate) + 3
    steps = np.arange(count) / rate
    at = np.cumsum(rng.uniform(0.7, 1.3, count)) / rate
    speaking = np.repeat(rng.random(count // 6 + 2) < 0.99, 6)[:count].astype(float)
    speaking[:: int(rng.integers(8, 12))] = 0.0
    vowels = np.array(VOWELS)[rng.integers(0, len(VOWELS), count)] * (base / 120.0) ** 0.24
    fall = base * (1.12 - 0.25 * np.mod(steps / 2.6, 1.0)) * rng.uniform(0.9, 1.12, count)
    t = clock(frames)
    hz = (
        np.interp(t, at, fall)
        * 0.8**tilt.size
        * 1.1**tilt.mood
        * (1.0 + 0.01 * drift(frames, rng, 25.0))
    )
    beat = np.interp(t, at, np.arange(count, dtype=float))
    level = np.maximum(np.sin(np.pi * np.mod(beat, 1.0)), 0.0) ** 0.8 * np.interp(t, at, speaking)
    consonant = np.mod(beat, 1.0) < 0.16
    source = saw(phase(hz), 0.5) * level
    hiss = noise(frames, rng, (1500, -24), (3500, -2), (6000, 0), (11000, -8))
    strong = np.interp(t, at, (rng.random(count) < 0.45).astype(float)) * np.interp(t, at, speaking)

    def mouth(seconds: Wave, f: Wave) -> Wave:
        total = np.full((len(seconds), f.shape[1]), 0.003)
        glides = np.interp(seconds[:, 0], at, np.arange(count, dtype=float))
        whole = np.minimum(glides.astype(int), count - 2)
        share = np.clip((glides - whole - 0.1) / 0.35, 0.0, 1.0).reshape(-1, 1)
        for number, (width, strength) in enumerate(((110, 1.0), (150, 0.6), (260, 0.3))):
            middle = (
                vowels[whole, number, None] * (1 - share) + vowels[whole + 1, number, None] * share
            )
            total += strength / np.sqrt(1.0 + ((f - middle) * (2.0 / width)) ** 2)
        return total / (1.0 + (f / 4200.0) ** 4)

    return np.asarray(shaped(source, mouth) + 0.035 * hiss * low_pass(consonant * strong, 40.0))


def speech(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """One voice at four and a half syllables a second; size makes it a man's or a child's."""
    return room(_talk(frames, rng, tilt, 125.0, 4.5 * 1.25**tilt.speed), rng, 0.35, 0.12)


def woman(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A woman's voice."""
    return room(_talk(frames, rng, tilt, 215.0, 4.8 * 1.25**tilt.speed), rng, 0.35, 0.12)


def child(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A child's voice."""
    return room(_talk(frames, rng, tilt, 310.0, 3.9 * 1.25**tilt.speed), rng, 0.35, 0.12)


def whisper(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Syllables of breath alone: no pitch, only formants and esses."""
    rate = 4.2 * 1.3**tilt.speed
    beat = phase(rate * (1.0 + 0.25 * drift(frames, rng, 2.0))) / (2.0 * np.pi)
    level = np.maximum(np.sin(np.pi * np.mod(beat, 1.0)), 0.0) * (np.mod(beat, 9.0) < 7.6)
    air = noise(frames, rng, (500, -14), (1500, 0), (3500, -3), (9000, -12)) * level
    count = int(frames / RATE * rate) + 4
    tracks = np.array(VOWELS)[rng.integers(0, len(VOWELS), count)] * 1.1

    def mouth(seconds: Wave, hz: Wave) -> Wave:
        total = np.full((len(seconds), hz.shape[1]), 0.08)
        for number, strength in enumerate((0.5, 1.0, 0.8)):
            middle = np.interp(seconds[:, 0] * rate, np.arange(count), tracks[:, number]).reshape(
                -1, 1
            )
            total += strength / np.sqrt(1.0 + ((hz - middle) / 110.0) ** 2)
        return total

    esses = noise(frames, rng, (3500, -30), (6000, 0), (9000, -2)) * (
        np.mod(beat + 0.2, 1.0) < 0.15
    )
    return shaped(air, mouth) + 0.1 * esses * (np.mod(beat, 3.0) < 1.0)


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
    at = at[: tilt.count] if 0 < tilt.count < 9 else at
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


def chewing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Someone eats: soft crunches 1.5 times a second that grow duller, mouth noises."""
    out = np.zeros(frames)
    gap = 0.62 * 0.7**tilt.speed
    for number, at in enumerate(spaced(frames, rng, gap, 0.08)):
        size = int(0.4 * RATE)
        t = clock(size)
        crisp = 0.75 ** (number % 7) * (1.6 if tilt.wet < 0 else 1.0)
        crunch = crackle(size, rng, 260.0, (900.0, 5000.0), np.exp(-t / 0.11), cycles=1.3)
        mush = noise(size, rng, (120, -4), (400, 0), (1200, -8), (4000, -20)) * stroke(
            t - 0.05, 0.06, 0.06
        )
        place(out, int(at), crisp * crunch + 0.35 * mush)
    return out


def sip(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A sip drawn in with a flutter, then a gulp: two low knocks of the throat."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.7 * 0.7**tilt.speed, 0.1):
        size = int(0.6 * RATE)
        t = clock(size)
        draw = noise(size, rng, (700, -14), (2200, 0), (4200, -2), (9000, -16))
        draw *= curve(t, (0, 0), (0.3, 1), (0.4, 0)) * (1.0 + 0.9 * drift(size, rng, 40.0))
        place(out, int(at), 0.5 * draw)
        for late, hz in ((0.55, 210.0), (0.72, 290.0)):
            gulp = bubble(rng, hz * 0.8**tilt.size, 7.0)
            place(out, int(at + late * RATE), 0.9 * gulp)
    return out


def gargle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A held vowel broken by bubbles 20 times a second."""
    voice = saw(phase(150.0 * 0.75**tilt.size * (1.0 + 0.03 * drift(frames, rng, 3.0))), 0.5)
    flap = np.maximum(
        np.sin(phase(21.0 * 1.2**tilt.speed * (1.0 + 0.3 * drift(frames, rng, 6.0)))), 0.0
    )
    wet = bubbles(frames, rng, 110.0, (350.0, 1300.0))
    breath = np.clip(4.0 * np.sin(2 * np.pi * clock(frames) / 2.6) + 3.0, 0.0, 1.0)
    throat = formant(voice, 620.0, 200.0) + 0.4 * formant(voice, 1100.0, 260.0)
    return breath * (throat * flap * 1.4 + 0.5 * wet)


def kiss(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Lips that part: a squeak of suction that ends in a smack."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.2 * 0.65**tilt.speed, 0.12):
        size = int(0.16 * RATE)
        t = clock(size)
        squeak = np.sin(phase(curve(t, (0, 1500), (0.1, 2600), (0.16, 3200)) * 0.85**tilt.size))
        suck = noise(size, rng, (900, -12), (2600, 0), (6000, -8)) * curve(
            t, (0, 0), (0.1, 0.6), (0.12, 0)
        )
        smack = clap(rng, 1700.0)[: int(0.03 * RATE)]
        place(out, int(at), 0.4 * suck + 0.18 * squeak * curve(t, (0, 0), (0.1, 1), (0.12, 0)))
        place(out, int(at) + int(0.115 * RATE), 0.9 * smack)
    return out


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
    "speech": Recipe(speech, layers=True),
    "woman speaking": Recipe(woman, layers=True),
    "child speaking": Recipe(child, layers=True),
    "whisper": Recipe(whisper),
    **{name: _breath(name) for name in IN_OUT},
    "snore": Recipe(snore),
    "heartbeat": Recipe(heart, struck=True),
    "clap": Recipe(hands, struck=True),
    "finger snap": Recipe(snap, struck=True),
    "slap": Recipe(slap, struck=True),
    "chewing": Recipe(chewing, struck=True),
    "drinking": Recipe(sip),
    "gargle": Recipe(gargle),
    "kiss": Recipe(kiss),
    "punch": Recipe(punch, struck=True),
    "thud": Recipe(fall, struck=True),
}

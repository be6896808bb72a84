"""Recipes for desk and household: clocks, keyboards, paper, cloth, kitchen. Knows no words."""

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
    bout,
    bubbles,
    clock,
    crackle,
    drift,
    fm,
    gusts,
    high_pass,
    low_pass,
    noise,
    phase,
    place,
    room,
    spaced,
    strew,
    stroke,
    struck,
)


def ticking(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """An escapement: tick and tock by turns, two a second, even to the millisecond."""
    out = np.zeros(frames)
    low = 0.7**tilt.size
    tick = struck(BODIES["metal"].at(2600.0 * low, 0.05), rng, 1.0) if tilt.size <= 0 else None
    case = [struck(BODIES["wood"].at(hz * low, 0.7), rng, 1.2) for hz in (1250.0, 1020.0)]
    gap = 0.5 * 0.5**tilt.speed * (2.0 if tilt.size > 0 else 1.0)
    for number, at in enumerate(np.arange(0.0, frames / RATE, gap)):
        start = round(at * RATE)
        place(out, start, case[number % 2])
        if tick is not None:
            place(out, start, 0.35 * tick)
            place(out, start + int(0.011 * RATE), 0.15 * tick)
    return room(out, rng, 0.3, 0.12)


def metronome(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Hollow wood, 100 a minute, the first of four accented."""
    out = np.zeros(frames)
    block = [
        struck(BODIES["wood"].at(hz * 0.85**tilt.size, 1.4), rng, 1.3) for hz in (1900.0, 1420.0)
    ]
    for number, at in enumerate(np.arange(0.0, frames / RATE, 0.6 * 0.66**tilt.speed)):
        place(out, round(at * RATE), block[1 if number % 4 else 0] * (0.75 if number % 4 else 1.0))
    return out


def _keys(rng: np.random.Generator, hz: float, count: int, longer: float) -> list[Wave]:
    """Presses of different keys: down, and softer up 70 ms later."""
    found = []
    for _ in range(count):
        out = np.zeros(int(0.16 * RATE))
        body = BODIES["plastic"].at(hz * rng.uniform(0.8, 1.25), longer)
        place(out, 0, struck(body, rng))
        place(out, int(rng.uniform(0.055, 0.085) * RATE), 0.35 * struck(body, rng, 1.2))
        found.append(out)
    return found


def typing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A computer keyboard: seven keys a second in runs, now and then the space bar."""
    out = np.zeros(frames)
    keys = _keys(rng, 1500.0 * 0.8**tilt.size, 10, 0.8)
    gap = 0.145 * 0.7**tilt.speed
    strew(out, rng, bout(frames, rng, (5, 14), (0.6 * gap, 1.5 * gap), (0.1, 0.4)), keys, 0.5)
    space = _keys(rng, 620.0 * 0.8**tilt.size, 2, 1.4)
    strew(out, rng, arrivals(frames, rng, 0.9), space, 0.2)
    return room(out, rng, 0.2, 0.1)


def typewriter(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Type bars that crack on the platen; a bell near the end of the line, the carriage back."""
    out = np.zeros(frames)
    low = 0.85**tilt.size
    bars = []
    for _ in range(8):
        bar = np.zeros(int(0.25 * RATE))
        place(bar, 0, 0.35 * struck(BODIES["metal"].at(rng.uniform(800, 1100) * low, 0.1), rng))
        place(
            bar,
            int(0.018 * RATE),
            struck(BODIES["metal"].at(rng.uniform(1900, 2500) * low, 0.06), rng, 1.3),
        )
        place(bar, int(0.018 * RATE), 0.7 * struck(BODIES["wood"].at(330.0 * low), rng, 1.4))
        bars.append(bar)
    at = 0.0
    gap = 0.165 * 0.72**tilt.speed
    while at < frames:
        for _ in range(int(rng.integers(16, 22))):
            place(out, int(at), bars[int(rng.integers(8))] * rng.uniform(0.7, 1.0))
            at += RATE * gap * rng.uniform(0.7, 1.4)
        place(out, int(at), 0.45 * fm(2300.0 * low, 0.9, 2.76, 0.9, 0.28))
        slide = noise(int(0.42 * RATE), rng, (500, -10), (2200, 0), (6000, -6))
        ratchet = np.maximum(np.sin(2 * np.pi * 62.0 * clock(len(slide))), 0.0) ** 3
        place(out, int(at + 0.35 * RATE), 0.4 * slide * ratchet)
        at += 0.95 * RATE
    return room(out, rng, 0.3, 0.15)


def clicks(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A mouse, a switch, a pen: click-clack, dry, once in a while twice."""
    out = np.zeros(frames)
    body = BODIES["plastic"].at(2600.0 * 0.8**tilt.size, 0.6)
    count = (tilt.count, tilt.count) if 0 < tilt.count < 9 else (1, 2)
    for at in bout(frames, rng, count, (0.17, 0.24), (0.45 * 0.7**tilt.speed, 0.95)):
        place(out, int(at), struck(body, rng, 1.3))
        place(out, int(at) + int(0.075 * RATE), 0.6 * struck(body.at(3100.0), rng, 1.3))
    return out


def camera(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A reflex camera: mirror up, curtain, mirror down, a short motor."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 1.2 * 0.55**tilt.speed, 0.15)
    for at in onsets[: tilt.count] if 0 < tilt.count < 9 else onsets:
        for late, hz, height in ((0.0, 700, 0.8), (0.055, 1900, 0.7), (0.12, 620, 1.0)):
            place(
                out, int(at + late * RATE), height * struck(BODIES["plastic"].at(hz, 1.2), rng, 1.2)
            )
        t = clock(int(0.16 * RATE))
        whirr = np.sin(2 * np.pi * 1150.0 * t) + 0.6 * np.sin(2 * np.pi * 2310.0 * t)
        place(out, int(at + 0.15 * RATE), 0.12 * whirr * np.sin(np.pi * t / t[-1]))
    return out


def _rustles(
    kinds: tuple[Gust, ...],
    pause: tuple[float, float],
    density: float,
    hz: tuple[float, float],
    soft: float,
) -> Recipe:
    """Strokes of noise made of grains: paper, cloth, plastic, pens."""

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        wave = gusts(frames, rng, tilt, kinds, pause)
        out = soft * wave
        if density:
            smooth = low_pass(np.abs(wave), 18.0)
            gate = np.clip(smooth / max(float(smooth.max()), 1e-9), 0.0, 1.0) ** 1.2
            dry = 1.25 if tilt.wet < 0 else 1.0
            low = 0.8**tilt.size
            out += crackle(
                frames,
                rng,
                density,
                (hz[0] * low, hz[1] * low),
                gate,
                heights=1.1 * dry,
                cycles=1.2,
            )
        return out

    return Recipe(make)


UP = ((0, 0), (0.3, 1), (0.7, 0.8), (1, 0))

RUSTLES = {
    "paper": _rustles((Gust((0.25, 0.6), ((0, 2600), (0.5, 4200), (1, 3000)), 1.1, UP),), (0.05, 0.4), 700.0, (1500.0, 7000.0), 0.5),
    "page turning": _rustles((Gust((0.5, 0.65), ((0, 1500), (0.6, 3600), (1, 1100)), 1.0, ((0, 0), (0.5, 0.6), (0.8, 1), (1, 0))),), (0.9, 1.5), 180.0, (1200.0, 5000.0), 0.8),
    "paper tearing": _rustles((Gust((0.5, 0.9), ((0, 1800), (0.5, 2600), (1, 4200)), 1.2, ((0, 0), (0.1, 0.9), (0.9, 1), (1, 0))),), (0.4, 0.8), 2600.0, (900.0, 6000.0), 0.35),
    "plastic crinkling": _rustles((Gust((0.4, 0.9), ((0, 5000), (1, 6000)), 1.0, UP),), (0.0, 0.3), 420.0, (3200.0, 12000.0), 0.06),
    "cloth": _rustles((Gust((0.3, 0.6), ((0, 900), (0.5, 1700), (1, 800)), 1.2, UP),), (0.15, 0.5), 0.0, (1.0, 2.0), 1.0),
    "writing": _rustles(tuple(Gust((0.07, 0.16), ((0, hz), (1, 1.2 * hz)), 0.6, UP) for hz in (2300, 2900, 2000)), (0.03, 0.14), 600.0, (1500.0, 5000.0), 0.5),
    "brushing": _rustles((Gust((0.13, 0.15), ((0, 3600), (1, 4400)), 0.8, UP), Gust((0.13, 0.15), ((0, 4400), (1, 3500)), 0.8, UP)), (0.0, 0.02), 0.0, (1.0, 2.0), 1.0),
    "sweeping": _rustles((Gust((0.45, 0.6), ((0, 1300), (0.5, 3000), (1, 1800)), 1.2, ((0, 0), (0.4, 0.8), (0.75, 1), (1, 0))),), (0.3, 0.5), 500.0, (2000.0, 8000.0), 0.6),
    "scratching": _rustles((Gust((0.16, 0.28), ((0, 2400), (1, 3300)), 0.7, UP),), (0.03, 0.1), 1500.0, (1300.0, 4500.0), 0.2),
    "scraping": _rustles((Gust((0.7, 1.2), ((0, 700), (0.5, 1100), (1, 650)), 0.5, UP),), (0.2, 0.5), 2600.0, (400.0, 2400.0), 0.25),
    "shuffling cards": _rustles((Gust((0.42, 0.55), ((0, 3000), (1, 4600)), 0.6, ((0, 0), (0.1, 0.8), (0.9, 1), (1, 0))),), (0.5, 0.8), 130.0, (1600.0, 4200.0), 0.04),
    "flapping cloth": _rustles(tuple(Gust((0.09, 0.13), ((0, hz), (1, 1.8 * hz)), 1.2, ((0, 0), (0.3, 1), (1, 0))) for hz in (300, 360, 330)), (0.04, 0.16), 0.0, (1.0, 2.0), 1.0),
}  # fmt: skip


def scissors(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Blades that slide and close, twice a second: a rising hiss and a metal snip."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.52 * 0.65**tilt.speed, 0.06):
        size = int(0.2 * RATE)
        t = clock(size)
        slide = noise(size, rng, (2000, -20), (5500, 0), (10000, -2)) * (t / t[-1]) ** 2
        place(out, int(at), 0.25 * slide)
        place(
            out, int(at) + size, struck(BODIES["metal"].at(3900.0 * 0.85**tilt.size, 0.2), rng, 1.2)
        )
    return high_pass(out, 900.0)


def frying(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Fat in a pan: a dense even sizzle, spitting now and then."""
    sizzle = noise(
        frames, rng, (1500, -26), (4000, -6), (7500 * 0.9**tilt.size, 0), (12000, -3), (17000, -12)
    )
    out = 0.16 * sizzle * (1.0 + 0.35 * drift(frames, rng, 18.0))
    out += crackle(frames, rng, 500.0 * 1.5**tilt.weight, (2500.0, 9000.0), heights=0.7)
    return out + 1.6 * crackle(frames, rng, 5.0, (1200.0, 4000.0), heights=0.6, cycles=3.0)


def popcorn(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Kernels that burst against a lid: dull pops, thicker and thinner again."""
    share = np.mod(clock(frames) / 9.0 + 0.25, 1.0)
    at = arrivals(frames, rng, 13.0 * 1.4**tilt.speed)
    at = at[rng.random(len(at)) < np.sin(np.pi * share[at])]
    pops = [
        struck(BODIES["plastic"].at(hz * 0.8**tilt.size, 0.8), rng) for hz in (380, 460, 560, 700)
    ]
    out = np.zeros(frames)
    strew(out, rng, at, pops, 0.5)
    strew(out, rng, at + 3000, [0.2 * struck(BODIES["metal"].at(700.0, 0.2), rng)], 0.8)
    return out + 0.012 * noise(frames, rng, (2000, -10), (6000, 0))


def cork(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A cork drawn: a squeak, then the hollow pop of the neck; foam after it."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 2.4 * 0.7**tilt.speed, 0.06)
    for at in onsets[: tilt.count] if 0 < tilt.count < 9 else onsets:
        t = clock(int(0.12 * RATE))
        hz = 520.0 * 0.75**tilt.size
        pop = np.sin(2 * np.pi * hz * (t + 0.6 * t * t)) * stroke(t, 0.0006, 0.018)
        burst = noise(len(t), rng, (300, -6), (900, 0), (3000, -6), (9000, -18)) * stroke(
            t, 0.0004, 0.007
        )
        place(out, int(at), 1.2 * pop + 0.7 * burst)
        size = int(1.3 * RATE)
        foam = crackle(size, rng, 1200.0, (5000.0, 12000.0), np.exp(-clock(size) / 0.45))
        place(out, int(at) + int(0.05 * RATE), 0.12 * foam)
    return room(out, rng, 0.35, 0.2)


def can(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A ring pull: a metal crack, a hiss that dies within half a second, fizz."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.3 * 0.75**tilt.speed, 0.06):
        size = int(1.6 * RATE)
        t = clock(size)
        hiss = noise(size, rng, (1500, -20), (5000, -2), (9000, 0), (15000, -6)) * stroke(
            t - 0.02, 0.004, 0.13
        )
        fizz = crackle(size, rng, 900.0, (6000.0, 14000.0), np.exp(-t / 0.6))
        place(out, int(at), 0.9 * hiss + 0.35 * fizz)
        place(
            out, int(at), 0.8 * struck(BODIES["metal"].at(1500.0 * 0.85**tilt.size, 0.08), rng, 1.3)
        )
        place(out, int(at) + int(0.2 * RATE), 0.5 * struck(BODIES["metal"].at(900.0, 0.07), rng))
    return out


def stirring(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A spoon that goes round in a cup, touching it three times a second."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.3 * 0.7**tilt.speed, 0.12):
        hz = 2050.0 * 0.8**tilt.size * rng.uniform(0.97, 1.05)
        place(out, int(at), struck(BODIES["ceramic"].at(hz, 0.9), rng, 1.1) * rng.uniform(0.4, 1.0))
    swirl = noise(frames, rng, (400, -14), (1300, 0), (3500, -8), (9000, -24))
    swirl *= 0.5 + 0.5 * np.sin(phase(np.full(frames, 1.6)))
    return out + 0.03 * swirl + 0.15 * bubbles(frames, rng, 12.0, (500.0, 1200.0))


def balloon(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A balloon or paper bag bursts: one dry crack, wide and short, and its room."""
    out = np.zeros(frames)
    t = clock(3000)
    onsets = spaced(frames, rng, 1.8 * 0.7**tilt.speed, 0.1)
    for at in onsets[: tilt.count] if 0 < tilt.count < 9 else onsets:
        crack = noise(
            3000, rng, (150, -4), (700 * 0.8**tilt.size, 0), (3000, 0), (9000, -4), (16000, -12)
        )
        place(out, int(at), crack * stroke(t, 0.0002, 0.0045))
    return room(out, rng, 0.7, 0.4)


RECIPES = {
    "clock": Recipe(ticking, struck=True),
    "metronome": Recipe(metronome, struck=True),
    "typing": Recipe(typing, struck=True),
    "typewriter": Recipe(typewriter, struck=True),
    "click": Recipe(clicks, struck=True),
    "camera": Recipe(camera, struck=True),
    **RUSTLES,
    "scissors": Recipe(scissors),
    "frying": Recipe(frying),
    "popcorn": Recipe(popcorn),
    "cork pop": Recipe(cork, struck=True),
    "can opening": Recipe(can, struck=True),
    "stirring": Recipe(stirring, struck=True),
    "balloon pop": Recipe(balloon, struck=True),
}

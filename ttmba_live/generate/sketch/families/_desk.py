"""Recipes for desk and household: clocks, keyboards, paper, cloth. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._rustles import rustles
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    arrivals,
    bout,
    clock,
    fm,
    high_pass,
    noise,
    place,
    room,
    spaced,
    strew,
    stroke,
    struck,
    told,
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
    count = (tilt.strokes, tilt.strokes) if tilt.strokes else (1, 2)
    onsets = bout(frames, rng, count, (0.17, 0.24), (0.45 * 0.7**tilt.speed, 0.95))
    for at in told(onsets, frames, tilt.strokes):
        place(out, int(at), struck(body, rng, 1.3))
        place(out, int(at) + int(0.075 * RATE), 0.6 * struck(body.at(3100.0), rng, 1.3))
    return out


def camera(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A reflex camera: mirror up, curtain, mirror down, a short motor."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 1.2 * 0.55**tilt.speed, 0.15)
    for at in told(onsets, frames, tilt.strokes):
        for late, hz, height in ((0.0, 700, 0.8), (0.055, 1900, 0.7), (0.12, 620, 1.0)):
            place(
                out, int(at + late * RATE), height * struck(BODIES["plastic"].at(hz, 1.2), rng, 1.2)
            )
        t = clock(int(0.16 * RATE))
        whirr = np.sin(2 * np.pi * 1150.0 * t) + 0.6 * np.sin(2 * np.pi * 2310.0 * t)
        place(out, int(at + 0.15 * RATE), 0.12 * whirr * np.sin(np.pi * t / t[-1]))
    return out


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


def balloon(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A balloon or paper bag bursts: one dry crack, wide and short, and its room."""
    out = np.zeros(frames)
    t = clock(3000)
    onsets = spaced(frames, rng, 1.8 * 0.7**tilt.speed, 0.1)
    for at in told(onsets, frames, tilt.strokes):
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
    **rustles("rustles"),
    "scissors": Recipe(scissors),
    "balloon pop": Recipe(balloon, struck=True),
}

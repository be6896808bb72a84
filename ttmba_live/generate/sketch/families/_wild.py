"""Recipes for wild animals. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import Utterance, voiced
from ttmba_live.generate.sketch.kit import (
    Bouts,
    Call,
    Gust,
    Wave,
    clock,
    drift,
    gusts,
    high_pass,
    noise,
    phase,
    place,
    room,
    spaced,
)

LONG = ((0, 0), (0.1, 0.8), (0.5, 1), (0.85, 0.7), (1, 0))

UTTERANCES = {
    "lion": Utterance(
        (
            Call(
                (1.3, 2.0),
                ((0, 95), (0.25, 190), (0.6, 150), (1, 80)),
                (((300, 520, 450, 280), 180, 1), ((850, 1100, 950, 800), 300, 0.6), ((2400,), 900, 0.12)),
                ((0, 0), (0.15, 0.8), (0.45, 1), (1, 0)),
                rough=0.9,
                breath=0.4,
                tremble=(24, 0.35),
            ),
        ),
        Bouts((1, 3), (0.15, 0.4), (0.8, 1.6)),
        (1.0, 0.25),
    ),
    "bear": Utterance(
        (
            Call(
                (0.9, 1.5),
                ((0, 58), (0.4, 70), (1, 48)),
                (((260, 360, 280), 140, 1), ((700, 850, 700), 250, 0.7), ((1900,), 700, 0.15)),
                LONG,
                rough=1.0,
                breath=0.8,
                tremble=(17, 0.75),
            ),
        ),
        Bouts((1, 2), (0.2, 0.4), (0.4, 0.9)),
        (0.6, 0.15),
    ),
    "monster": Utterance(
        (
            Call(
                (1.6, 2.6),
                ((0, 34), (0.3, 52), (0.7, 44), (1, 26)),
                (((150, 260, 340, 170), 90, 1), ((480, 700, 620, 450), 160, 0.8), ((1500,), 500, 0.3)),
                LONG,
                rough=1.2,
                breath=0.9,
                tremble=(9, 0.5),
            ),
        ),
        Bouts((1, 1), (0, 0), (0.3, 0.8)),
        (2.4, 0.7),
    ),
    "wolf": Utterance(
        (
            Call(
                (2.6, 4.2),
                ((0, 330), (0.15, 560), (0.3, 640), (0.75, 600), (1, 380)),
                (((650, 800, 750, 600), 350, 1), ((1500,), 500, 0.12)),
                ((0, 0), (0.12, 0.7), (0.3, 1), (0.8, 0.8), (1, 0)),
                pure=True,
                breath=0.015,
                vibrato=(4.5, 0.008),
            ),
        ),
        Bouts((1, 1), (0, 0), (0.4, 1.2)),
        (2.2, 0.5),
    ),
    "coyote": Utterance(
        (
            Call(
                (0.14, 0.2),
                ((0, 700), (0.4, 1350), (1, 900)),
                (((1200, 1800, 1300), 600, 1),),
                pure=True,
                rough=0.15,
            ),
            Call(
                (0.12, 0.2),
                ((0, 800), (0.4, 1500), (1, 1000)),
                (((1300, 1900, 1400), 600, 1),),
                pure=True,
                rough=0.15,
            ),
            Call(
                (0.9, 1.4),
                ((0, 800), (0.3, 1500), (0.5, 1150), (0.7, 1400), (1, 850)),
                (((1400,), 900, 1),),
                pure=True,
                vibrato=(7, 0.06),
            ),
        ),
        Bouts((5, 7), (0.05, 0.12), (0.4, 0.9)),
        (1.4, 0.35),
    ),
    "elephant": Utterance(
        (
            Call(
                (0.9, 1.5),
                ((0, 310), (0.15, 520), (0.5, 590), (0.8, 540), (1, 340)),
                (((600, 1100, 1300, 700), 400, 1), ((1900, 2300, 2000), 500, 0.9), ((3500,), 800, 0.5)),
                LONG,
                rough=0.4,
                breath=0.2,
            ),
        ),
        Bouts((1, 2), (0.2, 0.5), (1.0, 2.0)),
        (1.4, 0.3),
    ),
    "monkey": Utterance(
        (
            Call((0.13, 0.17), ((0, 330), (0.6, 420), (1, 380)), (((450, 600), 200, 1), ((1100,), 400, 0.3))),
            Call((0.13, 0.17), ((0, 380), (0.6, 520), (1, 450)), (((500, 700), 200, 1), ((1200,), 400, 0.3))),
            Call(
                (0.18, 0.24),
                ((0, 560), (0.4, 950), (1, 700)),
                (((900, 1400, 1100), 400, 1), ((2600,), 600, 0.5)),
                rough=0.25,
            ),
            Call(
                (0.2, 0.28),
                ((0, 800), (0.4, 1350), (1, 950)),
                (((1300, 1800, 1400), 500, 1), ((3200,), 700, 0.6)),
                rough=0.4,
            ),
        ),
        Bouts((4, 8), (0.06, 0.1), (0.4, 0.9)),
        (0.9, 0.2),
    ),
    "frog": Utterance(
        (
            Call(
                (0.1, 0.13),
                ((0, 105), (1, 115)),
                (((650, 900), 250, 1), ((2100, 2500), 400, 0.7)),
                ((0, 0), (0.2, 0.7), (1, 0)),
                tremble=(62, 0.8),
            ),
            Call(
                (0.16, 0.2),
                ((0, 125), (1, 150)),
                (((900, 1450), 300, 1), ((2500, 3000), 450, 0.8)),
                ((0, 0), (0.15, 1), (0.8, 0.9), (1, 0)),
                tremble=(62, 0.8),
            ),
        ),
        Bouts((2, 2), (0.02, 0.035), (0.45, 0.9)),
        (0.6, 0.15),
    ),
    "seal": Utterance(
        (
            Call(
                (0.32, 0.48),
                ((0, 250), (0.3, 330), (1, 240)),
                (((480, 640, 500), 200, 1), ((1300, 1500, 1200), 350, 0.8), ((2600,), 600, 0.3)),
                ((0, 0), (0.08, 1), (0.7, 0.8), (1, 0)),
                rough=0.85,
                breath=0.4,
            ),
        ),
        Bouts((3, 6), (0.16, 0.28), (0.5, 1.0)),
        (0.9, 0.25),
    ),
    "deer": Utterance(
        (
            Call(
                (2.0, 2.8),
                ((0, 190), (0.2, 420), (0.6, 760), (0.85, 700), (1, 300)),
                (((500, 900, 1200, 700), 400, 1), ((1800, 2300, 2000), 600, 0.4)),
                LONG,
                rough=0.15,
                breath=0.06,
            ),
        ),
        Bouts((1, 1), (0, 0), (0.8, 1.6)),
        (2.0, 0.4),
    ),
    "mouse": Utterance(
        (
            Call((0.04, 0.08), ((0, 3600), (0.4, 4700), (1, 3900)), (((4300,), 2500, 1),), pure=True, spread=0.12),
        ),
        Bouts((2, 5), (0.05, 0.14), (0.25, 0.7)),
        (0.2, 0.08),
    ),
    "whale": Utterance(
        (
            Call(
                (1.8, 3.2),
                ((0, 180), (0.3, 330), (0.6, 260), (1, 520)),
                (((300, 500, 420, 700), 300, 1), ((1000,), 500, 0.15)),
                LONG,
                pure=True,
                vibrato=(2.2, 0.03),
                spread=0.25,
            ),
            Call(
                (1.2, 2.2),
                ((0, 640), (0.4, 900), (1, 420)),
                (((800, 1000, 600), 500, 1),),
                LONG,
                pure=True,
                vibrato=(3.0, 0.03),
                spread=0.25,
            ),
        ),
        Bouts((2, 2), (0.1, 0.5), (0.3, 0.9)),
        (4.5, 1.2),
    ),
}  # fmt: skip


def dolphin(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Whistles that loop between 6 and 14 kHz, and trains of clicks that speed up to a buzz."""
    out = np.zeros(frames)
    at = 0.0
    while at < frames:
        size = int(rng.uniform(0.4, 0.7) * RATE * 0.8**tilt.speed)
        share = np.arange(size) / size
        hz = 9000.0 * 0.8**tilt.size * (1.0 + 0.35 * np.sin(2 * np.pi * (1.4 * share + rng.random())))
        place(out, int(at), np.sin(phase(hz)) * np.sin(np.pi * share))
        at += size + 0.1 * RATE
        gaps = 0.045 * 0.95 ** np.arange(50) + 0.003
        click = noise(96, rng, (3000, 0), (12000, 2)) * np.hanning(96)
        for late in np.cumsum(gaps):
            place(out, int(at + late * RATE), 0.7 * click)
        at += gaps.sum() * RATE + rng.uniform(0.2, 0.5) * RATE
    return room(high_pass(out, 1500.0), rng, 1.0, 0.25)


def snake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Long, even hisses, the band high and hardly moving."""
    kind = Gust((1.3, 2.0), ((0, 6500), (0.5, 7600), (1, 6300)), 0.5, ((0, 0), (0.25, 0.8), (0.7, 1), (1, 0)))
    return gusts(frames, rng, tilt, (kind,), (0.35, 0.8), 0.2)


def rattlesnake(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A tail that shakes 55 times a second, each shake a dry tick of many scales."""
    rate = 55.0 * 1.2**tilt.speed * 0.85**tilt.size
    turns = phase(rate * (1.0 + 0.05 * drift(frames, rng, 2.0)))
    gate = np.maximum(np.cos(turns), 0.0) ** 6
    swell = np.clip(0.75 + 0.5 * drift(frames, rng, 0.7), 0.05, 1.0)
    dry = noise(frames, rng, (1500, -24), (4500, -2), (8500, 0), (13000, -6))
    return dry * (0.15 + gate) * swell


def bat(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Calls that fall from 15 to 7 kHz in a few ms, twelve a second, then a feeding buzz."""
    out = np.zeros(frames)
    at = 0.0
    t = clock(int(0.006 * RATE))
    call = np.sin(2.0 * np.pi * (15000.0 * t - 650_000.0 * t * t)) * np.hanning(len(t))
    while at < frames:
        gaps = np.concatenate([np.full(int(rng.integers(8, 14)), 0.085), 0.05 * 0.86 ** np.arange(14) + 0.006])
        for late in np.cumsum(gaps / 1.3**tilt.speed):
            place(out, int(at + late * RATE), call * rng.uniform(0.6, 1.0))
        at += gaps.sum() * RATE + rng.uniform(0.2, 0.6) * RATE
    return room(out, rng, 0.5, 0.15)


def scurry(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Small claws that run, stop and run again: a patter of dry ticks."""
    out = np.zeros(frames)
    for start in spaced(frames, rng, 1.1, 0.25):
        at = float(start)
        for _ in range(int(rng.integers(9, 16))):
            tick = noise(700, rng, (900, -10), (2600 * 0.8**tilt.size, 0), (7000, -6)) * np.exp(-clock(700) / 0.002)
            place(out, int(at), tick * rng.uniform(0.4, 1.0))
            at += RATE * rng.uniform(0.04, 0.065) / 1.3**tilt.speed
    return room(out, rng, 0.25, 0.1)


RECIPES = {
    **{name: voiced(utterance) for name, utterance in UTTERANCES.items()},
    "dolphin": Recipe(dolphin, layers=True),
    "snake": Recipe(snake),
    "rattlesnake": Recipe(rattlesnake),
    "bat": Recipe(bat, struck=True, layers=True),
    "scurrying": Recipe(scurry, struck=True),
}

"""Recipes for farm animals. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import Utterance, voiced
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Bouts,
    Call,
    Wave,
    place,
    room,
    strew,
    struck,
)

LONG = ((0, 0), (0.1, 0.8), (0.5, 1), (0.85, 0.7), (1, 0))

UTTERANCES = {
    "cow": Utterance(
        (
            Call(
                (1.5, 2.3),
                ((0, 112), (0.2, 135), (0.6, 150), (1, 105)),
                (((240, 380, 560, 420), 130, 1), ((750, 800, 1050, 800), 200, 0.5), ((2200,), 500, 0.06)),
                LONG,
                rough=0.12,
                breath=0.05,
            ),
        ),
        Bouts((1, 1), (0, 0), (1.2, 2.6)),
    ),
    "sheep": Utterance(
        (
            Call(
                (0.7, 1.2),
                ((0, 200), (0.15, 235), (0.7, 225), (1, 190)),
                (((650, 780, 700), 200, 1), ((1500, 1700, 1500), 300, 0.7), ((2900,), 500, 0.3)),
                LONG,
                rough=0.15,
                tremble=(7.5, 0.7),
                vibrato=(7.5, 0.05),
            ),
        ),
        Bouts((1, 2), (0.3, 0.7), (0.8, 1.8)),
    ),
    "goat": Utterance(
        (
            Call(
                (0.6, 1.0),
                ((0, 340), (0.15, 430), (0.7, 400), (1, 330)),
                (((900, 1150, 1000), 250, 1), ((2100, 2400, 2100), 350, 0.7), ((3700,), 600, 0.25)),
                LONG,
                rough=0.25,
                tremble=(14, 0.85),
                vibrato=(14, 0.05),
            ),
        ),
        Bouts((1, 3), (0.25, 0.5), (0.7, 1.5)),
    ),
    "pig": Utterance(
        (
            Call(
                (0.14, 0.26),
                ((0, 88), (0.4, 105), (1, 70)),
                (((420, 600, 450), 200, 1), ((1200, 1450, 1150), 350, 0.6), ((2700,), 600, 0.25)),
                rough=1.0,
                breath=0.7,
                tremble=(38, 0.6),
            ),
        ),
        Bouts((3, 6), (0.1, 0.25), (0.4, 0.9)),
        (0.3, 0.1),
    ),
    "pig squeal": Utterance(
        (
            Call(
                (0.7, 1.2),
                ((0, 900), (0.2, 1500), (0.6, 1750), (1, 1000)),
                (((1800, 2400, 1900), 700, 1), ((3900,), 900, 0.7)),
                LONG,
                rough=0.6,
                breath=0.25,
            ),
        ),
        Bouts((1, 2), (0.1, 0.3), (0.5, 1.0)),
    ),
    "horse": Utterance(
        (
            Call(
                (1.3, 1.8),
                ((0, 620), (0.1, 1150), (0.4, 980), (0.75, 560), (1, 330)),
                (((1100, 1500, 1000, 700), 500, 1), ((2700, 3000, 2300, 1900), 700, 0.6)),
                ((0, 0), (0.08, 1), (0.6, 0.8), (1, 0)),
                rough=0.2,
                tremble=(11, 0.75),
                vibrato=(11, 0.07),
            ),
            Call(
                (0.5, 0.7),
                ((0, 60), (1, 45)),
                (((500, 420), 400, 1), ((1500,), 900, 0.5)),
                ((0, 0), (0.1, 1), (1, 0)),
                rough=1.0,
                breath=1.6,
                tremble=(23, 0.9),
            ),
        ),
        Bouts((2, 2), (0.2, 0.4), (1.0, 2.0)),
    ),
    "donkey": Utterance(
        (
            Call(
                (0.4, 0.5),
                ((0, 560), (0.5, 820), (1, 780)),
                (((1100, 1600, 1500), 500, 1), ((3200,), 800, 0.4)),
                rough=0.35,
                breath=0.5,
            ),
            Call(
                (0.55, 0.7),
                ((0, 260), (0.3, 230), (1, 170)),
                (((700, 900, 650), 250, 1), ((1400, 1600, 1200), 350, 0.8), ((2800,), 600, 0.3)),
                rough=0.6,
                breath=0.15,
            ),
        ),
        Bouts((6, 8), (0.02, 0.06), (1.2, 2.0)),
        (0.6, 0.2),
    ),
    "chicken": Utterance(
        (
            Call(
                (0.07, 0.11),
                ((0, 480), (0.4, 620), (1, 420)),
                (((900, 1200, 850), 350, 1), ((2400,), 600, 0.4)),
                rough=0.15,
            ),
            Call(
                (0.06, 0.1),
                ((0, 450), (0.4, 560), (1, 400)),
                (((850, 1050, 800), 350, 1), ((2300,), 600, 0.35)),
                rough=0.15,
            ),
            Call(
                (0.3, 0.42),
                ((0, 520), (0.3, 700), (0.6, 980), (1, 760)),
                (((950, 1250, 1700, 1300), 400, 1), ((2900,), 700, 0.5)),
                rough=0.3,
            ),
        ),
        Bouts((3, 3), (0.14, 0.24), (0.15, 0.35)),
        (0.3, 0.08),
    ),
    "rooster": Utterance(
        (
            Call((0.16, 0.2), ((0, 560), (1, 640)), (((1000, 1300), 400, 1), ((2500,), 600, 0.6)), rough=0.2),
            Call((0.12, 0.15), ((0, 720), (1, 820)), (((1300,), 400, 1), ((2800,), 600, 0.7)), rough=0.15),
            Call((0.3, 0.38), ((0, 820), (0.5, 1020), (1, 860)), (((1500, 1900), 450, 1), ((3200,), 700, 0.8))),
            Call(
                (0.8, 1.05),
                ((0, 780), (0.15, 930), (0.6, 800), (1, 480)),
                (((1400, 1600, 900), 450, 1), ((3000, 3100, 2500), 700, 0.8)),
                LONG,
                rough=0.25,
            ),
        ),
        Bouts((4, 4), (0.015, 0.03), (1.6, 2.6)),
        (0.9, 0.25),
    ),
    "turkey": Utterance(
        (
            Call(
                (0.9, 1.2),
                ((0, 900), (0.2, 820), (1, 430)),
                (((1200, 1100, 800), 500, 1), ((2500,), 700, 0.5)),
                ((0, 0), (0.05, 1), (0.7, 0.8), (1, 0)),
                rough=0.2,
                tremble=(12, 1.0),
                vibrato=(12, 0.22),
            ),
        ),
        Bouts((1, 2), (0.3, 0.5), (0.8, 1.4)),
    ),
    "duck": Utterance(
        (
            Call(
                (0.13, 0.18),
                ((0, 230), (0.3, 265), (1, 200)),
                (((1050, 1350, 1100), 260, 1), ((2400,), 380, 0.9), ((3600,), 500, 0.4)),
                ((0, 0), (0.1, 1), (0.7, 0.8), (1, 0)),
                rough=0.45,
            ),
        ),
        Bouts((3, 6), (0.07, 0.12), (0.6, 1.3)),
        (0.4, 0.1),
    ),
    "goose": Utterance(
        (
            Call(
                (0.22, 0.32),
                ((0, 380), (0.25, 400), (0.3, 620), (0.8, 560), (1, 420)),
                (((900, 1100, 1250, 900), 300, 1), ((1900, 2200, 1900), 500, 0.9), ((3500,), 700, 0.3)),
                rough=0.25,
            ),
        ),
        Bouts((2, 4), (0.18, 0.4), (0.5, 1.1)),
        (0.8, 0.2),
    ),
}  # fmt: skip


def hooves(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Four feet on the road: clip-clop in a trot, three beats and a gap when fast, one by one slow."""
    gaits = {1: (0.42, (0.0, 0.13, 0.24)), 0: (0.62, (0.0, 0.05, 0.31, 0.36)), -1: (1.1, (0, 0.27, 0.55, 0.8))}
    period, feet = gaits[tilt.speed]
    material = tilt.material or "stone"
    low = 0.8**tilt.size
    pair = [
        struck(BODIES["wood"].at(hz * low, 0.8), rng, 1.2 if material in {"stone", "metal"} else 0.6)
        for hz in (620.0, 780.0, 560.0, 700.0)
    ]
    out = np.zeros(frames)
    for round_start in np.arange(0.0, frames / RATE, period):
        for foot, late in enumerate(feet):
            at = int((round_start + late + rng.normal(0.0, 0.006)) * RATE)
            place(out, at, pair[foot % 4] * rng.uniform(0.7, 1.0))
    return room(out, rng, 0.4, 0.15)


def herd(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Hooves without number: a stampede's rumble of single thuds."""
    thuds = [struck(BODIES["cloth"].at(hz * 0.8**tilt.size, 1.6), rng) for hz in (70, 95, 120, 150)]
    clops = [struck(BODIES["wood"].at(hz), rng) for hz in (480.0, 620.0)]
    out = np.zeros(frames)
    rate = 55.0 * 1.4**tilt.speed
    strew(out, rng, rng.integers(0, frames, int(rate * frames / RATE)), thuds, 0.8)
    strew(out, rng, rng.integers(0, frames, int(rate * frames / RATE)), [0.25 * c for c in clops], 0.8)
    return out


RECIPES = {
    **{name: voiced(utterance) for name, utterance in UTTERANCES.items()},
    "horse hooves": Recipe(hooves, struck=True, goes=True),
    "stampede": Recipe(herd, goes=True),
}

"""Recipes for magic, science fiction and cartoons. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Wave,
    bout,
    clock,
    curve,
    drift,
    fm,
    formant,
    noise,
    phase,
    place,
    room,
    saw,
    spaced,
    stroke,
)


def sparkle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Magic: a run of tiny bells up a bright scale, dust that glitters behind."""
    out = np.zeros(frames)
    scale = (0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24, 26, 28)
    for at in spaced(frames, rng, 2.2 * 0.75**tilt.speed, 0.08):
        for number, step in enumerate(scale):
            hz = 1320.0 * 0.8**tilt.size * 2.0 ** (step / 12.0)
            place(
                out,
                int(at + number * 0.052 * RATE),
                fm(hz, 0.7, 2.0, 0.6, 0.22) * rng.uniform(0.4, 1.0),
            )
        for late in rng.exponential(0.4, 14):
            place(
                out,
                int(at + (0.4 + late) * RATE),
                0.3 * fm(rng.uniform(4000, 9500), 0.25, 1.7, 0.5, 0.06),
            )
    return room(out, rng, 1.8, 0.4)


def portal(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A gate between worlds: a swirling comb of tones that circles 1.3 times a second."""
    swirl = phase(np.full(frames, 1.3 * 1.4**tilt.speed))
    out = np.zeros(frames)
    for ratio in (1.0, 1.41, 2.07, 2.93):
        hz = 140.0 * 0.75**tilt.size * ratio * 2.0 ** (0.35 * np.sin(swirl + ratio))
        out += np.sin(phase(hz) + 1.4 * np.sin(phase(hz * 1.5)))
    air = noise(frames, rng, (300, -6), (1200, 0), (4000, -8)) * (0.6 + 0.4 * np.sin(swirl + 1.0))
    return room(0.4 * out + 0.4 * air, rng, 1.6, 0.4)


def ufo(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A saucer of the fifties: a sine that warbles seven times a second and glides."""
    hz = 620.0 * 0.75**tilt.size * 2.0 ** (0.4 * drift(frames, rng, 0.5))
    hz *= 2.0 ** (0.22 * np.sin(phase(np.full(frames, 7.0 * 1.25**tilt.speed))))
    return room(np.sin(phase(hz)) + 0.2 * np.sin(phase(2 * hz)), rng, 1.6, 0.35)


def glitch(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Digital faults: stuttering tones, bits of noise and holes on a grid of 70 ms."""
    step = int(0.07 * 0.75**tilt.speed * RATE)
    out = np.zeros(frames)
    t = clock(step)
    for start in range(0, frames, step):
        kind = rng.random()
        if kind < 0.35:
            grain = np.sign(
                np.sin(2 * np.pi * rng.choice([180, 420, 900, 2400, 5200]) * 0.85**tilt.size * t)
            )
        elif kind < 0.6:
            grain = np.repeat(rng.uniform(-1, 1, step // 12 + 1), 12)[:step]
        elif kind < 0.75:
            grain = np.sin(2 * np.pi * 3000.0 * t) * (np.mod(t, 0.012) < 0.004)
        else:
            continue
        place(out, start, 0.6 * grain * np.minimum(np.minimum(t, t[::-1]) / 0.001, 1.0))
    return out


def boing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A spring or a jaw harp: a twang whose overtone wobbles and sinks."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.35 * 0.75**tilt.speed, 0.06):
        t = clock(int(1.1 * RATE))
        hz = (
            175.0
            * 0.75**tilt.size
            * (1.0 + 0.16 * np.exp(-t / 0.25) * np.sin(2 * np.pi * 13.0 * t))
        )
        twang = saw(phase(hz), 0.6)
        wave = formant(twang, 900.0, 250.0) + 0.6 * twang
        place(out, int(at), wave * stroke(t, 0.003, 0.3))
    return out


def slide_whistle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A cartoon's fall or rise: a whistle that slides two octaves, down and then up."""
    t = clock(frames)
    cycle = np.mod(t / (2.9 * 0.75**tilt.speed), 1.0)
    hz = 0.8**tilt.size * curve(
        cycle, (0, 2200), (0.42, 560), (0.5, 560), (0.55, 560), (0.93, 2200), (1, 2200)
    )
    level = curve(
        cycle,
        (0, 0),
        (0.03, 1),
        (0.4, 0.9),
        (0.45, 0),
        (0.53, 0),
        (0.56, 1),
        (0.9, 1),
        (0.95, 0),
        (1, 0),
    )
    turns = phase(hz * (1.0 + 0.008 * np.sin(phase(np.full(frames, 6.0)))))
    return level * (np.sin(turns) + 0.15 * np.sin(2 * turns) + 0.03 * rng.standard_normal(frames))


def warp(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A teleporter: shimmering high partials that gather, rise and vanish."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.4 * 0.75**tilt.speed, 0.05):
        size = int(1.9 * RATE)
        share = np.arange(size) / size
        wave = np.zeros(size)
        for ratio in rng.uniform(1.0, 4.5, 9):
            hz = 480.0 * 0.8**tilt.size * ratio * (1.0 + 0.9 * share**2)
            wave += np.sin(phase(hz)) * (
                0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(9, 17) * clock(size) + ratio)
            )
        place(out, int(at), wave * np.sin(np.pi * share) ** 1.2)
    return room(out, rng, 1.4, 0.35)


def scratch(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A record pushed to and fro under the needle: pitch that follows the hand through zero."""
    out = np.zeros(frames)
    for at in bout(frames, rng, (3, 5), (0.2 * 0.75**tilt.speed, 0.26), (0.25, 0.5)):
        size = int(0.19 * RATE)
        share = np.arange(size) / size
        speed = np.sin(2 * np.pi * share) if rng.random() < 0.6 else np.sin(np.pi * share)
        turns = phase(620.0 * 0.8**tilt.size * np.abs(speed) * 2.0)
        wave = formant(saw(turns, 0.5), 1300.0, 700.0) + 0.4 * saw(turns, 0.5)
        place(out, int(at), (wave + 0.25 * rng.standard_normal(size)) * np.abs(speed))
    return out


RECIPES = {
    "magic": Recipe(sparkle, struck=True),
    "portal": Recipe(portal),
    "ufo": Recipe(ufo),
    "glitch": Recipe(glitch),
    "boing": Recipe(boing, struck=True),
    "slide whistle": Recipe(slide_whistle),
    "teleport": Recipe(warp),
    "record scratch": Recipe(scratch, struck=True),
}

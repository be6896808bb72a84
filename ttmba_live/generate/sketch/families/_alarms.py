"""Recipes for sirens, alarms, horns and phones. Knows no words; loudness is set afterwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Signal,
    Wave,
    clock,
    curve,
    drift,
    fm,
    formant,
    high_pass,
    noise,
    phase,
    place,
    room,
    sounded,
    spaced,
)

SIGNALS = entries("signals", Signal)

ECHOES = {
    "air raid siren": (2.2, 0.5),
    "train horn": (1.8, 0.35),
    "ship horn": (2.4, 0.5),
    "sonar": (2.5, 0.6),
    "truck horn": (0.9, 0.2),
    "car horn": (0.6, 0.15),
}


def _signal(name: str) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    signal, echo = SIGNALS[name], ECHOES.get(name)

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        out = sounded(frames, rng, tilt, signal)
        return room(out, rng, *echo) if echo else out

    return make


def siren(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A wail that climbs and sinks through a horn, with the street's echo; fast makes it yelp."""
    period = (4.6, 4.6, 0.36)[tilt.speed + 1] * (1.5 if tilt.speed < 0 else 1.0)
    share = np.mod(clock(frames) / period + rng.uniform(0.0, 0.15), 1.0)
    rise = np.where(share < 0.42, share / 0.42, (1.0 - share) / 0.58)
    climb = rise * rise * (3.0 - 2.0 * rise)
    pitch = 560.0 * 0.75**tilt.size * 2.0 ** (1.25 * climb) * (1.0 + 0.002 * drift(frames, rng, 5))
    return _horn(frames, pitch)


def two_tone(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Europe's: a fourth up, a fourth down, 0.65 s each."""
    share = np.mod(clock(frames) / (1.3 * 0.7**tilt.speed), 1.0)
    pitch = np.where(share < 0.5, 440.0, 585.0) * 0.8**tilt.size * rng.uniform(0.98, 1.02)
    return _horn(frames, pitch)


def _horn(frames: int, pitch: Wave) -> Wave:
    reed = np.tanh(3.0 * np.sin(phase(pitch)) + 0.8) - 0.35
    horn = 0.5 * reed + formant(reed, 1250.0, 900.0) + 0.5 * formant(reed, 2600.0, 1100.0)
    echo = np.zeros(frames)
    place(echo, int(0.17 * RATE), 0.22 * horn)
    return high_pass(horn + echo, 250.0)


def whistle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A referee's: 2.4 kHz, a pea that beats it 38 times a second, short and long."""
    t = clock(frames)
    cycle = np.mod(t / (2.3 * 0.75**tilt.speed), 1.0)
    blown = curve(
        cycle, (0, 0), (0.01, 1), (0.13, 1), (0.14, 0), (0.22, 0), (0.23, 1), (0.62, 1), (0.64, 0)
    )
    hz = 2450.0 * 0.85**tilt.size * (0.93 + 0.07 * blown)
    pea = np.sin(2 * np.pi * 38.0 * t)
    turns = phase(hz * (1.0 + 0.018 * pea))
    air = noise(frames, rng, (1200, -14), (2600, 0), (5500, -6))
    tone = np.sin(turns) + 0.35 * np.sin(2.03 * turns) + 0.15 * np.sin(3.0 * turns)
    return room(blown * (tone * (0.7 + 0.3 * pea) + 0.12 * air), rng, 0.8, 0.2)


def kettle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Steam that finds its whistle: hiss, a tone that climbs to 2.2 kHz and holds, wavering."""
    t = clock(frames)
    climb = 1.0 - np.exp(-t / 0.9)
    hz = 2250.0 * 0.85**tilt.size * (0.6 + 0.4 * climb) * (1.0 + 0.008 * drift(frames, rng, 7.0))
    turns = phase(hz)
    steam = noise(frames, rng, (1500, -10), (4000, 0), (9000, -3))
    tone = np.sin(turns) + 0.5 * np.sin(2 * turns) + 0.2 * np.sin(3 * turns)
    return (0.2 + climb) * tone * (1.0 + 0.15 * drift(frames, rng, 12.0)) + 0.25 * steam


def train_whistle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A steam whistle: a chord of five breathy pipes that scoops up, long, long, short, long."""
    t = clock(frames)
    cycle = np.mod(t, 5.2)
    blown = curve(
        cycle,
        (0, 0),
        (0.1, 1),
        (1.3, 1),
        (1.45, 0),
        (1.7, 0),
        (1.8, 1),
        (2.1, 1),
        (2.2, 0),
        (2.4, 0),
        (2.5, 1),
        (4.3, 1),
        (4.7, 0),
    )
    bend = 0.94 + 0.06 * blown
    out = np.zeros(frames)
    for ratio in (1.0, 1.19, 1.335, 1.5, 1.78):
        turns = phase(
            440.0 * 0.8**tilt.size * ratio * bend * (1.0 + 0.003 * drift(frames, rng, 4.0))
        )
        out += np.sin(turns) + 0.35 * np.sin(2 * turns) + 0.15 * np.sin(3 * turns)
    air = noise(frames, rng, (500, -10), (1500, 0), (4000, -4), (9000, -12))
    return room(blown * (out + 0.6 * air), rng, 2.0, 0.4)


def foghorn(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A diaphone: a rough low tone, 2.2 s, that ends in a grunt an octave below."""
    t = clock(frames)
    cycle = np.mod(t, 4.4 * 0.8**tilt.speed)
    level = curve(cycle, (0, 0), (0.15, 1), (2.1, 1), (2.2, 0.1), (2.26, 1.1), (2.6, 0))
    hz = np.where(cycle < 2.15, 178.0, 96.0) * 0.8**tilt.size
    reed = np.tanh(3.5 * np.sin(phase(hz)))
    return room(level * (0.6 * reed + formant(reed, 420.0, 300.0)), rng, 3.0, 0.7)


def bike_bell(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Two turns of a thumb bell: eight quick strokes on a small bright dome each."""
    out = np.zeros(frames)
    ding = fm(2680.0 * 0.85**tilt.size * rng.uniform(0.97, 1.03), 0.9, 1.51, 1.2, 0.24)
    for at in spaced(frames, rng, 1.25 * 0.8**tilt.speed, 0.06):
        for turn in (0.0, 0.36):
            for hit in range(5):
                place(out, int(at + (turn + 0.042 * hit) * RATE), ding * (1.0 - 0.12 * hit))
    return out


RECIPES = {
    "siren": Recipe(siren, goes=True),
    "two-tone siren": Recipe(two_tone, goes=True),
    **{name: Recipe(_signal(name), struck=True) for name in SIGNALS},
    "whistle": Recipe(whistle, struck=True),
    "kettle": Recipe(kettle),
    "train whistle": Recipe(train_whistle),
    "foghorn": Recipe(foghorn),
    "bicycle bell": Recipe(bike_bell, struck=True),
}

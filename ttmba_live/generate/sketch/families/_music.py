"""Recipes for simple instruments: each plays a little tune of its own. Knows no words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Reed,
    Wave,
    clock,
    drift,
    formant,
    held,
    low_pass,
    melody,
    phase,
    place,
    pluck,
    room,
    saw,
)

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Player:
    """A held tone and how it is played."""

    reed: Reed
    tonic: float
    """Hz"""
    beat: float
    """Seconds from note to note."""
    legato: float = 1.0
    """A note's length, a share of the beat."""
    chord: tuple[int, ...] = (0,)
    """Semitones sounding together."""
    body: tuple[tuple[float, float], ...] = ()
    """Resonances of the instrument: (Hz, width)."""
    drone: tuple[float, ...] = ()
    """Tones in Hz that go on beneath."""
    hall: tuple[float, float] = (0.9, 0.2)


PLAYERS = entries("players", Player)


def _play(
    player: Player, scale: tuple[int, ...]
) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        beat = player.beat * 0.7**tilt.speed
        tonic = player.tonic * 0.75**tilt.size
        count = int(frames / RATE / beat) + 2
        steps = melody(rng, MINOR if tilt.mood < 0 else scale, count)
        out = np.zeros(frames)
        at = 0.0
        for step in steps:
            longer = float(rng.choice([1.0, 1.0, 2.0]))
            tones = [tonic * 2.0 ** ((step + part) / 12.0) for part in player.chord]
            note = held(rng, player.reed, tones, beat * longer * player.legato)
            place(out, int(at * RATE), note * rng.uniform(0.8, 1.0))
            at += beat * longer
            if at * RATE > frames:
                break
        for hz in player.drone:
            out += 0.25 * saw(phase(hz * (1.0 + 0.002 * drift(frames, rng, 0.7))), 0.6)
        for hz, width in player.body:
            out += 0.8 * formant(out, hz, width)
        return room(out, rng, *player.hall)

    return make


def sitar_bend(wave: Wave) -> Wave:
    """The flat bridge's buzz: the string clips against it."""
    return np.tanh(4.0 * wave) + 0.3 * np.abs(wave)


@dataclass(frozen=True, slots=True)
class Strings:
    """Something plucked or hammered, and what it plays."""

    tonic: float
    beat: float
    seconds: float
    bright: float
    damp: float
    chord: tuple[int, ...] = (0,)
    strum: float = 0.0
    """Seconds from string to string of a chord."""
    drive: float = 0.0
    body: tuple[tuple[float, float], ...] = ()
    arpeggio: bool = False
    buzz: bool = False
    hall: tuple[float, float] = (0.6, 0.12)


STRINGS = entries("strings", Strings)


def _pluck(
    spec: Strings, scale: tuple[int, ...]
) -> Callable[[int, np.random.Generator, Tilt], Wave]:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        beat = spec.beat * 0.7**tilt.speed
        tonic = spec.tonic * 0.75**tilt.size
        count = int(frames / RATE / beat) + 2
        steps = melody(rng, MINOR if tilt.mood < 0 else scale, count)
        if spec.arpeggio:
            broken = (0, 4, 7, 12, 16, 19, 24, 19, 16, 12, 7, 4)
            shift = rng.choice([0, -5, 5], count)
            steps = [broken[n % 12] + int(shift[n // 12 % count]) for n in range(count)]
        out = np.zeros(frames)
        notes: dict[float, Wave] = {}
        for number, step in enumerate(steps):
            loud = rng.uniform(0.7, 1.0)
            for string, part in enumerate(spec.chord):
                at = int((number * beat + string * spec.strum) * RATE)
                if at >= frames:
                    continue
                if step + part not in notes:
                    hz = tonic * 2.0 ** ((step + part) / 12.0)
                    notes[step + part] = pluck(rng, hz, spec.seconds, spec.bright, spec.damp)
                place(out, at, loud * notes[step + part])
        if spec.buzz:
            out = sitar_bend(out)
        for hz, width in spec.body:
            out += 0.8 * formant(out, hz, width)
        if spec.drive:
            out = low_pass(np.tanh(spec.drive * out), 4500.0, 2)
        return room(out, rng, *spec.hall)

    return make


def techno(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Electronic music: four kicks a bar, off-beat hats, a saw bass in between."""
    beat = 0.47 * 0.8**tilt.speed
    t = clock(int(0.32 * RATE))
    kick = np.sin(2 * np.pi * (48.0 * t + 2.2 * (1 - np.exp(-t / 0.022)))) * np.exp(-t / 0.11)
    hat = low_pass(rng.standard_normal(4000), 15000.0)
    hat = (hat - low_pass(hat, 7000.0)) * np.exp(-clock(4000) / 0.02)
    out = np.zeros(frames)
    bass = 55.0 * 0.85**tilt.size * 2.0 ** (rng.integers(0, 5) / 12.0)
    for number in range(int(frames / RATE / beat) + 1):
        at = int(number * beat * RATE)
        place(out, at, kick)
        place(out, at + int(0.5 * beat * RATE), 0.35 * hat)
        for late in (0.25, 0.5, 0.75):
            step = (0, 0, 3, 7)[(number + int(late * 4)) % 4]
            note = saw(2 * np.pi * bass * 2.0 ** (step / 12.0) * clock(int(0.2 * beat * RATE)), 0.6)
            place(
                out,
                at + int(late * beat * RATE),
                0.3 * low_pass(note, 700.0) * np.linspace(1, 0, len(note)),
            )
    return out


RECIPES = {
    **{
        name: Recipe(_play(player, MINOR if name in {"theremin", "cello"} else MAJOR), struck=True)
        for name, player in PLAYERS.items()
    },
    **{
        name: Recipe(_pluck(spec, MINOR if name == "electric guitar" else MAJOR), struck=True)
        for name, spec in STRINGS.items()
    },
    "techno": Recipe(techno, struck=True),
}

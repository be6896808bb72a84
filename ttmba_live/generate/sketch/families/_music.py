"""Recipes for simple instruments: each plays a little tune of its own. Knows no words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
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


PLAYERS = {
    "violin": Player(Reed((1, 0.8, 0.7, 0.55, 0.5, 0.35, 0.3, 0.25, 0.18, 0.12), 0.09, 0.07, (5.8, 0.007), 0.02), 392.0, 0.55, 1.05, body=((480, 120), (2600, 1400))),
    "cello": Player(Reed((1, 0.85, 0.75, 0.6, 0.45, 0.4, 0.3, 0.2, 0.15), 0.12, 0.1, (5.2, 0.006), 0.02), 98.0, 0.85, 1.05, body=((230, 80), (600, 300))),
    "flute": Player(Reed((1, 0.32, 0.12, 0.04), 0.06, 0.07, (5.0, 0.005), 0.09), 587.0, 0.42, 1.0),
    "clarinet": Player(Reed((1, 0.03, 0.6, 0.05, 0.4, 0.06, 0.25, 0.05, 0.12), 0.04, 0.05, (4.0, 0.001), 0.015), 233.0, 0.36, 1.0),
    "saxophone": Player(Reed((0.8, 1.0, 0.85, 0.7, 0.6, 0.4, 0.35, 0.3, 0.2, 0.15), 0.05, 0.08, (5.2, 0.009), 0.06, 0.05), 208.0, 0.5, 0.95, body=((700, 400), (1500, 600))),
    "trumpet": Player(Reed((0.5, 0.7, 0.9, 1.0, 0.9, 0.75, 0.6, 0.45, 0.35, 0.25, 0.2, 0.15), 0.03, 0.06, (5.2, 0.003), 0.01, 0.03, 1.0), 466.0, 0.34, 0.85),
    "trombone": Player(Reed((0.8, 1.0, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.18), 0.06, 0.08, (4.8, 0.003), 0.01, 0.09, 1.6), 117.0, 0.62, 0.95),
    "organ": Player(Reed((1, 0.7, 0.25, 0.5, 0.05, 0.2, 0.02, 0.3), 0.03, 0.06, (0.1, 0.0), 0.008), 262.0, 1.1, 1.0, (0, 4, 7, -12), hall=(2.8, 0.5)),
    "accordion": Player(Reed((1, 0.7, 0.8, 0.5, 0.45, 0.35, 0.3, 0.2, 0.15, 0.1), 0.05, 0.05, (6.5, 0.004), 0.01), 349.0, 0.3, 0.95, (0, -5), hall=(0.5, 0.12)),
    "harmonica": Player(Reed((0.7, 1.0, 0.7, 0.9, 0.6, 0.55, 0.4, 0.3, 0.2), 0.05, 0.06, (6.0, 0.006), 0.05, 0.03), 523.0, 0.46, 0.95, (0, 4), body=((1900, 1200),)),
    "bagpipes": Player(Reed((0.4, 0.7, 1.0, 0.9, 0.9, 0.7, 0.5, 0.5, 0.3, 0.2), 0.012, 0.012, (0.1, 0.0), 0.01), 470.0, 0.22, 1.0, drone=(117.5, 235.0), hall=(0.8, 0.15)),
    "didgeridoo": Player(Reed((1, 0.35, 0.75, 0.3, 0.5, 0.25, 0.3), 0.2, 0.2, (4.0, 0.004), 0.04), 66.0, 2.4, 1.02, hall=(0.6, 0.2)),
    "shofar": Player(Reed((0.7, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2), 0.08, 0.1, (6.0, 0.01), 0.05, 0.3, 1.0), 349.0, 1.3, 0.8, hall=(1.5, 0.35)),
    "theremin": Player(Reed((1, 0.3, 0.12, 0.05), 0.12, 0.12, (6.2, 0.028), 0.0, 0.12), 523.0, 0.95, 1.1, hall=(1.4, 0.3)),
    "synth pad": Player(Reed((1, 0.5, 0.33, 0.25, 0.2, 0.16, 0.14, 0.12, 0.1, 0.09), 0.7, 0.8, (0.4, 0.004), 0.004), 131.0, 2.6, 1.25, (0, 7, 12.05, 16.04), hall=(2.5, 0.6)),
    "orchestra": Player(Reed((1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.18, 0.12, 0.08), 0.16, 0.2, (5.5, 0.006), 0.05), 147.0, 1.25, 1.1, (-12, 0, 3.97, 7.03, 12.02, 19.03), hall=(2.2, 0.55)),
}  # fmt: skip


def _play(player: Player, scale: tuple[int, ...]) -> Callable[[int, np.random.Generator, Tilt], Wave]:
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


STRINGS = {
    "guitar": Strings(147.0, 0.85, 1.9, 0.5, 0.9955, (0, 7, 12, 16, 19), 0.022, body=((105, 30), (210, 60))),
    "electric guitar": Strings(98.0, 0.46, 1.0, 0.9, 0.998, (0, 7, 12), 0.006, 9.0, body=((1800, 1500),), hall=(0.5, 0.15)),
    "bass guitar": Strings(55.0, 0.36, 0.9, 0.35, 0.995, hall=(0.2, 0.04)),
    "harp": Strings(262.0, 0.15, 1.7, 0.25, 0.997, arpeggio=True, hall=(1.4, 0.25)),
    "banjo": Strings(392.0, 0.125, 0.5, 1.0, 0.986, arpeggio=True, body=((800, 200), (2200, 500))),
    "piano": Strings(220.0, 0.42, 1.8, 0.6, 0.9982, (0, 12.02), 0.0, hall=(1.2, 0.22), body=((160, 100),)),
    "harpsichord": Strings(294.0, 0.2, 1.0, 1.0, 0.9965, (0, 12.01), 0.001, body=((2500, 1500),), hall=(0.9, 0.2)),
    "ukulele": Strings(392.0, 0.33, 0.7, 0.4, 0.99, (0, 5, 9, -3), 0.014, body=((480, 120),)),
    "sitar": Strings(139.0, 0.36, 1.6, 0.9, 0.997, (0, 12.03), 0.01, buzz=True, hall=(0.8, 0.15)),
    "pizzicato": Strings(196.0, 0.3, 0.4, 0.3, 0.974, body=((300, 120), (550, 200)), hall=(1.2, 0.3)),
}  # fmt: skip


def _pluck(spec: Strings, scale: tuple[int, ...]) -> Callable[[int, np.random.Generator, Tilt], Wave]:
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
            place(out, at + int(late * beat * RATE), 0.3 * low_pass(note, 700.0) * np.linspace(1, 0, len(note)))
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

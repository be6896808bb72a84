"""Notes: plucked strings, blown and bowed tones, FM. Knows no instrument by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch.kit._basic import Wave, clock, curve, drift, low_pass, phase

Points = tuple[tuple[float, float], ...]


def pluck(
    rng: np.random.Generator, hz: float, seconds: float, bright: float = 0.5, damp: float = 0.996
) -> Wave:
    """Karplus and Strong's string: a burst of noise runs round a loop that dulls it.

    ``bright`` 0..1 is how hard it is plucked, ``damp`` what is left after a round.
    """
    period = RATE / hz
    size = int(period)
    ratio = (size + 0.5) / period
    rounds = int(np.ceil(seconds * RATE * ratio / size)) + 2
    burst = rng.uniform(-1.0, 1.0, size)
    for _ in range(int((1.0 - bright) * 6.0)):
        burst = 0.5 * (burst + np.roll(burst, 1))
    burst -= burst.mean()
    out = np.empty((rounds, size))
    out[0] = burst / max(np.abs(burst).max(), 1e-9)
    last = 0.0
    for number in range(1, rounds):
        before = out[number - 1]
        out[number, 0] = 0.5 * damp * (before[0] + last)
        out[number, 1:] = 0.5 * damp * (before[1:] + before[:-1])
        last = before[-1]
    flat = out.reshape(-1)
    frames = int(seconds * RATE)
    wave = np.interp(np.arange(frames) * ratio, np.arange(len(flat)), flat)
    return _ended(wave)


def _ended(wave: Wave, frames: int = 960) -> Wave:
    """Let the last 20 ms fall to nothing."""
    frames = min(frames, len(wave))
    wave[len(wave) - frames :] *= np.linspace(1.0, 0.0, frames)
    return wave


@dataclass(frozen=True, slots=True)
class Reed:
    """A held tone: blown, bowed or sung."""

    partials: tuple[float, ...]
    """Strengths of harmonics 1, 2, 3 ..."""
    attack: float = 0.06
    release: float = 0.08
    vibrato: tuple[float, float] = (5.5, 0.004)
    """(Hz, share)"""
    breath: float = 0.01
    scoop: float = 0.0
    """The share by which a note starts low."""
    grows: float = 0.0
    """How much the harmonics come later than the first (brass)."""


def held(rng: np.random.Generator, reed: Reed, tones: Sequence[float], seconds: float) -> Wave:
    """Hold ``tones`` (Hz) together."""
    frames = int(seconds * RATE)
    t = clock(frames)
    bend = 1.0 + 0.0015 * drift(frames, rng, 6.0)
    rate, depth = reed.vibrato
    if depth:
        swing = depth * np.minimum(t / 0.35, 1.0)
        bend += swing * np.sin(2.0 * np.pi * rate * t + rng.uniform(0, 6.28))
    if reed.scoop:
        bend *= 1.0 - reed.scoop * np.exp(-t / 0.04)
    turns = phase(bend)
    total = np.zeros(frames, dtype=np.float32)
    for hz in tones:
        once = np.exp(1j * (hz * turns + rng.uniform(0, 6.28))).astype(np.complex64)
        partial = np.ones(frames, dtype=np.complex64)
        for number, strength in enumerate(reed.partials, 1):
            if number * hz > 18_000.0:
                break
            partial *= once
            if reed.grows:
                late = (1.0 - np.exp(-t / (0.01 + 0.02 * reed.grows * number))).astype(np.float32)
                total += np.float32(strength) * late * partial.imag
            else:
                total += np.float32(strength) * partial.imag
    out = total.astype(np.float64)
    if reed.breath:
        out += reed.breath * 4.0 * low_pass(rng.standard_normal(frames), 4000.0)
    fall = max(seconds - reed.release, reed.attack)
    return np.asarray(out * curve(t, (0, 0), (reed.attack, 1), (fall, 1), (seconds, 0)))


def fm(hz: float, seconds: float, ratio: float, index: float, decay: float) -> Wave:
    """Chowning's pair: a sine bends another; the index dies as the tone does."""
    t = clock(int(seconds * RATE))
    fall = np.exp(-t / decay)
    modulator = np.sin(2.0 * np.pi * hz * ratio * t)
    return _ended(fall * np.sin(2.0 * np.pi * hz * t + index * fall * modulator))


def melody(rng: np.random.Generator, degrees: tuple[int, ...], count: int) -> list[int]:
    """Semitones above the tonic: steps up and down a scale, home at the end."""
    place = int(rng.integers(0, len(degrees)))
    found = []
    for _ in range(count):
        octave, step = divmod(place, len(degrees))
        found.append(12 * octave + degrees[step])
        place = int(np.clip(place + rng.choice([-2, -1, -1, 1, 1, 2]), 0, 2 * len(degrees) - 1))
    if found:
        found[-1] = 0
    return found

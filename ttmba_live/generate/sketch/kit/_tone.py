"""Signals: tones switched and swept in patterns. Knows no device by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit._basic import Wave, curve, low_pass

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Tone:
    """One piece of a pattern."""

    seconds: float
    hz: tuple[float, ...] = ()
    """Sounding together; none is a pause."""
    sweep: Points = ((0, 1), (1, 1))
    """(share, factor) on the frequency."""
    fade: float = 0.0
    """Decay to 1/e in seconds; 0 holds."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern that repeats, and the voice it has."""

    pattern: tuple[Tone, ...]
    buzz: float = 0.0
    """0 a sine; 1 nearly a square."""
    edge: float = 0.004
    """Seconds of rise and fall."""
    bright: float = 8000.0
    """Hz above which it is dull."""
    tuned: float = 0.015
    """How far instances differ in pitch, a share."""
    tremble: tuple[float, float] = (0.0, 0.0)
    """(Hz, depth) of loudness."""
    once: bool = False
    """Play the pattern once and then its last tone on."""


def sounded(frames: int, rng: np.random.Generator, tilt: Tilt, signal: Signal) -> Wave:
    """Play a pattern for (frames,); speed shortens it, size lowers it."""
    tuning = 0.8**tilt.size * (1.0 + signal.tuned * rng.uniform(-1.0, 1.0))
    pace = 1.45**tilt.speed * rng.uniform(0.985, 1.015)
    out = np.zeros(frames)
    at = number = strokes = 0
    most = tilt.strokes or frames
    rounds = len(signal.pattern)
    if tilt.strokes and not signal.once:  # as many as are told, closer together if they must
        once = sum(tone.seconds for tone in signal.pattern) * RATE
        pace = max(pace, tilt.strokes * once / frames)
    while at < frames:
        tone = signal.pattern[min(number, rounds - 1) if signal.once else number % rounds]
        if number and number % rounds == 0:
            strokes += 1
            if strokes >= most:
                break
        length = max(1, int(tone.seconds * RATE / pace))
        if tone.hz:
            piece = _piece(tone, length, tuning, signal)[: frames - at]
            out[at : at + len(piece)] = piece
        at += length
        number += 1
    if signal.tremble[1]:
        rate, depth = signal.tremble
        out *= 1.0 - depth * (
            0.5 + 0.5 * np.sin(2.0 * np.pi * rate * pace * np.arange(frames) / RATE)
        )
    return low_pass(out, signal.bright)


def _piece(tone: Tone, length: int, tuning: float, signal: Signal) -> Wave:
    share = np.arange(length) / length
    swept = curve(share, *tone.sweep)
    out = np.zeros(length)
    for hz in tone.hz:
        turns = np.cumsum(swept) * (2.0 * np.pi * hz * tuning / RATE)
        wave = np.sin(turns)
        if signal.buzz:
            wave = np.tanh(12.0 * signal.buzz * wave) / np.tanh(12.0 * signal.buzz)
        out += wave / len(tone.hz)
    edge = min(length // 2, int(signal.edge * RATE))
    if edge:
        ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
        out[:edge] *= ramp
        out[length - edge :] *= ramp[::-1]
    if tone.fade:
        out *= np.exp(-np.arange(length) / (tone.fade * RATE))
    return out

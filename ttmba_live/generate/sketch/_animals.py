"""Recipes for animals. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._tools import (
    Wave,
    clock,
    drift,
    formant,
    high_pass,
    noise,
    phase,
    place,
    room,
    spaced,
)


def dog(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Bouts of two to four barks, then a pause, never quite even."""
    out = np.zeros(frames)
    pace = 1.35**tilt.speed
    at = 0.0
    while at < frames:
        for _ in range(int(rng.integers(2, 5))):
            place(out, int(at), _bark(rng, tilt))
            at += RATE * rng.uniform(0.32, 0.52) * 1.15**tilt.size / pace
        at += RATE * rng.uniform(0.5, 1.4) / pace
    return room(out, rng, 0.45, 0.18)


def _bark(rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Glottal pulses, rough, that jump up and fall in pitch through a mouth opening and closing."""
    length = rng.uniform(0.15, 0.21) * 1.25**tilt.size
    frames = int(length * RATE)
    share = np.arange(frames) / frames
    base = 300.0 * rng.uniform(0.92, 1.1) * 0.6**tilt.size
    pitch = base * (0.8 + 0.95 * np.exp(-(((share - 0.22) / 0.3) ** 2)) - 0.25 * share)
    pitch *= 1.0 + 0.06 * drift(frames, rng, 90.0)
    turns = phase(pitch) / (2.0 * np.pi)
    saw = 1.0 - 2.0 * np.mod(turns, 1.0) ** 0.45
    breath = noise(frames, rng, (300, -6), (1500, 0), (6000, -10))
    source = saw * (1.0 + 0.3 * drift(frames, rng, 120.0)) + 0.25 * breath
    mouth = 0.82**tilt.size
    opened = np.sin(np.pi * np.clip(share * 1.15, 0.0, 1.0)) ** 0.7
    wide = formant(source, 950.0 * mouth, 220.0) + 0.6 * formant(source, 1750.0 * mouth, 300.0)
    shut = formant(source, 520.0 * mouth, 160.0) + 0.25 * formant(source, 1250.0 * mouth, 300.0)
    voice = opened * wide + (1.0 - opened) * shut + 0.12 * formant(source, 3100.0 * mouth, 600.0)
    envelope = np.minimum(share / 0.07, 1.0) * np.exp(-2.2 * np.maximum(share - 0.35, 0.0))
    closing = np.clip((1.0 - share) / 0.18, 0.0, 1.0)
    return np.asarray(np.tanh(1.6 * voice) * envelope * closing * rng.uniform(0.8, 1.0))


def birds(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Three birds, each with its own few syllables, answering one another over quiet leaves."""
    out = np.zeros(frames)
    for bird in range(3):
        lowest = rng.uniform(2300.0, 4300.0) * 0.75**tilt.size
        syllables = [_syllable(rng, lowest, tilt) for _ in range(3)]
        loudness = (1.0, 0.55, 0.35)[bird]
        at = 0.0 if bird == 0 else RATE * rng.uniform(0.3, 1.6)
        while at < frames:
            at = _phrase(out, at, syllables, rng, loudness)
            at += RATE * rng.uniform(0.6, 2.2) / 1.4**tilt.speed
    leaves = noise(frames, rng, (300, -20), (2000, -4), (5000, 0), (12000, -10))
    return room(out, rng, 0.7, 0.3) + 0.004 * leaves


def _phrase(
    out: Wave, at: float, syllables: list[Wave], rng: np.random.Generator, loudness: float
) -> float:
    """Sing a few syllables, often repeated; return the frame after the last."""
    for _ in range(int(rng.integers(1, 4))):
        syllable = syllables[int(rng.integers(len(syllables)))]
        gap = rng.uniform(0.02, 0.07) * RATE
        for _ in range(int(rng.integers(1, 5))):
            place(out, int(at), loudness * rng.uniform(0.8, 1.0) * syllable)
            at += len(syllable) + gap
    return at


def _syllable(rng: np.random.Generator, lowest: float, tilt: Tilt) -> Wave:
    """A whistle of 35 to 150 ms whose pitch sweeps, bends or warbles."""
    frames = int(rng.uniform(0.035, 0.15) * RATE / 1.3**tilt.speed)
    share = np.arange(frames) / frames
    sweep = rng.uniform(-0.7, 0.7) * share + rng.uniform(-0.5, 0.5) * np.sin(np.pi * share)
    warble = rng.choice([0.0, 0.0, 0.12]) * np.sin(rng.uniform(150.0, 280.0) * clock(frames))
    turns = phase(np.minimum(lowest * 2.0 ** (0.3 + sweep + warble), 8500.0))
    voice = np.sin(turns) + 0.06 * np.sin(2.0 * turns)
    return np.asarray(voice * np.sin(np.pi * share) ** 0.6)


def crickets(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Three near ones that chirp in three or four pulses, over a meadow that trills."""
    out = np.zeros(frames)
    for cricket in range(3):
        carrier = rng.uniform(4100.0, 5200.0) * 0.88**tilt.size
        chirp = _chirp(rng, carrier) * (1.0, 0.5, 0.3)[cricket]
        gap = rng.uniform(0.36, 0.52) / 1.4**tilt.speed
        start = 0 if cricket == 0 else int(rng.integers(0, int(gap * RATE)))
        for onset in spaced(frames, rng, gap, 0.03):
            place(out, int(onset) + start, chirp * rng.uniform(0.85, 1.0))
    meadow = noise(frames, rng, (3800, -40), (4300, 0), (4700, 0), (5200, -22), (6500, -40))
    trill = 0.6 + 0.4 * np.sin(2.0 * np.pi * 38.0 * clock(frames) + 2.0 * drift(frames, rng, 3.0))
    return high_pass(out + 0.035 * meadow * trill * (1.0 + 0.3 * drift(frames, rng, 0.6)), 2500.0)


def _chirp(rng: np.random.Generator, carrier: float) -> Wave:
    """Wing strokes: pulses of 17 ms, 28 ms apart, each a little longer and lower than the last."""
    count = int(rng.integers(3, 5))
    out = np.zeros(int((0.03 * count + 0.02) * RATE))
    for pulse in range(count):
        t = clock(int((0.014 + 0.0015 * pulse) * RATE))
        pitch = carrier * (1.0 - 1.2 * t)
        tone = np.sin(phase(pitch)) + 0.08 * np.sin(2.0 * phase(pitch))
        stroke = tone * np.sin(np.pi * t / t[-1]) * (0.7 + 0.1 * pulse)
        place(out, int(0.028 * pulse * RATE), stroke)
    return out

"""Things that turn: strokes through pipes, whining harmonics, rushing air. Knows no machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit._basic import (
    Wave,
    clock,
    curve,
    drift,
    high_pass,
    impulses,
    low_pass,
    noise,
    phase,
    ring,
)

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Motor:
    """A machine; every strength is an amplitude beside the others."""

    rate: float
    """Strokes (firings, blades) a second."""
    strokes: tuple[float, ...] = (1.0,)
    """Heights of successive strokes."""
    pipe: tuple[tuple[float, float, float], ...] = ()
    """What the strokes excite: (Hz, decay in seconds, strength)."""
    whine: tuple[tuple[float, float], ...] = ()
    """Tones: (multiple of the rate, strength)."""
    air: tuple[tuple[float, float], ...] = ()
    """Noise: (Hz, dB) points."""
    air_level: float = 0.0
    puffing: float = 0.0
    """How far the noise comes in puffs at the rate, 0..1."""
    late: float = 0.03
    """How uneven the strokes come, a share of their distance."""
    waver: tuple[float, float] = (0.5, 0.02)
    """(Hz, share) by which the rate drifts."""
    tick: tuple[float, float] = (0.0, 0.0)
    """(Hz, strength) of a valve's tick between strokes."""
    revs: Points = ((0, 1), (1, 1))
    """(share of a round, factor on the rate)."""
    round_s: float = 0.0
    """Seconds of a round of ``revs``; 0 for none."""
    louder: float = 0.6
    """Exponent of loudness over the factor of ``revs``."""
    drive: float = 0.5
    """How far it distorts."""


def motor(frames: int, rng: np.random.Generator, tilt: Tilt, spec: Motor) -> Wave:
    """Run a machine for (frames,); larger ones turn slower and lower."""
    rate = spec.rate * 1.5**tilt.speed * 0.75**tilt.size * 1.12**tilt.mood
    hz, slow = spec.waver
    factor = 1.0 + slow * drift(frames, rng, hz) + 0.25 * slow * drift(frames, rng, 9.0 * hz)
    level = np.ones(frames)
    if spec.round_s:
        share = np.mod(clock(frames) / (spec.round_s * rng.uniform(0.92, 1.08)), 1.0)
        revs = curve(share, *spec.revs)
        factor = factor * np.maximum(revs, 1e-3)
        level = np.maximum(revs, 0.0) ** spec.louder
    turns = phase(rate * factor)
    track = _strokes(frames, rng, turns, spec, rate)
    out = np.zeros(frames)
    for low, decay, strength in spec.pipe:
        scale = 0.82**tilt.size
        out += strength * ring(track, low * scale, decay / scale)
    for multiple, strength in spec.whine:
        out += strength * np.sin(multiple * turns + rng.uniform(0.0, 6.28))
    if spec.air_level:
        out += _air(frames, rng, turns, spec, 0.82**tilt.size)
    if spec.drive:
        out = np.tanh(spec.drive * out) / spec.drive
    if spec.tick[1]:
        late = np.roll(track, int(0.4 * RATE / rate))
        out += spec.tick[1] * ring(late, spec.tick[0], 0.0012)
    return high_pass(out * level, 25.0)


def _strokes(frames: int, rng: np.random.Generator, turns: Wave, spec: Motor, rate: float) -> Wave:
    """A track of the strokes at whole turns."""
    if not spec.pipe and not spec.tick[1]:
        return np.zeros(frames)
    whole = np.floor(turns / (2.0 * np.pi))
    at = np.flatnonzero(np.diff(whole, prepend=-1.0)).astype(np.int64)
    heights = np.resize(spec.strokes, len(at)) * rng.uniform(0.85, 1.1, len(at))
    late = rng.normal(0.0, spec.late * RATE / rate, len(at)).astype(np.int64)
    return impulses(frames, at + late, heights)


def _air(frames: int, rng: np.random.Generator, turns: Wave, spec: Motor, scale: float) -> Wave:
    """Rushing noise, its spectrum ``scale`` times as high."""
    points = ((scale * hz, level) for hz, level in spec.air)
    air = spec.air_level * noise(frames, rng, *points)
    if spec.puffing:
        puff = (0.5 + 0.5 * np.cos(turns)) ** 3 * 2.2
        air *= 1.0 - spec.puffing + spec.puffing * puff
    return air


def passing(
    wave: Wave, frames: int, metres: float = 6.0, speed: float = 18.0, at: float = 0.5
) -> Wave:
    """Let a sound go by at ``metres`` and ``speed`` (m/s), nearest at the share ``at`` of the time.

    Level falls as 1/distance and air takes the highs; the pitch bends by the changing delay. What
    of ``wave`` is read beyond its end begins anew.
    """
    t = clock(frames) - at * frames / RATE
    distance = np.sqrt(metres**2 + (speed * t) ** 2)
    read = np.arange(frames) - distance / 343.0 * RATE
    read = np.mod(read - read[0], len(wave) - 1)
    bent = np.interp(read, np.arange(len(wave)), wave)
    near = metres / distance
    dull = low_pass(bent, 1800.0)
    return np.asarray(near * (dull + np.minimum(1.6 * near, 1.0) * (bent - dull)))

"""The sketcher's bench: noises, resonances, event times, pitch curves. Knows no recipe.

Everything works on whole arrays of float64 at 48 kHz; chance comes only from the ``rng`` given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import fft, interpolate, signal

from ttmba_live.audio import RATE, Samples

Wave = NDArray[np.float64]
"""(frames,) of sound or of a control curve."""

Frames = NDArray[np.int64]
"""(events,) frame numbers."""

_WINDOW = 2048
_HOP = _WINDOW // 2


def clock(frames: int) -> Wave:
    """Seconds of each frame."""
    return np.arange(frames) / RATE


def noise(frames: int, rng: np.random.Generator, *points: tuple[float, float]) -> Wave:
    """Noise of RMS one; its spectrum runs straight through (Hz, dB) points over log frequency."""
    size = fft.next_fast_len(max(frames, 16), real=True)
    spectrum = fft.rfft(rng.standard_normal(size, dtype=np.float32))
    spectrum *= _decibels(fft.rfftfreq(size, 1.0 / RATE), points)
    wave = fft.irfft(spectrum, size)[:frames].astype(np.float64)
    return wave / max(float(np.sqrt(np.mean(wave**2))), 1e-12)


def _decibels(hz: Wave, points: Sequence[tuple[float, float]]) -> NDArray[np.float32]:
    """Amplitudes along the broken line, held flat outside; nothing below 10 Hz."""
    corner, level = np.array(points).T
    levels = np.interp(np.log(np.maximum(hz, 1.0)), np.log(corner), level)
    return np.where(hz < 10.0, 0.0, 10.0 ** (levels / 20.0)).astype(np.float32)


def paint(
    frames: int, rng: np.random.Generator, gain: Callable[[Wave, Wave], Wave | Samples]
) -> Wave:
    """Noise whose spectrum moves: ``gain(seconds (T, 1), hz (1, F))`` gives its (T, F) amplitudes.

    The picture's grain is 21 ms by 23 Hz; amplitude one everywhere is noise of RMS about one.
    """
    count = frames // _HOP + 2
    bins = _HOP + 1
    seconds = ((np.arange(count) - 0.5) * _HOP / RATE).reshape(-1, 1)
    hz = (np.arange(bins) * RATE / _WINDOW).reshape(1, -1)
    parts = rng.standard_normal((count, bins, 2), dtype=np.float32)
    spectra = parts.view(np.complex64)[:, :, 0] * gain(seconds, hz).astype(np.float32)
    spectra[:, 0] = 0.0
    pieces = fft.irfft(spectra, _WINDOW, axis=1) * np.float32(np.sqrt(_HOP))
    pieces *= np.sin(np.pi * (np.arange(_WINDOW) + 0.5) / _WINDOW).astype(np.float32)
    out = np.zeros((count + 1, _HOP))
    out[:-1] += pieces[:, :_HOP]
    out[1:] += pieces[:, _HOP:]
    return out.reshape(-1)[_HOP : _HOP + frames]


def drift(frames: int, rng: np.random.Generator, hz: float) -> Wave:
    """A smooth random curve in about -1..1 that turns some ``hz`` times a second."""
    knots = max(4, int(np.ceil(frames / RATE * hz)) + 4)
    offset = rng.random()
    curve = interpolate.CubicSpline(np.arange(knots), rng.uniform(-1.0, 1.0, knots))
    coarse = np.arange(0, frames + 128, 64)
    values = curve(offset + 1.0 + coarse * hz / RATE)
    lines = values[:-1, None] + np.diff(values)[:, None] * (np.arange(64) / 64.0)
    return lines.reshape(-1)[:frames]


def arrivals(frames: int, rng: np.random.Generator, per_second: float) -> Frames:
    """When independent events happen: a Poisson process, unsorted."""
    return rng.integers(0, frames, rng.poisson(per_second * frames / RATE))


def impulses(frames: int, at: Frames, heights: Wave) -> Wave:
    """A track of single samples; those outside are left out."""
    inside = (at >= 0) & (at < frames)
    return np.bincount(at[inside], heights[inside], minlength=frames).astype(np.float64)


def ring(track: Wave, hz: float, decay: float) -> Wave:
    """Let a resonance answer: amplitude as the impulse's, falling to 1/e in ``decay`` seconds."""
    radius = np.exp(-1.0 / (decay * RATE))
    angle = 2.0 * np.pi * min(hz, 0.45 * RATE) / RATE
    poles = [1.0, -2.0 * radius * np.cos(angle), radius**2]
    return np.asarray(signal.lfilter([0.0, radius * np.sin(angle)], poles, track))


def formant(wave: Wave, hz: float, width: float) -> Wave:
    """A band of ``width`` Hz around ``hz``, 0 dB at its middle."""
    b, a = signal.iirpeak(min(hz, 0.45 * RATE), hz / width, fs=RATE)
    return np.asarray(signal.lfilter(b, a, wave))


def low_pass(wave: Wave, hz: float, order: int = 1) -> Wave:
    """Take away what lies above ``hz``, 6 dB an octave for each ``order``."""
    sos = signal.butter(order, min(hz, 0.45 * RATE), fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sos, wave))


def high_pass(wave: Wave, hz: float, order: int = 2) -> Wave:
    """Take away what lies below ``hz``, 6 dB an octave for each ``order``."""
    sos = signal.butter(order, hz, "highpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sos, wave))


def phase(hz: Wave) -> Wave:
    """Radians of an oscillator that follows a pitch curve."""
    return np.cumsum(hz) * (2.0 * np.pi / RATE)


def place(out: Wave, at: int, grain: Wave) -> None:
    """Add a grain into ``out`` from frame ``at``; what sticks out at either end is cut."""
    first, last = max(0, at), min(len(out), at + len(grain))
    if first < last:
        out[first:last] += grain[first - at : last - at]


def spaced(frames: int, rng: np.random.Generator, seconds: float, uneven: float) -> Frames:
    """Onsets from 0 on, ``seconds`` apart, each gap off by a share of about ``uneven``.

    None is so late that next to nothing of what begins there would be heard.
    """
    count = int(frames / (seconds * RATE) / max(1.0 - 3.0 * uneven, 0.2)) + 2
    gaps = seconds * np.clip(1.0 + uneven * rng.standard_normal(count), 0.3, 3.0)
    onsets = np.concatenate([[0.0], np.cumsum(gaps)]) * RATE
    heard = frames - min(0.4 * seconds, 0.8) * RATE
    kept: NDArray[np.int64] = onsets[(onsets < heard) | (onsets == 0.0)].astype(np.int64)
    return kept


def told(onsets: Frames, frames: int, count: int) -> Frames:
    """The first ``count`` onsets, evenly through the time if there are fewer; all if it is 0."""
    if count > len(onsets):
        return (np.arange(count) * (frames / count)).astype(np.int64)
    return onsets[:count] if count else onsets


def room(wave: Wave, rng: np.random.Generator, seconds: float, share: float) -> Wave:
    """Add a diffuse tail of ``seconds`` (to -60 dB), ``share`` of the power of the dry sound."""
    length = max(16, int(seconds * RATE))
    tail = rng.standard_normal(length) * 10.0 ** (-3.0 * np.arange(length) / length)
    tail = low_pass(tail, 3500.0)
    tail *= share / np.sqrt(np.sum(tail**2))
    late = signal.oaconvolve(wave.astype(np.float32), tail.astype(np.float32))
    return np.asarray(wave + late[: len(wave)])


def curve(x: Wave, *points: tuple[float, float]) -> Wave:
    """Straight lines through (x, y) points, held outside."""
    at, height = zip(*points, strict=True)
    return np.asarray(np.interp(x, at, height))


def stroke(t: Wave, attack: float, decay: float) -> Wave:
    """An envelope that rises in ``attack`` seconds and falls to 1/e in ``decay``; 0 before 0."""
    return np.where(t < 0.0, 0.0, np.minimum(t / attack, 1.0) * np.exp(-np.maximum(t, 0.0) / decay))


def shaped(wave: Wave, gain: Callable[[Wave, Wave], Wave], window: int = 1024) -> Wave:
    """Filter a sound as time goes: ``gain(seconds (T, 1), hz (1, F))`` gives (T, F) amplitudes."""
    hop = window // 2
    count = len(wave) // hop + 2
    padded = np.zeros((count + 1) * hop, dtype=np.float32)
    padded[hop : hop + len(wave)] = wave
    ramp = np.sin(np.pi * (np.arange(window) + 0.5) / window).astype(np.float32)
    pieces = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop] * ramp
    seconds = (np.arange(count) * hop / RATE).reshape(-1, 1)
    hz = (np.arange(hop + 1) * RATE / window).reshape(1, -1)
    spectra = fft.rfft(pieces, axis=1) * gain(seconds, hz).astype(np.float32)
    pieces = fft.irfft(spectra, window, axis=1) * ramp
    out = np.zeros((count + 1, hop))
    out[:-1] += pieces[:, :hop]
    out[1:] += pieces[:, hop:]
    return out.reshape(-1)[hop : hop + len(wave)]


def hum(turns: Wave, *partials: tuple[float, float]) -> Wave:
    """Sines at (multiple, amplitude) of a phase in radians."""
    out = np.zeros(len(turns))
    for multiple, amplitude in partials:
        out += amplitude * np.sin(multiple * turns)
    return out


def saw(turns: Wave, sharp: float = 0.5) -> Wave:
    """Pulses with all harmonics, from a phase in radians."""
    share = turns * (0.5 / np.pi)
    share -= np.floor(share)
    return np.asarray(1.0 - 2.0 * (np.sqrt(share) if sharp == 0.5 else share**sharp))


def between(rng: np.random.Generator, span: tuple[float, float]) -> float:
    """A value from a span, all alike."""
    return float(rng.uniform(*span))


def strew(
    out: Wave, rng: np.random.Generator, onsets: Frames, grains: Sequence[Wave], uneven: float = 0.2
) -> None:
    """Place grains, each time one by chance, of heights that differ by a share of ``uneven``."""
    for at in onsets:
        grain = grains[int(rng.integers(len(grains)))]
        place(out, int(at), rng.uniform(1.0 - uneven, 1.0) * grain)


def bounces(first: float, ratio: float, least: float) -> Wave:
    """Seconds of the strokes of something that bounces: gaps shrink by ``ratio`` to ``least``."""
    gaps = [0.0]
    while first > least:
        gaps.append(first)
        first *= ratio
    return np.cumsum(gaps)


def bout(
    frames: int,
    rng: np.random.Generator,
    count: tuple[int, int],
    gap: tuple[float, float],
    pause: tuple[float, float],
) -> Frames:
    """Onsets in groups of ``count``, ``gap`` seconds from one to the next, ``pause`` in between."""
    onsets: list[int] = []
    at = 0.0
    while at < frames:
        for _ in range(int(rng.integers(count[0], count[1] + 1))):
            onsets.append(int(at))
            at += RATE * between(rng, gap)
        at += RATE * between(rng, pause)
    found = np.array(onsets, dtype=np.int64)
    return found[found < frames]

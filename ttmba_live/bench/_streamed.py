"""Runs the live renderer and its floor, hop by hop, under a clock. Prints nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Renderer
from ttmba_live.binaural.stream import Bank, Stream

Floats = NDArray[np.float64]

WARM = 20
"""Hops before the clock runs."""

_FLOOR_FRAME = 1024
"""Samples of the floor's frame: a hop, its neighbours, and room for a response."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of every hop on the wall, and of processor time in a hop's mean."""

    wall: Floats
    processor: float


def places(sources: int, seconds: float, *, moving: bool) -> Floats:
    """(sources, 3) metres: on circles of their own, each at its own speed."""
    chance = np.random.default_rng(1)
    speed, distance = chance.uniform(-3.0, 3.0, sources), chance.uniform(0.5, 5.0, sources)
    start = chance.uniform(-np.pi, np.pi, sources)
    angle = start + speed * (seconds if moving else 0.0)
    lap = np.stack([np.cos(angle), np.sin(angle), 0.5 * np.sin(angle)], axis=1)
    lap *= distance[:, None]
    return lap


def streamed(renderer: Renderer, sources: int, hops: int, *, moving: bool) -> Spent:
    """Let that many sources sound."""
    hop = renderer.hop
    state = renderer.start(sources)
    rows, gain = np.arange(sources), np.full(sources, 0.05)
    dry = np.random.default_rng(2).standard_normal((sources, hop)).astype(np.float32)
    for row, xyz in enumerate(places(sources, 0.0, moving=False)):
        renderer.join(state, row, xyz, 0.05)
    wall, processor = [], 0.0
    for count in range(hops + WARM):
        xyz = places(sources, count * hop / RATE, moving=moving)
        began, used = time.perf_counter(), time.thread_time()
        renderer.step(state, rows, dry, xyz, gain, stems=False)
        if count >= WARM:
            wall.append(time.perf_counter() - began)
            processor += time.thread_time() - used
    return Spent(np.array(wall), processor / hops)


def floor(sources: int, hop: int, hops: int) -> Spent:
    """What no renderer by spectra can do without, each source on its own response.

    Window and transform a frame of every source, multiply by two responses, add up, two inverse
    transforms.
    """
    chance = np.random.default_rng(2)
    shape = (sources, _FLOOR_FRAME)
    frames = chance.standard_normal(shape).astype(np.float32)
    window = np.hanning(_FLOOR_FRAME).astype(np.float32)
    bins = _FLOOR_FRAME // 2 + 1
    responses = chance.standard_normal((2, sources, bins)).astype(np.complex64)
    product = np.empty((sources, bins), np.complex64)
    wall, processor = [], 0.0
    for count in range(hops + WARM):
        began, used = time.perf_counter(), time.thread_time()
        spectra = fft.rfft(frames * window)
        for response in responses:
            np.multiply(spectra, response, out=product)
            fft.irfft(product.sum(axis=0))[:hop]
        if count >= WARM:
            wall.append(time.perf_counter() - began)
            processor += time.thread_time() - used
    return Spent(np.array(wall), processor / hops)


def error_db(fast: Bank, exact: Bank, hop: int, *, moving: bool, pink: bool = True) -> Floats:
    """How far the fast bank's sound is from the exact one's, in dB for each of some voices.

    Pink noise (20 Hz to 20 kHz), or white noise, where the treble counts most. Still ones stand
    anywhere from 0.2 to 20 m, moving ones circle at distances that change.
    """
    voices, hops = (4, 100) if moving else (100, 30)
    dry = _noise(voices, hops * hop, pink=pink)
    sounds = [_sounded(Stream(bank, hop), dry, moving=moving) for bank in (fast, exact)]
    error, whole = (sounds[0] - sounds[1]) ** 2, sounds[1] ** 2
    each: Floats = 10.0 * np.log10(error.sum(axis=(0, 2)) / whole.sum(axis=(0, 2)))
    return each


def _noise(voices: int, frames: int, *, pink: bool) -> Samples:
    noise = np.random.default_rng(4).standard_normal((voices, frames))
    if pink:
        spectrum, hertz = np.fft.rfft(noise), np.fft.rfftfreq(frames, 1.0 / RATE)
        heard = (hertz >= 20.0) & (hertz <= 20_000.0)
        noise = np.fft.irfft(spectrum * heard / np.sqrt(np.maximum(hertz, 20.0)), n=frames)
    return noise.astype(np.float32)


def _sounded(stream: Stream, dry: Samples, *, moving: bool) -> Floats:
    """(frames, voices, 2)."""
    chance, voices, hop = np.random.default_rng(3), len(dry), stream.hop
    direction = chance.standard_normal((voices, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    distance = np.exp(chance.uniform(np.log(0.2), np.log(20.0), voices))
    state, rows, heard = stream.start(voices), np.arange(voices), []
    for count in range(dry.shape[1] // hop + 1):
        seconds = count * hop / RATE
        xyz = direction * distance[:, None]
        if moving:
            xyz = places(voices, seconds, moving=True) * (1.0 + 0.5 * np.sin(3.0 * seconds))
        if not count:
            for row in range(voices):
                stream.join(state, row, xyz[row], 1.0)
            continue
        some = np.ascontiguousarray(dry[:, (count - 1) * hop : count * hop])
        _, own = stream.step(state, rows, some, xyz, np.ones(voices), stems=True)
        assert own is not None
        heard.append(own.transpose(1, 0, 2))
    return np.concatenate(heard)

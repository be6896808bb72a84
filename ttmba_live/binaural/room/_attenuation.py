"""Filters that make a line lose so much in every octave. Knows numbers, no network.

Each line has a graphic equalizer whose decibels are in proportion to its length (S. J. Schlecht
and E. A. P. Habets, "Accurate reverberation time control in feedback delay networks", DAFx 2017):
a shelf at each end and a bell for every octave between, fitted in decibels.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.room import BANDS

Floats = NDArray[np.float64]

SECTIONS = len(BANDS)

_QUALITY = 1.15
"""Of the bells: somewhat more than an octave wide."""

_SLOPE = 1.2
"""How much of an octave's width the way from one band's level to the next one's takes, inverse."""

_ROUNDS = 4
_MOST = 80.0
"""Decibels that a line may lose on one pass; what loses more is silent anyway."""

_LEAST = 1e-4
"""Decibels that every line loses at every frequency, so that nothing can grow."""

_STEEP = 40.0
"""Decibels by which a section may differ from the line's mean."""


def attenuation(lengths: NDArray[np.int64], decay: Floats) -> Floats:
    """Coefficients (SECTIONS, 5, L) b0 b1 b2 a1 a2 of lines that lose 60 dB in ``decay`` (8,) s.

    At no frequency is any line's gain 1 or more.
    """
    wanted = np.maximum(-60.0 * lengths[:, None] / (RATE * decay), -_MOST)
    level = wanted.max(axis=1)
    whole = _between(wanted)
    goal = whole - level[:, None]
    weights = whole.max(axis=1, keepdims=True) / whole  # what counts is the share of the decay
    gains = np.clip(wanted - level[:, None], -_STEEP, _STEEP)
    for _ in range(_ROUNDS):
        parts = _decibels(_sections(gains), _fitted())
        slopes = parts / np.where(np.abs(gains) < 1e-3, np.inf, gains)[:, :, None]
        slopes = np.where(np.abs(gains)[:, :, None] < 1e-3, _unit(), slopes)
        left = (goal - parts.sum(axis=1)) * weights
        slopes = slopes * weights[:, None, :]
        square = slopes @ slopes.transpose(0, 2, 1) + 1e-4 * np.eye(SECTIONS)
        more = np.linalg.solve(square, (slopes @ left[:, :, None]))[:, :, 0]
        gains = np.clip(gains + more, -_STEEP, _STEEP)
    found = _sections(gains)
    loudest = _decibels(found, _everywhere()).sum(axis=1).max(axis=1) + level
    ceiling = np.minimum(0.5 * wanted.max(axis=1), -_LEAST)
    level = level - np.maximum(loudest - ceiling, 0.0)
    found[:, 0, :3] *= (10.0 ** (level / 20.0))[:, None]
    coefficients: Floats = np.ascontiguousarray(found.transpose(1, 2, 0))
    return coefficients


@cache
def _fitted() -> Floats:
    """Hertz (F,) at which curves are fitted: bands and what lies between."""
    return np.geomspace(BANDS[0], BANDS[-1], 4 * SECTIONS - 3)


@cache
def _everywhere() -> Floats:
    return np.concatenate([[0.0], np.geomspace(10.0, 0.4999 * RATE, 160)])


@cache
def _unit() -> Floats:
    """What a decibel of each section is (SECTIONS, F)."""
    unit: Floats = _decibels(_sections(np.ones((1, SECTIONS))), _fitted())[0]
    return unit


def _between(levels: Floats) -> Floats:
    """Levels (L, 8) of bands at the fitted frequencies (L, F): steps with slopes between."""
    at = np.linspace(0.0, SECTIONS - 1.0, len(_fitted()))
    first = np.minimum(at.astype(int), SECTIONS - 2)
    share = np.clip((at - first - 0.5) * _SLOPE + 0.5, 0.0, 1.0)
    between: Floats = levels[:, first] * (1.0 - share) + levels[:, first + 1] * share
    return between


def _sections(gains: Floats) -> Floats:
    """Biquads (L, SECTIONS, 5) of gains (L, SECTIONS) in decibels: R. Bristow-Johnson's."""
    found = np.empty((*gains.shape, 5))
    edges = (BANDS[0] * math.sqrt(2.0), BANDS[-1] / math.sqrt(2.0))
    for index, band in enumerate(BANDS):
        root = 10.0 ** (gains[:, index] / 40.0)
        if index in (0, SECTIONS - 1):
            found[:, index] = _shelf(edges[index > 0], root, high=index > 0)
        else:
            turn = 2.0 * math.pi * band / RATE
            wide = math.sin(turn) / (2.0 * _QUALITY)
            middle = np.full_like(root, -2.0 * math.cos(turn))
            b = (1.0 + wide * root, middle, 1.0 - wide * root)
            found[:, index] = _normal(b, (1.0 + wide / root, middle, 1.0 - wide / root))
    return found


def _shelf(hertz: float, root: Floats, *, high: bool) -> Floats:
    """A shelf of slope 1 (L, 5), of so many decibels below or above a frequency."""
    turn = 2.0 * math.pi * hertz / RATE
    sign = -1.0 if high else 1.0
    cosine = math.cos(turn)
    wide = 2.0 * np.sqrt(root) * math.sin(turn) * math.sqrt(0.5)
    up, down = root + 1.0, root - 1.0
    b = (
        root * (up - sign * down * cosine + wide),
        sign * 2.0 * root * (down - sign * up * cosine),
        root * (up - sign * down * cosine - wide),
    )
    a = (
        up + sign * down * cosine + wide,
        -sign * 2.0 * (down + sign * up * cosine),
        up + sign * down * cosine - wide,
    )
    return _normal(b, a)


def _normal(b: tuple[Floats, Floats, Floats], a: tuple[Floats, Floats, Floats]) -> Floats:
    return np.stack([b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]], axis=1)


def _decibels(sections: Floats, hertz: Floats) -> Floats:
    """Levels (L, SECTIONS, F) of biquads (L, SECTIONS, 5) at frequencies."""
    z = np.exp(-2j * np.pi * hertz / RATE)
    powers = np.stack([np.ones_like(z), z, z * z])
    above = sections[:, :, :3] @ powers
    below = 1.0 + sections[:, :, 3:] @ powers[1:]
    level: Floats = 20.0 * np.log10(np.maximum(np.abs(above / below), 1e-12))
    return level

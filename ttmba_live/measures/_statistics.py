"""Distances between sets of clips, from numbers alone. Knows no sound, no network and no file.

Definitions are those of the AudioLDM evaluation tools, which Table 1 of the paper can have used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FLOOR = 1e-6
"""Added to probabilities before their logarithm, so that no class alone decides."""

SPLITS = 10
"""Parts whose inception scores are averaged."""

ENOUGH = 10
"""Clips that a part must have for that; with fewer there is one part."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and half the width of its 95 % interval, NaN if there is none."""

    value: float
    margin: float = float("nan")


def frechet_distance(one: Floats, other: Floats) -> float:
    """Between the Gaussians with the means and covariances of (N, D) and (M, D).

    The trace of the root of the covariances' product is the sum of the singular values of the
    product of their factors, so no matrix root is taken and nothing is added to a diagonal.
    """
    first, second = _factor(one), _factor(other)
    shift = one.mean(axis=0) - other.mean(axis=0)
    common = np.linalg.svd(first @ second.T, compute_uv=False).sum()
    distance = shift @ shift + (first**2).sum() + (second**2).sum() - 2.0 * common
    return max(0.0, float(distance))


def _factor(rows: Floats) -> Floats:
    """A matrix F (K, D) for which F^T F is the covariance of (N, D); K is at most D."""
    centred = (rows - rows.mean(axis=0)) / np.sqrt(len(rows) - 1)
    return np.asarray(np.linalg.qr(centred, mode="r") if len(rows) > rows.shape[1] else centred)


def divergence(reference: Floats, generated: Floats) -> Floats:
    """Kullback-Leibler divergence in nats of each pair of rows (N, C) of probabilities: (N,).

    Both have `FLOOR` added; the original adds it to the generated side alone, which moves a figure
    by less than 0.001 and lets a set differ from itself.
    """
    ratio = np.log(reference + FLOOR) - np.log(generated + FLOOR)
    return np.asarray((reference * ratio).sum(axis=1))


def inception_score(probabilities: Floats) -> float:
    """How sure each clip's classes (N, C) are and how varied all of them, 1 to C.

    The mean over `SPLITS` parts in the order given, or of one part if they would be too small.
    """
    parts = SPLITS if len(probabilities) >= SPLITS * ENOUGH else 1
    scores = []
    for part in np.array_split(probabilities, parts):
        mean = part.mean(axis=0)
        sure = part * (np.log(np.maximum(part, 1e-16)) - np.log(np.maximum(mean, 1e-16)))
        scores.append(np.exp(sure.sum(axis=1).mean()))
    return float(np.mean(scores))


def estimate(
    figure: Callable[..., float], *sets: Floats, resamples: int = 100, seed: int = 0
) -> Estimate:
    """A figure of some sets of rows, with 1.96 times its standard error by bootstrap.

    Every set is drawn anew, with replacement, apart from the others; rows that belong together
    must be one set's. Zero ``resamples`` leave the margin out.
    """
    value = figure(*sets)
    if resamples < 2:
        return Estimate(value)
    rng = np.random.default_rng(seed)
    drawn = [
        figure(*(rows[rng.integers(len(rows), size=len(rows))] for rows in sets))
        for _ in range(resamples)
    ]
    return Estimate(value, 1.96 * float(np.std(drawn, ddof=1)))

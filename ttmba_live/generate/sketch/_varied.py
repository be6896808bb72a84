"""Random draws that are near those of another clip. Knows no recipe and no sound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._spec import ClipSpec

_LONGEST = 12
"""Turns of a clip's lineage that are followed; what lies before has hardly any part in it."""


def draws(spec: ClipSpec) -> np.random.Generator:
    """What an order's clip is drawn from: its seed, or what it begins from and its seed.

    Raises `GenerationFailed` if it is to begin from what no sketch has made.
    """
    if spec.start is None:
        return _seeded(spec.seed)
    if spec.start.maker not in ("", "sketch") or not spec.start.lineage:
        raise GenerationFailed("a sketch is drawn and can only begin from another sketch")
    (first, _), *turns = spec.start.lineage[-_LONGEST:]
    rng = _seeded(first)
    for seed, amount in [*turns, (spec.seed, spec.start.amount)]:
        rng = Varied(rng, _seeded(seed), amount)
    return rng


def _seeded(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed & (2**64 - 1))


class Varied(np.random.Generator):
    """Draws as ``base`` does, moved by ``amount`` (0..1) towards what ``other`` draws.

    Numbers are blended so that they stay in their range, and normal ones keep their deviation; of
    whole numbers and choices that share is replaced. A recipe that draws more of one thing because
    of another goes its own way from there on.
    """

    def __init__(
        self, base: np.random.Generator, other: np.random.Generator, amount: float
    ) -> None:
        super().__init__(other.bit_generator)
        self._base, self._other, self._amount = base, other, amount

    def uniform(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        return self._blended(self._base.uniform(*args, **more), self._other.uniform(*args, **more))

    def random(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        return self._blended(self._base.random(*args, **more), self._other.random(*args, **more))

    def exponential(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        one = self._base.exponential(*args, **more)
        return self._blended(one, self._other.exponential(*args, **more))

    def standard_normal(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        angle = 0.5 * math.pi * self._amount
        one = self._base.standard_normal(*args, **more)
        return math.cos(angle) * one + math.sin(angle) * self._other.standard_normal(*args, **more)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """As the class says."""
        return loc + scale * self.standard_normal(size)

    def lognormal(self, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None) -> Any:
        """As the class says."""
        return np.exp(self.normal(mean, sigma, size))

    def integers(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        return self._either(self._base.integers(*args, **more), self._other.integers(*args, **more))

    def poisson(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        return self._either(self._base.poisson(*args, **more), self._other.poisson(*args, **more))

    def choice(self, *args: Any, **more: Any) -> Any:
        """As the class says."""
        return self._either(self._base.choice(*args, **more), self._other.choice(*args, **more))

    def _blended(self, one: Any, other: Any) -> Any:
        return one + self._amount * (other - one)

    def _either(self, one: Any, other: Any) -> Any:
        if np.ndim(one) == 0:
            return other if self._other.random() < self._amount else one
        if np.shape(one) != np.shape(other):
            return one
        return np.where(self._other.random(np.shape(one)) < self._amount, other, one)

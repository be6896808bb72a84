"""Wide sources: unlike copies of one sound around where it is. Knows rows, no renderer.

Each copy has every so many narrow bands of the sound, and all together have all of it: copies do
not resemble each other, and wherever they meet they add up to the sound again, delayed, so that
nothing combs (T. Pihlajamäki, O. Santala and V. Pulkki, "Synthesis of spatially extended virtual
sources with time-frequency decomposition of mono signals", JAES 2014).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Floats, Rows
from ttmba_live.engine._glide import Glide, GlideSettings

COPIES = 8

TAPS = 2048
"""Of the copies' filters; they are half as late."""

_SLOW = 0.03
"""Seconds in which a width goes most of its way."""

_LEAST = 0.5
"""Degrees below which a source is a point."""


@lru_cache(maxsize=4)
def bands(hop: int) -> NDArray[np.complex64]:
    """The copies' filters (COPIES, P, hop + 1), partitions of a hop: they add up to a delay."""
    blocks = _responses().reshape(COPIES, TAPS // hop, hop)
    return fft.rfft(blocks, n=2 * hop).astype(np.complex64)


def _responses() -> Samples:
    """The copies' filters (COPIES, TAPS).

    Bands are as wide as a quarter of what the ear tells apart, or as the filters can be, and are
    given to the copies by chance, to each one of every eight.
    """
    hertz = fft.rfftfreq(TAPS, 1.0 / RATE)
    width = np.maximum(0.25 * 24.7 * (0.00437 * hertz + 1.0), 2.0 * RATE / TAPS)
    number = np.floor(np.cumsum((hertz[1] - hertz[0]) / width)).astype(int)
    chance = np.random.default_rng(5)
    turns = math.ceil((number.max() + 1) / COPIES)
    whose = np.concatenate([chance.permutation(COPIES) for _ in range(turns)])[number]
    masks = (whose == np.arange(COPIES)[:, None]).astype(np.float64)
    responses = np.roll(fft.irfft(masks, n=TAPS), TAPS // 2, axis=1) * _window()
    return responses.astype(np.float32)


def _window() -> Floats:
    """A window around the filters' middle; the middle is kept, so their sum stays a delay."""
    window: Floats = np.hanning(TAPS + 1)[:-1]
    return window


def copied(samples: Samples) -> Samples:
    """The copies of a whole sound (frames,): (COPIES, frames + TAPS)."""
    from scipy import signal  # a second to import; the daemon comes without

    padded = np.append(samples, np.float32(0.0))
    whole: Samples = signal.oaconvolve(padded[None], _responses(), axes=-1)
    return whole


def around(place: Floats, degrees: float) -> Floats:
    """Where the copies of a source at a place (3,) are: (COPIES, 3) metres, as far away.

    They lie on a spiral within so many degrees of it; ``place`` is in the head's frame.
    """
    away = float(np.linalg.norm(place))
    front = place / away if away > 1e-9 else np.array([1.0, 0.0, 0.0])
    flat = math.hypot(front[0], front[1])
    left = np.array([-front[1], front[0], 0.0]) / flat if flat > 1e-6 else np.array([0.0, 1.0, 0.0])
    up = np.cross(front, left)
    number = (np.arange(COPIES) + 0.5) / COPIES
    cosine = 1.0 - number * (1.0 - math.cos(math.radians(degrees)))
    sine = np.sqrt(np.maximum(0.0, 1.0 - cosine * cosine))
    turn = np.pi * (1.0 + math.sqrt(5.0)) * np.arange(COPIES)
    directions = cosine[:, None] * front + (sine * np.cos(turn))[:, None] * left
    places: Floats = away * (directions + (sine * np.sin(turn))[:, None] * up)
    return places


@dataclass(slots=True)
class _Wide:
    """One voice's copies."""

    rows: Rows
    ring: NDArray[np.complex64]
    rest: Samples
    width: float = 0.0
    share: float = 0.0
    now: int = 0
    joined: bool = False


@dataclass(slots=True)
class Widened:
    """A hop's rows with copies behind them, and whose those are."""

    rows: Rows
    dry: Samples
    xyz: Floats
    gain: Floats
    owners: list[int] = field(default_factory=list)

    def gathered(self, own: Samples | None, voices: int) -> Samples | None:
        """Stems (rows, hop, 2) with copies added to their voices: (voices, hop, 2)."""
        if own is None or not self.owners:
            return own
        whole = own[:voices].copy()
        np.add.at(whole, self.owners, own[voices:])
        return whole


class Spreading:
    """Copies of the voices that are wide. Thread: render."""

    def __init__(
        self, hop: int, free: list[int], join: Callable[[int, Floats, float], None], voices: int
    ) -> None:
        """Take rows from ``free``, and ``join`` them to the renderer."""
        self._hop, self._free, self._join = hop, free, join
        self._wide: dict[int, _Wide] = {}
        self._glide = Glide(voices, hop, GlideSettings(smoothing=0.01))
        self._share = 1.0 - math.exp(-hop / (RATE * _SLOW))

    def let_go(self, row: int) -> None:
        """A voice has ended: its copies' rows are free again."""
        wide = self._wide.pop(row, None)
        if wide is not None:
            self._free.extend(int(row) for row in wide.rows)

    def widened(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, degrees: list[float]
    ) -> Widened:
        """The same hop, with copies of those voices (V,) that are wide."""
        if not self._wide and max(degrees, default=0.0) < _LEAST:
            return Widened(rows, dry, xyz, gain)
        more: list[tuple[Rows, Samples, Floats, Floats]] = []
        owners: list[int] = []
        point = gain.copy()
        for v, (row, wanted) in enumerate(zip(rows.tolist(), degrees, strict=True)):
            wide = self._wide.get(row) or (self._begun(row) if wanted >= _LEAST else None)
            if wide is None:
                continue
            copies = self._copied(wide, dry[v], xyz[v], wanted)
            owners += [v] * COPIES
            more.append((wide.rows, *copies, np.full(COPIES, gain[v] * wide.share)))
            point[v] *= 1.0 - wide.share
        parts = [np.concatenate(part) for part in zip((rows, dry, xyz, point), *more, strict=True)]
        return Widened(parts[0], parts[1], parts[2], parts[3], owners)

    def _begun(self, row: int) -> _Wide | None:
        """Copies of a voice, if there are rows for them."""
        if len(self._free) < COPIES:
            return None
        rows = np.array([self._free.pop() for _ in range(COPIES)], np.intp)
        parts = TAPS // self._hop
        wide = self._wide[row] = _Wide(
            rows,
            np.zeros((parts, self._hop + 1), np.complex64),
            np.zeros((COPIES, self._hop), np.float32),
        )
        return wide

    def _copied(
        self, wide: _Wide, dry: Samples, place: Floats, wanted: float
    ) -> tuple[Samples, Floats]:
        """What the copies play (COPIES, hop) and where they are (COPIES, 3)."""
        wide.width += self._share * (wanted - wide.width)
        wide.share += self._share * (float(wanted >= _LEAST) - wide.share)
        places = around(place, wide.width)
        if not wide.joined:
            wide.joined = True
            for row, here in zip(wide.rows.tolist(), places, strict=True):
                self._glide.join(row, here, 1.0)
                self._join(row, here, 0.0)
        moved, _ = self._glide.move(wide.rows, places, np.ones(COPIES))
        parts = len(wide.ring)
        wide.ring[wide.now % parts] = fft.rfft(dry, n=2 * self._hop)
        past = (wide.now - np.arange(parts)) % parts
        whole = fft.irfft(
            np.einsum("cpf,pf->cf", bands(self._hop), wide.ring[past]), n=2 * self._hop
        )
        out = (whole[:, : self._hop] + wide.rest).astype(np.float32)
        wide.rest = whole[:, self._hop :].astype(np.float32)
        wide.now += 1
        return out, moved

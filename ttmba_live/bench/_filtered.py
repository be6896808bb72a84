"""NIIRF beside the default head: what each costs live, and how true it is to its own network.

Knows renderers and filters; prints nothing. NIIRF is played twice: prepared on the lattice, as the
daemon plays it, and as what it is, 34 filters in series for each ear of each source.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.bench._streamed import WARM, streamed
from ttmba_live.setup import NIIRF_BAKER, baked_bank

if TYPE_CHECKING:
    from ttmba_live.binaural.niirf import Trained
    from ttmba_live.binaural.stream import Bank, Stream

Floats = NDArray[np.float64]

SOURCES, _HOPS, _ROUNDS = 64, 100, 5
_PLACES, _DISTANCE, _FFT = 200, 1.4, 1024
_BAND = (20.0, 20_000.0)


@dataclass(frozen=True, slots=True)
class Live:
    """One way to play a head.

    Microseconds of processor time for a source and hop; the log-spectral distance in dB between
    what is played and what the network says. NaN is not measured, or exact.
    """

    name: str
    still_us: float
    moving_us: float
    lsd_db: float
    worst_db: float


def beside(bank: Bank, hop: int, model: Any, weights: Path) -> list[Live]:
    """The default, NIIRF as the daemon plays it, and NIIRF as filters; by turns, medians.

    Raises `Unavailable` or `InvalidInput` for weights that cannot be used.
    """
    from ttmba_live.binaural.nfs.render import response_size
    from ttmba_live.binaural.nfs.render import responses as network_responses
    from ttmba_live.binaural.niirf import load_niirf, responses
    from ttmba_live.binaural.stream import Stream

    trained = load_niirf(weights, 0)
    other = baked_bank(weights, 0.0, NIIRF_BAKER)
    both = [_stepped(Stream(one, hop)) for one in (bank, other)]  # which prepares them
    at = _places()
    hertz = np.asarray(np.fft.rfftfreq(_FFT, 1.0 / RATE), np.float64)
    taps, lead = response_size(model.settings)
    ours = np.fft.rfft(network_responses(model, at * _DISTANCE, taps, lead), max(taps, _FFT))
    ours = ours[..., :: max(taps, _FFT) // _FFT]
    truths = [
        _distances(bank, hop, ours, hertz),
        _distances(other, hop, responses(trained, at, hertz), hertz),
    ]
    filters = _filters(trained, at, hop)
    rounds = [[*both[0](), *both[1](), filters()] for _ in range(_ROUNDS)]
    each = np.median(np.array(rounds), axis=0) * 1e6 / SOURCES
    nan = float("nan")
    return [
        Live("the default head", *each[:2], *truths[0]),
        Live("NIIRF, as the daemon plays it", *each[2:4], *truths[1]),
        Live("NIIRF, 34 filters an ear", each[4], nan, nan, nan),
    ]


def _places() -> Floats:
    draw = np.random.default_rng(5).standard_normal((_PLACES, 3))
    at: Floats = draw / np.linalg.norm(draw, axis=1, keepdims=True)
    return at


def _stepped(stream: Stream) -> Callable[[], Sequence[float]]:
    return lambda: [
        streamed(stream, SOURCES, _HOPS, moving=moving).processor for moving in (False, True)
    ]


def _filters(trained: Trained, at: Floats, hop: int) -> Callable[[], float]:
    """Processor seconds of a hop of still sources: their cascades, one after the other.

    Neither the network nor the coefficients' making counts, nor delays.
    """
    from ttmba_live.binaural.niirf import coefficients

    flat = coefficients(trained, at[:SOURCES], RATE).reshape(2 * SOURCES, -1, 6)
    dry = np.random.default_rng(2).standard_normal((2 * SOURCES, hop))

    def once() -> float:
        state = [np.zeros((flat.shape[1], 2)) for _ in flat]
        spent = 0.0
        for count in range(_HOPS // 5 + WARM):
            used = time.thread_time()
            for row, cascade in enumerate(flat):
                _, state[row] = signal.sosfilt(cascade, dry[row], zi=state[row])
            spent += (time.thread_time() - used) * (count >= WARM)
        return spent / (_HOPS // 5)

    return once


def _distances(bank: Bank, hop: int, wanted: NDArray[np.complex128], hertz: Floats) -> Floats:
    """Mean and worst log-spectral distance of places and ears, one gain for all taken out."""
    place = bank.read(_places() * _DISTANCE, 1e6)
    pieces = np.fft.irfft(bank.spectra(place.parts), 2 * hop)[..., :hop]
    played = np.abs(np.fft.rfft(pieces.reshape(*pieces.shape[:2], -1), _FFT))
    band = (hertz >= _BAND[0]) & (hertz <= _BAND[1])
    apart = 20.0 * np.log10(np.maximum(played, 1e-9) / np.maximum(np.abs(wanted), 1e-9))[..., band]
    apart -= apart.mean()
    each = np.sqrt(np.square(apart).mean(axis=-1))
    return np.array([each.mean(), each.max()])


def as_table(found: Sequence[Live]) -> list[str]:
    """For a terminal and for Markdown."""
    lines = [
        "",
        f"| {SOURCES} sources | us a source, still | moving | LSD to its network, dB | worst |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for one in found:
        figures = (one.still_us, one.moving_us, one.lsd_db, one.worst_db)
        cells = ("-" if np.isnan(figure) else f"{figure:.3g}" for figure in figures)
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    return lines

"""From a file's responses to the direct sound alone, at 48 kHz, on one time axis.

Knows where a response begins and how delays beside it add; knows no directions. However long
responses are, what is kept of them is a few milliseconds, so memory follows the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural.head._container import Container, Floats
from ttmba_live.binaural.head._layout import Layout
from ttmba_live.binaural.head._spectra import FFT
from ttmba_live.errors import InvalidInput

BEFORE, AFTER = 0.001, 0.007
"""Seconds kept around the first arrival at either ear. What comes later is the room's."""

_ARRIVED = 0.3
"""Share of the louder ear's peak at which the sound has come."""

_SILENT, _ABSURD = 1e-30, 1e30
"""Peaks between which numbers may be sound pressures, whatever their unit."""

_HEARD = 1e-3
"""Share of a response's energy that its direct sound has at least."""

_SLAB = 1 << 22
"""Numbers of a file that are in memory at once."""

_SPREAD = 0.006
"""Seconds that first arrivals may differ by before they are no measurement of distance."""


@dataclass(frozen=True, eq=False)
class Windows:
    """Responses (M, 2, N) at 48 kHz whose first arrival is some milliseconds in; peaks about 1.

    ``whole`` (M,) tells which hold sound in both ears and nothing that is no number; the others
    are zero.
    """

    responses: Floats
    whole: NDArray[np.bool_]
    notes: list[str]


def read_delays(file: Container, rows: int, rate: float) -> Floats:
    """Data.Delay in samples (M, 2); zero where there is none."""
    shape = file.shape("Data.Delay")
    if shape is None or 0 in shape:
        return np.zeros((rows, 2))
    values = np.squeeze(file.numbers("Data.Delay"))
    for form in ((rows, 2), (2, rows)):
        if values.shape == form:
            values = values if form[1] == 2 else values.T
            break
    else:
        values = values[:, None] if values.shape == (rows,) else values
    try:
        delays = np.broadcast_to(values, (rows, 2))
    except ValueError as error:
        raise InvalidInput(
            f"{file.path}: Data.Delay is {shape}; (1, 2) or ({rows}, 2) is expected"
        ) from error
    if file.text("Units", "Data.Delay").lower().startswith("sec"):
        delays = delays * rate
    if not np.isfinite(delays).all() or np.abs(delays).max() > 10.0 * rate:
        raise InvalidInput(f"{file.path}: Data.Delay holds what is no delay")
    return np.asarray(delays, dtype=np.float64)


def read_windows(
    layout: Layout,
    delays: Floats,
    rows: NDArray[np.intp],
    after: float = AFTER,
    progress: Callable[[float], None] | None = None,
) -> Windows:
    """Read some rows, in rising order; see `Windows`."""
    size = min(round((BEFORE + after) * RATE), FFT - 320)
    out = np.zeros((len(rows), 2, size))
    starts, whole = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    step = max(1, _SLAB // (2 * layout.length))
    for first in range(0, len(delays), step):
        some = np.flatnonzero((rows >= first) & (rows < first + step))
        if not len(some):
            continue
        block = layout.read(first, min(first + step, len(delays)))[rows[some] - first]
        if layout.circular:
            block = np.roll(block, layout.length // 4, axis=2)
        peak = np.abs(block).max(axis=2)  # NaN where there is one
        whole[some] = ((peak > _SILENT) & (peak < _ABSURD)).all(axis=1)
        good = some[whole[some]]
        block = block[whole[some]]
        out[good], starts[good] = _cut(block, delays[rows[good]], layout.rate, size)
        if progress:
            progress((first + step) / (len(delays) + step))
    return _lined_up(out, starts, whole)


def _cut(block: Floats, delays: Floats, rate: float, size: int) -> tuple[Floats, Floats]:
    """Windows (M, 2, size) at 48 kHz from responses (M, 2, N), and where they begin (M,) in s."""
    level = np.abs(block)
    loud = level >= _ARRIVED * level.max(axis=(1, 2), keepdims=True)
    first = np.where(loud.any(axis=2), loud.argmax(axis=2) + delays, np.inf).min(axis=1)
    begin = np.floor(first - BEFORE * rate)
    wanted = int(np.ceil(size * rate / RATE)) + 8
    lag = begin[:, None] - delays
    lag = np.where(_missed(block, lag, wanted), level.argmax(axis=2) - BEFORE * rate, lag)
    whole = np.floor(lag).astype(np.intp)
    at = whole[..., None] + np.arange(wanted)
    inside = (at >= 0) & (at < block.shape[2])
    cut = np.take_along_axis(block, np.clip(at, 0, block.shape[2] - 1), axis=2) * inside
    part = lag - whole
    if part.any():
        # A window that begins within a sample is turned forward by the rest.
        turn = np.exp(2j * np.pi * np.fft.rfftfreq(2 * wanted)[None, None] * part[..., None])
        cut = np.fft.irfft(np.fft.rfft(cut, 2 * wanted) * turn, 2 * wanted)[..., :wanted]
    if rate != RATE:
        cut = cut @ _resampling(wanted, rate)
    cut = cut[..., :size]
    return cut * _edges(size), begin / rate


def _missed(block: Floats, lag: Floats, wanted: int) -> NDArray[np.bool_]:
    """Ears (M, 2) whose sound is not where the other's is: their delays are no head's."""
    power = np.cumsum(np.pad(block**2, ((0, 0), (0, 0), (1, 0))), axis=2)
    ends = [np.clip(lag + extra, 0, block.shape[2]).astype(np.intp) for extra in (0, wanted)]
    low, high = (np.take_along_axis(power, end[..., None], axis=2)[..., 0] for end in ends)
    return np.asarray(high - low < _HEARD * power[..., -1])


def _resampling(count: int, rate: float) -> Floats:
    """(count, N) what brings that many samples to 48 kHz: a windowed sinc, for all rows at once.

    10 zero crossings on each side, Kaiser's window with beta 5.
    """
    ratio = Fraction(RATE / rate).limit_denominator(1000)
    up, down = ratio.numerator, ratio.denominator
    slower = max(up, down)
    out = np.arange(-(-count * up // down))
    at = out * down - np.arange(count)[:, None] * up
    near = np.arange(-10 * slower, 10 * slower + 1)
    kernel = np.sinc(near / slower) * np.kaiser(len(near), 5.0)
    kernel *= up / kernel.sum()
    inside = np.abs(at) <= 10 * slower
    return np.asarray(np.where(inside, kernel[np.where(inside, at, 0) + 10 * slower], 0.0))


def _edges(size: int) -> Floats:
    """In over half a millisecond, out over the last sixth."""
    rise, fall = round(0.0005 * RATE), size // 6
    window = np.ones(size)
    window[:rise] = np.sin(np.linspace(0.0, np.pi / 2, rise, endpoint=False)) ** 2
    window[size - fall :] = np.cos(np.linspace(0.0, np.pi / 2, fall)) ** 2
    return window


def _lined_up(out: Floats, starts: Floats, whole: NDArray[np.bool_]) -> Windows:
    """Put every window where it began, on one axis that begins with the earliest."""
    notes: list[str] = []
    if not whole.any():
        return Windows(out, whole, notes)
    peaks = np.abs(out[whole]).max(axis=(1, 2))
    out = out / np.median(peaks)
    middle = float(np.median(starts[whole]))
    astray = whole & (np.abs(starts - middle) > _SPREAD / 2)
    if astray.any():
        notes.append(f"directions that arrive {1000 * _SPREAD / 2:g} ms or more from the others, "
                     f"put among them: {astray.sum()}")  # fmt: skip
        starts = np.where(astray, middle, starts)
    late = (starts - starts[whole].min()) * RATE
    late[~whole] = 0.0
    spectra = np.fft.rfft(out, FFT)
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(FFT) * late[:, None, None])
    return Windows(np.fft.irfft(spectra * turn, FFT), whole, notes)

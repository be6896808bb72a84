"""Delay lines that are read between samples, along paths without corners. Knows no head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ttmba_live.audio import Samples
from ttmba_live.binaural._renderer import Flags, Floats, Images, Rows, stride

TAPS = 8
_PHASES = 512
LINE = 1 << 15
"""Frames of each voice's delay line: 0.68 s, so 234 m; farther sources are no later than that."""

LONGEST = LINE - 4 * TAPS - 4096
"""Frames of a delay at most."""


def _sinc_table() -> Samples:
    """Fractional delay filters (_PHASES + 1, TAPS): Kaiser-windowed sinc, unit gain at 0 Hz."""
    phase = np.arange(_PHASES + 1)[:, None] / _PHASES
    at = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - phase
    window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (at / (TAPS / 2)) ** 2)))
    table = np.sinc(at) * window
    normal: Samples = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)
    return normal


def _spline(hop: int) -> Floats:
    """Weights (3, hop) of three points a hop apart in a quadratic B-spline."""
    u = np.arange(1, hop + 1) / hop
    return np.stack([(1.0 - u) ** 2, 1.0 + 2.0 * u - 2.0 * u * u, u * u]) / 2.0


def lines(voices: int) -> Samples:
    """Silent rings (voices, LINE + TAPS), whose first TAPS frames stand again at their ends."""
    return np.zeros((voices, LINE + TAPS), np.float32)


class Reader:
    """Writes lines and reads them; a hop's frames are counted from the first one on."""

    def __init__(self, hop: int) -> None:
        """Fix the hop, which must divide the lines' length."""
        self.hop = hop
        self.table, self._spline = _sinc_table(), _spline(hop)

    def write(self, line: Samples, now: int, rows: Rows, dry: Samples) -> None:
        """Put a hop (V, hop) into rows, from frame ``now`` on."""
        at = now % LINE
        line[rows, at : at + self.hop] = dry
        if at == 0:
            line[rows, LINE:] = dry[:, :TAPS]

    def path(self, points: Floats, rows: Rows, new: Floats) -> Floats:
        """Go on to ``new`` (V, K) over the hop: (V, K, hop); ``points`` (R, K, 2) remember it.

        A quadratic B-spline: its slope has no steps, so a moving source's pitch has none, for
        half a hop of lag.
        """
        near = self.onward(points, rows, new)
        # einsum, not matmul: BLAS may wake threads of its own, and those wait for busy cores.
        path: Floats = np.einsum("vek,kn->ven", near, self._spline)
        return path

    def onward(self, points: Floats, rows: Rows, new: Floats) -> Floats:
        """Let ``points`` (R, K, 2) go on to ``new`` (V, K): the spline's of this hop (V, K, 3)."""
        near = np.concatenate([points[rows], new[:, :, None]], axis=2)
        points[rows] = near[:, :, 1:]
        return near

    def whole(self, line: Samples, now: int, rows: Rows, delay: int) -> Samples:
        """Read rows (V, hop) so many whole frames ago, in the hop from ``now`` on."""
        heard: Samples = line[rows[:, None], (now - delay + np.arange(self.hop)) % LINE]
        return heard

    def delayed(self, line: Samples, now: int, rows: Rows, delay: Floats) -> Samples:
        """Read rows (V, K, hop) that many frames ago (V, K, hop), in the hop from ``now`` on."""
        at = now + np.arange(self.hop) - delay
        whole = np.floor(at)
        phase = ((at - whole) * _PHASES + 0.5).astype(np.intp)
        first = (whole.astype(np.intp) - (TAPS // 2 - 1)) % LINE
        windows: NDArray[np.float32] = sliding_window_view(line.reshape(-1), TAPS)
        near = windows[first + rows[:, None, None] * line.shape[1]]
        out: Samples = np.einsum("vent,vent->ven", near, self.table[phase])
        return out


@dataclass(slots=True)
class Strides:
    """Where every row's E images are on their way through a stride."""

    places: Floats  # (R, 2, E, 3) metres: at the last stride's end and at this one's
    known: Flags  # (R,) whether a row has reflections

    @classmethod
    def of(cls, voices: int, count: int) -> Strides:
        """No row has any."""
        return cls(np.zeros((voices, 2, count, 3)), np.zeros(voices, np.bool_))

    def follow(self, rows: Rows, images: Images, hop: int) -> tuple[Floats, Flags]:
        """Where images are at this hop's end (V, E, 3), and who begins."""
        fresh = images.fresh | ~self.known[rows]
        self.known[rows] = True
        due = fresh | (images.phase == 0)
        before = np.where(fresh[:, None, None], images.xyz, self.places[rows, 1])
        self.places[rows[due], 0] = before[due]
        self.places[rows[due], 1] = images.xyz[due]
        share = ((images.phase + 1.0) / stride(hop))[:, None, None]
        start, end = self.places[rows, 0], self.places[rows, 1]
        return start + (end - start) * share, fresh

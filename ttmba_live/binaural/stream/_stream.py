"""The network's responses, streamed: every voice a hop at a time, all of them in one call.

Delay and response are apart. Each ear reads the voice's delay line along a smooth path, which
bends the pitch as movement does; then overlap-save filters, partitioned where a response is longer
than a hop, apply the response of where the voice is, and fade from the one before. Voices add up
as spectra, so that two inverse transforms make the mix however many there are; the fade is a
convolution of three bins (as in A. Franck, "Efficient frequency-domain filter crossfading for fast
convolution with application to binaural synthesis", AES 55th Conference, 2014).

Knows no network and no files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._renderer import Floats, Rows
from ttmba_live.binaural.stream._bank import Bank, empty_place
from ttmba_live.binaural.stream._compiled import Place, Table, is_cached
from ttmba_live.binaural.stream._filtering import MOVED, NEW, STILL, Filters, Hop, apply
from ttmba_live.binaural.stream._reading import Line, Past, Paths, read
from ttmba_live.binaural.stream._spectra import padded_bins, partitions
from ttmba_live.binaural.stream._taps import REACH, fine_filters, half_filter
from ttmba_live.geometry import SPEED_OF_SOUND

_LINE = 1 << 15
"""Frames of each voice's delay line: 0.68 s, so 234 m; farther sources are no later than that."""

_PAD = 336
"""Samples between rings: a power of two between them would put all voices' into the same corner of
a processor's cache."""

_AT_ONCE = 128
"""Voices whose blocks and spectra are at hand together: what stays in a processor's cache."""

_STEP = 8
"""Frames that the latency is a multiple of, so that near equal banks have the same."""

_STIRRED = 1e-6
"""Metres that count as movement."""


@dataclass(slots=True)
class StreamState:
    """One row a voice."""

    past: Past
    filters: Filters
    xyz: Floats  # (voices, 3) metres, where delay and response are from
    fresh: NDArray[np.bool_]  # (voices,) not filtered yet
    delay: Floats  # (voices, 2, 3) frames: the last two hops' and this one's
    level: Floats  # (voices,)
    gain: Floats  # (voices, 3) linear: the voice's own and distance
    now: int  # frames so far


def compiled() -> bool:
    """Whether a stream can start at once, with the very code that all programs share.

    Code compiled here and now may differ from what the cache will hold in how sums are grouped:
    by the last bit. ``python -m ttmba_live.binaural.stream`` fills the cache.
    """
    return is_cached(read) and is_cached(apply)


class Stream:
    """The renderer; see `ttmba_live.binaural.Renderer`.

    A row that `join` started must step in every hop until it is given up.
    """

    def __init__(self, bank: Bank, hop: int = 256) -> None:
        """Fix the hop, a power of two; raises ValueError for another."""
        if hop < 32 or _LINE % hop:
            raise ValueError(f"hop must be a power of two from 32 to {_LINE}, not {hop}")
        bank.prepare(hop)
        self.hop = hop
        self._bank = bank
        # Reading reaches around its point, and a response begins before its time zero.
        needed = max(0.0, REACH + bank.lead - bank.earliest)
        self._shift = _STEP * math.ceil(needed / _STEP) - bank.lead
        self.latency = self._shift + bank.lead
        self._longest = float(_LINE - hop - 2 * REACH - max(0, self._shift))
        scratch = np.zeros((3, 2 * (_LINE + hop)), np.float32)
        self._read = Line(
            half_filter(),
            fine_filters(),
            scratch,
        )
        self._parts, self._bins = partitions(bank.taps, hop), padded_bins(hop)
        self._room = np.zeros((2, 2, 2, self._bins), np.float32)
        self._blocks = np.zeros((_AT_ONCE, 2, 2 * hop), np.float32)
        self._warm()

    def _warm(self) -> None:
        """Play a few hops of silence: the first call of a compiled loop takes a long while."""
        state, row, one = self.start(1), np.zeros(1, np.intp), np.ones(1)
        self.join(state, 0, np.ones(3), 1.0)
        for place in (1.0, 2.0, 2.0, 2.0):
            dry, xyz = np.zeros((1, self.hop), np.float32), np.full((1, 3), place)
            self.step(state, row, dry, xyz, one, stems=True)
            self.step(state, row, dry, xyz, one, stems=False)

    def start(self, voices: int) -> StreamState:
        """State for that many voices."""
        parts, bins = self._parts, self._bins
        filters = Filters(
            np.zeros((voices, 2, 2, parts, 2, bins), np.float32),
            np.zeros(voices, np.intp),
            np.zeros((voices, 2, parts, 2, bins), np.float32),
        )
        return StreamState(
            Past(
                np.zeros((voices, _LINE + _PAD), np.float32),
                _LINE,
                np.zeros((voices, 2, self.hop), np.float32),
            ),
            filters,
            np.full((voices, 3), np.inf),
            np.ones(voices, np.bool_),
            np.zeros((voices, 2, 3)),
            np.zeros(voices),
            np.zeros((voices, 3)),
            0,
        )

    def join(self, state: StreamState, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice at ``xyz`` (3,), that loud, silent so far."""
        _, place = self._bank.read(xyz[None], self._longest)
        state.past.line[row] = 0.0
        state.past.block[row] = 0.0
        state.filters.past[row] = 0.0
        state.xyz[row] = np.inf
        state.fresh[row] = True
        state.delay[row] = place.delay[0][:, None]
        state.level[row] = place.level[0]
        state.gain[row] = place.level[0] * gain

    def tail(self, distance: float) -> int:
        """Frames from the last dry sample to silence."""
        way = min(self._longest, (distance + 0.5) / SPEED_OF_SOUND * RATE)
        return math.ceil(way) + self._bank.taps + REACH + self.hop

    def step(
        self,
        state: StreamState,
        rows: Rows,
        dry: Samples,
        xyz: Floats,
        gain: Floats,
        *,
        stems: bool,
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop; see `ttmba_live.binaural.Renderer.step`."""
        did, table, place = self._follow(state, rows, xyz, gain)
        paths = Paths(state.delay[rows] + self._shift, state.gain[rows])
        slot = state.now // self.hop % self._parts
        self._room[:] = 0.0
        own = np.empty((len(rows) * stems, *self._room.shape), np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            blocks = self._blocks[: len(rows[some])]
            some_paths = Paths(paths.delay[some], paths.gain[some])
            read(state.past, rows[some], dry[some], state.now, self._read, some_paths, blocks)
            there = Place(*(part[some] for part in place))
            heard = fft.rfft(blocks).view(np.float32)
            hop = Hop(rows[some], did[some], slot)
            apply(heard, hop, state.filters, table, there, self._room, own[some])
        state.now += self.hop
        return self._sounded(self._room), self._sounded(own) if stems else None

    def _follow(
        self, state: StreamState, rows: Rows, xyz: Floats, gain: Floats
    ) -> tuple[NDArray[np.intp], Table, Place]:
        """Put the new control points in, asking the bank only for what moved."""
        fresh = state.fresh[rows]
        with np.errstate(invalid="ignore"):  # infinity less itself, in rows that are fresh anyway
            stirred = fresh | (np.abs(xyz - state.xyz[rows]).max(axis=1, initial=0.0) > _STIRRED)
        did = np.where(fresh, NEW, np.where(stirred, MOVED, STILL))
        which = np.flatnonzero(stirred)
        moved = rows[which]
        table, found = self._bank.read(xyz[which], self._longest)
        state.fresh[moved] = False
        state.xyz[moved] = xyz[which]
        state.level[moved] = found.level
        state.delay[rows, :, :2] = state.delay[rows, :, 1:]
        state.delay[moved, :, 2] = found.delay
        state.gain[rows, :2] = state.gain[rows, 1:]
        state.gain[rows, 2] = gain * state.level[rows]
        place = empty_place(len(rows))
        place.corners[which], place.weights[which] = found.corners, found.weights
        return did, table, place

    def _sounded(self, sums: Samples) -> Samples:
        """Sums of spectra (..., 2 ears, 2, 2, K) to samples (..., hop, 2)."""
        bins = self.hop + 1
        stays = sums[..., 0, 0, :bins] + 1j * sums[..., 0, 1, :bins]
        fades = sums[..., 1, 0, :bins] + 1j * sums[..., 1, 1, :bins]
        # Times (1 + cos) / 2, which rises from 0 to 1 over the half of the block that is kept.
        around = np.concatenate([fades[..., 1:2].conj(), fades, fades[..., -2:-1].conj()], axis=-1)
        faded = 0.5 * fades + 0.25 * (around[..., :-2] + around[..., 2:])
        ears = fft.irfft(stays + faded, n=2 * self.hop)[..., self.hop :]
        return np.ascontiguousarray(np.swapaxes(ears, -1, -2), dtype=np.float32)

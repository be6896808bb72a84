"""What a room adds in channels: reflections panned where they come from. Knows no loudspeaker.

Direct sound comes out at once here, so a reflection is as late as its way is longer. Each wall has
a filter: what the wall and the air on the way there and back leave of every octave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples, minimum_phase
from ttmba_live.binaural import LONGEST, Flags, Floats, Images, Reader, Rows, Strides, stride
from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND
from ttmba_live.room import BANDS, Mirrors, air_db

_TAPS = 256
_FAR, _FARTHEST = 180.0, 225.0
"""Metres of way between which reflections fade: lines are no longer."""

_LEAST = 1e-3
"""Of an octave's amplitude, so that a filter has a minimum phase."""


@dataclass(slots=True)
class Walls:
    """One room's reflections, a row for every voice."""

    strides: Strides
    filters: NDArray[np.complex64]  # (E, F)
    directed: Floats  # (R, 2, E, channels) by direction alone, at the last stride's end and this's
    delay: Floats  # (R, E, 2) frames, at the last two hops' ends
    gains: Floats  # (R, E, channels) at the last hop's end
    late: Floats  # (R,) what the late part got at the last hop's end
    rest: Samples  # (channels, size) what is still to come


class Around:
    """Adds rooms to channels: prepared once for a hop."""

    def __init__(self, gains: Callable[[Floats], Floats], channels: int, hop: int) -> None:
        """Render to that many channels; ``gains`` says how loud a direction is in each."""
        self._gains, self._channels, self._hop = gains, channels, hop
        self.reader = Reader(hop)
        """Of the voices' lines."""
        self._size = hop + _TAPS
        u = np.arange(1, hop + 1) / hop
        self._ramp = np.stack([1.0 - u, u]).astype(np.float32)

    def walls(self, voices: int, mirrors: Mirrors) -> Walls:
        """Silent reflections for so many rows."""
        count = len(mirrors)
        away = np.linalg.norm(mirrors.shifts, axis=1)
        responses = _responses(mirrors.colours, away)
        return Walls(
            Strides.of(voices, count),
            fft.rfft(responses, n=self._size).astype(np.complex64),
            np.zeros((voices, 2, count, self._channels)),
            np.zeros((voices, count, 2)),
            np.zeros((voices, count, self._channels)),
            np.zeros(voices),
            np.zeros((self._channels, self._size), np.float32),
        )

    def reflect(
        self, line: Samples, now: int, walls: Walls, rows: Rows, images: Images, away: Floats
    ) -> Samples:
        """A hop of reflections (hop, channels) of voices (V,) whose ways are ``away`` metres."""
        walls.strides.known[rows[~images.heard]] = False
        whole = np.zeros((self._channels, self._size), np.float32)
        if images.heard.any() and len(walls.filters):
            heard = images.heard
            panned = self._panned(line, now, walls, rows[heard], images.only(heard), away[heard])
            waves = fft.rfft(panned, n=self._size) * walls.filters[:, None]
            whole = fft.irfft(waves.sum(axis=0), n=self._size).astype(np.float32, copy=False)
        whole = whole + walls.rest
        walls.rest = np.zeros_like(walls.rest)
        walls.rest[:, : -self._hop] = whole[:, self._hop :]
        return np.ascontiguousarray(whole[:, : self._hop].T, np.float32)

    def _panned(
        self, line: Samples, now: int, walls: Walls, rows: Rows, images: Images, away: Floats
    ) -> Samples:
        """Every image's channels (E, channels, hop), all voices added up."""
        from ttmba_live.binaural.room import pan  # with it comes numba

        places, fresh = walls.strides.follow(rows, images, self._hop)
        metres = np.maximum(np.linalg.norm(places, axis=2), MIN_DISTANCE)
        level = np.clip((_FARTHEST - metres) / (_FARTHEST - _FAR), 0.0, 1.0) / metres
        level *= images.share * images.gain[:, None]
        gains = self._directed(walls, rows, images, fresh) * level[:, :, None]
        delay = np.maximum(metres - away[:, None], 0.0) / SPEED_OF_SOUND * RATE
        walls.delay[rows[fresh]] = delay[fresh][:, :, None]
        walls.gains[rows[fresh]] = gains[fresh]
        points = self.reader.onward(walls.delay, rows, np.minimum(delay, LONGEST))
        pairs = np.stack([walls.gains[rows], gains]).astype(np.float32)
        walls.gains[rows] = gains
        panned = np.zeros((len(walls.filters), self._channels, self._hop), np.float32)
        pan(line, self.reader.table, now, rows, points, pairs, panned)
        return panned

    def _directed(self, walls: Walls, rows: Rows, images: Images, fresh: Flags) -> Floats:
        """How loud images are in each channel (V, E, channels); looked at once a stride."""
        due = fresh | (images.phase == 0)
        metres = np.maximum(np.linalg.norm(images.xyz[due], axis=2), MIN_DISTANCE)
        new = self._gains((images.xyz[due] / metres[:, :, None]).reshape(-1, 3))
        new = new.reshape(*metres.shape, self._channels)
        last = walls.directed[rows[due], 1]
        walls.directed[rows[due], 0] = np.where(fresh[due][:, None, None], new, last)
        walls.directed[rows[due], 1] = new
        share = ((images.phase + 1.0) / stride(self._hop))[:, None, None]
        start, end = walls.directed[rows, 0], walls.directed[rows, 1]
        between: Floats = start + (end - start) * share
        return between

    def sent(
        self, line: Samples, now: int, walls: Walls, rows: Rows, gain: Floats, delay: float,
        fresh: Flags,
    ) -> Samples:  # fmt: skip
        """What voices send the late part (V, hop), ``delay`` frames late."""
        walls.late[rows[fresh]] = gain[fresh]
        pairs = np.stack([walls.late[rows], gain])
        walls.late[rows] = gain
        heard = self.reader.whole(line, now, rows, min(round(delay), LONGEST))
        sent: Samples = np.einsum("vn,kn,kv->vn", heard, self._ramp, pairs).astype(np.float32)
        return sent


def _responses(colours: Floats, metres: Floats) -> Samples:
    """Responses (E, _TAPS) of what octaves (E, 8) keep and of ways (E,) through the air."""
    hertz: Floats = np.asarray(fft.rfftfreq(8 * _TAPS, 1.0 / RATE), dtype=np.float64)
    octave = np.log2(np.maximum(hertz, 1.0) / BANDS[0])
    walls = np.array([np.interp(octave, np.arange(len(BANDS)), one) for one in colours])
    air = 10.0 ** (-np.minimum(air_db(hertz) * metres[:, None], 80.0) / 20.0)
    whole = np.maximum(walls.reshape(len(metres), -1), _LEAST) * air
    responses = fft.irfft(minimum_phase(whole))[:, :_TAPS]
    responses[:, _TAPS // 2 :] *= np.cos(np.linspace(0.0, np.pi / 2, _TAPS // 2)) ** 2
    return responses.astype(np.float32)

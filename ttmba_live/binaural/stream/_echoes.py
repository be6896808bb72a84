"""Reflections of all voices in one head: more ways of the same lines, with responses of their own.

Knows the stream's lines and a head's field; knows no room's shape. Adds up in sums of its own, so
that a room can be heard apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import Samples
from ttmba_live.binaural._diffuse import TAPS, diffuse_field, diffuse_filters, everywhere
from ttmba_live.binaural._lengths import lengths
from ttmba_live.binaural._renderer import Flags, Floats, Images, Rows, stride
from ttmba_live.binaural.stream._bank import Baked
from ttmba_live.binaural.stream._buses import laid_out
from ttmba_live.binaural.stream._colours import Colours, aired
from ttmba_live.binaural.stream._echoing import EchoTracks, Turn, follow_echoes
from ttmba_live.binaural.stream._following import Steps
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._reading import SPARE, Lines, Ways, read
from ttmba_live.binaural.stream._spectra import spectra
from ttmba_live.binaural.stream._sums import Sums, by_buses, sounded
from ttmba_live.room import Mirrors

_STIRRED = 1e-4
"""Metres that count as an image's movement."""

_NEAR = 5.0
"""Metres of way on which nobody hears what air takes from a reflection."""

_FAR, _FARTHEST = 180.0, 225.0
"""Metres of way between which reflections fade: lines are no longer."""


@dataclass(slots=True)
class Mixed:
    """Reflections of some rows on their way through filters."""

    sums: Sums
    left: int = 0  # hops in which something may still sound


@dataclass(slots=True)
class Walls:
    """One room's reflections, a row for every row of the stream's state."""

    colours: Samples  # (E, READ, KEPT)
    tracks: EchoTracks
    xyz: Floats  # (R, E, 3) metres that the responses are of
    known: NDArray[np.bool_]  # (R,) whether a row has reflections
    fed: NDArray[np.bool_]  # (R,) whether a row was sent to the late part
    sent: Floats  # (R, 3) linear gain of what the late part gets: the last two hops' and this one's
    here: Mixed  # of those that are told in the hop in which they sound
    ahead: Mixed  # of those that are told in the hop before
    own: Sums | None  # of every row apart, once that was asked for


class Echoes:
    """What a head makes of rooms: prepared once for each head and hop."""

    def __init__(self, bank: Baked, hop: int, longest: float, shift: int, ramp: Samples) -> None:
        """Take a field; responses turn along ``ramp`` (hop,).

        Delays end at ``longest`` frames, and all are ``shift`` longer than the field has them.
        """
        place = bank.read(2.0 * everywhere(), longest)
        self.colours = Colours(bank.responses, place.parts.reshape(-1, bank.parts)[::4])
        self._basis = laid_out(spectra(self.colours.basis, hop))
        self._bank = bank
        self._diffuse = spectra(_diffuse(bank, place), hop)
        self._hop, self._longest, self._shift, self._ramp = hop, longest, shift, ramp
        self._kept = len(self.colours.basis)

    def walls(self, voices: int, mirrors: Mirrors) -> Walls:
        """Silent reflections for so many rows."""
        count = len(mirrors)
        tracks = EchoTracks(
            np.zeros((voices, count, 2, 3)),
            np.zeros((voices, count, 3)),
            np.zeros((voices, 3)),
            np.zeros((voices, count, 2, self._kept), np.float32),
        )
        return Walls(
            self.colours.matrices(mirrors.colours),
            tracks,
            np.zeros((voices, count, 3)),
            np.zeros(voices, np.bool_),
            np.zeros(voices, np.bool_),
            np.zeros((voices, 3)),
            Mixed(Sums.silent((len(self._basis.planes),), self._hop)),
            Mixed(Sums.silent((len(self._basis.planes),), self._hop)),
            None,
        )

    def reflected(
        self, lines: Lines, now: int, walls: Walls, rows: Rows, images: Images, *, ahead: bool,
        each: bool,
    ) -> tuple[Samples, Samples | None]:  # fmt: skip
        """The reflections of a hop from ``now`` on (hop, 2), and ``each`` voice's (V, hop, 2)."""
        mixed = walls.ahead if ahead else walls.here
        if not (len(rows) or mixed.left):
            return np.zeros((self._hop, 2), np.float32), None
        parts = len(mixed.sums.spectra)
        slot = now // self._hop % parts
        own = self._own(walls, rows[images.fresh]) if each else None
        heard = images.heard if walls.tracks.level.shape[1] else np.zeros(len(rows), np.bool_)
        walls.known[rows[~heard]] = False
        if heard.any():
            mixed.left = parts + 1
            steps = self.follow(walls, rows[heard], images.only(heard))
            arrived = np.empty((2, len(steps.ways.rows), self._hop + SPARE), np.float32)
            read(lines, steps.ways, now, self._hop, arrived)
            ring = (slot + np.arange(parts)) % parts
            mixed.sums.spectra[ring] += by_buses(self._basis, (arrived,), steps, self._ramp)
            if own is not None:
                self._add_each(own, ring, steps, arrived)
        apart = None if own is None else _sounded_each(own, rows, slot)
        if not mixed.left:
            return np.zeros((self._hop, 2), np.float32), apart
        mixed.left -= 1
        block, mixed.sums.rest = sounded(mixed.sums.spectra[slot], mixed.sums.rest)
        mixed.sums.spectra[slot] = 0.0
        return block, apart

    def _own(self, walls: Walls, fresh: Rows) -> Sums:
        """Sums of every row apart, silent where a voice begins."""
        if walls.own is None:
            walls.own = Sums.silent((len(walls.known), len(self._basis.planes)), self._hop)
        walls.own.spectra[fresh] = 0.0
        walls.own.rest[fresh] = 0.0
        return walls.own

    def _add_each(self, own: Sums, ring: Rows, steps: Steps, arrived: Samples) -> None:
        """Filter every voice's reflections (2, V * E, hop and more) apart."""
        rows = list(dict.fromkeys(steps.ways.rows.tolist()))
        count = len(steps.ways.rows) // len(rows)
        for at, row in enumerate(rows):
            some = slice(at * count, (at + 1) * count)
            turns = steps.turns[:, some]
            turned = np.arange(turns.shape[1])
            these = Steps(steps.ways, steps.parts, steps.shares[some], turned, turns)
            own.spectra[row, ring] += by_buses(self._basis, (arrived[:, some],), these, self._ramp)

    def follow(self, walls: Walls, rows: Rows, images: Images) -> Steps:
        """Ways and responses of this hop, asking the field only for images that moved."""
        fresh = images.fresh | ~walls.known[rows]
        walls.known[rows] = True
        away = np.abs(images.xyz - walls.xyz[rows]).max(axis=(1, 2))
        moved = fresh | ((images.phase == 0) & (away > _STIRRED))
        order, many = np.argsort(~moved, kind="stable"), int(np.count_nonzero(moved))
        walls.xyz[rows[moved]] = images.xyz[moved]
        found = self._found(walls, images.xyz[order[:many]], images.share[order[:many]])
        ways, count = walls.tracks.level.shape[1] * len(rows), len(found.level)
        going = Ways(np.empty(ways, np.intp), np.empty((ways, 2, 3)), np.empty((ways, 3)))
        parts = np.empty((2, ways, self._kept), np.float32)
        turns = np.empty((2, count, self._kept), np.float32)
        turn, out = Turn(order, many, images.phase, fresh, stride(self._hop)), (going, parts, turns)
        follow_echoes(walls.tracks, turn, rows, images.gain, found, self._shift, out)
        return Steps(going, parts, np.arange(ways), np.arange(count), turns)

    def _found(self, walls: Walls, xyz: Floats, share: Floats) -> Place:
        """Delays, levels and coloured responses of images (M, E, 3), as (M, E) is left of them."""
        count = xyz.shape[1]
        flat = np.ascontiguousarray(xyz.reshape(-1, 3))
        place = self._bank.read(flat, self._longest, parts=self.colours.read)
        metres = lengths(flat)
        wet = place.parts.reshape(-1, count, 2, self.colours.read).transpose(1, 0, 2, 3)
        dyed = (wet.reshape(count, -1, self.colours.read) @ walls.colours).reshape(
            count, -1, 2, self._kept
        )
        parts = dyed.transpose(1, 0, 2, 3).reshape(-1, 2, self._kept)
        left = (_FARTHEST - metres) / (_FARTHEST - _FAR)
        level = place.level * np.minimum(np.maximum(left, 0.0), 1.0)
        level *= share.reshape(-1)
        if (far := metres > _NEAR).any():
            parts[far] = aired(parts[far], metres[far], self.colours.air)
        return Place(place.delay, level, parts)

    def sent(
        self, lines: Lines, now: int, walls: Walls, rows: Rows, level: Floats, delay: Floats,
        fresh: Flags,
    ) -> Samples:  # fmt: skip
        """What voices send the late part (V, 2, hop) at ``delay`` (V, 2, 3), ``level`` (V,)."""
        gain = np.concatenate([walls.sent[rows][:, 1:], level[:, None]], axis=1)
        begun = fresh | ~walls.fed[rows]
        gain[begun] = level[begun, None]
        walls.fed[rows] = True
        walls.sent[rows] = gain
        if not gain.any():
            return np.zeros((len(rows), 2, self._hop), np.float32)
        heard = np.empty((2, len(rows), self._hop + SPARE), np.float32)
        read(lines, Ways(rows, np.minimum(delay, self._longest), gain), now, self._hop, heard)
        return heard[..., : self._hop].swapaxes(0, 1)

    def start_diffuse(self) -> Sums:
        """Silence, for `diffused`."""
        return Sums.silent((self._diffuse.shape[2],), self._hop)

    def diffused(self, sums: Sums, slot: int, field: Samples) -> Samples:
        """Two signals (2, hop) as this head hears them from all around: (hop, 2)."""
        parts = len(sums.spectra)
        slot %= parts
        waves = fft.rfft(field, n=2 * self._hop)
        wet = np.einsum("sepf,sf->pef", self._diffuse, waves)
        sums.spectra[(slot + np.arange(parts)) % parts] += wet
        block, sums.rest = sounded(sums.spectra[slot], sums.rest)
        sums.spectra[slot] = 0.0
        return block


def _sounded_each(own: Sums, rows: Rows, slot: int) -> Samples:
    """This hop of some rows (V, hop, 2)."""
    blocks, own.rest[rows] = sounded(own.spectra[rows, slot], own.rest[rows])
    own.spectra[rows, slot] = 0.0
    return blocks


def _diffuse(bank: Baked, place: Place) -> Samples:
    """This head's filters for a diffuse field, from its responses all around."""
    size = 2 * TAPS
    heard = fft.rfft(place.parts @ bank.responses, n=size)
    turn = 2.0 * np.pi * np.arange(TAPS + 1) / size
    late = place.delay - place.delay.mean()
    return diffuse_filters(*diffuse_field(heard * np.exp(-1j * turn * late[:, :, None])))

"""The network's responses, streamed: one state, in which every voice goes on a hop at a time.

Delay and response are apart. Each ear reads the voice's delay line along a smooth path, which
bends the pitch as movement does; then the response of where the voice is filters what was read.
What voices share is done once; see `_sums`.

Knows no network and no files.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._lengths import lengths
from ttmba_live.binaural._renderer import Flags, Floats, Images, Rows
from ttmba_live.binaural.stream._bank import Baked, Bank
from ttmba_live.binaural.stream._colours import aired
from ttmba_live.binaural.stream._echoes import Echoes, Walls
from ttmba_live.binaural.stream._following import Steps, Tracks, follow
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._reading import ROOM, SPARE, Lines, Ways, heard_by_some, read, take
from ttmba_live.binaural.stream._spectra import Spectra, partitions
from ttmba_live.binaural.stream._sums import Sums, by_buses, by_voices, mixed, sounded, through
from ttmba_live.binaural.stream._taps import REACH, fine_filter, half_filter
from ttmba_live.binaural.stream._turning import by_turns
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.memory import untouched
from ttmba_live.room import Mirrors

_LINE = 1 << 15
"""Frames of each voice's delay line: 0.68 s, so 234 m; farther sources are no later than that."""

_STEP = 8
"""Frames that the latency is a multiple of, so that near equal banks have the same."""

_AROUND = 0.3
"""Metres that a way to an ear may be shorter than one to the head's middle, and some."""

_NEAR = 4.0
"""Metres of way on which nobody hears what air takes."""

_SOME = 256
"""Voices that are read, then mixed: what was read is near the processor still."""

FEW = 10
"""Blocks up to which each is filtered by itself; more go through buses. A moving voice has two."""


@dataclass(slots=True)
class StreamState:
    """One row a voice."""

    lines: Lines
    tracks: Tracks
    sums: Sums
    own: Sums | None  # the same for every row, once stems were asked for
    aired: bool  # whether the way through the air is heard
    left: int  # hops in which something may still sound
    now: int  # frames so far


class Stream:
    """The renderer; see `ttmba_live.binaural.Renderer`.

    A row that `join` started must step in every hop until it is given up.
    """

    channels = feeds = 2

    def __init__(self, bank: Bank, hop: int = 256, *, warm: bool = True) -> None:
        """Fix the hop, a power of two (else ValueError); a ``warm`` one plays a little unheard."""
        if hop < 32 or _LINE % hop:
            raise ValueError(f"hop must be a power of two from 32 to {_LINE}, not {hop}")
        bank.prepare(hop)
        self.hop, self._bank = hop, bank
        # Reading reaches around its point, and a response begins before its time zero.
        needed = max(0.0, REACH + bank.lead - bank.earliest)
        self._shift = _STEP * math.ceil(needed / _STEP) - bank.lead
        self.latency = self._shift + bank.lead
        self._longest = float(_LINE - hop - 2 * REACH - max(0, self._shift))
        self._filters = half_filter(), fine_filter()
        self._parts = partitions(bank.taps, hop)
        self._rings = [(np.arange(self._parts) + slot) % self._parts for slot in range(self._parts)]
        ramp = (np.sin(0.5 * np.pi * np.arange(hop) / hop) ** 2).astype(np.float32)
        self._turning = ramp - np.float32(1.0)  # up to 0: parts are those of a hop's end
        self.rooms = isinstance(bank, Baked)
        self.foresees = (hop + max(0.0, bank.earliest)) / RATE * SPEED_OF_SOUND + _AROUND
        self._echoes = None
        if isinstance(bank, Baked):
            self._echoes = Echoes(bank, hop, self._longest, self._shift, ramp)
        if warm:
            self._warm()

    def warm_places(self) -> None:
        """Compile half of the loops: from places to ways and responses, and what filters buses."""
        state, rows = self.start(1), np.arange(1)
        self.join(state, 0, np.ones(3), 1.0)
        self._follow(state, rows, np.ones((1, 3)), np.ones(1))
        if self._echoes is not None:
            walls, images = self._one_wall(state, rows)
            self._echoes.follow(walls, rows, images)
        if self._bank.basis is not None:
            width = self._bank.basis.planes.shape[-1]
            silence = np.zeros((2, self.hop, width), np.float32)
            through(self._bank.basis, silence, silence[:, :0], self._turning)

    def warm_sound(self) -> None:
        """Compile the other half: delay lines, and what mixes them into buses."""
        state, rows, hop = self.start(1), np.arange(1), self.hop
        heard = np.zeros((2, 1, hop + SPARE), np.float32)
        ways = Ways(rows, np.zeros((1, 2, 3)), np.zeros((1, 3)))
        take(state.lines, rows, heard[0, :, :hop], 0)
        read(state.lines, ways, 0, hop, heard)
        if self._bank.basis is not None:
            parts = np.zeros((2, 1, self._bank.parts), np.float32)
            mixed(self._bank.basis, (heard,), Steps(ways, parts, rows, rows[:0], parts[:, :0]), hop)

    def _warm(self) -> None:
        """Play a few hops of silence: the first call of a compiled loop takes a long while."""
        state, rows = self.start(FEW + 1), np.arange(FEW + 1)
        for row in range(len(rows)):
            self.join(state, row, np.ones(3), 1.0)
        dry, gain = np.zeros((len(rows), self.hop), np.float32), np.ones(len(rows))
        for place in (1.0, 2.0):
            self.step(state, rows, dry, np.full((len(rows), 3), place), gain, stems=True)
        if self.rooms:
            walls, images = self._one_wall(state, rows)
            self.reflect(state, walls, rows, images, ahead=False)
            self.send(state, walls, rows, images.gain, 0.0, images.fresh)

    def _one_wall(self, state: StreamState, rows: Rows) -> tuple[Walls, Images]:
        """A wall, and where it shows the first of some voices."""
        one, every, yes = np.ones((1, 3)), np.ones((len(rows), 1, 3)), np.ones(len(rows), np.bool_)
        mirrors = Mirrors(one, 0.0 * one, ((0,),), np.ones((1, 8)), one)
        images = Images(every, every[..., 0], every[:, 0, 0], np.zeros_like(rows), yes, yes)
        return self.walls(state, mirrors), images

    def start(self, voices: int) -> StreamState:
        """State for that many voices."""
        rings = untouched(voices, 2, _LINE + self.hop + ROOM)
        tracks = Tracks(
            np.zeros((voices, 3)),
            np.zeros((voices, 3)),
            np.zeros(voices, np.bool_),
            np.zeros((voices, 2, 3)),
            np.zeros(voices),
            np.zeros((voices, 3)),
            np.zeros((2, voices, self._bank.parts), np.float32),
        )
        return StreamState(
            Lines(rings, _LINE, *self._filters),
            tracks,
            Sums.silent((self._parts,), self.hop),
            None,
            aired=False,
            left=0,
            now=0,
        )

    def join(self, state: StreamState, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice at ``xyz`` (3,), that loud, silent so far."""
        place = self._read(state, xyz[None], 1)
        if state.tracks.level[row]:  # it was used; to fill a fresh line takes ten times as long
            state.lines.rings[row] = 0.0
        state.tracks.xyz[row] = state.tracks.shown[row] = xyz
        state.tracks.behind[row] = False
        state.tracks.delay[row] = place.delay[0][:, None]
        state.tracks.level[row] = place.level[0]
        state.tracks.gain[row] = place.level[0] * gain
        state.tracks.parts[:, row] = place.parts[0]
        if state.own is not None:
            state.own.spectra[row] = 0.0
            state.own.rest[row] = 0.0

    def walls(self, state: StreamState, mirrors: Mirrors) -> Walls:
        """See `ttmba_live.binaural.RoomRenderer.walls`."""
        assert self._echoes is not None
        return self._echoes.walls(len(state.tracks.level), mirrors)

    def air(self, state: StreamState, *, heard: bool) -> None:
        """See `ttmba_live.binaural.RoomRenderer.air`."""
        if heard != state.aired:
            state.aired = heard
            state.tracks.xyz[:] = state.tracks.shown[:] = np.inf  # so that all are asked for anew

    def reflect(
        self, state: StreamState, walls: Walls, rows: Rows, images: Images, *, ahead: bool,
        each: bool = False,
    ) -> tuple[Samples, Samples | None]:  # fmt: skip
        """See `ttmba_live.binaural.RoomRenderer.reflect`."""
        assert self._echoes is not None
        now, reflected = state.now - self.hop * (not ahead), self._echoes.reflected
        return reflected(state.lines, now, walls, rows, images, ahead=ahead, each=each)

    def send(
        self, state: StreamState, walls: Walls, rows: Rows, gain: Floats, delay: float, fresh: Flags
    ) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.send`."""
        assert self._echoes is not None
        now, later = state.now - self.hop, state.tracks.delay[rows] + (self._shift + delay)
        return self._echoes.sent(state.lines, now, walls, rows, gain, later, fresh)

    def start_diffuse(self, state: StreamState) -> Sums:
        """See `ttmba_live.binaural.RoomRenderer.start_diffuse`."""
        del state
        assert self._echoes is not None
        return self._echoes.start_diffuse()

    def diffuse(self, state: StreamState, around: Sums, field: Samples) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.diffuse`."""
        assert self._echoes is not None
        return self._echoes.diffused(around, state.now // self.hop, field)

    def tail(self, distance: float) -> int:
        """Frames from the last dry sample to silence."""
        way = min(self._longest, (distance + 0.5) / SPEED_OF_SOUND * RATE)
        return math.ceil(way) + self._bank.taps + REACH + self.hop

    def step(
        self, state: StreamState, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *,
        stems: bool,
    ) -> tuple[Samples, Samples | None]:  # fmt: skip
        """Advance by one hop; see `ttmba_live.binaural.Renderer.step`."""
        slot = state.now // self.hop % self._parts
        own = np.zeros((0, self.hop, 2), np.float32) if stems else None
        if len(rows):
            state.left = self._parts + 1
            steps = self._follow(state, rows, xyz, gain)
            take(state.lines, rows, dry, state.now)
            each = self._add(state, slot, steps, stems=stems)
            if each is not None:
                own = self._stems(state, rows, slot, each)
        state.now += self.hop
        if not state.left:
            return np.zeros((self.hop, 2), np.float32), own
        state.left -= 1
        block, state.sums.rest = sounded(state.sums.spectra[slot], state.sums.rest)
        state.sums.spectra[slot] = 0.0
        return block, own

    def _follow(self, state: StreamState, rows: Rows, xyz: Floats, gain: Floats) -> Steps:
        """Ways and responses of this hop, asking the bank only for what moved."""
        tracks, voices = state.tracks, len(rows)
        due, turned, ahead = by_turns(tracks, rows, xyz)
        turns = np.empty((2, turned, self._bank.parts), np.float32)
        found = self._read(state, xyz[due], turned if ahead is None else 0)
        if ahead is not None:
            there = self._read(state, xyz[due[:turned]] + ahead, turned)
            found = found._replace(parts=there.parts)
        ways = Ways(rows, np.empty((voices, 2, 3)), np.empty((voices, 3)))
        follow(tracks, due, xyz, gain, found, self._shift, (ways, turns))
        if ahead is not None:
            tracks.behind[rows[due[:turned]]] = ahead.any(axis=1)
        return Steps(ways, tracks.parts, rows, due[:turned], turns)

    def _read(self, state: StreamState, xyz: Floats, turned: int) -> Place:
        """What the bank says of places, and the air."""
        place = self._bank.read(xyz, self._longest, turned)
        if self._echoes is None or not state.aired:
            return place
        away = lengths(xyz[:turned])
        if not (far := away > _NEAR).any():
            return place
        place.parts[far] = aired(place.parts[far], away[far], self._echoes.colours.direct)
        return place

    def _add(self, state: StreamState, slot: int, steps: Steps, *, stems: bool) -> Spectra | None:
        """Filter what is read and add it to the sums; each voice's own (2, V, P, F) for stems."""
        basis, each = self._bank.basis, None
        voices = len(steps.ways.rows)
        few = basis is None or voices + steps.turns.shape[1] <= FEW
        heard: Iterable[Samples] = heard_by_some(
            state.lines, steps.ways, state.now, self.hop, voices if few or stems else _SOME
        )
        if few or stems:
            heard = (block,) = tuple(heard)
            each = by_voices(self._bank, block[..., : self.hop], steps, self._turning)
        if few or basis is None:
            assert each is not None
            whole = each.sum(axis=1).swapaxes(0, 1)
        else:
            whole = by_buses(basis, heard, steps, self._turning)
        state.sums.spectra[self._rings[slot]] += whole
        return each if stems else None

    def _stems(self, state: StreamState, rows: Rows, slot: int, each: Spectra) -> Samples:
        """Every voice on its own, (V, H, 2), from its part in the sums."""
        if state.own is None:
            state.own = Sums.silent((len(state.tracks.level), self._parts), self.hop)
        own = state.own
        own.spectra[rows[:, None], self._rings[slot]] += each.transpose(1, 2, 0, 3)
        blocks, own.rest[rows] = sounded(own.spectra[rows, slot], own.rest[rows])
        own.spectra[rows, slot] = 0.0
        return blocks

"""Scene and voices to blocks of the mix; one state, and the same for a live clock and for none.

Knows no threads, files or devices: whoever calls `Mixer.step` owns it. Requests and reports go
through two deques, whose append and popleft are atomic.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import from_db
from ttmba_live.binaural import Floats, Renderer, lengths
from ttmba_live.engine._beside import Beside
from ttmba_live.engine._block import Block
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._each import with_rooms
from ttmba_live.engine._feeding import fed
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._hop import Hop
from ttmba_live.engine._master import Master
from ttmba_live.engine._meters import Meters
from ttmba_live.engine._spreading import TAPS, Spreading
from ttmba_live.engine._surroundings import Surroundings
from ttmba_live.engine._targets import heard, place_of, targets
from ttmba_live.engine._voice import (
    ChangeHead,
    Entry,
    LimitReflections,
    Report,
    Request,
    SilenceAll,
    StartVoice,
    StopVoices,
    Voice,
)
from ttmba_live.engine._voices import Voices
from ttmba_live.scene import Scene, Source

_PANIC_HOPS = 2
"""Hops in which `SilenceAll` takes the sound away: renderers may follow a hop late."""


class Mixer:
    """Voices in rows of one renderer state.

    ``beside`` may be set before the first `step`; ``scene`` and ``meters`` may be replaced,
    ``inbox`` appended to (or `post` called, which wakes whoever steps) and ``outbox`` and ``log``
    emptied by any thread; all else belongs to the thread that calls `step`. That thread may set
    ``woken``, which is called when there is something to take up, and ``clock``, the frame of the
    next hop while it lets silence go by without `step`.
    """

    def __init__(
        self, renderer: Renderer, *, voices: int = 256, glide: GlideSettings | None = None,
        wet_stems: bool = False,
    ) -> None:  # fmt: skip
        """Make room for that many voices at once; ``wet_stems`` have the room in them."""
        self.woken: Callable[[], object] = bool  # does nothing, and a mixer may be pickled
        self.clock: Callable[[], int] = int
        self._scene = Scene()
        self.inbox: deque[Request] = deque()
        self.outbox: deque[Report] = deque()
        self.log: deque[Entry] | None = None
        self.meters: Meters | None = None
        self.frame = 0
        self.hop, self.latency = renderer.hop, renderer.latency
        self._renderer = Crossfader(renderer, voices, self.outbox)
        self._glide = Glide(voices, self.hop, glide or GlideSettings())
        self._master = Master(self.hop)
        self.beside = Beside((), self.hop, glide or GlideSettings())
        self._voices = Voices(voices, self.hop, self.outbox, self._join)
        self._around = Surroundings(self._renderer, voices, glide or GlideSettings())
        self._spreading = Spreading(self.hop, self._voices.free, self._renderer.join, voices)
        self._seen: Scene | None = None
        self._silence, self._wet = 0, wet_stems
        self._rest = np.broadcast_to(np.float32(0.0), (self.hop, 2))

    @property
    def scene(self) -> Scene:
        """What is wanted; any thread."""
        return self._scene

    @scene.setter
    def scene(self, scene: Scene) -> None:
        self._scene = scene
        self.woken()

    def post(self, request: Request) -> None:
        """Ask for something; any thread."""
        self.inbox.append(request)
        self.woken()

    @property
    def next_frame(self) -> int:
        """The frame of the next hop; any thread."""
        return max(self.frame, self.clock())

    @property
    def at_rest(self) -> bool:
        """Whether the next hop would be silence that nobody measures; any thread."""
        quiet = self.idle and not self._silence and self.meters is None
        return quiet and self._master.is_steady and self._scene is self._seen

    def skip(self, hops: int) -> None:
        """Let hops go by in which nothing sounds or is taken up: what `step` would do at rest."""
        self.frame += hops * self.hop

    @property
    def has_news(self) -> bool:
        """Whether the outbox or the log waits to be emptied; any thread."""
        return bool(self.outbox or self.log)

    @property
    def voices(self) -> int:
        """How many sound; any thread."""
        return len(self._voices.sounding)

    @property
    def last(self) -> int:
        """The frame at which the last clip ends of those that sound or wait and have an end."""
        return self._voices.last(self._scene)

    @property
    def idle(self) -> bool:
        """Whether nothing sounds or waits."""
        return not (self._voices or self.inbox or self._around.ringing)

    @property
    def unreflected(self) -> int:
        """Voices without reflections of their own, since there are so many; any thread."""
        return self._around.unreflected

    @property
    def changes_head(self) -> bool:
        """Whether a head takes over from another while something sounds; any thread."""
        return self._renderer.changes and bool(self._voices.sounding)

    @property
    def held_db(self) -> float:
        """The most that the limiter has held the mix down, in dB; any thread."""
        return self._master.held_db

    def step(self, *, stems: bool = False) -> Block:
        """Render the next hop.

        While nothing sounds the renderer is not asked: for it, no time goes by. So a run and its
        replay must agree on when that is, and only what both know decides.
        """
        self.go_ahead()
        scene = self._take_scene()
        self._take_requests()
        if not self._silence:  # which would take with it what was asked for after it
            self._voices.start_due(scene, self.frame)
        voices = self._voices.sounding
        quiet = not (voices or self._silence or self._around.ringing)
        if quiet and self._master.is_steady:
            return self._resting()
        rows = np.array([voice.row for voice in voices], np.intp)
        dry = fed(voices, scene, self.frame, self.hop)
        world, wanted, gain = targets(voices, scene, self.frame + self.hop)
        xyz, gain = self._glide.move(rows, wanted, gain)
        if self._silence:
            gain[:] = 0.0
        wide = self._spreading.widened(rows, dry, xyz, gain, [voice.spread for voice in voices])
        mix, own = self._renderer.step(wide.rows, wide.dry, wide.xyz, wide.gain, stems=stems)
        own = wide.gathered(own, len(voices))
        fresh = np.array([voice.begins() for voice in voices], np.bool_)
        away, wet = lengths(xyz), stems and self._wet
        hop = Hop.of(voices, scene, rows, world, away, gain, fresh)
        room = self._around.step(hop, left=self._silence, each=wet)
        shared = self._around.shared(len(voices), self._silence)
        sounding = [voice.serial for voice in voices]
        own, serials = with_rooms(own, sounding, self._around.each)
        self._end_finished(scene, gain, away)
        self.frame += self.hop
        mix, own, room = self._master.finished(mix, own, room)
        others = self.beside.step(wide, voices, scene, hop, shared, self._master.ramp)
        if (meters := self.meters) is not None:
            meters.take(self.frame, [voice.source for voice in voices], dry, gain, xyz, mix)
        stem = {} if own is None else dict(zip(serials, own, strict=True))
        around = room if stems and not wet else None
        return Block(mix, stem, around, beside=others, sounding=tuple(sounding))

    def go_ahead(self) -> None:
        """Between hops: do what the next need not wait for, else `step` will; it is the same."""
        self._around.go_ahead()
        self.beside.go_ahead()

    def _resting(self) -> Block:
        """Let a hop go by in which nothing sounds."""
        self.frame += self.hop
        self.beside.rest()
        if self.meters is not None:
            self.meters.rest(self.frame, self._rest)
        return Block(self._rest, {}, silent=True)

    def sleep(self, until: float = math.inf) -> int:
        """Let silence pass up to a frame or to the next voice; return how many frames passed.

        These are what so many steps would have come to: zeroes, and no change of state. It is 0
        while anything sounds or is about to.
        """
        busy = self._voices.sounding or self._silence or self._around.ringing or self.inbox
        busy = busy or self._scene is not self._seen
        wake = min(until, self._voices.next)
        if busy or not self._master.is_steady or math.isinf(wake):
            return 0
        hops = max(0, int(wake) - self.frame) // self.hop
        self.skip(hops)
        return hops * self.hop

    def _take_scene(self) -> Scene:
        scene = self.scene
        if scene is not self._seen:
            self._seen = scene
            self._master.aim(scene.gain_db)
            self._around.aim(scene.room, alone=not self._voices.sounding)
            self._note(scene)
        return scene

    def _take_requests(self) -> None:
        while self.inbox:
            request = self.inbox.popleft()
            match request:
                case StartVoice():
                    request = self._voices.put(request, self.frame)
                case StopVoices(source=source):
                    self._voices.stop(source, self.frame)
                case ChangeHead(renderer=renderer):
                    self._renderer.change(renderer)
                case LimitReflections(voices=most):
                    self._around.limit(most)
                case SilenceAll():
                    self._voices.drop(None, self.frame)
                    self._silence = _PANIC_HOPS
            self._note(request)

    def _note(self, what: Request | Scene) -> None:
        if (log := self.log) is not None:
            log.append(Entry(self.frame, what))

    def _join(self, voice: Voice, source: Source, scene: Scene) -> None:
        """Let a voice that begins be where its source is, at once."""
        gain = 0.0 if source.silent else from_db(source.gain_db)
        xyz = heard(np.array([place_of(voice, source, self.frame + self.hop)]), scene)[0]
        self._glide.join(voice.row, xyz, gain)
        self._renderer.join(voice.row, xyz, gain, alone=not self._voices.sounding)

    def _end_finished(self, scene: Scene, gain: Floats, away: Floats) -> None:
        silenced = self._silence == 1
        self._silence = max(0, self._silence - 1)
        for voice in self._voices.end_finished(
            scene, self.frame, gain, away, self._tail, silenced=silenced
        ):
            self._spreading.let_go(voice.row)

    def _tail(self, voice: Voice, metres: float) -> int:
        """The frames for which a voice rings on after its last sample."""
        rings = self._around.tail(metres) + self._renderer.latency
        return rings + (TAPS if voice.spread else 0)

"""Scene and voices to blocks of the mix; the same piece for a live clock and for none.

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
from ttmba_live.engine._fader import Fader
from ttmba_live.engine._feeding import fed
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._master import Master
from ttmba_live.engine._meters import Meters
from ttmba_live.engine._place import Hop
from ttmba_live.engine._spreading import TAPS, Spreading
from ttmba_live.engine._surroundings import Surroundings
from ttmba_live.engine._targets import heard, place_of, targets
from ttmba_live.engine._voice import (
    ChangeHead,
    Ended,
    Entry,
    Previous,
    Report,
    Request,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
    Voice,
)
from ttmba_live.engine._waiting import Waiting
from ttmba_live.scene import Scene, Source

_SILENT = 1e-4
"""A fading voice this quiet is dropped with the next hop's ramp to zero."""

_PANIC_HOPS = 2
"""Hops in which `SilenceAll` takes the sound away: renderers may follow a hop late."""


class Mixer:
    """Voices in rows of one renderer state.

    ``beside`` may be set before the first `step`; ``scene`` and ``meters`` may be replaced,
    ``inbox`` appended to (or `post` called, which wakes whoever steps) and ``outbox`` and ``log``
    emptied by any thread; all else belongs to the thread that calls `step`. It may set ``woken``,
    called when there is something to take up, and ``clock``, the next hop's frame while it rests.
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
        self._free = list(range(voices - 1, -1, -1))
        self._waiting = Waiting()
        self._around = Surroundings(self._renderer, voices, glide or GlideSettings())
        self._spreading = Spreading(self.hop, self._free, self._renderer.join, voices)
        self._voices: list[Voice] = []
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
        return len(self._voices)

    @property
    def idle(self) -> bool:
        """Whether nothing sounds or waits."""
        return not (self._voices or self._waiting or self.inbox or self._around.ringing)

    @property
    def unreflected(self) -> int:
        """Voices without reflections of their own, since there are so many; any thread."""
        return self._around.unreflected

    @property
    def held_db(self) -> float:
        """The most that the limiter has held the mix down, in dB; any thread."""
        return self._master.held_db

    def step(self, *, stems: bool = False) -> Block:
        """Render the next hop.

        While nothing sounds the renderer is not asked: for it, no time goes by. What a run and its
        replay both know decides when that is.
        """
        scene = self._take_scene()
        self._take_requests()
        self._start_due(scene)
        quiet = not (self._voices or self._silence or self._around.ringing)
        if quiet and self._master.is_steady:
            return self._resting()
        voices = self._voices
        rows = np.array([v.row for v in voices], np.intp)
        dry = fed(voices, scene, self.frame, self.hop)
        world, wanted, gain = targets(voices, scene, self.frame + self.hop)
        xyz, gain = self._glide.move(rows, wanted, gain)
        if self._silence:
            gain[:] = 0.0
        wide = self._spreading.widened(rows, dry, xyz, gain, [v.spread for v in voices])
        mix, own = self._renderer.step(wide.rows, wide.dry, wide.xyz, wide.gain, stems=stems)
        own = wide.gathered(own, len(voices))
        fresh = np.array([voice.begins() for voice in voices], np.bool_)
        away, wet = lengths(xyz), stems and self._wet
        hop = Hop.of(voices, scene, rows, world, away, gain, fresh)
        room = self._around.step(hop, left=self._silence, each=wet)
        own, serials = with_rooms(own, [voice.serial for voice in voices], self._around.each)
        self._end_finished(gain, away)
        self.frame += self.hop
        mix, own, room = self._master.finished(mix, own, room)
        others = self.beside.step(wide, fresh, voices, scene, self._master.ramp)
        if (meters := self.meters) is not None:
            meters.take(self.frame, [v.source for v in voices], dry, gain, xyz, mix)
        stem = {} if own is None else dict(zip(serials, own, strict=True))
        return Block(mix, stem, room if stems and not wet else None, beside=others)

    def _resting(self) -> Block:
        """Let a hop go by in which nothing sounds."""
        self.frame += self.hop
        if self.meters is not None:
            self.meters.rest(self.frame, self._rest)
        return Block(self._rest, {}, silent=True)

    def sleep(self, until: float = math.inf) -> int:
        """Let silence pass up to a frame or to the next voice; return how many frames passed.

        So many steps would have come to zeroes and no change of state. 0 while anything sounds.
        """
        busy = self._voices or self._silence or self._around.ringing or self.inbox
        busy = busy or self._scene is not self._seen
        wake = min(until, self._waiting.next)
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
            self._around.aim(scene.room, alone=not self._voices)
            self._note(scene)
        return scene

    def _take_requests(self) -> None:
        while self.inbox:
            request = self.inbox.popleft()
            match request:
                case StartVoice():
                    request, older = self._waiting.put(request, self.frame)
                    self._report_dropped(older)
                case StopVoices(source=source):
                    self._stop(source)
                case ChangeHead(renderer=renderer):
                    self._renderer.change(renderer)
                case SilenceAll():
                    self._report_dropped(*self._waiting.drop(None))
                    self._silence = _PANIC_HOPS
            self._note(request)

    def _note(self, what: Request | Scene) -> None:
        if (log := self.log) is not None:
            log.append(Entry(self.frame, what))

    def _report_dropped(self, *requests: StartVoice | None) -> None:
        for request in filter(None, requests):
            self._report_end(request.serial, request.source, "stopped")

    def _stop(self, source: str | None) -> None:
        self._report_dropped(*self._waiting.drop(source))
        for voice in self._voices:
            if source in (None, voice.source):
                voice.stopping = True

    def _start_due(self, scene: Scene) -> None:
        for request in self._waiting.take(self.frame + self.hop):
            if request.source not in scene.sources:
                self._report_end(request.serial, request.source, "its source is gone")
            elif not self._free:
                self._report_end(request.serial, request.source, "no voice is free")
            else:
                self._start(request, scene.sources[request.source], scene)

    def _start(self, request: StartVoice, source: Source, scene: Scene) -> None:
        for voice in self._voices:
            if voice.source != request.source or voice.stopping:
                continue
            if request.fade and voice.ends is None:
                self._hand_over(voice, request)
                return
            voice.stopping = True
        start = max(wanted := self.frame if request.at is None else request.at, self.frame)
        row, fader = self._free.pop(), Fader(source.envelope) if source.envelope else None
        serial, sound = request.serial, request.samples
        voice = Voice(serial, serial, request.source, sound, row, start, start, fader)
        gain = 0.0 if source.silent else from_db(source.gain_db)
        xyz = heard(np.array([place_of(voice, source, self.frame + self.hop)]), scene)[0]
        self._glide.join(voice.row, xyz, gain)
        self._renderer.join(voice.row, xyz, gain, alone=not self._voices)
        self._voices.append(voice)
        self.outbox.append(Started(voice.serial, voice.source, start, start - wanted))

    def _hand_over(self, voice: Voice, request: StartVoice) -> None:
        """Let a voice play other samples from where it is."""
        voice.previous = Previous(
            voice.samples, voice.start, self.frame, request.fade, request.alike, voice.previous
        )
        voice.samples, voice.serial, voice.ends = request.samples, request.serial, None
        self.outbox.append(Started(voice.serial, voice.source, self.frame, 0))

    def _end_finished(self, gain: Floats, distance: Floats) -> None:
        after = self.frame + self.hop
        kept = []
        for voice, level, metres in zip(self._voices, gain, distance, strict=True):
            if voice.ends is None and after >= voice.start + len(voice.samples):
                source = self._seen.sources.get(voice.source) if self._seen else None
                if source is None or not source.loop or voice.stopping:
                    tail = self._around.tail(float(metres))
                    tail += self._renderer.latency + (TAPS if voice.spread else 0)
                    voice.ends = voice.start + len(voice.samples) + tail
            stopped = self._silence == 1 or (voice.stopping and level < _SILENT)
            if not stopped and (voice.ends is None or after < voice.ends):
                kept.append(voice)
                continue
            self._free.append(voice.row)
            self._spreading.let_go(voice.row)
            self._report_end(voice.serial, voice.source, "stopped" if stopped else "")
        self._voices = kept
        self._silence = max(0, self._silence - 1)

    def _report_end(self, serial: int, source: str, why: str) -> None:
        self.outbox.append(Ended(serial, source, self.frame, why))

"""Scene and voices to blocks of the mix; the same piece for a live clock and for none.

Knows no threads, files or devices: whoever calls `Mixer.step` owns it. Requests and reports go
through two deques, whose append and popleft are atomic.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.binaural import Floats, Renderer
from ttmba_live.engine._fader import Fader
from ttmba_live.engine._feeding import feed
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._limiter import Limiter, gain_between
from ttmba_live.engine._meters import Meters
from ttmba_live.engine._voice import (
    Ended,
    Entry,
    Report,
    Request,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
    Under,
    Voice,
)
from ttmba_live.geometry import rotation_matrix
from ttmba_live.scene import Scene, Source

_SILENT = 1e-4
"""A fading voice this quiet is dropped with the next hop's ramp to zero."""

_TURN = 1 << 15
"""Frames after which the delay lines of every renderer are where they were."""

_PANIC_HOPS = 2
"""Hops in which `SilenceAll` takes the sound away: renderers may follow a hop late."""


@dataclass(frozen=True, slots=True)
class Block:
    """One hop: the mix (hop, 2), and by its serial each voice on its own (hop, 2) if asked for.

    The voices add up to the mix: what `/ttmba/gain` and the limiter did is in them.
    """

    mix: Samples
    stems: Mapping[int, Samples]


class Mixer:
    """Voices in rows of one renderer state.

    ``scene`` and ``meters`` may be replaced, ``inbox`` appended to and ``outbox`` and ``log``
    emptied by any thread; all else belongs to the thread that calls `step`.
    """

    def __init__(
        self, renderer: Renderer, *, voices: int = 256, glide: GlideSettings | None = None
    ) -> None:
        """Make room for that many voices at once."""
        self.scene = Scene()
        self.inbox: deque[Request] = deque()
        self.outbox: deque[Report] = deque()
        self.log: deque[Entry] | None = None
        self.meters: Meters | None = None
        self.frame = 0
        self.hop = renderer.hop
        self.latency = renderer.latency
        self._renderer = renderer
        self._state = renderer.start(voices)
        self._glide = Glide(voices, self.hop, glide or GlideSettings())
        self._limiter = Limiter(self.hop)
        self._free = list(range(voices - 1, -1, -1))
        self._waiting: list[StartVoice] = []
        self._voices: list[Voice] = []
        self._seen: Scene | None = None
        self._silence = 0
        self._level = 1.0

    @property
    def voices(self) -> int:
        """How many sound; any thread."""
        return len(self._voices)

    @property
    def idle(self) -> bool:
        """Whether nothing sounds or waits."""
        return not (self._voices or self._waiting or self.inbox)

    @property
    def held_db(self) -> float:
        """The most that the limiter has held the mix down, in dB; any thread."""
        return self._limiter.held_db

    def step(self, *, stems: bool = False) -> Block:
        """Render the next hop."""
        scene = self._take_scene()
        self._take_requests()
        self._start_due(scene)
        voices = self._voices
        rows = np.fromiter((v.row for v in voices), np.intp, len(voices))
        dry = np.zeros((len(voices), self.hop), np.float32)
        for voice, line in zip(voices, dry, strict=True):
            source = scene.sources.get(voice.source)
            loop = source is not None and source.loop and not voice.stopping
            feed(voice, line, self.frame, loop=loop)
            if voice.fader is not None:
                np.multiply(line, voice.fader.gains(self.frame - voice.since, self.hop), out=line)
        xyz, gain = self._targets(voices, scene)
        xyz, gain = self._glide.move(rows, xyz, gain)
        if self._silence:
            gain[:] = 0.0
        mix, own = self._renderer.step(self._state, rows, dry, xyz, gain, stems=stems)
        self._end_finished(gain, np.linalg.norm(xyz, axis=1))
        self.frame += self.hop
        raw, mix = mix, self._limiter(self._leveled(mix, scene))
        if own is not None and mix is not raw:
            own = own * gain_between(raw, mix, self._level * self._limiter.gain)
        if (meters := self.meters) is not None:
            meters.take(self.frame, [v.source for v in voices], dry, gain, xyz, mix)
        stems_of = {} if own is None else dict(zip((v.serial for v in voices), own, strict=True))
        return Block(mix, stems_of)

    def sleep(self, until: float = math.inf) -> int:
        """Let silence pass up to a frame or to the next voice; return how many frames passed.

        These are what so many steps would have come to: zeroes, and no change of state. It is 0
        while anything sounds or is about to.
        """
        level = from_db(self.scene.gain_db)
        busy = self._voices or self.inbox or self._silence or self.scene is not self._seen
        if busy or self._limiter.gain != 1.0 or self._level != level:
            return 0
        wake = min([until, *(r.at for r in self._waiting if r.at is not None)])
        if math.isinf(wake):
            return 0
        frames = max(0, int(wake) - self.frame) // _TURN * _TURN
        self.frame += frames
        return frames

    def _take_scene(self) -> Scene:
        scene = self.scene
        if scene is not self._seen:
            self._seen = scene
            self._note(scene)
        return scene

    def _take_requests(self) -> None:
        while self.inbox:
            request = self.inbox.popleft()
            match request:
                case StartVoice():
                    if request.at is None:
                        request = replace(request, at=self.frame)
                    self._waiting.append(request)
                case StopVoices(source=source):
                    self._stop(source)
                case SilenceAll():
                    self._drop_waiting(None)
                    self._silence = _PANIC_HOPS
            self._note(request)

    def _note(self, what: Request | Scene) -> None:
        if self.log is not None:
            self.log.append(Entry(self.frame, what))

    def _drop_waiting(self, source: str | None) -> None:
        for request in self._waiting:
            if source in (None, request.source):
                self._report_end(request.serial, request.source, "stopped")
        self._waiting = [r for r in self._waiting if source not in (None, r.source)]

    def _stop(self, source: str | None) -> None:
        self._drop_waiting(source)
        for voice in self._voices:
            if source in (None, voice.source):
                voice.stopping = True

    def _start_due(self, scene: Scene) -> None:
        due = [r for r in self._waiting if r.at is not None and r.at < self.frame + self.hop]
        if not due:
            return
        self._waiting = [r for r in self._waiting if r not in due]
        for request in due:
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
        wanted = self.frame if request.at is None else request.at
        start = max(wanted, self.frame)
        row, fader = self._free.pop(), Fader(source.envelope) if source.envelope else None
        voice = Voice(request.serial, request.source, request.samples, row, start, start, fader)
        gain = 0.0 if source.mute else from_db(source.gain_db)
        xyz = self._heard([self._place(voice, source)], scene)[0]
        self._glide.join(voice.row, xyz, gain)
        self._renderer.join(self._state, voice.row, xyz, gain)
        self._voices.append(voice)
        self.outbox.append(Started(voice.serial, voice.source, start, start - wanted))

    def _hand_over(self, voice: Voice, request: StartVoice) -> None:
        """Let a voice play other samples from where it is."""
        voice.under = Under(voice.samples, voice.start, self.frame, request.fade)
        voice.samples, voice.serial, voice.ends = request.samples, request.serial, None
        self.outbox.append(Started(voice.serial, voice.source, self.frame, 0))

    def _place(self, voice: Voice, source: Source) -> tuple[float, float, float]:
        if source.trajectory is None:
            return source.position.xyz
        elapsed = (self.frame + self.hop - voice.since) / RATE
        return source.trajectory.at(max(0.0, elapsed)).xyz

    def _heard(self, places: list[tuple[float, float, float]], scene: Scene) -> Floats:
        """World metres to the head's frame (V, 3)."""
        world = np.array(places, np.float64).reshape(-1, 3)
        turned: Floats = (world - scene.listener.xyz) @ np.array(
            rotation_matrix(scene.listener.orientation)
        )
        return turned

    def _targets(self, voices: list[Voice], scene: Scene) -> tuple[Floats, Floats]:
        places, gains = [], np.zeros(len(voices))
        for index, voice in enumerate(voices):
            source = scene.sources.get(voice.source)
            if source is None:
                voice.stopping = True
                places.append((1.0, 0.0, 0.0))
                continue
            if source is not voice.seen:
                voice.seen, voice.place = source, source.position.xyz
                voice.level = 0.0 if source.mute else from_db(source.gain_db)
            moves = source.trajectory is not None
            places.append(self._place(voice, source) if moves else voice.place)
            if not voice.stopping:
                gains[index] = voice.level
        return self._heard(places, scene), gains

    def _end_finished(self, gain: Floats, distance: Floats) -> None:
        after = self.frame + self.hop
        kept = []
        for voice, level, metres in zip(self._voices, gain, distance, strict=True):
            if voice.ends is None and after >= voice.start + len(voice.samples):
                source = self._seen.sources.get(voice.source) if self._seen else None
                if source is None or not source.loop or voice.stopping:
                    tail = self._renderer.tail(float(metres)) + self._renderer.latency
                    voice.ends = voice.start + len(voice.samples) + tail
            stopped = self._silence == 1 or (voice.stopping and level < _SILENT)
            if not stopped and (voice.ends is None or after < voice.ends):
                kept.append(voice)
                continue
            self._free.append(voice.row)
            self._report_end(voice.serial, voice.source, "stopped" if stopped else "")
        self._voices = kept
        self._silence = max(0, self._silence - 1)

    def _report_end(self, serial: int, source: str, why: str) -> None:
        self.outbox.append(Ended(serial, source, self.frame, why))

    def _leveled(self, mix: Samples, scene: Scene) -> Samples:
        wanted = from_db(scene.gain_db)
        if wanted == self._level == 1.0:
            return mix
        share = 1.0 - math.exp(-self.hop / (RATE * 0.01))
        end = self._level + share * (wanted - self._level)
        end = wanted if abs(end - wanted) < 1e-6 else end
        ramp = np.linspace(self._level, end, self.hop, dtype=np.float32)
        self._level = end
        return mix * ramp[:, None]

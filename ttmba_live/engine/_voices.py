"""Which voices sound, in which rows: how they begin, take over, stop and end. Computes no sound.

Whoever holds `Voices` says what the frame is and what beginning means to its renderer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ttmba_live.binaural import Floats
from ttmba_live.engine._fader import Fader
from ttmba_live.engine._voice import Ended, Previous, Report, Started, StartVoice, Voice
from ttmba_live.engine._waiting import Waiting
from ttmba_live.live_input import ENDLESS
from ttmba_live.scene import Scene, Source

_SILENT = 1e-4
"""A fading voice this quiet is dropped with the next hop's ramp to zero."""

Join = Callable[[Voice, Source, Scene], None]
"""Called when a voice has its row, before it is among those that sound."""

Tail = Callable[[Voice, float], int]
"""The frames for which a voice so many metres away rings on after its last sample."""


class Voices:
    """Those that sound, those that wait, and the rows that are free. Thread: whoever steps."""

    def __init__(self, rows: int, hop: int, outbox: deque[Report], join: Join) -> None:
        """Make room for that many; what becomes of them is reported to ``outbox``."""
        self.sounding: list[Voice] = []
        self.free = list(range(rows - 1, -1, -1))
        self._waiting = Waiting()
        self._hop, self._outbox, self._join = hop, outbox, join

    def __bool__(self) -> bool:
        """Whether one sounds or waits."""
        return bool(self.sounding or self._waiting)

    @property
    def next(self) -> float:
        """The first frame at which one is due; infinite if none waits."""
        return self._waiting.next

    def last(self, scene: Scene) -> int:
        """The frame after the last sample of those that end by themselves; 0 without one."""
        loops = {source.id for source in scene.sources.values() if source.loop}
        waiting = [(one.source, one.at or 0, one.samples) for one in self._waiting]
        voices = [(one.source, one.start, one.samples) for one in self.sounding] + waiting
        return max(
            (
                start + len(samples)
                for source, start, samples in voices
                if source not in loops and len(samples) < ENDLESS
            ),
            default=0,
        )

    def put(self, request: StartVoice, frame: int) -> StartVoice:
        """Let a request wait for its frame, in place of the one that it takes over; as it waits."""
        request, older = self._waiting.put(request, frame)
        if older is not None:
            self._end(older, frame, "stopped")
        return request

    def drop(self, source: str | None, frame: int) -> None:
        """Forget the requests of a source, or all."""
        for request in self._waiting.drop(source):
            self._end(request, frame, "stopped")

    def stop(self, source: str | None, frame: int) -> None:
        """Let the voices of a source, or all, fade out, and forget its requests."""
        self.drop(source, frame)
        for voice in self.sounding:
            if source in (None, voice.source):
                voice.stopping = True

    def start_due(self, scene: Scene, frame: int) -> None:
        """Let those begin that are due in the hop from ``frame`` on."""
        for request in self._waiting.take(frame + self._hop):
            source = scene.sources.get(request.source)
            if source is None:
                self._end(request, frame, "its source is gone")
            elif not self.free:
                self._end(request, frame, "no voice is free")
            else:
                self._start(request, source, scene, frame)

    def _start(self, request: StartVoice, source: Source, scene: Scene, frame: int) -> None:
        for voice in self.sounding:
            if voice.source != request.source or voice.stopping:
                continue
            if request.fade and voice.ends is None:
                self._hand_over(voice, request, frame)
                return
            voice.stopping = True
        wanted = frame if request.at is None else request.at
        start = max(wanted, frame)
        fader = Fader(source.envelope) if source.envelope else None
        row = self.free.pop()
        serial, samples = request.serial, request.samples
        voice = Voice(serial, serial, request.source, samples, row, start, start, fader)
        self._join(voice, source, scene)
        self.sounding.append(voice)
        self._outbox.append(Started(voice.serial, voice.source, start, start - wanted))

    def _hand_over(self, voice: Voice, request: StartVoice, frame: int) -> None:
        """Let a voice play other samples from where it is."""
        voice.previous = Previous(
            voice.samples, voice.start, frame, request.fade, request.alike, voice.previous
        )
        voice.samples, voice.serial, voice.ends = request.samples, request.serial, None
        self._outbox.append(Started(voice.serial, voice.source, frame, 0))

    def end_finished(
        self, scene: Scene, frame: int, gain: Floats, away: Floats, tail: Tail, *, silenced: bool
    ) -> list[Voice]:
        """Let those go that are over after the hop from ``frame`` on; who they were.

        ``gain`` and ``away`` (V,) are the levels and the metres at its end; ``silenced`` ends all.
        """
        after, kept, gone = frame + self._hop, [], []
        for voice, level, metres in zip(self.sounding, gain, away, strict=True):
            if voice.ends is None and after >= voice.start + len(voice.samples):
                source = scene.sources.get(voice.source)
                if source is None or not source.loop or voice.stopping:
                    voice.ends = voice.start + len(voice.samples) + tail(voice, float(metres))
            stopped = silenced or (voice.stopping and level < _SILENT)
            if not stopped and (voice.ends is None or after < voice.ends):
                kept.append(voice)
                continue
            gone.append(voice)
            self.free.append(voice.row)
            self._end(voice, frame, "stopped" if stopped else "")
        self.sounding = kept
        return gone

    def _end(self, one: StartVoice | Voice, frame: int, why: str) -> None:
        self._outbox.append(Ended(one.serial, one.source, frame, why))

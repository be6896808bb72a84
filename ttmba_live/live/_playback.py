"""The control thread's hold on what sounds, one state: scene, voices, clips, timeline. No OSC."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import replace

from ttmba_live.audio import RATE, Clip
from ttmba_live.engine import (
    ChangeHead,
    Ended,
    HeadFailed,
    Mixer,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
    ready_for,
)
from ttmba_live.errors import InvalidInput
from ttmba_live.live._bounds import Bounds
from ttmba_live.live._kept import NOTHING, Kept, Sounding
from ttmba_live.live_input import LiveSound
from ttmba_live.long_clip import Reader, opened
from ttmba_live.scene import Event, Scene, SceneCommand, apply
from ttmba_live.session import Played, RunFolder, TimelineWriter, take_start
from ttmba_live.setup import CueSettings

_LATE = 0.010  # seconds of delay that are worth telling
_FADE = RATE // 4
"""Frames of the crossfade from a preview to its clip."""


class Playback:
    """Everything here belongs to the control thread; the mixer is spoken to by its deques."""

    def __init__(
        self, mixer: Mixer, timeline: TimelineWriter, run_folder: RunFolder, settings: CueSettings
    ) -> None:
        """Take over a mixer, and keep a timeline and a manifest of what it does."""
        self.timeline = timeline
        self._run_folder = run_folder
        self._mixer = mixer
        self._settings, self._bounds = settings, Bounds(settings)
        self._log = mixer.log = deque()
        self._kept: dict[str, Kept] = {}
        self._serials = itertools.count(1)
        self._asked: dict[int, tuple[Kept, int | None]] = {}
        self._playing: dict[str, Sounding] = {}
        self._reached = 0
        self.held: set[str] = set()
        """Sources that make no room for others."""
        self.failed_heads: deque[str] = deque()
        """Why heads that were asked for cannot be rendered; who tells it takes it out."""

    @property
    def scene(self) -> Scene:
        """The scene as it is wanted now."""
        return self._mixer.scene

    @property
    def in_room(self) -> bool:
        """Whether there is a room around the listener."""
        return not self.scene.room.is_none

    @property
    def next_frame(self) -> int:
        """The first frame that a voice asked for now is sure to begin at on time."""
        return self._mixer.next_frame + self._mixer.hop

    def change(self, command: SceneCommand) -> None:
        """Apply a command; raises `InvalidInput` and changes nothing."""
        scene = apply(self._mixer.scene, command)
        if scene.room != self._mixer.scene.room:
            ready_for(scene.room, self._mixer.hop)
        self._mixer.scene = scene

    def place(self, event: Event, busy: set[str]) -> Event:
        """Put an event's source into the scene, making room; returns the event with its id."""
        if not event.id:
            event = replace(event, id=self.scene.free_id(event.sound))
        if event.id not in self.scene.sources:
            self._make_room(busy)
        self._mixer.scene = self.scene.place(event)
        return event

    @property
    def error(self) -> str:
        """What keeps the timeline, a clip or the manifest from being written now, if anything."""
        return self.timeline.error or self._run_folder.error

    @property
    def heard(self) -> bool:
        """Whether anything has sounded yet."""
        return self._run_folder.heard

    def has(self, source: str) -> bool:
        """Whether a source has a clip."""
        return source in self._kept

    def sounds(self, source: str) -> bool:
        """Whether a voice of a source sounds, or waits for its frame."""
        return source in self._playing

    def goes_on(self, source: str) -> bool:
        """The same, of a voice that was not told to end."""
        return source in self._playing and not self._playing[source].stopping

    def kept(self, source: str) -> Kept | None:
        """What a source plays, or would play."""
        return self._kept.get(source)

    def keep(self, event: Event, clip: Clip, cue: int) -> None:
        """Remember an event's clip, and have it written."""
        file = self._run_folder.new_file(event)
        self._let_go(event.id)
        self._kept[event.id] = Kept(clip, file, event, cue)
        self._bounds.keep(clip)
        self.timeline.event(self._mixer.frame, event, file, cue)
        self._run_folder.keep(file, event, clip, cue)

    def play_live(self, event: Event, sound: LiveSound, cue: int) -> str:
        """Let a placed source sound that comes in live; the file that it is to be recorded to."""
        file = self._run_folder.new_file(event)
        self.timeline.event(self._mixer.frame, event, file, cue, live=True)
        self._voice(event.id, Kept(NOTHING, file, event, cue), None, "", live=sound)
        return file

    def rewrite(self) -> None:
        """The run's folder was made anew: write again what is at hand."""
        self.timeline.move(lambda: self._run_folder.folder)
        for kept in self._kept.values():
            self._run_folder.keep(kept.file, kept.event, kept.clip, kept.cue)
        self._run_folder.move()

    def _let_go(self, source: str) -> None:
        """Forget a source's clip."""
        if kept := self._kept.pop(source, None):
            self._bounds.let_go(kept.clip)
            self._run_folder.forget(kept.file)

    def start(self, source: str, at: int | None = None, note: str = "") -> None:
        """Let a source's clip sound from a frame, or from the next hop; ``note`` is told then."""
        self.scene.source(source)
        if source not in self._kept:
            raise InvalidInput(f"source {source!r} has no clip yet")
        kept = self._kept[source] = self._kept.pop(source)  # now the one used last
        self._voice(source, kept, at, note)

    def hand_over(self, source: str, at: int | None = None) -> None:
        """Let a source's clip take over from what it plays; from its beginning if that is over.

        ``at`` is the frame at which it was due; None is now.
        """
        kept, now = self._kept[source], self._playing.get(source)
        over = now.since if now and not now.stopping else None
        left = 0 if over is None else over + len(kept.clip.samples) - self.next_frame
        looped = source in self.scene.sources and self.scene.sources[source].loop
        if now is None or over is None or not (looped or left > _FADE):
            self.start(source, at)
            return
        gone = self.next_frame - over
        note = f"took over after {gone / RATE:.2f} s" if gone > 0 else ""
        like = now.kept.like(kept, max(0, gone), _FADE)
        self._voice(source, kept, over, note, fade=_FADE, alike=like)

    def _voice(
        self,
        source: str,
        kept: Kept,
        at: int | None,
        note: str,
        *,
        fade: int = 0,
        alike: float = 0.0,
        live: LiveSound | None = None,
    ) -> None:
        serial = next(self._serials)
        here = max(0, self.next_frame - at) % len(kept.clip.samples) if fade and at else 0
        sound = live or opened(kept.clip, here)
        self._playing[source] = Sounding(serial, kept, note, sound, at)
        self._asked[serial] = kept, at if fade else None
        self._mixer.post(StartVoice(serial, source, sound, at, kept.file, fade, alike))

    @property
    def waiting(self) -> dict[str, float]:
        """Seconds of the clip of each source that waits for its frame."""
        playing, now = self._playing.items(), self.next_frame
        return {name: s.kept.clip.seconds for name, s in playing if s.waits(now)}

    def elapsed(self) -> dict[str, float]:
        """Seconds since each source that sounds began."""
        frame, begun = self._mixer.frame, self._playing.items()
        return {n: max(0.0, (frame - s.since) / RATE) for n, s in begun if s.since is not None}

    def stop(self, source: str | None) -> None:
        """Fade a source out, or all of them."""
        if source is not None:
            self.scene.source(source)
        for name, now in self._playing.items():
            now.stopping = now.stopping or source in (None, name)
        self._mixer.post(StopVoices(source))

    def change_head(self, request: ChangeHead) -> None:
        """Hear through another head, crossfaded."""
        self._mixer.post(request)

    def silence(self) -> None:
        """Silence, now."""
        for now in self._playing.values():
            now.stopping = True
        self._mixer.post(SilenceAll())

    def events(self) -> list[tuple[str, str, str]]:
        """What happened since the last call: (source, "playing" or "done", note)."""
        out = []
        reached = self._mixer.frame  # what was taken up before it is in the log already
        reports = [self._mixer.outbox.popleft() for _ in range(len(self._mixer.outbox))]
        self._note_entries(reached)
        for report in reports:
            if isinstance(report, HeadFailed):
                self.failed_heads.append(report.why)
                continue
            self._note(report)
            now = self._playing.get(report.source)
            if now is None or now.serial != report.serial:
                continue
            match report:
                case Started(frame=frame, late=late):
                    if now.since is None or late:
                        now.since = frame
                    seconds = late / RATE
                    delay = f"late {seconds:.3f} s" if seconds > _LATE else ""
                    note = ", ".join(part for part in (now.note, delay) if part)
                    out.append((report.source, "playing", note))
                case Ended(why=why):
                    del self._playing[report.source]
                    refused = why not in ("", "stopped")
                    out.append((report.source, "failed" if refused else "done", why))
        self._run_folder.turn()
        return out

    def _note_entries(self, reached: int) -> None:
        entries = [self._log.popleft() for _ in range(len(self._log))]
        self.timeline.entries(entries)
        starts = [(e.what.clip, e.frame) for e in entries if isinstance(e.what, StartVoice)]
        for clip, frame in starts:
            self._run_folder.asked(clip, frame)
        if starts:
            self.timeline.flush()  # what the manifest will name, a render must find
        self._reached = reached

    def _note(self, report: Started | Ended) -> None:
        kept, over = self._asked.pop(report.serial, (None, None))
        if kept is not None and isinstance(report, Started):
            start, frames = report.frame, len(kept.clip.samples)
            source = self.scene.sources.get(report.source)
            if over is not None and not report.late and source is not None:
                start = take_start(over, report.frame, frames, source)
            event = replace(kept.event, start=start / RATE, file=kept.file)
            self._run_folder.started(Played(event, report.source, kept.cue, frames))

    def starved(self) -> list[str]:
        """Sources that play a long clip of which something came too late from the disk."""
        playing = ((name, now.sound) for name, now in self._playing.items())
        return [name for name, sound in playing if isinstance(sound, Reader) and sound.late]

    def settled(self) -> int:
        """Send the timeline to the disk; the frame up to which all that it needs is there."""
        self.timeline.flush(upto=self._reached)
        return self._run_folder.settled(min(self._reached, self.timeline.written))

    def flush(self, *, last: bool = False) -> None:
        """Send the timeline to the disk, up to now; nothing is played after the ``last`` time."""
        self.events()
        self.timeline.flush(self._mixer.frame, last=last)

    def close(self) -> None:
        """Write the timeline's last line and all that waits; takes a while if the disk does."""
        self.flush(last=True)
        self._run_folder.close()
        self.timeline.close()

    def _make_room(self, busy: set[str]) -> None:
        """Let go of the sources silent longest while there are too many, or too much of them."""
        order = [*(n for n in self.scene.sources if n not in self._kept), *self._kept]
        for name in order:
            if len(self.scene.sources) < self._settings.max_sources and not self._bounds.overfull:
                return
            if name in self._playing or name in busy or name in self.held:
                continue
            self._let_go(name)
            self._mixer.scene = self.scene.without(name)
        if len(self.scene.sources) >= self._settings.max_sources:
            raise InvalidInput(
                f"all {self._settings.max_sources} sources are in use; stop some, or raise "
                "max_sources in [cues]"
            )

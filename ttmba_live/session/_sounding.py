"""A voice of a run that is played again, while it sounds: its clip, its way, its stem so far."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

from ttmba_live.audio import RATE, Samples
from ttmba_live.engine import StartVoice
from ttmba_live.session._live_clip import RecordedClip
from ttmba_live.session._moves import Moves
from ttmba_live.session._spool import Spool, Spools
from ttmba_live.session._tracks import Played, stem_name


@dataclass(slots=True)
class Sounding:
    """A voice that sounds now."""

    start: StartVoice
    played: Played
    moves: Moves
    stem: Spool
    begins: int
    """The first frame of its stem: a voice that took over began later than its clip."""
    skip: int
    """Frames still to be left out of its stem: those before it begins, and the latency."""
    heir: int | None = None
    """The voice that took over: the first of its frames, as many as the latency, are still ours."""
    left: int = 0

    def go_round(self, until: int) -> None:
        """It sounds until that frame: if that is more than a turn, it loops."""
        event = self.played.event
        if until / RATE > event.start + self.played.frames / RATE:
            self.played = replace(self.played, event=replace(event, loop=True))

    @property
    def file(self) -> str:
        """That of its stem, in the folder."""
        return stem_name(str(self.played.event.file), self.played.time)

    def ended(self, frame: int, *, stopped: bool) -> Sounding:
        """As it is in the end, after which the mixer is at ``frame``."""
        event = self.played.event
        if stopped and not event.loop:
            seconds = frame / RATE - event.start
            event = replace(event, duration=min(event.duration, seconds))
        path = self.moves.trajectory()
        event = replace(event, position=self.moves.place(), trajectory=path)
        played = replace(self.played, event=event)
        if isinstance(self.start.samples, RecordedClip):
            played = replace(played, frames=self.start.samples.frames)
        return replace(self, played=played)

    def copy(self, spools: Spools) -> Sounding:
        """Another that goes on from here."""
        stem = spools.new(self.stem, counts=self.stem.is_gone)
        return replace(self, moves=copy.deepcopy(self.moves), stem=stem)

    def add(self, samples: Samples) -> None:
        """Go on by a hop."""
        left = samples[self.skip :]
        self.skip = max(0, self.skip - len(samples))
        self.stem.write(left)

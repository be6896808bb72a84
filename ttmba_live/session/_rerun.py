"""A recorded run through the mixer again in one pass: its mix, and a stem for each start of a clip.

Works in bounded memory, whatever the run's length, and as well behind a run that still goes on.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE, Samples
from ttmba_live.daw import write_blocks
from ttmba_live.engine import Block, Ended, Entry, Mixer, Started, StartVoice
from ttmba_live.scene import Scene
from ttmba_live.session._bounce import Mark, drained, play
from ttmba_live.session._inside import file_inside
from ttmba_live.session._moves import Moves
from ttmba_live.session._patience import Writing, at_once
from ttmba_live.session._replay import Replay
from ttmba_live.session._room_stem import RoomStem
from ttmba_live.session._sounding import Sounding
from ttmba_live.session._spool import Spools, remove_torn
from ttmba_live.session._takes import HandOver, HandOvers, take_start
from ttmba_live.session._tracks import STEMS, Played, StemFile, about_stem
from ttmba_live.session._ways import Ways


class Rerun:
    """One run, played again once."""

    def __init__(
        self,
        folder: Path,
        *,
        stems: bool = True,
        stems_room: str = "",
        run: int | None = None,
        writing: Writing = at_once,
        lasting: bool = False,
    ) -> None:
        """Open the run's folder; ``writing`` does what needs the disk.

        ``stems_room`` is what stems have of the room, empty for what the run says. ``run`` is the
        number of an older run in it. One that is ``lasting`` may be written down; see `_snapshot`.

        Raises `Unavailable` or `InvalidInput`.
        """
        self.folder = folder
        self.played: list[Played] = []
        self.stems: dict[int, StemFile] = {}
        self.number = run
        if stems:
            file_inside(folder, STEMS)
            remove_torn(folder / STEMS)
        self.replay = Replay(folder, run)
        self._share = 0.0
        head = self.head = self.replay.head
        try:
            room = stems_room or head.stems
            wet = self._in_room = stems and room == "wet"
            renderer = self.replay.again("first", "")
            self._mixer = Mixer(renderer, voices=head.voices, glide=head.glide, wet_stems=wet)
        except BaseException:
            self.replay.close()
            raise
        self.reached = 0
        """The mark at which it stands."""
        self.spools = Spools(folder, writing, folder / STEMS if lasting else None)
        self.mix = self.spools.new()
        self.room = RoomStem(self.spools, wanted=room == "apart")
        self._stems_wanted, self._stems_kept = stems, stems and room != "none"
        self._endless: set[str] = set()
        self.listen()
        self._skip = self._mixer.latency
        self._asked: dict[int, StartVoice] = {}
        self._sounding: dict[int, Sounding] = {}
        self._ringing: dict[int, Sounding] = {}
        self._times: Counter[str] = Counter()
        self._handed = HandOvers()
        self._ways = Ways()
        self._zero = None if head.zero == "first cue" else 0
        self._mixed = 0
        self.cut: list[int] = []
        """Frames at which what rang on was silenced."""

    def listen(
        self,
        progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005
        written: Callable[[StemFile, Played], None] = lambda stem, played: None,  # noqa: ARG005
    ) -> None:
        """Tell from now on shares, 0..1, and each stem whose file is whole."""
        self._progress, self._written = progress, written

    def __getstate__(self) -> dict[str, Any]:
        """For another process, where nobody listens yet."""
        return self.__dict__ | {"_progress": None, "_written": None}

    @property
    def seconds(self) -> float:
        """How long the run was."""
        return self.replay.end / RATE

    @property
    def ended(self) -> bool:
        """Whether the run came to its end, and was not cut off."""
        return self.replay.ended

    @property
    def scene(self) -> Scene:
        """The scene as it is now."""
        return self._mixer.scene

    @property
    def held_db(self) -> float:
        """The most that the limiter has held the mix down, in dB."""
        return self._mixer.held_db

    @property
    def files(self) -> list[str]:
        """Stems that are whole in the folder: those that a process before this one made, too."""
        some = [*self._sounding.values(), *self._ringing.values()]
        gone = [one.file for one in some if one.stem.is_gone and self._stems_kept]
        return [stem.file for stem in self.stems.values()] + gone

    @property
    def missing(self) -> list[str]:
        """Clips that the timeline names and the folder lacks."""
        return self.replay.missing

    def run(self, marks: Iterable[int] = ()) -> None:
        """Play everything; see `Replay.entries`. Raises `TtmbaError`."""
        try:
            entries, kept, cut = self._entries(marks), self._stems_kept, self.cut.append
            blocks = play(self._mixer, entries, stems=kept, endless=self._endless, cut=cut)
            for block in blocks:
                stems = block.stems if kept else self._unheard(block)
                reports = drained(self._mixer)
                for report in reports:
                    if isinstance(report, Started):
                        self._begin(report, stems)
                room = None if block.room is None else block.room[self._skip :]
                self._mix(block.mix[self._skip :], room)
                self._skip = max(0, self._skip - len(block.mix))
                self._gather(stems)
                self._tell()
                for report in reports:
                    if isinstance(report, Ended):
                        self._end(report.serial, report.why)
            self._ring_out({})
        finally:
            self.replay.close()
            for left in (*self._sounding.values(), *self._ringing.values()):
                self.spools.close(left.stem)
        self.played = [
            replace(one, event=self._handed.faded(one.serial, one.event)).earlier(self._zero or 0)
            for one in sorted(self.played, key=lambda one: one.serial)
        ]

    def _unheard(self, block: Block) -> Mapping[int, Samples]:
        """In place of stems that nobody keeps, which would cost time."""
        return dict.fromkeys(block.sounding if self._stems_wanted else (), block.mix)

    def part(self, replay: Replay, spools: Spools, progress: Callable[[float], None]) -> None:
        """Have a state of one's own from now on, for a copy: clips and renderers stay shared."""
        self.folder, self.replay, self.spools, self._share = spools.folder, replay, spools, 0.0
        self.listen(progress)
        scene, asked = self._mixer.scene, [*self._asked.values()]
        asked += [one.start for one in self._sounding.values()]
        kept = [scene, *scene.sources.values(), *(start.samples for start in asked)]
        self._mixer = copy.deepcopy(self._mixer, {id(one): one for one in kept})
        self.played, self.stems, self.cut = list(self.played), dict(self.stems), []
        self._ways = replace(self._ways)
        self._asked, self._times = dict(self._asked), Counter(self._times)
        self._handed = copy.deepcopy(self._handed)
        self._endless = set(self._endless)
        self.mix, self.room = spools.new(self.mix), self.room.copy(spools)
        self._sounding, self._ringing = (
            {serial: one.copy(spools) for serial, one in some.items()}
            for some in (self._sounding, self._ringing)
        )

    def _mix(self, samples: Samples, room: Samples | None) -> None:
        """Go on with the mix, which begins at the session's zero."""
        before = len(samples) if self._zero is None else max(0, self._zero - self._mixed)
        self._mixed += len(samples)
        if before < len(samples):
            part = None if room is None else room[before:]
            self.room.write(self.mix.frames, len(samples) - before, part)
            self.mix.write(samples[before:])

    def _tell(self) -> None:
        end = max(1, self.replay.end, self._mixer.last)
        share = min(1.0, self._mixer.frame / end)
        if share >= self._share + 0.01:
            self._share = share
            self._progress(share)

    def close(self) -> None:
        """Let the mix and the timeline go."""
        self.replay.close()
        self.spools.close(self.mix)
        self.room.close()

    def _entries(self, marks: Iterable[int]) -> Iterator[Entry | Mark]:
        for entry in self.replay.entries(marks):
            if isinstance(entry, Entry):
                if isinstance(entry.what, Scene):
                    self._move(entry.frame, entry.what)
                elif isinstance(entry.what, StartVoice):
                    self._asked[entry.what.serial] = entry.what
            yield entry

    def _move(self, frame: int, scene: Scene) -> None:
        for one in self._sounding.values():
            if one.start.source in scene.sources:
                one.moves.see(frame, scene.sources[one.start.source])

    def _ring_out(self, stems: Mapping[int, Samples]) -> None:
        """Go on with sounds that are over while the room has some of them left."""
        for serial, one in list(self._ringing.items()):
            if serial in stems:
                one.add(stems[serial])
            else:
                self._finish(self._ringing.pop(serial))

    def _gather(self, stems: Mapping[int, Samples]) -> None:
        self._ring_out(stems)
        for serial, one in list(self._sounding.items()):
            if serial in stems:
                one.add(stems[serial])
            elif one.heir is not None and one.heir in stems:
                rest = stems[one.heir][: one.left]
                one.add(rest)
                one.left -= len(rest)
                if one.left == 0:
                    self._end(serial, "")

    def _begin(self, report: Started, stems: Mapping[int, Samples]) -> None:
        start = self._asked.pop(report.serial)
        heard = self.replay.heard.get(start.clip)
        if heard is None:
            return
        self._times[start.clip] += 1
        source = self._mixer.scene.sources[start.source]
        first = report.frame
        for serial, older in self._sounding.items():
            gone = self._stems_wanted and serial not in stems and older.heir is None
            if gone and older.start.source == start.source:
                older.heir, older.left = report.serial, self._mixer.latency
                older.go_round(report.frame + start.fade)
                handed = HandOver(report.frame, start.fade, start.alike)
                self._handed.note(serial, report.serial, handed)
                over = report.frame if start.at is None else start.at
                first = take_start(over, report.frame, len(start.samples), source)
        self._zero = first if self._zero is None else self._zero
        event = replace(heard.event, start=first / RATE, file=start.clip, cue=heard.cue)
        played = Played(
            event, start.source, heard.cue, len(start.samples), report.serial,
            self._times[start.clip],
        )  # fmt: skip
        moves = Moves(first)
        moves.see(first, source)
        behind = report.frame - (self._mixer.frame - self._mixer.hop)
        stem = self.spools.new(counts=not self._stems_kept)
        self._sounding[report.serial] = Sounding(
            start, played, moves, stem, report.frame, behind + self._mixer.latency
        )

    def _end(self, serial: int, why: str) -> None:
        self._asked.pop(serial, None)
        one = self._sounding.pop(serial, None)
        if one is None:
            return  # it was stopped before it began
        one = one.ended(self._mixer.frame, stopped=bool(why))
        self._ways.add(self.played, one.played)
        if self._in_room:
            self._ringing[serial] = one
        else:
            self._finish(one)

    def _finish(self, one: Sounding) -> None:
        """Write a stem that is whole, and let it go."""
        if self._stems_kept:
            self._write(one, one.played)
        self.spools.close(one.stem)

    def _write(self, one: Sounding, played: Played) -> None:
        file, sound = one.file, one.stem
        begins = max(0, one.begins - (self._zero or 0))
        about = replace(about_stem(played), start=begins)
        path = self.folder / file
        if not sound.is_gone:  # else it was written before
            self.spools.writing(lambda: write_blocks(path, sound.blocks(), sound.frames, 2, about))
        stem = self.stems[played.serial] = StemFile(file, begins, sound.frames)
        self._written(stem, played)

"""A running session's clips and manifest, one state: what makes the folder grow. Knows no mixer.

A clip's file is written whole, then its true start is put into it, then its line is written. The
lines of stems come from whoever makes these, after those of their clips.
"""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from ttmba_live.audio import Clip, Samples, whole_file
from ttmba_live.daw import ManifestWriter, manifest_line, set_start, write_blocks
from ttmba_live.errors import Unavailable
from ttmba_live.long_clip import blocks, held
from ttmba_live.scene import Event
from ttmba_live.session._background_writer import BackgroundWriter
from ttmba_live.session._live_clip import LiveClip
from ttmba_live.session._place import Place
from ttmba_live.session._run_names import clip_name
from ttmba_live.session._tracks import Played, about_clip, dry_item

_MOST = 1 << 29
"""Bytes of clips that may wait for the disk: three quarters of an hour."""

_LEAST = 1 << 14
"""Bytes that a clip is taken for at least: many small ones need room, too, and to be known."""

_LINE = 1 << 10
"""Bytes that a line of the manifest takes while it waits, about."""

_SOON = 2.0
"""Seconds in which a disk that takes files says where the folder is."""

_BEHIND = 1 << 13
"""Frames by which whoever plays a live clip again stays behind what is written of it."""


class RunFolder:
    """The control thread's; two background writers, one for clips and one for the manifest.

    While the disk takes nothing, clips and lines wait. ``lost`` names the clips that were too much.
    """

    def __init__(
        self, folder: Path, first: int, most: int | None = None, zero: int | None = 0
    ) -> None:
        """Begin a manifest; clips are numbered from ``first``. Raises `Unavailable`.

        Clips beyond ``most`` bytes are deleted, the oldest first. ``zero`` is the frame from which
        times are counted; None is the first that sounds.
        """
        self._zero = zero
        self.lost: list[str] = []
        self.trimmed = 0
        """Clips that were deleted to make room."""
        self.news: deque[tuple[str, bool]] = deque()
        """What happened to the folder, and whether it was made anew."""
        self._number = first
        self._manifest = ManifestWriter(folder, uuid.uuid4().hex)
        try:
            self._place = Place(folder)
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        self._settled: dict[str, bool] = {}
        self._growing: dict[str, LiveClip] = {}
        self._asked: dict[str, int] = {}
        self._waiting: list[Played] = []
        self._times: Counter[str] = Counter()
        self._gone: set[str] = set()
        self._sizes: deque[tuple[str, int]] = deque()
        self._most, self._bytes = most, 0
        self._started = self._looking = False
        self._clips, self._writer = (
            BackgroundWriter("clips", _MOST),
            BackgroundWriter("manifest", _MOST),
        )

    @property
    def folder(self) -> Path:
        """Where it is now."""
        return self._place.path

    @property
    def error(self) -> str:
        """What keeps clips or lines from being written now, if anything does."""
        why = self._clips.error or self._writer.error
        return f"{why}; it waits" if why else ""

    @property
    def heard(self) -> bool:
        """Whether any clip has begun."""
        return self._started

    def settled(self, frame: int) -> int:
        """The frame, up to ``frame``, before which no clip is asked for that is being written.

        Of a live clip, what is written may be asked for.
        """
        self._asked = {k: f for k, f in self._asked.items() if k not in self._settled}
        self._clean()
        return max(0, min([frame, *(f + self._there(k) for k, f in self._asked.items())]))

    def _there(self, file: str) -> int:
        """Frames of a clip that is being written which may be played again by now."""
        live = self._growing.get(file)
        return 0 if live is None else max(0, live.written - _BEHIND)

    def new_file(self, event: Event) -> str:
        """A name for the next clip."""
        self._number += 1
        return clip_name(self._number - 1, event.id)

    def keep(self, file: str, event: Event, clip: Clip, cue: int) -> None:
        """Have a clip written; it sounds whether that works or not."""
        job = self.write_clip(file, event, clip, cue)
        if not self._clips.put(job, held(clip)):
            self.lost.append(file)
            self._settled[file] = False

    def write_clip(self, file: str, event: Event, clip: Clip, cue: int) -> Callable[[], None]:
        """What writes a clip, for another thread; it raises `Unavailable` or OSError."""

        def write() -> None:
            self._look()
            about, frames = about_clip(event, cue), len(clip.samples)
            self.folder.stat()  # gone again: once more, where it is then
            write_blocks(self.folder / file, blocks(clip), frames, 1, about)
            self._trim(file, clip.samples.nbytes)
            self._settled[file] = True

        return write

    def grow(self, file: str, samples: Samples) -> None:
        """Have a clip that is recorded while it sounds go on by (frames,)."""
        live = self._growing.get(file)
        if live is None:
            live = self._growing[file] = LiveClip(self.folder / file)
        if not self._clips.put(lambda: live.append(samples), samples.nbytes):
            self.lost.append(file)

    def grown(self, file: str, frames: int) -> None:
        """A clip that was recorded while it sounded is whole, and that long."""
        live = self._growing.get(file)
        self._waiting = [
            replace(one, frames=frames) if one.event.file == file else one for one in self._waiting
        ]

        def finish() -> None:
            if live is not None:
                live.finish()
            self._growing.pop(file, None)
            self._settled[file] = live is not None

        self._clips.put(finish)

    def look(self, then: Callable[[], None] = lambda: None) -> None:
        """See whether the folder is still there; what is found comes as ``news``.

        ``then`` is called afterwards, on the writer's thread, unless an earlier look is to come.
        """
        if self._looking:
            return
        self._looking = True

        def seen() -> None:
            self._look()
            self._looking = False
            then()

        self._clips.put(seen)

    def found(self, patience: float = _SOON) -> Path:
        """Where the folder is now, if the disk says so in time; not for the control thread."""
        self._clips.put(self._look)
        self._clips.rest(patience)
        return self.folder

    def move(self) -> None:
        """Go on with the manifest in a folder that was made anew."""

        def go_on() -> None:
            self.folder.stat()  # if that was moved meanwhile: once more, there
            self._manifest.move(self.folder)

        self._writer.put(go_on)

    def forget(self, file: str) -> None:
        """A clip will not be asked for again."""
        self._gone.add(file)

    def asked(self, file: str, frame: int) -> None:
        """Note that the timeline names a clip at a frame."""
        self._asked.setdefault(file, frame)

    def started(self, played: Played) -> None:
        """Note where a clip begins; its line follows when its file is whole."""
        file = str(played.event.file)
        self._started = True
        self._times[file] += 1
        self._zero = played.start if self._zero is None else self._zero
        self._waiting.append(replace(played.earlier(self._zero), time=self._times[file]))

    def turn(self) -> None:
        """Write the lines of the clips that are whole by now, and forget those that are lost."""
        done = [one for one in self._waiting if str(one.event.file) in self._settled]
        if done:
            self._waiting = [one for one in self._waiting if one not in done]
            for one in done:
                if self._settled[str(one.event.file)]:
                    self._writer.put(partial(self._write, one), _LINE)

    def add(self, line: str) -> None:
        """Write the line of a stem whose file is whole."""
        self._writer.put(partial(self._manifest.add, line), len(line))

    def put(self, name: str, text: Callable[[], str]) -> None:
        """Have a small file written anew, whole; the thread that writes asks for its text."""

        def write() -> None:
            with whole_file(self.folder / name) as part:
                part.write_text(text(), "utf-8")

        self._writer.put(write, _LINE)

    def sync(self, patience: float) -> bool:
        """Wait until every clip is written; not for the control thread."""
        return self._clips.rest(patience)

    def close(self, patience: float = 10.0) -> None:
        """Write what is left; ``lost`` names what could not be."""
        whole = self._clips.close(patience)
        self.turn()
        whole = self._writer.close(patience if whole else 1.0) and whole
        self.lost += sorted({str(one.event.file) for one in self._waiting} - set(self.lost))
        if whole:
            self._manifest.close()
        self._place.close()

    def _write(self, played: Played) -> None:
        item = dry_item(played)
        if played.time == 1:
            set_start(self.folder / item.file, item.start)
        self._manifest.add(manifest_line(item, played.source, played.cue))

    def _look(self) -> None:
        what, anew = self._place.look()
        if what:
            self.news.append((what, anew))

    def _trim(self, file: str, size: int) -> None:
        """Make room on a disk that has a bound."""
        if self._most is None:
            return
        size = max(size, _LEAST)
        self._sizes.append((file, size))
        self._bytes += size
        while self._bytes > self._most and len(self._sizes) > 1:
            old, held = self._sizes.popleft()
            (self.folder / old).unlink(missing_ok=True)
            self._bytes -= held
            self.trimmed += 1

    def _clean(self) -> None:
        """Let go of what is known of clips that are not asked for any more."""
        busy = {str(one.event.file) for one in self._waiting} | set(self._asked)
        for file in [file for file in self._gone if file in self._settled and file not in busy]:
            self._gone.discard(file)
            self._times.pop(file, None)
            del self._settled[file]

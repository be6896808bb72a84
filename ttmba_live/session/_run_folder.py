"""A running session's clips and manifest: what makes the folder grow. Knows no mixer and no OSC.

A clip's file is written whole, then its true start is put into it, then its line is written. The
lines of stems come from whoever makes these, after those of their clips.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from ttmba_live.audio import Clip
from ttmba_live.daw import MANIFEST, ManifestWriter, manifest_line, set_start, write_wave
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.scene import Event, slug
from ttmba_live.session._timeline import CLIPS, NAME
from ttmba_live.session._tracks import DRY_ENDING, STEMS, Played, about_clip, dry_item
from ttmba_live.sinks import CONTROL, go_first


def set_aside(folder: Path) -> int:
    """Keep an older run's timeline and manifest under other names; the first free clip number.

    Its clips stay where they are, so that a project that shows them stays whole. Raises
    `Unavailable`.
    """
    try:
        for name in (NAME, MANIFEST):
            path = folder / name
            number = 1
            while path.exists():
                other = folder / f"{path.stem}-{number}{path.suffix}"
                if not other.exists():
                    path.rename(other)
                number += 1
        for place in (CLIPS, STEMS):
            for torn in (folder / place).glob(".part-*"):
                torn.unlink()
        names = [path.name for path in (folder / CLIPS).glob("*.wav")]
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
    numbers = [int(head) for name in names if (head := name.partition("_")[0]).isdecimal()]
    return max(numbers, default=0) + 1


def clip_name(number: int, name: str) -> str:
    """A clip's path inside a session folder, safe on every system.

    Dry or stem stands in the file's own name too: programs that gather media go by that alone.
    """
    return f"{CLIPS}/{number:04d}_{slug(name)}{DRY_ENDING}.wav"


class RunFolder:
    """Everything but `write_clip` is the control thread's; its own thread does the writing."""

    def __init__(self, folder: Path, first: int) -> None:
        """Begin a manifest; clips are numbered from ``first``. Raises `Unavailable`."""
        self.folder = folder
        self.error = ""
        self._number = first
        self._manifest = ManifestWriter(folder, uuid.uuid4().hex)
        self._settled: dict[str, bool] = {}
        self._asked: dict[str, int] = {}
        self._waiting: list[Played] = []
        self._times: Counter[str] = Counter()
        self._pen = ThreadPoolExecutor(1, "clips", go_first, (CONTROL,))

    @property
    def heard(self) -> bool:
        """Whether any clip has begun."""
        return bool(self._times)

    def settled(self, frame: int) -> int:
        """The frame, up to ``frame``, before which no clip is asked for that is being written."""
        self._asked = {k: f for k, f in self._asked.items() if k not in self._settled}
        return min([frame, *self._asked.values()])

    def new_file(self, event: Event) -> str:
        """A name for the next clip."""
        self._number += 1
        return clip_name(self._number - 1, event.id)

    def write_clip(self, file: str, event: Event, clip: Clip, cue: int) -> Callable[[], None]:
        """What writes a clip, for another thread; it raises `Unavailable`."""

        def write() -> None:
            whole = False
            try:
                write_wave(self.folder / file, clip.samples, about_clip(event, cue))
                whole = True
            finally:
                self._settled[file] = whole

        return write

    def asked(self, file: str, frame: int) -> None:
        """Note that the timeline names a clip at a frame."""
        self._asked.setdefault(file, frame)

    def started(self, played: Played) -> None:
        """Note where a clip begins; its line follows when its file is whole."""
        file = str(played.event.file)
        self._times[file] += 1
        self._waiting.append(replace(played, time=self._times[file]))

    def turn(self) -> None:
        """Write the lines of the clips that are whole by now, and forget those that failed."""
        done = [one for one in self._waiting if str(one.event.file) in self._settled]
        if done:
            self._waiting = [one for one in self._waiting if one not in done]
            whole = [one for one in done if self._settled[str(one.event.file)]]
            self._pen.submit(self._write, whole)

    def add(self, line: str) -> None:
        """Write the line of a stem whose file is whole."""
        self._pen.submit(self._add, line)

    def close(self) -> None:
        """Write what is left."""
        self.turn()
        self._pen.shutdown()
        self._manifest.close()

    def _write(self, played: list[Played]) -> None:
        for one in played:
            item = dry_item(one)
            try:
                if one.time == 1:
                    set_start(self.folder / item.file, item.start)
            except TtmbaError as error:
                self.error = str(error)
                continue
            self._add(manifest_line(item, one.source, one.cue))

    def _add(self, line: str) -> None:
        try:
            self._manifest.add(line)
        except TtmbaError as error:
            self.error = str(error)

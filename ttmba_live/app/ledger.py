"""A running session's clips and manifest: what makes the folder grow. Knows no mixer and no OSC.

A clip's file is written whole, then its true start is put into it, then its line is written.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ttmba_live.app.timeline import CLIPS, NAME
from ttmba_live.app.tracks import Played, about_clip, dry_item
from ttmba_live.audio import Clip
from ttmba_live.daw import MANIFEST, Item, ManifestWriter, set_start, write_wave
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.scene import Event, slug


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
        for torn in (folder / CLIPS).glob(".part-*"):
            torn.unlink()
        names = [path.name for path in (folder / CLIPS).glob("*.wav")]
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
    numbers = [int(head) for name in names if (head := name.partition("_")[0]).isdecimal()]
    return max(numbers, default=0) + 1


def clip_name(number: int, name: str) -> str:
    """A clip's path inside a session folder, safe on every system."""
    return f"{CLIPS}/{number:04d}_{slug(name)}.wav"


class Ledger:
    """Everything but `write_clip` is the control thread's; its own thread does the writing."""

    def __init__(self, folder: Path, first: int) -> None:
        """Begin a manifest; clips are numbered from ``first``. Raises `Unavailable`."""
        self.folder = folder
        self.error = ""
        self._number = first
        self._manifest = ManifestWriter(folder, uuid.uuid4().hex)
        self._written: set[str] = set()
        self._waiting: list[tuple[Item, str, int]] = []
        self._items: dict[str, Item] = {}
        self._pen = ThreadPoolExecutor(1, "ledger")

    @property
    def heard(self) -> bool:
        """Whether any clip has begun."""
        return bool(self._items)

    def new_file(self, event: Event) -> str:
        """A name for the next clip."""
        self._number += 1
        return clip_name(self._number - 1, event.id)

    def write_clip(self, file: str, event: Event, clip: Clip, cue: int) -> Callable[[], None]:
        """What writes a clip, for another thread; it raises `Unavailable`."""

        def write() -> None:
            write_wave(self.folder / file, clip.samples, about_clip(event, cue))
            self._written.add(file)

        return write

    def started(self, played: Played) -> None:
        """Note where a clip begins; its line follows when its file is whole."""
        item = dry_item(played, self._items)
        self._items[item.id] = item
        self._waiting.append((item, played.source, played.cue))

    def turn(self) -> None:
        """Write the lines of the clips that are whole by now."""
        ready = [row for row in self._waiting if row[0].file in self._written]
        if ready:
            self._waiting = [row for row in self._waiting if row[0].file not in self._written]
            self._pen.submit(self._write, ready)

    def close(self) -> None:
        """Write what is left."""
        self.turn()
        self._pen.shutdown()
        self._manifest.close()

    def _write(self, rows: list[tuple[Item, str, int]]) -> None:
        for item, track, cue in rows:
            try:
                if "#" not in item.id:
                    set_start(self.folder / item.file, item.start)
                self._manifest.add(item, track, cue)
            except TtmbaError as error:
                self.error = str(error)

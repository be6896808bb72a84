"""Reads a run's timeline, one format, whole or as it grows: lines back to what the mixer took up.

A line is read when it is its turn, so that a run of hours takes no memory. A torn last line (after
kill -9, or just being written) is no line yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from ttmba_live.audio import RATE, check_file, read_sound
from ttmba_live.binaural import Renderer
from ttmba_live.daw import mapped_wave
from ttmba_live.engine import (
    ChangeHead,
    Entry,
    LimitReflections,
    SilenceAll,
    StartVoice,
    StopVoices,
)
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import finite
from ttmba_live.long_clip import LONG, Sound
from ttmba_live.room import from_json
from ttmba_live.scene import Event, Listener, Scene, checked_gain, event_from_json
from ttmba_live.session._bounce import Mark
from ttmba_live.session._inside import file_inside
from ttmba_live.session._live_clip import RecordedClip
from ttmba_live.session._timeline import (
    NAME,
    OVER,
    head_from_json,
    run_file,
    source_from_json,
    whole,
)
from ttmba_live.setup import choose
from ttmba_live.setup.rooms import with_impulse

_LINE = 1 << 24
"""Bytes that no line of a timeline has."""

_LONGEST = 100 * 3600 * RATE
"""Frames: no run is longer than 100 hours."""

_VOICES = 4096
"""Voices that no daemon has more of."""

_TOLD = {"event", "end"}
"""One of them is in every line that the mixer takes nothing from."""

_DAMAGE = (
    KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, InvalidInput,
)  # fmt: skip
"""What comes of reading lines that no daemon wrote."""


@dataclass(frozen=True, slots=True)
class Made:
    """A clip that was made for an event of a cue: from now on it may be heard."""

    event: Event
    clip: str
    cue: int


class Replay:
    """One run. Clips are read when they are needed, and not kept."""

    def __init__(self, folder: Path, run: int | None = None, *, heads: bool = True) -> None:
        """Read the head; ``run`` is the number of an older run in the folder.

        Without ``heads``, changes of the head are left out: nobody will hear through one.

        Raises `Unavailable` or `InvalidInput`.
        """
        self.heard: dict[str, Made] = {}
        self._live: set[str] = set()
        self.missing: list[str] = []
        """Clips that never came to the disk: the daemon was killed, or the disk was full."""
        self._folder, self._heads = folder, heads
        self._path = folder / run_file(NAME, run)
        check_file(self._path)
        try:
            self._file = self._path.open("rb")
        except OSError as error:
            message = f"cannot read {self._path}: {error.strerror or error}"
            raise Unavailable(message) from error
        self.ended = False
        """Whether the run's last line is there, as far as it was read."""
        self._fades = False
        self._torn = b""
        self._number = 0
        self._scene = Scene()
        self.end = 0
        """The last frame that the timeline names."""
        self._next: tuple[int, dict[str, Any]] | None = None
        """The number and the text of the line that is taken up next, if it was read."""
        self.known: WeakValueDictionary[tuple[str, str], Any] = WeakValueDictionary()
        """Clips and renderers that somebody has still, by what `again` takes."""
        try:
            self.head = head_from_json(next(self._lines(), {}))
        except _DAMAGE as error:
            self._file.close()
            raise InvalidInput(f"{self._path} is damaged: {error!r}") from error

    def entries(self, marks: Iterable[int] = ()) -> Iterator[Entry | Mark]:
        """What the mixer is to take up, in order, then a mark at the end.

        ``marks`` are frames up to which the growing file is complete, and the clips it names are
        on the disk; without them the file is read as it stands.
        """
        try:
            for frame in marks:
                yield from self._until(frame)
                yield Mark(frame)
            self.read()
            yield from self._until(self.end + 1)
        except _DAMAGE as error:
            where = f"{self._path}, near line {self._number},"
            raise InvalidInput(f"{where} is damaged: {error!r}") from error
        yield Mark(self.end, fades=self._fades)

    def read(self) -> None:
        """Look through the rest of the file without playing it; raises `InvalidInput`."""
        place = self._file.tell(), self._torn, self._number
        try:
            for item in self._lines():
                self._learn(item)
        except _DAMAGE as error:
            where = f"{self._path}, near line {self._number},"
            raise InvalidInput(f"{where} is damaged: {error!r}") from error
        at, self._torn, self._number = place
        self._file.seek(at)

    def skip(self, frame: int, scene: Scene) -> None:
        """Pass over what is taken up before a frame, at which the scene, room and all, is this.

        Raises `InvalidInput`.
        """
        self.read()
        for _ in self._turns(frame):
            pass
        self._scene = scene

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __getstate__(self) -> dict[str, Any]:
        """Where it stands, for another process."""
        return self.__dict__ | {"_file": self._file.tell(), "known": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Go on from there; raises OSError."""
        self.__dict__.update(state, known=WeakValueDictionary())
        self._file = self._path.open("rb")
        self._file.seek(state["_file"])

    def again(self, kind: str, name: str) -> Any:
        """A "clip" of that name, the renderer of a "head", or the "first" renderer.

        Raises `Unavailable` or `InvalidInput`.
        """
        found = self.known.get((kind, name))
        if found is None:
            found = self._clip(name) if kind == "clip" else self._renderer(kind, name)
            if found is not None:
                self.known[kind, name] = found
        return found

    def _renderer(self, kind: str, name: str) -> Renderer:
        binaural = self.head.binaural
        if kind == "head":
            binaural = choose.another_head(binaural, name)
        return choose.renderer(binaural, self.head.hop)[0]

    def _lines(self) -> Iterator[dict[str, Any]]:
        while line := self._file.readline(_LINE):
            self._torn += line
            if len(self._torn) >= _LINE:
                raise ValueError(f"a line of more than {_LINE} bytes")
            if not self._torn.endswith(b"\n"):
                return
            text, self._torn = self._torn, b""
            self._number += 1
            yield json.loads(text)

    def _learn(self, item: dict[str, Any]) -> None:
        """Note what a line says of the run; whom a clip is for stands before its start."""
        self.end = max(self.end, whole("f", item["f"], 0, _LONGEST))
        self.ended = "end" in item
        self._fades = item.get("end") == OVER and self.head.ending == "fade"
        if "event" in item:
            event, clip = event_from_json(item["event"]), item["clip"]
            if not isinstance(clip, str):
                raise TypeError(f"no clip is {clip!r:.40}")
            if item.get("live"):
                self._live.add(clip)
            self.heard[clip] = Made(event, clip, whole("cue", item.get("cue", 1), 0, 1 << 53))

    def _turns(self, frame: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """What is taken up before a frame, with the numbers of the lines."""
        while True:
            while self._next is None:
                item = next(self._lines(), None)
                if item is None:
                    return
                self._learn(item)
                if not _TOLD & item.keys():
                    self._next = self._number, item
            if self._next[1]["f"] >= frame:
                return
            turn, self._next = self._next, None
            yield turn

    def _until(self, frame: int) -> Iterator[Entry]:
        for number, item in self._turns(frame):
            entry = self._entry(number, item)
            if entry is not None:
                yield entry

    def _entry(self, number: int, item: dict[str, Any]) -> Entry | None:
        frame = item["f"]
        if "start" in item:
            start = item["start"]
            samples = self.again("clip", start["clip"])
            if samples is None:
                self.missing.append(start["clip"])
                return None
            at = None if start["at"] is None else whole("at", start["at"], 0, _LONGEST)
            fade = whole("fade", start.get("fade", 0), 0, 60 * RATE)
            alike = min(1.0, max(0.0, finite("alike", start.get("alike", 0.0))))
            source, clip = str(start["source"]), start["clip"]
            return Entry(frame, StartVoice(number, source, samples, at, clip, fade, alike))
        if "stop" in item:
            return Entry(frame, StopVoices(item["stop"]))
        if "head" in item:
            if not self._heads:
                return None
            name = str(item["head"])
            return Entry(frame, ChangeHead(name, self.again("head", name)))
        if "reflect" in item:
            most = item["reflect"]
            most = None if most is None else whole("reflect", most, 0, _VOICES)
            return Entry(frame, LimitReflections(most))
        if "silence" in item:
            return Entry(frame, SilenceAll())
        self._scene = _changed(self._scene, item)
        if "room" in item:
            room = with_impulse(from_json(item["room"]), "")
            self._scene = replace(self._scene, room=room)
        return Entry(frame, self._scene)

    def _clip(self, name: str) -> Sound | None:
        path = file_inside(self._folder, name)
        if path is None:
            return None
        if name in self._live:
            return RecordedClip(path)
        if (long := mapped_wave(path, LONG)) is not None:
            return long
        samples, rate = read_sound(path)
        if rate != RATE or samples.shape[1] != 1:
            raise InvalidInput(f"{path} is no clip of a session: expected mono at {RATE} Hz")
        return samples[:, 0]


def _changed(scene: Scene, item: dict[str, Any]) -> Scene:
    sources = scene.sources
    if "sources" in item or "gone" in item:
        kept = {k: v for k, v in sources.items() if k not in item.get("gone", ())}
        for data in item.get("sources", ()):
            kept[data["id"]] = source_from_json(data)
        sources = MappingProxyType(kept)
    listener = scene.listener
    if "listener" in item:
        x, y, z, qw, qx, qy, qz = (finite("listener", number) for number in item["listener"])
        listener = Listener((x, y, z), (qw, qx, qy, qz))
    gain_db = checked_gain(item.get("gain_db", scene.gain_db))
    return replace(scene, sources=sources, listener=listener, gain_db=gain_db)

"""Reads a run's timeline, all of it or as it grows: lines back to what the mixer took up.

A torn last line (after kill -9, or just being written) is no line yet.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ttmba_live.audio import RATE, Samples, read_sound
from ttmba_live.engine import Entry, GlideSettings, SilenceAll, StartVoice, StopVoices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.scene import Event, Listener, Scene, event_from_json
from ttmba_live.session._bounce import Mark
from ttmba_live.session._timeline import NAME, SPHERE, Head, source_from_json
from ttmba_live.setup import BinauralSettings


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip that was made for an event of a cue: from now on it may be heard."""

    event: Event
    clip: str
    cue: int


class Replay:
    """One run. Clips are read when they are needed, and not kept."""

    def __init__(self, folder: Path) -> None:
        """Read the head; raises `Unavailable` or `InvalidInput`."""
        self.heard: dict[str, Heard] = {}
        self.missing: list[str] = []
        """Clips that never came to the disk: the daemon was killed, or the disk was full."""
        self._folder = folder
        self._path = folder / NAME
        try:
            self._file = self._path.open("rb")
        except OSError as error:
            message = f"cannot read {self._path}: {error.strerror or error}"
            raise Unavailable(message) from error
        self._torn = b""
        self._number = 0
        self._scene = Scene()
        self._end = 0
        self._waiting: deque[tuple[int, dict[str, Any]]] = deque()
        try:
            self.head = _head(next(self._lines(), {}))
        except (KeyError, TypeError, ValueError) as error:
            self._file.close()
            raise InvalidInput(f"{self._path} is damaged: {error!r}") from error

    def entries(self, marks: Iterable[int] = ()) -> Iterator[Entry | Mark]:
        """What the mixer is to take up, in order, then a mark at the end.

        ``marks`` are frames up to which the growing file is complete, and the clips it names are
        on the disk; without them the file is read as it stands.
        """
        try:
            for frame in marks:
                self._read()
                yield from self._until(frame)
                yield Mark(frame)
            self._read()
            yield from self._until(self._end + 1)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            where = f"{self._path}, near line {self._number},"
            raise InvalidInput(f"{where} is damaged: {error!r}") from error
        yield Mark(self._end)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _lines(self) -> Iterator[dict[str, Any]]:
        while line := self._file.readline():
            self._torn += line
            if not self._torn.endswith(b"\n"):
                return
            text, self._torn = self._torn, b""
            self._number += 1
            yield json.loads(text)

    def _read(self) -> None:
        """Take in the lines that came; whom a clip is for is known before it starts."""
        for item in self._lines():
            self._end = max(self._end, item["f"])
            if "event" in item:
                event = event_from_json(item["event"])
                self.heard[item["clip"]] = Heard(event, item["clip"], item.get("cue", 1))
            elif "end" not in item:
                self._waiting.append((self._number, item))

    def _until(self, frame: int) -> Iterator[Entry]:
        while self._waiting and self._waiting[0][1]["f"] < frame:
            entry = self._entry(*self._waiting.popleft())
            if entry is not None:
                yield entry

    def _entry(self, number: int, item: dict[str, Any]) -> Entry | None:
        frame = item["f"]
        if "start" in item:
            start = item["start"]
            samples = self._clip(start["clip"])
            if samples is None:
                self.missing.append(start["clip"])
                return None
            voice = StartVoice(
                number, start["source"], samples, start["at"], start["clip"], start.get("fade", 0)
            )
            return Entry(frame, voice)
        if "stop" in item:
            return Entry(frame, StopVoices(item["stop"]))
        if "silence" in item:
            return Entry(frame, SilenceAll())
        self._scene = _changed(self._scene, item)
        return Entry(frame, self._scene)

    def _clip(self, name: str) -> Samples | None:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise InvalidInput(f"the timeline names a clip outside its folder: {name!r}")
        if not path.exists():
            return None
        samples, rate = read_sound(path)
        if rate != RATE or samples.shape[1] != 1:
            raise InvalidInput(f"{path} is no clip of a session: expected mono at {RATE} Hz")
        return samples[:, 0]


def _head(item: dict[str, Any]) -> Head:
    if item.get("version") != 1:
        raise ValueError("it does not begin as a timeline of version 1")
    glide = GlideSettings(**item["glide"])
    binaural = BinauralSettings(**item["binaural"]) if "binaural" in item else SPHERE
    return Head(item["hop"], item["voices"], glide, item["generator"], binaural)


def _changed(scene: Scene, item: dict[str, Any]) -> Scene:
    sources = scene.sources
    if "sources" in item or "gone" in item:
        kept = {k: v for k, v in sources.items() if k not in item.get("gone", ())}
        for data in item.get("sources", ()):
            kept[data["id"]] = source_from_json(data)
        sources = MappingProxyType(kept)
    listener = scene.listener
    if "listener" in item:
        x, y, z, qw, qx, qy, qz = item["listener"]
        listener = Listener((x, y, z), (qw, qx, qy, qz))
    return Scene(sources, listener, item.get("gain_db", scene.gain_db))

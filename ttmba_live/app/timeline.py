"""What the mixer took up, hop by hop, as lines of JSON: enough to render a live run again.

The file grows line by line while the daemon runs; a torn last line (after kill -9) is dropped on
reading. Clips stand beside it as float32 WAV, so a replay hears the very same samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ttmba_live.app.settings import BinauralSettings
from ttmba_live.audio import RATE, Samples, read_sound
from ttmba_live.engine import Entry, GlideSettings, SilenceAll, StartVoice, StopVoices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event, Listener, Scene, Source, event_from_json, event_to_json

SPHERE = BinauralSettings(renderer="sphere")
"""What timelines that name no renderer were rendered with."""

NAME = "timeline.jsonl"
CLIPS = "clips"


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip that was made for an event: from its first frame on it may be heard."""

    event: Event
    clip: str
    cue: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What must be the same again for the same samples, and who made the clips."""

    hop: int
    voices: int
    glide: GlideSettings
    generator: str
    binaural: BinauralSettings = SPHERE


class TimelineWriter:
    """Appends to ``folder/timeline.jsonl``. Thread: control."""

    def __init__(self, folder: Path, head: Head) -> None:
        """Start a new file; raises `Unavailable` if the folder cannot be written."""
        self.folder = folder
        self.error = ""
        self._scene = Scene()
        try:
            (folder / CLIPS).mkdir(parents=True, exist_ok=True)
            self._file = (folder / NAME).open("w", encoding="utf-8")
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        self._line({"version": 1, "rate": RATE, **asdict(head)})
        self._write(None)

    def event(self, frame: int, event: Event, clip: str, cue: int) -> None:
        """Note that an event of a cue got its clip."""
        self._line({"f": frame, "event": event_to_json(event), "clip": clip, "cue": cue})

    def entries(self, entries: Iterable[Entry]) -> None:
        """Note what the mixer took up."""
        for entry in entries:
            match entry.what:
                case Scene() as scene:
                    self._line({"f": entry.frame, **_difference(self._scene, scene)})
                    self._scene = scene
                case StartVoice() as start:
                    voice = {"source": start.source, "clip": start.clip, "at": start.at}
                    over = {"fade": start.fade} if start.fade else {}
                    self._line({"f": entry.frame, "start": {**voice, **over}})
                case StopVoices(source=source):
                    self._line({"f": entry.frame, "stop": source})
                case SilenceAll():
                    self._line({"f": entry.frame, "silence": True})

    def flush(self, frame: int | None = None) -> None:
        """Bring everything to the disk; ``frame`` notes how far the run has come."""
        if frame is not None:
            self._line({"f": frame, "end": True})
        self._write(None)

    def close(self) -> None:
        """Close the file; an error is kept in ``error``."""
        try:
            self._file.close()
        except OSError as error:
            self.error = self.error or str(error)

    def _line(self, data: dict[str, Any]) -> None:
        self._write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _write(self, text: str | None) -> None:
        if self.error:
            return
        try:
            if text is None:
                self._file.flush()
            else:
                self._file.write(text)
        except OSError as error:
            self.error = f"the timeline cannot be written: {error.strerror or error}"


def _difference(old: Scene, new: Scene) -> dict[str, Any]:
    out: dict[str, Any] = {}
    changed = [s for s in new.sources.values() if old.sources.get(s.id) is not s]
    if changed:
        out["sources"] = [_source_to_json(source) for source in changed]
    gone = [name for name in old.sources if name not in new.sources]
    if gone:
        out["gone"] = gone
    if new.listener is not old.listener:
        out["listener"] = [*new.listener.xyz, *new.listener.orientation]
    if new.gain_db != old.gain_db:
        out["gain_db"] = new.gain_db
    return out


def _source_to_json(source: Source) -> dict[str, Any]:
    p = source.position
    data: dict[str, Any] = {
        "id": source.id,
        "number": source.number,
        "name": source.name,
        "place": [p.azimuth, p.elevation, p.distance],
        "gain_db": source.gain_db,
        "mute": source.mute,
        "loop": source.loop,
    }
    if source.trajectory is not None:
        rows = zip(source.trajectory.times, source.trajectory.positions, strict=True)
        data["path"] = [[t, q.azimuth, q.elevation, q.distance] for t, q in rows]
    return data


def _source_from_json(data: dict[str, Any]) -> Source:
    path = data.get("path")
    return Source(
        id=data["id"],
        number=data["number"],
        name=data["name"],
        position=Position(*data["place"]),
        gain_db=data["gain_db"],
        mute=data["mute"],
        loop=data["loop"],
        trajectory=Trajectory.checked([tuple(row) for row in path]) if path else None,
    )


@dataclass(frozen=True, slots=True)
class Timeline:
    """A recorded run: what the mixer is to take up, the events' clips, and where it ends."""

    head: Head
    entries: tuple[Entry, ...]
    heard: tuple[Heard, ...]
    end: int
    missing: tuple[str, ...] = ()
    """Clips that never came to the disk: the daemon was killed, or the disk was full."""


def read_timeline(folder: Path) -> Timeline:
    """Read ``folder/timeline.jsonl`` and its clips; raises `Unavailable` or `InvalidInput`."""
    path = folder / NAME
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    items = list(_items(lines, path))
    if not items or items[0].get("version") != 1:
        raise InvalidInput(f"{path} is not a timeline of version 1")
    try:
        return _replay(items, folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f"{path} is damaged: {error}") from error


def _items(lines: list[str], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError:
            if number < len(lines):
                raise InvalidInput(f"{path}, line {number} is damaged") from None


def _replay(items: list[dict[str, Any]], folder: Path) -> Timeline:
    clips: dict[str, Samples] = {}
    entries: list[Entry] = []
    heard: list[Heard] = []
    missing: list[str] = []
    scene, end = Scene(), 0
    for serial, item in enumerate(items[1:]):
        frame = end = item["f"]
        if "event" in item:
            event = event_from_json(item["event"])
            heard.append(Heard(event, item["clip"], item.get("cue", 1)))
        elif "start" in item:
            samples = _clip(folder, item["start"]["clip"], clips)
            if samples is None:
                missing.append(item["start"]["clip"])
                continue
            start = item["start"]
            voice = StartVoice(
                serial, start["source"], samples, start["at"], start["clip"], start.get("fade", 0)
            )
            entries.append(Entry(frame, voice))
        elif "stop" in item:
            entries.append(Entry(frame, StopVoices(item["stop"])))
        elif "silence" in item:
            entries.append(Entry(frame, SilenceAll()))
        elif "end" not in item:
            scene = _changed(scene, item)
            entries.append(Entry(frame, scene))
    return Timeline(_head(items[0]), tuple(entries), tuple(heard), end, tuple(missing))


def _head(item: dict[str, Any]) -> Head:
    glide = GlideSettings(**item["glide"])
    binaural = BinauralSettings(**item["binaural"]) if "binaural" in item else SPHERE
    return Head(item["hop"], item["voices"], glide, item["generator"], binaural)


def _changed(scene: Scene, item: dict[str, Any]) -> Scene:
    sources = {k: v for k, v in scene.sources.items() if k not in item.get("gone", ())}
    for data in item.get("sources", ()):
        sources[data["id"]] = _source_from_json(data)
    listener = scene.listener
    if "listener" in item:
        x, y, z, qw, qx, qy, qz = item["listener"]
        listener = Listener((x, y, z), (qw, qx, qy, qz))
    return Scene(MappingProxyType(sources), listener, item.get("gain_db", scene.gain_db))


def _clip(folder: Path, name: str, clips: dict[str, Samples]) -> Samples | None:
    if name not in clips:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise InvalidInput(f"the timeline names a clip outside its folder: {name!r}")
        if not path.exists():
            return None
        samples, rate = read_sound(path)
        if rate != RATE or samples.shape[1] != 1:
            raise InvalidInput(f"{path} is no clip of a session: expected mono at {RATE} Hz")
        clips[name] = samples[:, 0]
    return clips[name]

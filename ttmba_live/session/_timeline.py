"""What the mixer took up, hop by hop, as lines of JSON: enough to render a live run again.

The file grows line by line while the daemon runs. Clips stand beside it as float32 WAV, so a
replay (`ttmba_live.session._replay`) hears the very same samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.engine import Entry, GlideSettings, SilenceAll, StartVoice, StopVoices
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Envelope, Event, Scene, Source, event_to_json
from ttmba_live.setup import BinauralSettings

SPHERE = BinauralSettings(renderer="sphere")
"""What timelines that name no renderer were rendered with."""

NAME = "timeline.jsonl"
CLIPS = "clips"


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
    if source.envelope is not None:
        data["envelope"] = source.envelope.to_json()
    return data


def source_from_json(data: dict[str, Any]) -> Source:
    """A source of a timeline's line."""
    path, envelope = data.get("path"), data.get("envelope")
    return Source(
        id=data["id"],
        number=data["number"],
        name=data["name"],
        position=Position(*data["place"]),
        gain_db=data["gain_db"],
        mute=data["mute"],
        loop=data["loop"],
        trajectory=Trajectory.checked([tuple(row) for row in path]) if path else None,
        envelope=Envelope.from_json(envelope) if envelope else None,
    )

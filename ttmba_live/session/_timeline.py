"""What the mixer took up, hop by hop, one format, lines of JSON: enough to render a run again.

The file grows line by line while the daemon runs. Clips stand beside it as float32 WAV, so a
replay (`ttmba_live.session._replay`) hears the very same samples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.engine import (
    ChangeHead,
    Entry,
    GlideSettings,
    LimitReflections,
    SilenceAll,
    StartVoice,
    StopVoices,
)
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import (
    Envelope,
    Event,
    Scene,
    Source,
    checked_gain,
    checked_spread,
    event_to_json,
)
from ttmba_live.session._background_writer import BackgroundWriter, Growing
from ttmba_live.setup import BinauralSettings

SPHERE = BinauralSettings(renderer="sphere")
"""What timelines that name no renderer were rendered with."""

_MOST = 1 << 28
"""Bytes of lines that may wait for the disk: hours of a busy show."""

_PATIENCE = 10.0
"""Seconds that the end of a run waits for the disk."""
OVER = "run"
"""What an end is the end of that no more follows; else one of what was on the disk then."""
STREAM = 2
"""Counts the forms of the network's live renderer. The first blended spectra from a table; what it
played comes out otherwise now, by some -40 dB."""

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
    stream: int = STREAM
    zero: str = "start"
    """Where a session's time begins: when the daemon did, or with its "first cue"."""
    stems: str = "apart"
    """What stems have of the room: see `ttmba_live.setup.SessionSettings`."""
    ending: str = "clips"
    """What becomes of what still sounds at the end, as there."""

    @property
    def outdated(self) -> str:
        """Why a replay does not repeat the run to the last bit, or nothing."""
        if self.stream == STREAM or self.binaural.renderer == "sphere":
            return ""
        return "an earlier live renderer played this run; what is rendered now differs a little"


def head_from_json(item: dict[str, Any]) -> Head:
    """What a timeline's first line says; ValueError and the like for what no daemon wrote."""
    if item.get("version") != 1:
        raise ValueError("it does not begin as a timeline of version 1")
    glide = GlideSettings(**item["glide"])
    if not (0.0 <= glide.smoothing <= 10.0 and 0.0 < glide.max_speed <= 1e6):
        raise ValueError(f"no glide is {glide}")
    binaural = BinauralSettings(**item["binaural"]) if "binaural" in item else SPHERE
    for word in (binaural.checkpoint, binaural.renderer):
        text: object = word  # as somebody wrote it
        if not isinstance(text, str):
            raise TypeError(f"no renderer is {binaural}")
    hop = whole("hop", item["hop"], 32, 4096)
    if hop & (hop - 1):
        raise ValueError(f"hop must be a power of two, not {hop}")
    voices = whole("voices", item["voices"], 1, 4096)
    stream = whole("stream", item.get("stream", 1), 1, 1 << 20)  # the first had no number
    zero, stems = str(item.get("zero", "start")), str(item.get("stems", "apart"))
    ending = str(item.get("ending", "clips"))
    generator = str(item["generator"])
    return Head(hop, voices, glide, generator, binaural, stream, zero, stems, ending)


def whole(name: str, number: object, least: int, most: int) -> int:
    """A whole number in its range, or ValueError."""
    if type(number) is not int or not least <= number <= most:
        raise ValueError(f"{name} must be a whole number in {least}..{most}, not {number!r:.40}")
    return number


class TimelineWriter:
    """Appends to ``folder/timeline.jsonl``, in the background. Thread: control.

    While the disk takes nothing the lines wait; ``error`` says why, and ``lost`` that they were
    too many. ``written`` is the frame up to which all is on the disk.
    """

    def __init__(self, folder: Path, head: Head) -> None:
        """Start a new file; raises `Unavailable` if the folder cannot be written."""
        self.written, self._moving = 0, False
        self._scene = Scene()
        self._lines: list[str] = []
        try:
            (folder / CLIPS).mkdir(parents=True, exist_ok=True)
            self._file = Growing(folder / NAME)
            self._line({"version": 1, "rate": RATE, **asdict(head)})
            self._file.append(self._taken())
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        self._writer = BackgroundWriter("timeline", _MOST)

    @property
    def error(self) -> str:
        """What keeps the timeline from being written now, if anything does."""
        why = self._writer.error
        return f"the timeline cannot be written: {why}; it waits" if why else ""

    @property
    def lost(self) -> str:
        """Why the timeline is not whole, if it is not."""
        return self._writer.lost

    def event(self, frame: int, event: Event, clip: str, cue: int, *, live: bool = False) -> None:
        """Note that an event of a cue got its clip, or gets it while it sounds."""
        line = {"f": frame, "event": event_to_json(event), "clip": clip, "cue": cue}
        self._line({**line, "live": True} if live else line)

    def entries(self, entries: Iterable[Entry]) -> None:
        """Note what the mixer took up."""
        for entry in entries:
            match entry.what:
                case Scene() as scene:
                    self._line({"f": entry.frame, **_difference(self._scene, scene)})
                    self._scene = scene
                case StartVoice() as start:
                    voice = {"source": start.source, "clip": start.clip, "at": start.at}
                    over = {"fade": start.fade, "alike": start.alike} if start.fade else {}
                    self._line({"f": entry.frame, "start": {**voice, **over}})
                case StopVoices(source=source):
                    self._line({"f": entry.frame, "stop": source})
                case ChangeHead(head=head):
                    self._line({"f": entry.frame, "head": head})
                case LimitReflections(voices=most):
                    self._line({"f": entry.frame, "reflect": most})
                case SilenceAll():
                    self._line({"f": entry.frame, "silence": True})

    def flush(self, frame: int | None = None, *, upto: int = 0, last: bool = False) -> None:
        """Send everything to the disk; ``frame`` notes how far the run has come.

        ``upto`` is what `written` shall be then; the run is over at its ``last`` frame.
        """
        if frame is not None:
            self._line({"f": frame, "end": OVER if last else True})
        data = self._taken()

        def write() -> None:
            self._file.append(data)
            if not self._moving:
                self.written = max(self.written, upto)

        if not self.lost:  # after a hole, more would only mislead
            self._writer.put(write, len(data))

    def sync(self, patience: float = _PATIENCE) -> bool:
        """Wait until all that was flushed is on the disk; not for the control thread."""
        return self._writer.rest(patience)

    def move(self, where: Callable[[], Path]) -> None:
        """Go on in a folder that was made anew, ``where`` it is by then."""

        def write() -> None:
            folder = where()
            (folder / CLIPS).mkdir(exist_ok=True)  # if that was moved meanwhile: once more, there
            self._file.move(folder / NAME)
            self.written, self._moving = reached, False

        reached, self.written, self._moving = self.written, 0, True

        self._writer.put(write)

    def close(self, patience: float = _PATIENCE) -> None:
        """Write what waits and close the file; ``lost`` says if that was not possible."""
        if self._writer.close(patience):
            self._file.close()

    def _line(self, data: dict[str, Any]) -> None:
        self._lines.append(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _taken(self) -> bytes:
        lines, self._lines = self._lines, []
        return "".join(lines).encode("utf-8", "replace")


def run_file(name: str, number: int | None) -> str:
    """What a file of a run is called: an older run's has a number."""
    stem, dot, ending = name.partition(".")
    return name if number is None else f"{stem}-{number}{dot}{ending}"


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
    if new.room != old.room:
        out["room"] = room_to_json(new.room)
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
        "mute": source.silent,  # by whatever: a replay sounds the same
        "loop": source.loop,
    }
    around = {"room_db": source.room_db, "spread": source.spread}
    data.update({name: value for name, value in around.items() if value})
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
        position=Position.checked(*data["place"]),
        gain_db=checked_gain(data["gain_db"]),
        mute=bool(data["mute"]),
        loop=bool(data["loop"]),
        trajectory=Trajectory.checked([tuple(row) for row in path]) if path else None,
        envelope=Envelope.from_json(envelope) if envelope else None,
        room_db=checked_gain(data.get("room_db", 0.0)),
        spread=checked_spread(data.get("spread", 0.0)),
    )

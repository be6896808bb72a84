"""A session as a DAWproject file, one format, which Bitwig, Studio One and Cubase open.

One file with the sounds inside, or the project alone where these are too much: a group track for
each cue, in it for each source a track with its stems (more than one where these overlap) and a
muted one with its dry clips. Equal sessions give equal bytes. What is drawn of a track waits in a
file, so that a long session does not fill the memory.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from ttmba_live.audio import RATE, from_db, whole_file
from ttmba_live.daw._rpp import FADE_IN, FADE_OUT
from ttmba_live.daw._session import (
    DRY,
    STEM,
    Item,
    Session,
    Track,
    level_of,
    one_line,
    pan_of,
    short_name,
)

Element = ET.Element

_MAX_VOLUME = 2.0
"""Linear; above that faders do not go."""

_DATE = (1980, 1, 1, 0, 0, 0)

EMBEDDED = 2 << 30
"""Bytes of sound that one project holds at most: an hour and a half of stereo."""

_IN_MEMORY = 1 << 23
_DEPTH = 3
"""How deep a track's lanes lie in the document."""


def write_dawproject(path: Path, session: Session, folder: Path) -> list[str]:
    """Write a project with the items' files from ``folder`` in it; what is to be told.

    Above `EMBEDDED` bytes of sound it names the files, which stay in ``folder`` beside it. Raises
    `Unavailable`.
    """
    meta = Element("MetaData")
    _sub(meta, "Title", {}).text = one_line(session.title)
    _sub(meta, "Comment", {}).text = one_line(session.software)
    files = list(dict.fromkeys(item.file for item in session.files))
    with whole_file(path) as part:
        size = sum((folder / file).stat().st_size for file in files)
        apart = size > EMBEDDED
        sounds = [] if apart else [(file, folder / file) for file in files]
        _write(part, meta, _Writer(session, external=apart), sounds)
    if not apart:
        return []
    too_much = f"{size / 2**30:.1f} GiB are too much for one file"
    return [f"{path.name} names the sounds beside it ({too_much}): keep the folder together"]


def _write(part: Path, meta: Element, writer: _Writer, sounds: list[tuple[str, Path]]) -> None:
    with (
        tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(part.parent)) as lanes,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
    ):
        archive.writestr(_entry("metadata.xml"), _xml(meta))
        before, after = _xml(writer.project(lanes)).split(_GAP)
        with archive.open(_entry("project.xml"), "w") as target:
            target.write(before)
            lanes.seek(0)
            shutil.copyfileobj(lanes, target)
            target.write(after)
        for name, path in sounds:
            entry = _entry(name, zipfile.ZIP_STORED)
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _entry(name: str, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = kind
    entry.create_system = 0
    return entry


def _xml(root: Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


_GAP = b"<?lanes?>"
"""Where the lanes go into the document."""


def _sub(parent: Element, tag: str, attributes: dict[str, str]) -> Element:
    return ET.SubElement(parent, tag, attributes)


class _Writer:
    """One project's elements; ids are given in order."""

    def __init__(self, session: Session, *, external: bool) -> None:
        """Describe a session; ``external`` says that its sounds lie beside the project."""
        self._session, self._external = session, external
        self._ids = (f"id{number}" for number in itertools.count(1))

    def project(self, drawn: IO[bytes]) -> Element:
        """The document but for its lanes, which go to ``drawn`` one by one."""
        session, self._drawn = self._session, drawn
        name, _, version = session.software.partition(" ")
        root = Element("Project", version="1.0")
        _sub(root, "Application", {"name": name, "version": version or "0"})
        transport = _sub(root, "Transport", {})
        limits = {"unit": "bpm", "min": "20", "max": "999", "value": "120"}
        _sub(transport, "Tempo", {**limits, "id": self._id(), "name": "Tempo"})
        beats = {"numerator": "4", "denominator": "4", "id": self._id()}
        _sub(transport, "TimeSignature", beats)
        structure = _sub(root, "Structure", {})
        arrangement = _sub(root, "Arrangement", {"id": self._id()})
        lanes = _sub(arrangement, "Lanes", {"timeUnit": "seconds", "id": self._id()})
        lanes.append(ET.ProcessingInstruction("lanes"))
        master = Element("Track", self._named("Master", "audio notes"))
        destination = self._channel(master, "master", None)[0]
        for cue in session.cues:
            self._cue(structure, destination, cue)
        if session.mix is not None:
            self._mix(structure, destination, session.mix)
        structure.append(master)
        if session.markers:
            # Without a unit they would count beats, as everything outside of Lanes does.
            markers = _sub(arrangement, "Markers", {"timeUnit": "seconds", "id": self._id()})
            for marker in session.markers:
                at = {"time": _time(marker.start), "name": short_name(marker.name)}
                _sub(markers, "Marker", at)
        _sub(root, "Scenes", {})
        return root

    def _cue(self, structure: Element, master: str, cue: int) -> None:
        group = _sub(structure, "Track", self._named(f"cue {cue}", "tracks"))
        destination = self._channel(group, "master", master)[0]
        for track in self._session.tracks:
            if track.cue != cue:
                continue
            for number, layer in enumerate(track.layers(STEM), 1):
                name = track.id if number == 1 else f"{track.id} {number}"
                self._lane(group, destination, track, name, layer)
            if dry := track.of(DRY):
                self._lane(group, destination, track, f"{track.id} (dry)", dry)

    def _lane(
        self,
        group: Element,
        destination: str,
        track: Track,
        name: str,
        items: tuple[Item, ...],
    ) -> None:
        kind = items[0].kind
        color = "#{:02x}{:02x}{:02x}".format(*track.color)
        own = _sub(group, "Track", {**self._named(name, "audio"), "color": color})
        still = kind == DRY and not track.automated
        first = items[0]
        level, pan = (_level(first), pan_of(first.place)) if still else (1.0, 0.0)
        _, pan_id, volume_id = self._channel(
            own, "regular", destination, mute=kind == DRY, pan=pan, volume=level
        )
        lane = Element("Lanes", {"track": own.attrib["id"], "id": self._id()})
        clips = _sub(lane, "Clips", {"id": self._id()})
        for item in items:
            self._clip(clips, item)
        if kind == DRY and track.automated:
            moves = [move for item in items for move in item.moves()]
            pans = [(time, _pan(pan_of(place))) for time, place in moves]
            levels = [
                (time, min(level * from_db(item.gain_db), _MAX_VOLUME))
                for item in items
                for time, level in item.levels()
            ]
            self._points(lane, "normalized", pan_id, pans)
            self._points(lane, "linear", volume_id, levels)
        self._draw(lane)

    def _mix(self, structure: Element, master: str, item: Item) -> None:
        own = _sub(structure, "Track", self._named("mix", "audio"))
        self._channel(own, "regular", master, mute=True)
        lane = Element("Lanes", {"track": own.attrib["id"], "id": self._id()})
        self._clip(_sub(lane, "Clips", {"id": self._id()}), item)
        self._draw(lane)

    def _draw(self, lane: Element) -> None:
        """Let a whole lane go."""
        ET.indent(lane, level=_DEPTH)
        if self._drawn.tell():
            self._drawn.write(b"\n" + _DEPTH * b"  ")
        self._drawn.write(ET.tostring(lane, encoding="UTF-8", xml_declaration=False))

    def _clip(self, clips: Element, item: Item) -> None:
        length = _time(item.frames)
        span = {"duration": length, "contentTimeUnit": "seconds", "playStart": "0.0"}
        outer = _sub(clips, "Clip", {
            "time": _time(item.start), **span,
            "name": short_name(item.name), "comment": item.notes,
        })  # fmt: skip
        # A clip within the clip holds the sound, as in the projects that Bitwig writes.
        inner = _sub(outer, "Clips", {"timeUnit": "seconds", "id": self._id()})
        clip = _sub(inner, "Clip", {
            "time": "0.0", **span, "fadeTimeUnit": "seconds",
            "fadeInTime": f"{FADE_IN if item.kind == STEM else 0.0:g}",
            "fadeOutTime": f"{min(FADE_OUT, item.seconds):g}",
        })  # fmt: skip
        audio = _sub(clip, "Audio", {
            "algorithm": "raw", "channels": str(item.channels), "duration": length,
            "sampleRate": str(RATE), "id": self._id(),
        })  # fmt: skip
        where = {"external": "true"} if self._external else {}
        _sub(audio, "File", {"path": item.file, **where})

    def _points(
        self, lane: Element, unit: str, parameter: str, points: list[tuple[float, float]]
    ) -> None:
        parent = _sub(lane, "Points", {"unit": unit, "id": self._id()})
        _sub(parent, "Target", {"parameter": parameter})
        for time, value in points:
            at = {"time": f"{time:.9f}", "value": f"{value:.6f}", "interpolation": "linear"}
            _sub(parent, "RealPoint", at)

    def _channel(
        self,
        track: Element,
        role: str,
        destination: str | None,
        *,
        mute: bool = False,
        pan: float = 0.0,
        volume: float = 1.0,
    ) -> tuple[str, str, str]:
        """Add a channel; the ids of it, its pan and its volume."""
        own, pan_id, volume_id = self._id(), self._id(), self._id()
        words = {"audioChannels": "2", "role": role, "solo": "false", "id": own}
        if destination:
            words["destination"] = destination
        channel = _sub(track, "Channel", words)
        _sub(channel, "Mute", {"value": str(mute).lower(), "id": self._id(), "name": "Mute"})
        limits = {"unit": "normalized", "min": "0", "max": "1", "name": "Pan"}
        _sub(channel, "Pan", {**limits, "value": f"{_pan(pan):.6f}", "id": pan_id})
        level = f"{min(volume, _MAX_VOLUME):.6f}"
        limits = {"unit": "linear", "min": "0", "max": "2", "name": "Volume"}
        _sub(channel, "Volume", {**limits, "value": level, "id": volume_id})
        return own, pan_id, volume_id

    def _named(self, name: str, content: str) -> dict[str, str]:
        own = {"contentType": content, "loaded": "true", "id": self._id()}
        return {**own, "name": short_name(name)}

    def _id(self) -> str:
        return next(self._ids)


def _level(item: Item) -> float:
    return level_of(item.place) * from_db(item.gain_db)


def _pan(pan: float) -> float:
    """-1..1 to DAWproject's 0..1."""
    return 0.5 + 0.5 * pan


def _time(frames: int) -> str:
    return f"{frames / RATE:.9f}"

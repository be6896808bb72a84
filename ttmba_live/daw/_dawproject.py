"""A session as a DAWproject file, which Bitwig, Studio One and Cubase open. Knows its schema.

One file with the sounds inside: a group track for each cue, in it for each source a track with
its stems (more than one where these overlap) and a muted one with its dry clips. Equal sessions
give equal bytes.
"""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path
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


def write_dawproject(path: Path, session: Session, folder: Path) -> None:
    """Write a project with the items' files from ``folder`` in it; raises `Unavailable`."""
    meta = Element("MetaData")
    _sub(meta, "Title", {}).text = one_line(session.title)
    _sub(meta, "Comment", {}).text = one_line(session.software)
    with (
        whole_file(path) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
    ):
        archive.writestr(_entry("metadata.xml"), _xml(meta))
        archive.writestr(_entry("project.xml"), _xml(_Writer(session).project()))
        for file in dict.fromkeys(item.file for item in session.files):
            entry = _entry(file, zipfile.ZIP_STORED)
            entry.file_size = (folder / file).stat().st_size
            with (folder / file).open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _entry(name: str, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = kind
    entry.create_system = 0
    return entry


def _xml(root: Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _sub(parent: Element, tag: str, attributes: dict[str, str]) -> Element:
    return ET.SubElement(parent, tag, attributes)


class _Writer:
    """One project's elements; ids are given in order."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids = (f"id{number}" for number in itertools.count(1))

    def project(self) -> Element:
        session = self._session
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
        master = Element("Track", self._named("Master", "audio notes"))
        destination = self._channel(master, "master", None)[0]
        for cue in session.cues:
            self._cue(structure, lanes, destination, cue)
        if session.mix is not None:
            self._mix(structure, lanes, destination, session.mix)
        structure.append(master)
        if session.markers:
            # Without a unit they would count beats, as everything outside of Lanes does.
            markers = _sub(arrangement, "Markers", {"timeUnit": "seconds", "id": self._id()})
            for marker in session.markers:
                at = {"time": _time(marker.start), "name": short_name(marker.name)}
                _sub(markers, "Marker", at)
        _sub(root, "Scenes", {})
        return root

    def _cue(self, structure: Element, lanes: Element, master: str, cue: int) -> None:
        group = _sub(structure, "Track", self._named(f"cue {cue}", "tracks"))
        destination = self._channel(group, "master", master)[0]
        for track in self._session.tracks:
            if track.cue != cue:
                continue
            for number, layer in enumerate(track.layers(STEM), 1):
                name = track.id if number == 1 else f"{track.id} {number}"
                self._lane(group, lanes, destination, track, name, layer)
            if dry := track.of(DRY):
                self._lane(group, lanes, destination, track, f"{track.id} (dry)", dry)

    def _lane(
        self,
        group: Element,
        lanes: Element,
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
        lane = _sub(lanes, "Lanes", {"track": own.attrib["id"], "id": self._id()})
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

    def _mix(self, structure: Element, lanes: Element, master: str, item: Item) -> None:
        own = _sub(structure, "Track", self._named("mix", "audio"))
        self._channel(own, "regular", master, mute=True)
        lane = _sub(lanes, "Lanes", {"track": own.attrib["id"], "id": self._id()})
        self._clip(_sub(lane, "Clips", {"id": self._id()}), item)

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
        _sub(audio, "File", {"path": item.file})

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

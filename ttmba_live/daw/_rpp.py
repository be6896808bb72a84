"""A session as a REAPER project. Knows REAPER's text format and writes no sound.

A folder track for each cue, in it for each source a track with its stems and a muted one with
its dry clips. The dry tracks have pan and volume from the source's place: envelopes where it
moves or fades. Equal sessions give equal bytes.
"""

from __future__ import annotations

import textwrap
import uuid
from collections.abc import Iterator
from pathlib import Path

from ttmba_live.audio import RATE, from_db, whole_file
from ttmba_live.daw._session import (
    DRY,
    STEM,
    Item,
    Kind,
    Session,
    Track,
    level_of,
    pan_of,
    short_name,
)

FADE_IN, FADE_OUT = 0.0005, 0.005
"""Seconds of a stem's fades. Sound from the nearest place takes longer than the fade-in to come,
so nothing is cut; dry clips have none at their start."""

_LINE = 240
"""Characters of a line of notes."""


def write_rpp(path: Path, session: Session) -> None:
    """Write a project whose media stand beside it; raises `Unavailable`."""
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _project(session))


def rpp_text(session: Session) -> str:
    """The project's text."""
    return "\n".join(_project(session)) + "\n"


def quoted(text: str) -> str:
    """A word of a project file, in the first kind of quote that does not occur in it."""
    name = short_name(text)
    for mark in "\"'`":
        if mark not in name:
            return f"{mark}{name}{mark}"
    return "`" + name.replace("`", "'") + "`"


def _project(session: Session) -> Iterator[str]:
    yield f"<REAPER_PROJECT 0.1 {quoted('7.0/' + session.software)} 0"
    yield "  RIPPLE 0"
    yield "  TIMELOCKMODE 0"  # everything stays at its time when the tempo changes
    yield "  ITEMMIX 1"  # items that overlap sound together
    yield f"  SAMPLERATE {RATE} 1 0"
    yield "  TEMPO 120 4 4"
    yield "  <TEMPOENVEX"  # some converters look for it
    yield from _envelope_head("tempo", visible=False)
    yield "    PT 0.000000000 120.0000000000 0"
    yield "  >"
    for number, marker in enumerate(session.markers, 1):
        yield f"  MARKER {number} {_time(marker.start)} {quoted(marker.name)} 0"
    for cue in session.cues:
        yield from _cue(cue, [track for track in session.tracks if track.cue == cue])
    if session.mix is not None:
        yield from _track("mix", "mix", folder="0 0", mute=True)
        yield from _item(session.mix)
        yield "  >"
    yield ">"


def _cue(cue: int, tracks: list[Track]) -> Iterator[str]:
    yield from _track(f"cue {cue}", f"cue {cue}", folder="1 1")
    yield "  >"
    lanes: list[tuple[Track, Kind]] = [
        (track, kind) for track in tracks for kind in (STEM, DRY) if track.of(kind)
    ]
    for number, (track, kind) in enumerate(lanes, 1):
        last = "2 -1" if number == len(lanes) else "0 0"
        name = track.id if kind == STEM else f"{track.id} (dry)"
        vol, pan = _fader(track, kind)
        yield from _track(
            f"{track.cue}/{track.id}/{kind}", name, folder=last,
            vol=vol, pan=pan, color=track.color, mute=kind == DRY,
        )  # fmt: skip
        if kind == DRY and track.automated:
            yield from _envelopes(track)
        for item in track.of(kind):
            yield from _item(item)
        yield "  >"


def _fader(track: Track, kind: Kind) -> tuple[float, float]:
    if kind == STEM or track.automated:
        return 1.0, 0.0
    place = track.of(DRY)[0].place
    return level_of(place), pan_of(place)


def _track(
    key: str,
    name: str,
    *,
    folder: str,
    vol: float = 1.0,
    pan: float = 0.0,
    color: tuple[int, int, int] | None = None,
    mute: bool = False,
) -> Iterator[str]:
    guid = _guid("track", key)
    yield f"  <TRACK {guid}"
    yield f"    NAME {quoted(name)}"
    yield f"    PEAKCOL {_color(color)}"
    yield f"    VOLPAN {vol:.9f} {pan:.9f} -1 -1 1"
    yield f"    MUTESOLO {int(mute)} 0 0"
    yield f"    ISBUS {folder}"
    yield "    NCHAN 2"
    yield f"    TRACKID {guid}"
    yield "    MAINSEND 1 0"


def _envelopes(track: Track) -> Iterator[str]:
    moves = [move for item in track.of(DRY) for move in item.moves()]
    # A pan envelope has its left and right the other way round than the pan knob.
    pans = [(time, -pan_of(place)) for time, place in moves]
    levels = [level for item in track.of(DRY) for level in item.levels()]
    for name, points in (("PANENV2", pans), ("VOLENV2", levels)):
        yield f"    <{name}"
        for line in _envelope_head(name, str(track.cue), track.id):
            yield f"  {line}"
        for time, value in points:
            yield f"      PT {time:.9f} {value + 0.0:.6f} 0"
        yield "    >"


def _envelope_head(*key: str, visible: bool = True) -> Iterator[str]:
    yield f"    EGUID {_guid(*key)}"
    yield "    ACT 1 -1"
    yield f"    VIS {int(visible)} 1 1"
    yield "    LANEHEIGHT 0 0"
    yield "    ARM 0"
    yield "    DEFSHAPE 0 -1 -1"


def _item(item: Item) -> Iterator[str]:
    fade_in = FADE_IN if item.kind == STEM else 0.0
    gain = from_db(item.gain_db) if item.kind == DRY else 1.0
    yield "    <ITEM"
    yield f"      POSITION {_time(item.start)}"
    yield "      SNAPOFFS 0"
    yield f"      LENGTH {_time(item.frames)}"
    yield "      LOOP 0"
    yield "      ALLTAKES 0"
    yield f"      FADEIN 1 {fade_in:g} 0"
    yield f"      FADEOUT 1 {FADE_OUT:g} 0"
    yield "      MUTE 0 0"
    yield "      SEL 0"
    yield f"      IGUID {_guid('item', item.id)}"
    yield f"      NAME {quoted(item.name)}"
    yield f"      VOLPAN 1 0 {gain:.9f} -1"
    yield "      SOFFS 0"
    yield "      PLAYRATE 1 1 0 -1 0 0.0025"
    yield "      CHANMODE 0"
    yield f"      GUID {_guid('take', item.id)}"
    yield "      <NOTES"
    for line in item.notes.splitlines():
        for part in textwrap.wrap(line, _LINE) or [""]:
            yield f"        |{part}"
    yield "      >"
    yield "      <SOURCE WAVE"
    yield f"        FILE {quoted(item.file)}"
    yield "      >"
    yield "    >"


def _time(frames: int) -> str:
    return f"{frames / RATE:.9f}"


def _guid(*words: str) -> str:
    return f"{{{str(uuid.uuid5(uuid.NAMESPACE_OID, chr(10).join(words))).upper()}}}"


def _color(color: tuple[int, int, int] | None) -> int:
    if color is None:
        return 16576
    red, green, blue = color
    return 0x1000000 | blue << 16 | green << 8 | red

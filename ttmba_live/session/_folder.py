"""The session folder, one format: what was placed, the dry clips, the stems and the mix.

session.json   a scene file of what was really heard, with each event's clip as its ``file``
clips/         dry mono clips
stems/         each event in two ears, beginning at its start
mix.wav        everything, with a cue point where each cue begins; labels.txt has these for Audacity
manifest.tsv   every clip and stem, a line each, for scripts
session.rpp    the same for REAPER; session.dawproject for Bitwig, Studio One, Cubase
timeline.jsonl a live run, hop by hop (only where there was one)
"""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from ttmba_live.audio import Clip, whole_file
from ttmba_live.daw import (
    MANIFEST,
    About,
    keep_dry,
    read_manifest,
    set_start,
    write_blocks,
    write_wave,
)
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import Event, scene_to_json
from ttmba_live.session._bounce import RINGS, Bounced
from ttmba_live.session._inside import file_inside
from ttmba_live.session._patience import Writing, at_once
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._run_names import MIX, SCENE, clip_name, generated
from ttmba_live.session._spool import link_or_copy
from ttmba_live.session._timeline import CLIPS, NAME, run_file
from ttmba_live.session._tracks import (
    ROOM_STEM,
    STEMS,
    Played,
    StemFile,
    about_clip,
    about_stem,
    cue_markers,
    session_tracks,
    software,
    stem_name,
)
from ttmba_live.setup.exporters import EXPORTERS

AUDIBLE_DB = 0.1
"""The limiter's work under that is not worth a line."""


def write_session(
    folder: Path, played: Sequence[Played], bounced: Bounced, generator: str
) -> list[str]:
    """Write everything but the clips, which stand in ``folder`` already.

    Returns what is to be told. Raises `Unavailable` if the folder cannot be written.
    """
    stems = {}
    for one in played:
        stem = bounced.stems[one.serial]
        file = stem_name(str(one.event.file), one.time)
        write_wave(folder / file, stem.samples, about_stem(one))
        stems[one.serial] = StemFile(file, stem.start, len(stem.samples))
    mix = bounced.mix
    write_blocks(folder / MIX, mix.blocks(), mix.frames, 2, _about_mix(played))
    room = None
    if bounced.room is not None:
        room = StemFile(ROOM_STEM, 0, len(bounced.room))
        write_wave(folder / room.file, bounced.room, _about_room())
    facts = SessionFacts(bounced.held_db, room=room, around=bounced.around)
    told = write_projects(folder, played, stems, mix.frames, generator, facts)
    return told + limiter_notes(bounced.held_db)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is to be said of a session as a whole."""

    held_db: float = 0.0
    """The most that the limiter held the mix down by."""
    run: str | None = None
    """By which scripts know the session again; else made from what it holds."""
    number: int | None = None
    """That of an older run in the folder."""
    incomplete: str = ""
    """What it lacks."""
    room: StemFile | None = None
    """The room's stem, if it has one."""
    around: Room = NO_ROOM
    """The room that it was in at its end."""


def write_projects(
    folder: Path,
    played: Sequence[Played],
    stems: Mapping[int, StemFile],
    frames: int,
    generator: str,
    of: SessionFacts,
) -> list[str]:
    """Write what speaks of the sound files, which stand in ``folder`` already.

    The mix is ``frames`` long. Returns what is to be told. Raises `Unavailable` if the folder
    cannot be written.
    """
    events = _named([one.event for one in played])
    about: dict[str, Any] = {"software": software(), "generator": generator}
    if of.held_db:
        about["limiter_db"] = -round(of.held_db, 2)
    if of.incomplete:
        about["incomplete"] = of.incomplete
    if not of.around.is_none:
        about["room"] = room_to_json(of.around)
    text = scene_to_json(events, **about)
    with whole_file(folder / run_file(SCENE, of.number)) as part:
        part.write_text(text, encoding="utf-8")
    for one in reversed(played):  # a clip that was played twice keeps its first start
        set_start(folder / str(one.event.file), one.start)
    mix = StemFile(run_file(MIX, of.number), 0, frames)
    session = session_tracks(folder.name, played, stems, mix, of.room)
    name, told = of.run or str(uuid.uuid5(uuid.NAMESPACE_OID, text)), []
    for entry in EXPORTERS:
        exporter = entry.make()
        told += exporter.write(folder / run_file(exporter.file, of.number), session, name) or []
    return told


def _named(events: Sequence[Event]) -> list[Event]:
    """Events whose ids are all different: a source may have sounded several times."""
    used: set[str] = set()
    out = []
    for event in events:
        number, name = 1, event.id
        while name in used:
            number += 1
            name = f"{event.id[:56]}_{number}"
        used.add(name)
        out.append(replace(event, id=name))
    return out


def _about_room() -> About:
    return About("room", software=software())


def _about_mix(played: Sequence[Played]) -> About:
    markers = tuple((marker.start, marker.name) for marker in cue_markers(played))
    return About("mix", software=software(), markers=markers)


def write_clips(folder: Path, events: Sequence[Event], clips: Mapping[str, Clip]) -> list[Played]:
    """Write the dry clips of a scene's events and return these with their ``file`` set."""
    out = []
    for number, event in enumerate(events):
        cue = event.cue or 1
        file, samples = clip_name(number + 1, event.id), clips[event.id].samples
        write_wave(folder / file, samples, about_clip(event, cue))
        out.append(Played(replace(event, file=file), event.id, cue, len(samples), number))
    return out


def copy_run(
    run: Path,
    folder: Path,
    writing: Writing = at_once,
    where: Callable[[], tuple[Path, Path]] | None = None,
) -> Path:
    """Copy a live run's timeline and clips into a new session folder: this one, or a numbered one.

    ``where`` is asked before each try for both folders, which somebody may have moved; it raises
    `Unavailable` if the run is not on the disk yet. Returns the folder; raises `Unavailable`, and
    then leaves none.
    """
    made: list[Path] = []

    def copy() -> Path:
        source, place = where() if where else (run, folder)
        made[:] = [place.parent / made[0].name if made else _new_folder(place)]
        target = made[0]
        (target / CLIPS).mkdir(exist_ok=True)
        shutil.copyfile(source / NAME, target / NAME)
        keep_dry(source / MANIFEST, target / MANIFEST)
        for clip in sorted((source / CLIPS).glob("[!.]*.wav")):  # a hidden one is half written
            link_or_copy(clip, target / CLIPS / clip.name)
        return target

    try:
        return writing(copy)
    except (OSError, Unavailable) as error:
        for torn in made:
            shutil.rmtree(torn, ignore_errors=True)
        if isinstance(error, Unavailable):
            raise
        place = made[0] if made else folder
        raise Unavailable(f"cannot write {place}: {error.strerror or error}") from error


def _new_folder(path: Path) -> Path:
    """Make a folder of that name, or of the first ``name_2``, ``name_3``, ... that is free."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inside = (path.parent / NAME).exists()  # beside what another session writes
    for name in chain([path.name], (f"{path.name}_{number}" for number in count(2))):
        if not (inside and generated(name)):
            with contextlib.suppress(FileExistsError):
                (path.parent / name).mkdir()
                break
    return path.parent / name


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run lacks that was played again, and what else is to be told of it."""

    lacks: list[str]
    told: list[str]


def finish_run(rerun: Rerun) -> Finished:
    """Write the rest of a run's session folder, once it has been played again.

    Its ``session.json`` says too what it lacks.
    """
    folder, mix, lacks = rerun.folder, rerun.mix, rerun_lacks(rerun)
    path = folder / run_file(MIX, rerun.number)
    write_blocks(path, mix.blocks(), mix.frames, 2, _about_mix(rerun.played))
    generator = rerun.head.generator
    why = [] if rerun.ended else [f"the run was cut off after {rerun.seconds:.1f} s"]
    run = _run(folder, rerun.number)
    stem = None
    if (room := rerun.room.spool) is not None:
        stem = StemFile(run_file(ROOM_STEM, rerun.number), 0, room.frames)
        write_blocks(folder / stem.file, room.blocks(), stem.frames, 2, _about_room())
    else:
        file_inside(folder, STEMS)
        (folder / run_file(ROOM_STEM, rerun.number)).unlink(missing_ok=True)
    lacking = "; ".join([*why, *lacks])
    whole = SessionFacts(rerun.held_db, run, rerun.number, lacking, stem, rerun.scene.room)
    told = write_projects(folder, rerun.played, rerun.stems, mix.frames, generator, whole)
    return Finished(lacks, rerun_notes(rerun) + told)


def rerun_lacks(rerun: Rerun) -> list[str]:
    """What a run that was played again lacks."""
    lacks = [f"{clip} is missing; the rest is rendered" for clip in dict.fromkeys(rerun.missing)]
    if rerun.cut:
        lacks.append(f"what still rang {RINGS:.0f} s after the last clip's end is cut off")
    return lacks


def rerun_notes(rerun: Rerun) -> list[str]:
    """What else is to be told of a run that was played again."""
    older = [rerun.head.outdated] if rerun.head.outdated else []
    return older + limiter_notes(rerun.held_db)


def limiter_notes(held_db: float, *, stems: bool = True) -> list[str]:
    """What is to be said when the limiter worked, on a mix that has ``stems`` or none."""
    if held_db < AUDIBLE_DB:
        return []
    more = "; the stems are held with it" if stems else ""
    return [f"the limiter held the mix down by up to {held_db:.1f} dB{more}"]


def _run(folder: Path, number: int | None) -> str | None:
    try:
        return read_manifest(folder, run_file(MANIFEST, number))[0]
    except TtmbaError:
        return None

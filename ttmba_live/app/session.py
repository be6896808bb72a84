"""The session folder: what was placed, the dry clips, the stems and the mix.

session.json   a scene file of what was really heard, with each event's clip as its ``file``
clips/         dry mono clips
stems/         each source in two ears, beginning at its start
mix.wav        everything
manifest.tsv   every clip and stem, a line each, for scripts
session.rpp    the same for REAPER; session.dawproject for Bitwig, Studio One, Cubase
timeline.jsonl a live run, hop by hop (only where there was one)
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

from ttmba_live.app.bounce import Bounced, bounce
from ttmba_live.app.choose import renderer
from ttmba_live.app.ledger import clip_name
from ttmba_live.app.timeline import CLIPS, NAME, Timeline, read_timeline
from ttmba_live.app.tracks import (
    Played,
    StemFile,
    about_clip,
    session_tracks,
    software,
    stem_name,
)
from ttmba_live.audio import RATE, Clip, whole_file
from ttmba_live.daw import (
    MANIFEST,
    About,
    read_manifest,
    set_start,
    write_dawproject,
    write_manifest,
    write_rpp,
    write_wave,
)
from ttmba_live.engine import StartVoice
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event, Scene, scene_to_json

MIX, SCENE = "mix.wav", "session.json"
RPP, DAWPROJECT = "session.rpp", "session.dawproject"

_HELD = 0.1
"""Seconds without a move after which the next one counts as a jump from where the source stood."""


def default_folder() -> Path:
    """Where recordings and saved sessions go if nothing else is said."""
    return Path(platformdirs.user_documents_dir()) / "ttmba_live"


def write_session(
    folder: Path,
    played: Sequence[Played],
    bounced: Bounced,
    generator: str,
    *,
    run: str | None = None,
) -> None:
    """Write everything but the clips, which stand in ``folder`` already.

    Scripts know a session again by ``run``; without one it is made from what the session holds.
    Raises `Unavailable` if the folder cannot be written.
    """
    text = scene_to_json([one.event for one in played], software=software(), generator=generator)
    with whole_file(folder / SCENE) as part:
        part.write_text(text, encoding="utf-8")
    for one in reversed(played):  # a clip that was played twice keeps its first start
        set_start(folder / str(one.event.file), one.start)
    stems = _write_stems(folder, played, bounced)
    write_wave(folder / MIX, bounced.mix, About("mix", software=software()))
    session = session_tracks(folder.name, played, stems)
    write_manifest(folder, session, run or str(uuid.uuid5(uuid.NAMESPACE_OID, text)))
    write_rpp(folder / RPP, session)
    write_dawproject(folder / DAWPROJECT, session, folder)


def write_clips(folder: Path, events: Sequence[Event], clips: Mapping[str, Clip]) -> list[Played]:
    """Write the dry clips of one cue's events and return these with their ``file`` set."""
    out = []
    for number, event in enumerate(events, 1):
        file, samples = clip_name(number, event.id), clips[event.id].samples
        write_wave(folder / file, samples, about_clip(event, 1))
        out.append(Played(replace(event, file=file), event.id, 1, len(samples)))
    return out


def _write_stems(folder: Path, played: Sequence[Played], bounced: Bounced) -> dict[str, StemFile]:
    first = {one.source: one for one in reversed(played)}
    stems = {}
    for source, stem in bounced.stems.items():
        if source not in first:
            continue
        event = first[source].event
        file = stem_name(str(event.file))
        about = replace(about_clip(event, first[source].cue), start=stem.start)
        write_wave(folder / file, stem.samples, about)
        stems[source] = StemFile(file, stem.start, len(stem.samples))
    return stems


def copy_run(run: Path, folder: Path) -> None:
    """Copy a live run's timeline and clips into a new session folder."""
    if folder.exists():
        raise Unavailable(f"{folder} exists already; choose another name")
    try:
        (folder / CLIPS).mkdir(parents=True)
        for name in (NAME, MANIFEST):
            shutil.copyfile(run / name, folder / name)
        for clip in sorted((run / CLIPS).glob("[!.]*.wav")):  # a hidden one is half written
            _link_or_copy(clip, folder / CLIPS / clip.name)
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def finish_run(folder: Path, *, write: bool = True) -> tuple[Bounced, list[str]]:
    """Render a recorded run; with ``write`` the rest of its session folder comes beside it.

    Returns the sound, and what is to be told: a run that was cut off may lack clips.
    """
    timeline = read_timeline(folder)
    bounced = bounce(
        renderer(timeline.head.binaural, timeline.head.hop)[0],
        timeline.entries,
        timeline.end,
        glide=timeline.head.glide,
        voices=timeline.head.voices,
        stems=write,
    )
    if write:
        played = played_events(timeline)
        write_session(folder, played, bounced, timeline.head.generator, run=_run(folder))
    return bounced, [f"{clip} is missing; the rest is rendered" for clip in timeline.missing]


def _run(folder: Path) -> str | None:
    try:
        return read_manifest(folder)[0]
    except TtmbaError:
        return None


def played_events(timeline: Timeline) -> list[Played]:
    """What was heard, as events: real start times, clips as files, moves as trajectories."""
    asked = {heard.clip: heard for heard in timeline.heard}
    scenes = [(e.frame, e.what) for e in timeline.entries if isinstance(e.what, Scene)]
    played: list[Played] = []
    used: set[str] = set()
    for entry in timeline.entries:
        voice = entry.what
        if not isinstance(voice, StartVoice) or voice.clip not in asked:
            continue
        at = entry.frame if voice.at is None else max(entry.frame, voice.at)
        if voice.fade and voice.at is not None:  # it took over in the midst of another
            at = voice.at
        end = at + len(voice.samples)
        event = asked[voice.clip].event
        name = event.id
        while name in used:
            name = f"{event.id}_{len(used) + 1}"
        used.add(name)
        position, trajectory = _moves(scenes, voice.source, at, end)
        event = replace(
            event,
            id=name,
            start=at / RATE,
            file=voice.clip,
            position=position or event.position,
            trajectory=trajectory,
        )
        played.append(Played(event, voice.source, asked[voice.clip].cue, len(voice.samples)))
    return played


def _moves(
    scenes: Sequence[tuple[int, Scene]], source: str, at: int, end: int
) -> tuple[Position | None, Trajectory | None]:
    """Where a source stood at frame ``at``, and how it moved until ``end``."""
    points: list[tuple[float, Position]] = []
    for frame, scene in scenes:
        if frame > end or source not in scene.sources:
            continue
        here = scene.sources[source]
        if here.trajectory is not None:
            return here.position, here.trajectory
        time = max(0.0, (frame - at) / RATE)
        if points and points[-1][1] == here.position:
            continue
        if time == 0.0:
            points = []
        elif points and time - points[-1][0] > _HELD:
            points.append((time, points[-1][1]))
        points.append((time, here.position))
    if not points:
        return None, None
    if len(points) == 1:
        return points[0][1], None
    rows = [(t, p.azimuth, p.elevation, p.distance) for t, p in points]
    return points[0][1], Trajectory.checked(rows)

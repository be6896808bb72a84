"""The session folder: what was placed, the dry clips, the stems and the mix.

session.json   a scene file of what was really heard, with each event's clip as its ``file``
clips/         dry mono clips
stems/         each source in two ears, beginning at its start
mix.wav        everything
timeline.jsonl a live run, hop by hop (only where there was one)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

import ttmba_live
from ttmba_live.app.bounce import Bounced, bounce
from ttmba_live.app.choose import renderer
from ttmba_live.app.timeline import CLIPS, NAME, Timeline, read_timeline
from ttmba_live.audio import RATE, Clip, whole_file, write_sound
from ttmba_live.engine import StartVoice
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event, Scene, scene_to_json, slug

STEMS, MIX, SCENE = "stems", "mix.wav", "session.json"

_HELD = 0.1
"""Seconds without a move after which the next one counts as a jump from where the source stood."""


def default_folder() -> Path:
    """Where recordings and saved sessions go if nothing else is said."""
    return Path(platformdirs.user_documents_dir()) / "ttmba_live"


def clip_name(number: int, name: str) -> str:
    """A clip's path inside a session folder, safe on every system."""
    return f"{CLIPS}/{number:04d}_{slug(name)}.wav"


def write_scene(folder: Path, events: Sequence[Event], generator: str) -> None:
    """Write ``session.json``."""
    text = scene_to_json(
        events, software=f"ttmba_live {ttmba_live.__version__}", generator=generator
    )
    with whole_file(folder / SCENE) as part:
        part.write_text(text, encoding="utf-8")


def write_clips(folder: Path, events: Sequence[Event], clips: Mapping[str, Clip]) -> list[Event]:
    """Write the dry clips and return the events with their ``file`` set."""
    out = []
    for number, event in enumerate(events, 1):
        file = clip_name(number, event.id)
        write_sound(folder / file, clips[event.id].samples)
        out.append(replace(event, file=file))
    return out


def write_sound_files(folder: Path, bounced: Bounced) -> None:
    """Write ``mix.wav`` and the stems."""
    for number, (name, stem) in enumerate(bounced.stems.items(), 1):
        write_sound(folder / STEMS / f"{number:04d}_{slug(name)}.wav", stem.samples)
    write_sound(folder / MIX, bounced.mix)


def copy_run(run: Path, folder: Path) -> None:
    """Copy a live run's timeline and clips into a new session folder."""
    if folder.exists():
        raise Unavailable(f"{folder} exists already; choose another name")
    try:
        (folder / CLIPS).mkdir(parents=True)
        shutil.copyfile(run / NAME, folder / NAME)
        for clip in sorted((run / CLIPS).glob("*.wav")):
            _link_or_copy(clip, folder / CLIPS / clip.name)
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def finish_run(folder: Path, *, write: bool = True) -> Bounced:
    """Render a recorded run; with ``write`` its session.json, stems and mix stand beside it."""
    timeline = read_timeline(folder)
    bounced = bounce(
        renderer(timeline.head.hop),
        timeline.entries,
        timeline.end,
        glide=timeline.head.glide,
        voices=timeline.head.voices,
        stems=write,
    )
    if write:
        write_scene(folder, heard_events(timeline), timeline.head.generator)
        write_sound_files(folder, bounced)
    return bounced


def heard_events(timeline: Timeline) -> list[Event]:
    """What was heard, as events: real start times, clips as files, moves as trajectories."""
    asked = {heard.clip: heard.event for heard in timeline.heard}
    scenes = [(e.frame, e.what) for e in timeline.entries if isinstance(e.what, Scene)]
    events: list[Event] = []
    used: set[str] = set()
    for entry in timeline.entries:
        voice = entry.what
        if not isinstance(voice, StartVoice) or voice.clip not in asked:
            continue
        at = entry.frame if voice.at is None else max(entry.frame, voice.at)
        end = at + len(voice.samples)
        event = asked[voice.clip]
        name = event.id
        while name in used:
            name = f"{event.id}_{len(used) + 1}"
        used.add(name)
        position, trajectory = _moves(scenes, voice.source, at, end)
        events.append(
            replace(
                event,
                id=name,
                start=at / RATE,
                file=voice.clip,
                position=position or event.position,
                trajectory=trajectory,
            )
        )
    return events


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

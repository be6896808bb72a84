"""What ``render``, ``binauralize`` and ``generate`` do with files, by one set of rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ttmba_live.audio import (
    RATE,
    Samples,
    read_clip,
    sound_format,
    write_sound,
    write_sound_blocks,
)
from ttmba_live.errors import Incomplete, InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.offline._scenes import (
    Rendered,
    binauralize,
    generator_of,
    plan,
    render_events,
)
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event, read_events, read_room
from ttmba_live.session import (
    NAME,
    Held,
    Rerun,
    finish_run,
    limiter_notes,
    rerun_lacks,
    rerun_notes,
    run_file,
    write_clips,
    write_session,
)
from ttmba_live.setup import Settings, spec_of
from ttmba_live.setup.rooms import room_of, with_impulse
from ttmba_live.text import room_of_words


def render_to_files(  # noqa: PLR0913 - the verb's options
    scene: str,
    output: Path | None,
    session: Path | None,
    *,
    generator: str,
    planner: str,
    seed: int | None,
    renderer: str,
    checkpoint: Path | None = None,
    run: int | None = None,
    head: str = "",
    room: str = "",
    stems_room: str = "",
) -> list[str]:
    """Render text, a scene file, event lines or a session folder; returns what is to be told.

    ``run`` is the number of an older run in the session folder; ``room`` a room's name or a
    response's file, empty for what the scene or its words say; ``stems_room`` is what stems have of
    it, empty for what the run says, or else "apart". Raises `TtmbaError`, `Incomplete` if all was
    written but something lacks.
    """
    if output is not None:
        sound_format(output)
    path = as_path(scene)
    if path is not None and path.is_dir():
        return _render_run(path, output, session, run, stems_room)
    if run is not None:
        raise InvalidInput(f"--run is for session folders; {scene!r} is none")
    rendered = render_scene(
        scene,
        generator=generator,
        planner=planner,
        seed=seed,
        renderer=renderer,
        checkpoint=checkpoint,
        head=head,
        room=room,
        stems=session is not None,
        stems_room=stems_room or "apart",
    )
    if output is not None:
        mix = rendered.bounced.mix
        write_sound_blocks(output, mix.blocks(), mix.frames, 2)
    if session is not None:
        played = write_clips(session, rendered.events, rendered.clips)
        told = write_session(session, played, rendered.bounced, rendered.generator)
        return rendered.notes + told
    return rendered.notes + limiter_notes(rendered.bounced.held_db)


def render_scene(  # noqa: PLR0913 - what a caller may choose
    scene: str,
    *,
    generator: str = "auto",
    planner: str = "auto",
    seed: int | None = None,
    renderer: str = "auto",
    checkpoint: Path | None = None,
    head: str = "",
    room: str = "",
    stems: bool = False,
    stems_room: str = "apart",
    quiet: bool = False,
) -> Rendered:
    """Render text or the file it names."""
    events, folder, notes = read_scene(scene, planner)
    around = room_of_piece(scene, room, folder)
    rendered = render_events(
        events, generator=generator, seed=seed, folder=folder, renderer=renderer,
        checkpoint=checkpoint, head=head, room=around, stems=stems, stems_room=stems_room,
        quiet=quiet,
    )  # fmt: skip
    rendered.notes[:0] = notes
    return rendered


def read_scene(scene: str, planner: str) -> tuple[list[Event], Path | None, list[str]]:
    """The events of a text, or of the file it names; that file's folder; what the planner says."""
    path = as_path(scene)
    if path is not None:
        return read_events(path), path.parent, []
    events, notes = plan(scene, planner)
    return events, None, notes


def room_of_piece(scene: str, wanted: str, folder: Path | None) -> Room:
    """The room that is wanted, else that of a scene file or of a text's words."""
    path = as_path(scene)
    meant = read_room(path) if path is not None else room_of_words(scene)
    return room_around(wanted, meant, folder)


def room_around(wanted: str, meant: Room | None, folder: Path | None) -> Room:
    """The room that is wanted by name, else the one that a scene means, with its response read.

    Responses are found in ``folder``, or in the folder of rooms. Raises `TtmbaError`.
    """
    if wanted:
        return room_of(wanted, folder)
    return with_impulse(meant or NO_ROOM, str(folder or ""))


def as_path(scene: str) -> Path | None:
    """The file or folder that a word names, or None if it is a text."""
    if not scene.strip() or "\n" in scene or len(scene) > 500 or "\0" in scene:
        return None
    path = Path(scene)
    try:
        found = path.exists()
    except OSError:
        return None
    if found:
        return path
    looks_like_one = path.suffix.lower() in {".json", ".txt"} and " " not in scene
    return path if looks_like_one else None


def _render_run(
    folder: Path, output: Path | None, session: Path | None, run: int | None, stems_room: str
) -> list[str]:
    name = run_file(NAME, run)
    if not (folder / name).is_file():
        hint = f"see ttmba-live sessions {folder}" if run else "give its session.json instead"
        raise InvalidInput(f"{folder} has no {name}; {hint}")
    if session is not None and session.resolve() != folder.resolve():
        raise InvalidInput("a session folder is rendered in place: --session must be the same")
    held = Held(folder) if session is not None else None
    try:
        stems = session is not None
        lacks, notes = _rerun_to_files(folder, output, run, stems_room, stems=stems)
    finally:
        if held is not None:
            held.release()
    if lacks:
        raise Incomplete(f"{folder} is incomplete: {'; '.join(lacks)}")
    return notes


def _rerun_to_files(
    folder: Path, output: Path | None, run: int | None, stems_room: str, *, stems: bool
) -> tuple[list[str], list[str]]:
    rerun = Rerun(folder, stems=stems, stems_room=stems_room, run=run)
    try:
        rerun.run()
        if output is not None:
            write_sound_blocks(output, rerun.mix.blocks(), rerun.mix.frames, 2)
        notes = [] if rerun.ended else [f"the run was cut off after {rerun.seconds:.1f} s"]
        if not stems:
            return rerun_lacks(rerun), notes + rerun_notes(rerun)
        done = finish_run(rerun)
        return done.lacks, notes + done.told
    finally:
        rerun.close()


def binauralize_file(
    source: Path,
    output: Path,
    where: Position | Trajectory,
    *,
    renderer: str,
    checkpoint: Path | None,
    head: str = "",
    room: str = "",
) -> list[str]:
    """One sound file to two ears; returns what is to be told."""
    sound_format(output)
    clip, notes = read_clip(source)
    wet = binauralize(
        clip.samples,
        where,
        renderer=renderer,
        checkpoint=checkpoint,
        head=head,
        room=room_of(room),
    )
    write_sound(output, wet)
    return [f"{source}: {note}" for note in notes]


_WALK = [
    (0.0, 0.0, 0.0, 1.5), (1.0, 0.0, 0.0, 1.5), (2.5, 90.0, 0.0, 1.5), (4.0, 180.0, 0.0, 1.5),
    (5.5, -90.0, 0.0, 1.5), (7.0, 0.0, 0.0, 1.5), (9.0, 0.0, 90.0, 1.5), (11.0, 180.0, 0.0, 1.5),
    (12.5, 90.0, 0.0, 1.5), (14.5, 90.0, 0.0, 0.3),
]  # fmt: skip
"""Seconds and places: once around to the left, over the head to the back, close to the left ear."""


def walk_around(output: Path, head: str) -> None:
    """Let a head be heard: bursts of pink noise on a walk around it, to a file.

    ``head`` is a SOFA file, or empty for the head that ships; every head gets the same noise.
    """
    sound_format(output)
    bursts = np.arange(round(15.5 * RATE)) % (RATE // 4) < RATE // 6
    edges = np.convolve(bursts, np.hanning(480) / np.hanning(480).sum(), mode="same")
    noise = np.fft.rfft(np.random.default_rng(0).standard_normal(len(edges)))
    noise[1:] /= np.sqrt(np.arange(1, len(noise)))
    pink = np.fft.irfft(noise, len(edges)) * edges
    dry = (0.1 * pink / pink.std()).astype(np.float32)
    path = Trajectory.checked(_WALK)
    # The shipped head streams too: the same renderer, so that heads alone differ.
    write_sound(output, binauralize(dry, path, renderer="auto" if head else "live", head=head))


MAX_TAKES = 1000


def generate_files(
    event: Event, output: Path, *, takes: int, generator: str, settings: Settings
) -> Iterator[str]:
    """One clip to a file, or several, each with the next seed; gives what is to be told.

    Takes go to files beside ``output`` that have its name, their number and their seed.
    """
    sound_format(output)
    if not 1 <= takes <= MAX_TAKES:
        raise InvalidInput(f"--takes must lie in 1..{MAX_TAKES}, not {takes}")
    maker, choice = generator_of(generator, settings)
    first = spec_of(event)
    for number in range(1, takes + 1):
        spec = replace(first, seed=first.seed + number - 1)
        made = maker.generate(spec)
        path = output if takes == 1 else _take(output, number, takes, spec.seed)
        write_sound(path, made.clip.samples)
        if number == 1:
            yield f"generator {choice.name}: {choice.why}"
        where = [] if takes == 1 else [str(path)]
        told = [*where, *([made.note] if made.note else [])]
        if told:
            yield ": ".join(told)


def _take(output: Path, number: int, takes: int, seed: int) -> Path:
    """The file of a take, such as rain_2_seed_4712.wav."""
    digits = len(str(takes))
    return output.with_name(f"{output.stem}_{number:0{digits}d}_seed_{seed}{output.suffix}")


def render(scene: str | Path, **options: object) -> tuple[Samples, int]:
    """Render text or a scene file to (samples (frames, 2) float32, rate).

    Options: ``generator`` ("auto", "sketch", "tangoflux"), ``planner`` ("auto", "llm",
    "rules"), ``renderer`` ("auto", "nfs", "live", "sphere"), ``checkpoint`` (its
    weights), ``head`` (a SOFA file), ``room`` (a
    name, "none" or a response's file), ``seed`` (int). Equal input and seed give equal samples.
    Raises `TtmbaError`.
    """
    rendered = render_scene(str(scene), quiet=True, **options)  # type: ignore[arg-type]
    return rendered.bounced.mix.samples(), RATE

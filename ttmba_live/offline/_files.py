"""What ``render`` does with files, by one set of rules."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.audio import RATE, Samples, sound_format, write_sound_blocks
from ttmba_live.errors import Incomplete, InvalidInput
from ttmba_live.offline._inputs import as_path, read_piece, scene_inputs, spare
from ttmba_live.offline._scenes import Rendered, plan, render_events
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event, near_notes, read_room
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
        spare([*scene_inputs(scene), Path(room)], output)
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
    return rendered.notes + limiter_notes(rendered.bounced.held_db, stems=False)


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
        events = read_piece(path)
        return events, path.parent, near_notes(events)
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

"""What ``render``, ``binauralize`` and ``generate`` do with files."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.audio import (
    RATE,
    Samples,
    read_clip,
    sound_format,
    write_sound,
    write_sound_blocks,
)
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.offline._scenes import (
    Rendered,
    binauralize,
    generator_of,
    plan,
    render_events,
)
from ttmba_live.scene import Event, read_events
from ttmba_live.session import (
    NAME,
    Rerun,
    finish_run,
    limiter_notes,
    rerun_notes,
    write_clips,
    write_session,
)
from ttmba_live.setup import Settings, spec_of


def render_to_files(
    scene: str,
    output: Path | None,
    session: Path | None,
    *,
    generator: str,
    planner: str,
    seed: int | None,
    renderer: str,
) -> list[str]:
    """Render text, a scene file, event lines or a session folder; returns what is to be told."""
    if output is not None:
        sound_format(output)
    path = _as_path(scene)
    if path is not None and path.is_dir():
        return _render_run(path, output, session)
    rendered = render_scene(
        scene,
        generator=generator,
        planner=planner,
        seed=seed,
        renderer=renderer,
        stems=session is not None,
    )
    if output is not None:
        mix = rendered.bounced.mix
        write_sound_blocks(output, mix.blocks(), mix.frames, 2)
    if session is not None:
        played = write_clips(session, rendered.events, rendered.clips)
        write_session(session, played, rendered.bounced, rendered.generator)
    return rendered.notes + limiter_notes(rendered.bounced.held_db)


def render_scene(
    scene: str,
    *,
    generator: str = "auto",
    planner: str = "auto",
    seed: int | None = None,
    renderer: str = "auto",
    stems: bool = False,
    quiet: bool = False,
) -> Rendered:
    """Render text or the file it names."""
    path = _as_path(scene)
    events: list[Event]
    notes: list[str] = []
    if path is not None:
        events = read_events(path)
    else:
        events, notes = plan(scene, planner)
    rendered = render_events(
        events,
        generator=generator,
        seed=seed,
        folder=path.parent if path else None,
        renderer=renderer,
        stems=stems,
        quiet=quiet,
    )
    rendered.notes[:0] = notes
    return rendered


def _as_path(scene: str) -> Path | None:
    """The file or folder that a word names, or None if it is a text."""
    if "\n" in scene or len(scene) > 500 or "\0" in scene:
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


def _render_run(folder: Path, output: Path | None, session: Path | None) -> list[str]:
    if not (folder / NAME).is_file():
        raise InvalidInput(f"{folder} has no {NAME}; give its session.json instead")
    if session is not None and session.resolve() != folder.resolve():
        raise InvalidInput("a session folder is rendered in place: --session must be the same")
    rerun = Rerun(folder, stems=session is not None)
    try:
        rerun.run()
        if output is not None:
            write_sound_blocks(output, rerun.mix.blocks(), rerun.mix.frames, 2)
        return rerun_notes(rerun) if session is None else finish_run(rerun)
    finally:
        rerun.close()


def binauralize_file(
    source: Path,
    output: Path,
    where: Position | Trajectory,
    *,
    renderer: str,
    checkpoint: Path | None,
) -> list[str]:
    """One sound file to two ears; returns what is to be told."""
    sound_format(output)
    clip, notes = read_clip(source)
    wet = binauralize(clip.samples, where, renderer=renderer, checkpoint=checkpoint)
    write_sound(output, wet)
    return [f"{source}: {note}" for note in notes]


def generate_file(
    prompt: str,
    output: Path,
    *,
    seconds: float,
    seed: int | None,
    generator: str,
    settings: Settings,
) -> list[str]:
    """One clip to a file; returns what is to be told."""
    sound_format(output)
    maker, choice = generator_of(generator, settings)
    event = Event.checked(prompt, seconds, Position(), seed=seed)
    made = maker.generate(spec_of(event))
    write_sound(output, made.clip.samples)
    return [f"generator {choice.name}: {choice.why}", *([made.note] if made.note else [])]


def render(scene: str | Path, **options: object) -> tuple[Samples, int]:
    """Render text or a scene file to (samples (frames, 2) float32, rate).

    Options: ``generator`` ("auto", "sketch", "tangoflux"), ``planner`` ("auto", "llm",
    "rules"), ``renderer`` ("auto", "nfs", "live", "sphere"), ``seed`` (int). Equal input and seed
    give equal samples. Raises `TtmbaError`.
    """
    rendered = render_scene(str(scene), quiet=True, **options)  # type: ignore[arg-type]
    return rendered.bounced.mix.samples(), RATE

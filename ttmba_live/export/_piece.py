"""What is exported, as what a mixer takes up: a session's timeline, or a scene. Knows no format.

Places are seen from where the listener stands, in the world's directions: how the head was turned
is for headphones alone. The level of the whole mix is part of each source's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ttmba_live.audio import Clip
from ttmba_live.engine import Entry, GlideSettings
from ttmba_live.errors import InvalidInput
from ttmba_live.offline import as_path, make_clips, read_scene, room_of_piece
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event, Listener, Scene
from ttmba_live.session import NAME, SCENE, Mark, Replay, run_file, scene_entries
from ttmba_live.setup.rooms import room_of

_HOP, _VOICES = 256, 1024
"""Of scenes; sessions have their own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A session or a scene that can be played any number of times, always the same."""

    title: str
    hop: int
    voices: int
    glide: GlideSettings
    entries: Callable[[], Iterator[Entry | Mark]]
    notes: tuple[str, ...] = ()
    lacks: list[str] = field(default_factory=list)
    """What was missing when it was played last."""


def open_piece(
    scene: str,
    *,
    run: int | None = None,
    generator: str = "auto",
    planner: str = "auto",
    seed: int | None = None,
    room: str = "",
    quiet: bool = True,
) -> Piece:
    """A session folder, a scene file or a text; ``run`` is an older run of a session folder.

    ``room`` is a room's name, empty for what the scene, its words or the run say. Raises
    `TtmbaError`.
    """
    path = as_path(scene)
    if path is not None and path.is_dir():
        if (path / run_file(NAME, run)).is_file():
            return _session(path, run, room_of(room) if room else None)
        path = path / run_file(SCENE, run)
        scene, run = str(path), None
    if run is not None:
        raise InvalidInput(f"--run is for session folders; {scene!r} is none")
    events, folder, notes = read_scene(scene, planner)
    around = room_of_piece(scene, room, folder)
    dry = not around.is_none
    placed, clips, _, more = make_clips(events, generator, seed, folder, dry=dry, quiet=quiet)
    name = path.stem if path else "scene"
    return scene_piece(name, placed, clips, (*notes, *more), room=around)


def scene_piece(
    title: str, events: Sequence[Event], clips: dict[str, Clip], notes: tuple[str, ...] = (), *,
    room: Room = NO_ROOM,
) -> Piece:  # fmt: skip
    """Events that have ids, with their clips, in a room."""
    entries, end = scene_entries(events, clips, room)
    return Piece(
        title, _HOP, _VOICES, GlideSettings(), lambda: _worldly([*entries, Mark(end)]), notes
    )


def _session(folder: Path, run: int | None, room: Room | None) -> Piece:
    replay = Replay(folder, run, heads=False)
    replay.close()
    head = replay.head
    lacks: list[str] = []

    def entries() -> Iterator[Entry | Mark]:
        replay = Replay(folder, run, heads=False)
        try:
            yield from _worldly(replay.entries(), room)
        finally:
            replay.close()
            lacks[:] = [f"{clip} is missing" for clip in dict.fromkeys(replay.missing)]

    name = folder.resolve().name
    return Piece(name, head.hop, head.voices, head.glide, entries, (), lacks)


def _worldly(entries: Iterable[Entry | Mark], room: Room | None = None) -> Iterator[Entry | Mark]:
    """Entries without the head's turns, in another ``room`` if there is one."""
    for entry in entries:
        if isinstance(entry, Entry) and isinstance(entry.what, Scene):
            scene = _unturned(entry.what)
            yield Entry(entry.frame, scene if room is None else replace(scene, room=room))
        else:
            yield entry


def _unturned(scene: Scene) -> Scene:
    sources = scene.sources
    if scene.gain_db:
        louder = {
            name: replace(source, gain_db=source.gain_db + scene.gain_db)
            for name, source in sources.items()
        }
        sources = MappingProxyType(louder)
    return Scene(sources, Listener(scene.listener.xyz), room=scene.room)

"""Text or a scene to a finished mix, without a clock: what ``render`` and ``binauralize`` do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from ttmba_live.audio import Clip
from ttmba_live.binaural import Renderer, WholeRenderer
from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate.cache import Remembering
from ttmba_live.generate.files import Files
from ttmba_live.offline._whole_signal import bounce_whole
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event
from ttmba_live.session import Bounced, Progress, bounce, named, scene_entries
from ttmba_live.setup import BinauralSettings, Settings, choose, spec_of, with_maker
from ttmba_live.setup.heads import SHIPPED
from ttmba_live.setup.renderers import OFFLINE, OFFLINE_CHOICES, playing_rooms
from ttmba_live.setup.whole import WHOLES
from ttmba_live.text import Planner, follow_ups, parted, plan_text, without_server

T = TypeVar("T")

HOP = 256
"""Frames; a scene renders the same whatever it is, but for the last bits."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of it: the events with ids and seeds, their clips, the sound, what was said."""

    events: list[Event]
    clips: dict[str, Clip]
    bounced: Bounced
    generator: str
    notes: list[str]


def plan(
    text: str, planner: str = "auto", settings: Settings | None = None
) -> tuple[list[Event], list[str]]:
    """Text to events, and what the planner has to say.

    Raises `InvalidInput` also for what a daemon would refuse before anything sounds, "stop it".
    """
    chosen, _ = choose.planner(planner, settings or Settings())
    _refuse_orders(parted(text).prose, chosen)
    planned = plan_text(chosen, text)
    return list(planned.events), list(planned.notes)


def _refuse_orders(prose: str, planner: Planner) -> None:
    """Raise `InvalidInput` for prose that is only about sounds that are there."""
    if not prose:
        return
    try:
        asked = follow_ups(prose, (), (), without_server(planner).plan)
    except InvalidInput as error:
        raise InvalidInput(f"a scene begins in silence: {error}") from error
    if asked.orders and not asked.rest:
        what = f"{prose[:60]!r} is for sounds that are there"
        raise InvalidInput(f"a scene begins in silence: {what}")


def generator_of(wanted: str, settings: Settings | None = None) -> tuple[Generator, choose.Choice]:
    """A generator in this process, which keeps its clips where that pays, and why that one."""
    source, choice = choose.generator(wanted, settings or Settings())
    maker = source.make()
    return Remembering(maker, source.shelf) if source.shelf else maker, choice


def make_clip(event: Event, spec: ClipSpec, generator: Generator, folder: Path | None) -> Made:
    """An event's clip: its file in ``folder`` if it names one, else generated."""
    if event.file is None:
        return generator.generate(spec)
    if folder is None:
        raise InvalidInput(f"{event.file!r} can only be read beside a scene file")
    return Files(folder).clip(event.file, spec)


def make_clips(
    events: Sequence[Event],
    generator: str = "auto",
    seed: int | None = None,
    folder: Path | None = None,
    *,
    dry: bool = False,
    quiet: bool = True,
) -> tuple[list[Event], dict[str, Clip], str, list[str]]:
    """Make every event's clip; see `render_events` for the arguments.

    ``dry`` says that a room is added later.

    Returns the events with ids and seeds, their clips by id, the generator's name, and notes.
    """
    if not events:
        raise InvalidInput("there is nothing to render: the scene has no events")
    maker, choice = generator_of(generator)
    placed, clips, notes = [], {}, []
    for event in _progress(named(events), "clips", quiet=quiet):
        spec = spec_of(event, seed, dry=dry)
        made = make_clip(event, spec, maker, folder)
        clips[event.id] = made.clip
        placed.append(as_made(event, spec, made))
        if made.note:
            notes.append(f"{event.id}: {made.note}")
    return placed, clips, choice.name, notes


def as_made(event: Event, spec: ClipSpec, made: Made) -> Event:
    """The event with the seed, maker and licence of its clip."""
    seed = spec.seed if event.file is None else event.seed
    return with_maker(replace(event, seed=seed), made)


def render_events(  # noqa: PLR0913 - what a caller may choose
    events: Sequence[Event],
    *,
    generator: str = "auto",
    seed: int | None = None,
    folder: Path | None = None,
    renderer: str = "auto",
    checkpoint: Path | None = None,
    head: str = "",
    room: Room = NO_ROOM,
    stems: bool = False,
    stems_room: str = "apart",
    quiet: bool = True,
) -> Rendered:
    """Generate every event's clip and bounce the scene.

    Args:
        events: what sounds; ids are made where they lack.
        generator: "auto" or a name in ``setup.generators``.
        seed: for events without one; without it the words decide.
        folder: where events' files are read.
        renderer: "nfs" (the network, also "auto"), or a name in ``setup.whole`` or in
            ``setup.renderers.OFFLINE``.
        checkpoint: weights in place of the renderer's usual ones.
        head: a measured head to hear through, a SOFA file or its name; empty is the usual one.
        room: what is around the listener; "auto" is the live renderer then.
        stems: whether to keep each source on its own.
        stems_room: what those have of the room: see `ttmba_live.setup.SessionSettings`.
        quiet: no progress bars.
    """
    streamed = streamed_by(renderer, head, checkpoint, room=room)
    dry = not room.is_none
    placed, clips, made_by, notes = make_clips(
        events, generator, seed, folder, dry=dry, quiet=quiet
    )
    used: Renderer | WholeRenderer
    if streamed:
        used, choice = choose.renderer(streamed, HOP)
        notes += choice.notes
    else:
        used = WHOLES.pick(renderer, checkpoint)[0]
    bounced = bounce_scene(
        placed, clips, used, room, stems=stems, stems_room=stems_room, quiet=quiet
    )
    return Rendered(placed, clips, bounced, made_by, notes)


def bounce_scene(
    events: Sequence[Event],
    clips: dict[str, Clip],
    renderer: Renderer | WholeRenderer,
    room: Room = NO_ROOM,
    *,
    stems: bool = False,
    stems_room: str = "apart",
    quiet: bool = True,
) -> Bounced:
    """Bounce events that have ids and clips, hop by hop or clip by clip as the renderer does.

    A renderer may be used for one scene after another: equal scenes give equal samples.
    """
    if not isinstance(renderer, Renderer):
        with _bar(len(events), "event", quiet=quiet) as progress:
            return bounce_whole(events, clips, renderer, progress)
    entries, end = scene_entries(events, clips, room)
    with _bar(end, "frame", quiet=quiet) as progress:
        return bounce(renderer, entries, end, stems=stems, stems_room=stems_room, progress=progress)


def streamed_by(
    renderer: str, head: str, checkpoint: Path | None = None, *, room: Room
) -> BinauralSettings | None:
    """What a scene goes through hop by hop, as on stage; None is whole clips.

    Rooms are played hop by hop alone.
    """
    if renderer not in OFFLINE_CHOICES:
        hint = (
            did_you_mean(renderer, OFFLINE_CHOICES) or f"; there are: {', '.join(OFFLINE_CHOICES)}"
        )
        raise InvalidInput(f"no renderer is called {renderer!r}{hint}")
    if head not in ("", SHIPPED):
        return BinauralSettings(OFFLINE.get(renderer, renderer), head=head)
    if not room.is_none:
        renderer = playing_rooms(renderer)
    if renderer not in OFFLINE:
        return None
    return BinauralSettings(OFFLINE[renderer], str(checkpoint or ""))


@contextmanager
def _bar(end: int, unit: str, *, quiet: bool) -> Iterator[Progress]:
    with tqdm(total=end, desc="render", unit=unit, unit_scale=True, disable=_off(quiet)) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        yield progress


def _progress(items: Iterable[T], label: str, *, quiet: bool) -> Iterable[T]:
    bar: Iterable[T] = tqdm(list(items), desc=label, disable=_off(quiet))
    return bar


def _off(quiet: bool) -> bool | None:
    """Whether a bar is off: always, or (None) where nobody watches a terminal."""
    return True if quiet else None

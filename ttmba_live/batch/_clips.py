"""Orders to folders with dry clips: several scenes at once, each the same as alone. Knows no pool.

A model's passes may hold clips of several scenes: they are filled up to equal size, so that no clip
depends on its company, and what was made once is kept for all workers.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ttmba_live.audio import Clip
from ttmba_live.batch._folder import new_part
from ttmba_live.batch._order import Order, Recipe
from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate import ClipSpec, Made
from ttmba_live.generate.cache import GIB, Cache, Shelf
from ttmba_live.generate.chain import Chain, ChainSetup, Link
from ttmba_live.generate.files import Files
from ttmba_live.generate.lost_gpu import is_lost
from ttmba_live.generate.model import ModelSetup
from ttmba_live.offline import as_made, make_clip, room_around, streamed_by
from ttmba_live.room import Room
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import (
    Event,
    read_events,
    room_of_scene,
    scene_from_json,
    scene_to_json,
)
from ttmba_live.session import named, write_clips
from ttmba_live.setup import Settings, choose, spec_of
from ttmba_live.text import Planner, plan_text, room_of_words

SCENE = "scene.json"

NOTES = "notes.txt"
"""What was said of the clips, until the record has it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A scene that is planned: its events with ids, what is ordered for each, and its room."""

    order: Order
    events: list[Event]
    specs: list[ClipSpec]
    room: Room
    notes: list[str]
    made: dict[int, Made] = field(default_factory=dict)
    """The clips that are there, by the events' numbers."""


class ClipRoom:
    """Plans scenes and makes their clips; holds its planner and its generator. One thread."""

    def __init__(self, recipe: Recipe, settings: Settings) -> None:
        self._recipe, self._settings = recipe, settings

    def make(self, orders: Sequence[Order]) -> list[Path | Exception]:
        """A new folder for each order, or why it cannot be made.

        Raises what leaves the process unfit to go on.
        """
        results: list[Path | Exception] = []
        drafts: dict[int, Draft] = {}
        for number, order in enumerate(orders):
            results.append(Path())
            try:
                drafts[number] = self._draft(order)
            except Exception as error:
                results[number] = error
        faults = self._generate(drafts)
        for number, draft in drafts.items():
            results[number] = faults.get(number) or self._written(draft)
        return results

    def _draft(self, order: Order) -> Draft:
        """Plan a scene and read those of its clips that are files."""
        events, room, notes = self._planned(order)
        if not events:
            raise InvalidInput("the scene has no events")
        head = order.head or self._recipe.head
        streamed_by(self._recipe.renderer, head, room=room)  # which judges both
        seed = self._recipe.seed if order.seed is None else order.seed
        specs = [spec_of(event, seed, dry=not room.is_none) for event in events]
        draft, folder = Draft(order, events, specs, room, notes), _folder(order)
        for at, event in enumerate(events):
            if event.file is not None:
                draft.made[at] = make_clip(event, specs[at], _Nothing(), folder)
        return draft

    def _planned(self, order: Order) -> tuple[list[Event], Room, list[str]]:
        wanted = order.room or self._recipe.room
        if order.scene:
            folder = _folder(order)
            look = Files(folder).look if folder else None
            events = scene_from_json(order.scene, order.where, look)
            room = room_around(wanted, room_of_scene(order.scene), folder)
            return named(events), room, []
        plan = plan_text(self._planner, order.text)
        room = room_around(wanted, room_of_words(order.text), _folder(order))
        return named(plan.events), room, list(plan.notes)

    @cached_property
    def _planner(self) -> Planner:
        return choose.planner(self._recipe.planner, self._settings)[0]

    @cached_property
    def _generator(self) -> Chain:
        source, _ = choose.generator(self._recipe.generator, self._settings)
        assert isinstance(source.make, ChainSetup)
        chain = ChainSetup(tuple(map(self._shared, source.make.links)))()
        chain.repeats = True
        return chain

    def _shared(self, link: Link) -> Link:
        """A link whose clips do not depend on their company, kept where all workers find them."""
        if not isinstance(link.make, ModelSetup):
            return link
        setup = replace(link.make, filled=True)
        limit = round(self._settings.generator.cache_gib * GIB)
        cache = Cache(self._recipe.kept_clips(), limit)
        shelf = Shelf(cache, setup.identity(), maker=link.name, licence=link.licence)
        return replace(link, make=setup, shelf=shelf)

    def _generate(self, drafts: dict[int, Draft]) -> dict[int, Exception]:
        """Have every other clip made; why those scenes fail of which one cannot be."""
        wanted = [
            (number, at)
            for number, draft in drafts.items()
            for at in range(len(draft.events))
            if at not in draft.made
        ]
        faults: dict[int, dict[int, Exception]] = {}
        if wanted:
            specs = [drafts[number].specs[at] for number, at in wanted]
            try:
                for row, one in self._generator.generate_many(specs):
                    number, at = wanted[row]
                    if isinstance(one, GenerationFailed):
                        faults.setdefault(number, {})[at] = one
                    else:
                        drafts[number].made[at] = one
            except Exception as error:
                if is_lost(error):
                    raise
                return {number: error for number, _ in wanted}
        return {number: by_event[min(by_event)] for number, by_event in faults.items()}

    def _written(self, draft: Draft) -> Path | Exception:
        part: Path | None = None
        try:
            part = new_part(Path(self._recipe.folder))
            made = [draft.made[at] for at in range(len(draft.events))]
            rows = zip(draft.events, draft.specs, made, strict=True)
            placed = [as_made(*row) for row in rows]
            pairs = list(zip(placed, made, strict=True))
            told = [f"{event.id}: {one.note}" for event, one in pairs if one.note]
            clips = {event.id: one.clip for event, one in pairs}
            write_scene(part, [one.event for one in write_clips(part, placed, clips)], draft.room)
            (part / NOTES).write_text("\n".join([*draft.notes, *told]), encoding="utf-8")
        except Exception as error:
            if part:
                shutil.rmtree(part, ignore_errors=True)
            return error
        return part


class _Nothing:
    """The generator of events that are files: it is never asked."""

    name = "none"

    def generate(self, spec: ClipSpec) -> Made:
        raise GenerationFailed(f"{spec.prompt} is a file")


def _folder(order: Order) -> Path | None:
    return Path(order.folder) if order.folder else None


def write_scene(part: Path, events: Sequence[Event], room: Room) -> None:
    """Write a scene's file; raises OSError."""
    about = {} if room.is_none else {"room": room_to_json(room)}
    (part / SCENE).write_text(scene_to_json(events, **about), encoding="utf-8")


def read_back(part: Path) -> tuple[list[Event], dict[str, Clip]]:
    """The events and clips that lie in a scene's folder."""
    events, files = read_events(part / SCENE), Files(part)
    return events, {e.id: files.clip(str(e.file), spec_of(e)).clip for e in events}

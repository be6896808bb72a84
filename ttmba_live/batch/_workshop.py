"""One scene from its order to its folder, in two stages: clips, then sound. Knows no pool.

Both stages read and write files, so each may be done by another process or machine. A scene's clips
are made together and with no other's, and no cache is asked: a pass of a model gives slightly other
samples in other company, and a scene shall be the same however the work was spread.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from ttmba_live.audio import Clip, to_db
from ttmba_live.batch._folder import new_part, seal
from ttmba_live.batch._forms import CLIPS, FORMS, Heard, without_clips
from ttmba_live.batch._order import Ask, Order, Outcome, Recipe
from ttmba_live.binaural import Renderer
from ttmba_live.errors import GenerationFailed, InvalidInput, one_line
from ttmba_live.generate import ClipSpec, Made
from ttmba_live.generate.chain import Chain, ChainSetup
from ttmba_live.generate.files import Files
from ttmba_live.offline import (
    HOP,
    as_made,
    bounce_scene,
    make_clip,
    room_around,
    streamed_by,
)
from ttmba_live.room import Room
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import (
    Event,
    event_to_json,
    read_events,
    room_of_scene,
    scene_from_json,
    scene_to_json,
)
from ttmba_live.session import named, write_clips
from ttmba_live.setup import BinauralSettings, choose, spec_of
from ttmba_live.setup.whole import WHOLES
from ttmba_live.text import Planner, plan_text, room_of_words

_SCENE = "scene.json"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""Faults of the disk that every other scene would meet too."""


class Workshop:
    """Makes the scenes of a recipe, one at a time; holds its generator and its renderers."""

    def __init__(self, recipe: Recipe) -> None:
        """Load nothing yet; raises `InvalidInput` for settings that make no sense."""
        self._recipe = recipe
        self._settings = recipe.settings()
        self._folder = Path(recipe.folder)

    def do(self, ask: Ask) -> Outcome:
        """Do what is asked; whatever it fails with is one line of the outcome."""
        try:
            part = ask.part or str(self._make_clips(ask.order))
            if ask.stage != "clips":
                part = self._render(ask.order, Path(part))
            return Outcome(part)
        except Exception as error:
            return Outcome(fault=one_line(error), fatal=_is_full(error))

    def _make_clips(self, order: Order) -> Path:
        events, room, notes = self._planned(order)
        if not events:
            raise InvalidInput("the scene has no events")
        streamed_by(self._recipe.renderer, self._head(order), room=room)  # which judges both
        part = new_part(self._folder)
        try:
            dry = not room.is_none
            specs = [spec_of(event, self._seed(order), dry=dry) for event in events]
            made = self._made(events, specs, order)
            placed = [as_made(*row) for row in zip(events, specs, made, strict=True)]
            clips = {event.id: one.clip for event, one in zip(placed, made, strict=True)}
            told = [f"{e.id}: {m.note}" for e, m in zip(placed, made, strict=True) if m.note]
            played = [one.event for one in write_clips(part, placed, clips)]
            _write_scene(part, played, room)
            (part / "notes.txt").write_text("\n".join([*notes, *told]), encoding="utf-8")
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return part

    def _planned(self, order: Order) -> tuple[list[Event], Room, list[str]]:
        folder = Path(order.folder) if order.folder else None
        wanted = order.room or self._recipe.room
        if order.scene:
            events = scene_from_json(order.scene, order.where)
            room = room_around(wanted, room_of_scene(order.scene), folder)
            return named(events), room, []
        plan = plan_text(self._planner, order.text)
        room = room_around(wanted, room_of_words(order.text), folder)
        return named(plan.events), room, list(plan.notes)

    def _seed(self, order: Order) -> int | None:
        return self._recipe.seed if order.seed is None else order.seed

    def _head(self, order: Order) -> str:
        return order.head or self._recipe.head

    @cached_property
    def _planner(self) -> Planner:
        return choose.planner(self._recipe.planner, self._settings)[0]

    @cached_property
    def _generator(self) -> Chain:
        source, _ = choose.generator(self._recipe.generator, self._settings)
        assert isinstance(source.make, ChainSetup)
        return ChainSetup(tuple(replace(link, shelf=None) for link in source.make.links))()

    def _made(self, events: Sequence[Event], specs: Sequence[ClipSpec], order: Order) -> list[Made]:
        """Every event's clip; raises what the first one that fails fails with."""
        made: dict[int, Made] = {}
        folder = Path(order.folder) if order.folder else None
        wanted = [at for at, event in enumerate(events) if event.file is None]
        for at, event in enumerate(events):
            if event.file is not None:
                made[at] = make_clip(event, specs[at], _Nothing(), folder)
        if wanted:
            for row, one in self._generator.generate_many([specs[at] for at in wanted]):
                if isinstance(one, GenerationFailed):
                    raise one
                made[wanted[row]] = one
        return [made[at] for at in range(len(events))]

    def _render(self, order: Order, part: Path) -> str:
        try:
            events, clips = _read_back(part)
            text = (part / _SCENE).read_text(encoding="utf-8")
            room = room_around("", room_of_scene(text), None)
            recipe = self._recipe
            weights = recipe.weights()
            streamed = streamed_by(recipe.renderer, self._head(order), weights, room=room)
            stems = "stems" in recipe.write
            renderer = _renderer(streamed) if streamed else WHOLES.pick(recipe.renderer, weights)[0]
            bounced = bounce_scene(events, clips, renderer, room, stems=stems)
            heard = Heard(events, clips, bounced, recipe, order.id)
            for name in recipe.write:
                FORMS[name].make()(part, heard)
            notes = (part / "notes.txt").read_text(encoding="utf-8").splitlines()
            (part / "notes.txt").unlink()
            if CLIPS not in recipe.write:
                without_clips(part)
                events = [replace(event, file=None) for event in events]
                _write_scene(part, events, room)
            seal(part, self._record(order, heard, events, notes), self._folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return ""

    def _record(
        self, order: Order, heard: Heard, events: Sequence[Event], notes: list[str]
    ) -> dict[str, object]:
        """What the manifest says of a scene."""
        mix = heard.bounced.mix
        peak = max((float(np.abs(block).max(initial=0.0)) for block in mix.blocks()), default=0.0)
        around = heard.bounced.around
        return {
            "id": order.id,
            "key": self._recipe.key(order),
            "source": order.where,
            "frames": mix.frames,
            "peak_db": round(to_db(peak), 2),
            "limiter_db": -round(heard.bounced.held_db, 2) or 0.0,
            "room": None if around.is_none else room_to_json(around),
            "head": self._head(order),
            "renderer": self._recipe.renderer,
            "notes": notes,
            "events": [event_to_json(event) for event in events],
        }


class _Nothing:
    """The generator of events that are files: it is never asked."""

    name = "none"

    def generate(self, spec: ClipSpec) -> Made:
        raise GenerationFailed(f"{spec.prompt} is a file")


@lru_cache(maxsize=4)
def _renderer(settings: BinauralSettings) -> Renderer:
    return choose.renderer(settings, HOP)[0]


def _write_scene(part: Path, events: Sequence[Event], room: Room) -> None:
    about = {} if room.is_none else {"room": room_to_json(room)}
    (part / _SCENE).write_text(scene_to_json(events, **about), encoding="utf-8")


def _read_back(part: Path) -> tuple[list[Event], dict[str, Clip]]:
    events, files = read_events(part / _SCENE), Files(part)
    return events, {e.id: files.clip(str(e.file), spec_of(e)).clip for e in events}


def _is_full(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__
    return False

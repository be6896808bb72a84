"""One scene from its order to its folder, in two stages: clips, then sound. Knows no pool.

Both stages read and write files, so each may be done by another process or machine.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from ttmba_live.audio import to_db
from ttmba_live.batch._clips import NOTES, SCENE, ClipRoom, read_back, write_scene
from ttmba_live.batch._folder import is_whole, new_part, seal
from ttmba_live.batch._forms import CLIPS, FORMS, Heard
from ttmba_live.batch._order import Ask, Asks, Order, Outcome, Outcomes, Recipe
from ttmba_live.binaural import Renderer
from ttmba_live.errors import one_line
from ttmba_live.generate.lost_gpu import is_lost
from ttmba_live.offline import HOP, bounce_scene, room_around, streamed_by
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import Event, event_to_json, room_of_scene
from ttmba_live.setup import BinauralSettings, choose
from ttmba_live.setup.whole import WHOLES

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""Faults of the disk that every other scene would meet too."""


class Workshop:
    """Makes the scenes of a recipe; holds its generator and its renderers. One thread."""

    def __init__(self, recipe: Recipe) -> None:
        """Load nothing yet; raises `InvalidInput` for settings that make no sense."""
        self._recipe = recipe
        self._folder = Path(recipe.folder)
        self._clips = ClipRoom(recipe, recipe.settings())

    def do(self, asks: Asks) -> Outcomes:
        """Do what is asked; whatever a scene fails with is one line of its outcome.

        Raises SystemExit where this process is of no more use and another one might be.
        """
        try:
            if len(asks) > 1 and all(ask.stage == "clips" for ask in asks):
                return tuple(map(_clips_outcome, self._clips.make([ask.order for ask in asks])))
            return tuple(self._done(ask) for ask in asks)
        except Exception as error:
            if not is_lost(error):
                raise
            raise SystemExit(one_line(error)) from error

    def _done(self, ask: Ask) -> Outcome:
        outcome = Outcome(ask.part)
        if not ask.part:
            (made,) = self._clips.make([ask.order])
            outcome = _clips_outcome(made)
        if ask.stage == "clips" or outcome.fault:
            return outcome
        try:
            self._render(ask.order, Path(outcome.part))
        except Exception as error:
            return Outcome() if self._is_whole(ask.order) else _failed(error)
        return Outcome()

    def _is_whole(self, order: Order) -> bool:
        """Whether it is made: by a worker, maybe, whose node was given up while it went on."""
        return is_whole(self._folder, order.id, self._recipe.key(order))

    def _head(self, order: Order) -> str:
        return order.head or self._recipe.head

    def _render(self, order: Order, dry: Path) -> None:
        """Make sound of the clips in ``dry``, which another worker may be doing, too."""
        if self._is_whole(order):
            return
        part = new_part(self._folder)
        try:
            events, clips = read_back(dry)
            notes = (dry / NOTES).read_text(encoding="utf-8").splitlines()
            room = room_around("", room_of_scene((dry / SCENE).read_text(encoding="utf-8")), None)
            recipe = self._recipe
            weights = recipe.weights()
            streamed = streamed_by(recipe.renderer, self._head(order), weights, room=room)
            stems = "stems" in recipe.write
            renderer = _renderer(streamed) if streamed else WHOLES.pick(recipe.renderer, weights)[0]
            bounced = bounce_scene(events, clips, renderer, room, stems=stems)
            heard = Heard(events, clips, bounced, recipe, order.id, dry)
            for name in recipe.write:
                FORMS[name].make()(part, heard)
            if CLIPS not in recipe.write:
                events = [replace(event, file=None) for event in events]
            write_scene(part, events, room)
            seal(part, self._record(order, heard, events, notes), self._folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(dry, ignore_errors=True)

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


@lru_cache(maxsize=4)
def _renderer(settings: BinauralSettings) -> Renderer:
    return choose.renderer(settings, HOP)[0]


def _clips_outcome(made: Path | Exception) -> Outcome:
    return _failed(made) if isinstance(made, Exception) else Outcome(str(made))


def _failed(error: Exception) -> Outcome:
    return Outcome(fault=one_line(error), fatal=_is_full(error))


def _is_full(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__
    return False

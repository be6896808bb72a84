"""Cues that are shown before they sound: planned, placed by hand, played or forgotten.

Knows no sockets and no audio. Thread: control.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.live._cues import Cues
from ttmba_live.live._planning import Planning
from ttmba_live.osc import Client, OscServer
from ttmba_live.scene import DropPreview, Event, PlacePreview, PlayPreview, Preview

KEPT = 16
"""Previews that are kept; the oldest makes room."""


@dataclass(slots=True)
class _Shown:
    """What was planned, as it stands now."""

    events: list[Event]
    planner: str


class Previews:
    """All previews of a run."""

    def __init__(self, planning: Planning, cues: Cues, osc: OscServer) -> None:
        """Plan by the cues' planner, and play as they do."""
        self._planning, self._cues, self._osc = planning, cues, osc
        self._numbers = itertools.count(1)
        self._shown: dict[int, _Shown] = {}

    async def plan(self, command: Preview, client: Client) -> None:
        """Plan a text and tell its events to who asked; what is wrong with it is told too."""
        try:
            await self._cues.check_of_new_sounds(command.text)
            plan = await self._planning.whole(command.text)
        except Exception as error:
            why = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._osc.error(client, "/ttmba/preview", why)
            return
        for note in plan.notes:
            self._osc.error(client, "/ttmba/preview", note)
        number = next(self._numbers)
        shown = self._shown[number] = _Shown(list(plan.events), plan.planner)
        if len(self._shown) > KEPT:
            del self._shown[next(iter(self._shown))]
        self._osc.previewed(client, number, len(shown.events), shown.planner)
        for index, event in enumerate(shown.events):
            self._osc.preview_event(client, number, index, event)

    def carry_out(self, command: PlacePreview | PlayPreview | DropPreview, client: Client) -> None:
        """Change, play or forget a preview; raises `InvalidInput` if there is none."""
        shown = self._shown.get(command.number)
        if shown is None:
            raise InvalidInput(f"no preview {command.number}; the last {KEPT} are kept")
        match command:
            case PlacePreview(number=number, index=index, position=position):
                if not 0 <= index < len(shown.events):
                    last = len(shown.events) - 1
                    raise InvalidInput(f"preview {number} has events 0..{last}, not {index}")
                moved = replace(shown.events[index], position=position, trajectory=None)
                shown.events[index] = moved
                self._osc.preview_event(client, number, index, moved)
            case PlayPreview(number=number):
                self._cues.planned(shown.events, shown.planner, client)
                del self._shown[number]
            case DropPreview(number=number):
                del self._shown[number]

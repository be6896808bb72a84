"""Fades and swells as gain over time. Knows decibels and seconds, no sound."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.scene import Envelope
from ttmba_live.text._phrases import Phrase

_SILENT, _QUIET, _UNDER = -60.0, -24.0, -12.0
_SHORT = 3.0
"""Seconds of a fade that is not told, at most half of the event."""


def envelope(items: Sequence[Phrase], seconds: float) -> Envelope | None:
    """The levels that fades tell for an event of some seconds; None if none is told."""
    points: dict[float, float] = {}
    fades = [item for item in items if item.kind == "fade"]
    for item in fades:
        if item.argument != "under" or len(fades) == 1:
            told = next(
                (slot.value for slot in item.slots if slot.kind in ("seconds", "figure")), None
            )
            points.update(_fade(item.argument, told, seconds))
    return Envelope.checked(sorted(points.items())) if points else None


def _fade(form: str, told: float | None, seconds: float) -> dict[float, float]:
    length = min(seconds, told or min(_SHORT, seconds / 2.0))
    length = max(0.01, round(length, 3))
    rest = round(max(0.0, seconds - length), 3)
    if form == "in":
        return {0.0: _SILENT if length < seconds else _QUIET, length: 0.0}
    if form == "out":
        return {rest: 0.0, round(seconds, 3): _SILENT}
    if form == "swell":
        return {0.0: _QUIET, round(seconds / 2.0, 3): 0.0, round(seconds, 3): _QUIET}
    return {0.0: 0.0, round(min(_SHORT, seconds / 2.0), 3): _UNDER}

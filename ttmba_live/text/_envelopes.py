"""Fades and swells as gain over time. Knows decibels and seconds, no sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ttmba_live.scene import Envelope
from ttmba_live.text._phrase import Phrase

_SILENT, _QUIET, _UNDER = -60.0, -24.0, -12.0
_SHORT = 3.0
"""Seconds of a fade in or out that is not told, at most half of the event."""

_LONG = 5.0
"""Seconds of a fade whose time is not told beside one whose is: "swells over 6 s, dies down"."""

_HOLD = ("duration", "hold")

_WHOLE = frozenset(("louder", "softer", "swell", "away", "gains"))
"""Forms that take the whole event if no time is told, and are the whole of it if one is."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds that fades take: into the sound, out of it, and of one that is all of it."""

    into: float = 0.0
    out: float = 0.0
    whole: float = 0.0
    untold: float = 0.0
    """Of the last what it takes beside a time that is held."""

    def event(self, usual: float, held: float | None) -> float | None:
        """Seconds of an event that lasts ``usual`` seconds or holds for ``held`` between fades.

        None if no fade tells a time.
        """
        if held is not None:
            return self.into + (self.whole or self.untold) + held + self.out
        if self.whole:
            return self.whole
        if self.into:
            return self.into + usual + self.out
        return max(usual, self.out) if self.out else None


def lengths(items: Sequence[Phrase]) -> Lengths:
    """The times that fades tell."""
    fades = [(item.argument, _told(item)) for item in items if item.kind == "fade"]
    whole = [told for form, told in fades if form in _WHOLE]
    some = any(whole)
    return Lengths(
        max((told or 0.0 for form, told in fades if form == "in"), default=0.0),
        max((told or 0.0 for form, told in fades if form == "out"), default=0.0),
        sum(told or _LONG for told in whole) if some else 0.0,
        _LONG * len(whole),
    )


def envelope(items: Sequence[Phrase], seconds: float) -> Envelope | None:
    """The levels that fades tell for an event of some seconds; None if none is told."""
    held = sum(item.value for item in items if (item.kind, item.argument) == _HOLD)
    points: dict[float, float] = {}
    fades = [item for item in items if item.kind == "fade" and item.argument != "hold"]
    whole = [_told(item) for item in fades if item.argument in _FORMS]
    rest = max(0.0, seconds - held - sum(filter(None, whole))) / max(1, whole.count(None))
    for item in fades:
        if item.argument == "gains":
            first, last = (slot.value for slot in item.slots if slot.kind == "number")
            points |= {0.0: first, round(min(seconds, _told(item) or seconds), 3): last}
        elif item.argument != "under" or len(fades) == 1:
            points |= _fade(item, seconds, max(points, default=0.0), rest)
    return Envelope.checked(sorted(points.items())) if points else None


def _told(item: Phrase) -> float | None:
    """The seconds that a fade names."""
    spans = (slot.value for slot in item.slots if slot.kind in ("seconds", "figure"))
    return next(spans, None)


def _fade(item: Phrase, seconds: float, since: float, rest: float) -> dict[float, float]:
    """The levels of one fade.

    One that takes the whole begins where the one before it ended, and lasts ``rest`` seconds if
    it tells no time.
    """
    end = round(seconds, 3)
    told = _told(item)
    if item.argument in _FORMS:
        since = since if since < end else 0.0
        length = min(seconds - since, told or rest or seconds - since)
        return _FORMS[item.argument](since, round(since + max(0.01, length), 3))
    length = max(0.01, round(min(seconds, told or min(_SHORT, seconds / 2.0)), 3))
    if item.argument == "in":
        return {0.0: _SILENT if length < seconds else _QUIET, length: 0.0}
    if item.argument == "out":
        return {round(max(0.0, seconds - length), 3): 0.0, end: _SILENT}
    depth = next((slot.value for slot in item.slots if slot.kind == "number"), _UNDER)
    return {0.0: 0.0, round(min(_SHORT, seconds / 2.0), 3): depth}


def _swell(first: float, last: float) -> dict[float, float]:
    return {first: _QUIET, round((first + last) / 2.0, 3): 0.0, last: _QUIET}


_FORMS: dict[str, Callable[[float, float], dict[float, float]]] = {
    "louder": lambda first, last: {first: _QUIET, last: 0.0},
    "softer": lambda first, last: {first: 0.0, last: _QUIET},
    "away": lambda first, last: {first: 0.0, last: _SILENT},
    "swell": _swell,
}

"""When and how long, from phrases. Knows no place; `_events` lines the events up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ttmba_live.text._phrase import Phrase

_SOON = 2.0
"""Seconds of "shortly after" and "after a pause"."""


@dataclass(slots=True)
class Times:
    """What is said of time, in seconds.

    ``at`` counts from the cue's zero; ``after`` too, if that is later than the event before, else
    from that event; ``later`` always from it. ``bare`` are seconds without a word, ``leads`` says
    that they stand before the sound.
    """

    at: list[float] = field(default_factory=list)
    after: float | None = None
    pause: float | None = None
    later: float | None = None
    before: float | None = None
    """Seconds before what was told before it; 0 if it is over by then."""

    duration: float | None = None
    until: float | None = None
    through: bool = False
    mid: float = 0.0
    """At which share of what was before it begins: "halfway through", "towards the end"."""

    passing: bool = False
    in_turn: bool = False
    """Whether several are heard one after the other."""

    alternating: bool = False
    """Whether several are heard by turns, again and again."""

    every: float | None = None
    apart: float | None = None
    """Seconds between several, each of which may have its place; ``apart_all`` if of all named."""

    apart_all: bool = False
    count: float | None = None
    bare: float | None = None
    held: float | None = None
    """Seconds between a fade in and a fade out."""

    leads: bool = False


def read(items: Sequence[Phrase], first_word: int, *, moving: bool) -> Times:
    """What phrases say of time; ``first_word`` is the token at which the sound begins."""
    times = Times()
    for item in items:
        leads = item.first < first_word
        if item.argument == "bare" and not leads:
            times.duration = times.duration or sum(slot.value for slot in item.slots[:2]) / 2.0
        elif item.kind == "in":
            counted = any(other.kind == "count" for other in items)
            _within(item, times, lasts=(moving and not leads) or counted)
        elif item.kind == "seconds":
            _bare(item, times, leads=leads)
        elif item.kind in _READERS:
            _READERS[item.kind](item, times)
    return times


def _start(item: Phrase, times: Times) -> None:
    times.at.append(0.0 if item.argument == "zero" else max(0.0, item.value))


def _after(item: Phrase, times: Times) -> None:
    span = max(0.0, item.value) if item.slots else _SOON
    if item.argument == "pause":
        times.pause = (times.pause or 0.0) + span
    else:
        times.after = (times.after or 0.0) + span


def _within(item: Phrase, times: Times, *, lasts: bool) -> None:
    """Read "in 5 seconds": how long a movement takes, or when a sound begins."""
    if lasts:
        times.duration = item.value
    else:
        times.after = max(0.0, item.value)


def _later(item: Phrase, times: Times) -> None:
    times.later = max(0.0, item.value) if item.slots else _SOON


def _before(item: Phrase, times: Times) -> None:
    if item.argument != "end":
        times.before = max(0.0, item.value)


def _duration(item: Phrase, times: Times) -> None:
    if item.argument == "hold":
        times.held = item.value
        return
    times.duration = times.duration or item.value


def _until(item: Phrase, times: Times) -> None:
    times.until = item.value


def _every(item: Phrase, times: Times) -> None:
    if item.argument.startswith("apart"):
        times.apart, times.apart_all = item.value, item.argument == "apart all"
    else:
        times.every = item.value or float(item.argument or 1.0)


def _count(item: Phrase, times: Times) -> None:
    times.count = float(item.argument) if item.argument else item.value


def _flag(item: Phrase, times: Times) -> None:
    setattr(times, _FLAGS[item.kind], True)


def _turns(item: Phrase, times: Times) -> None:
    if item.argument:
        times.alternating = True
    else:
        times.in_turn = True


_FLAGS = {"through": "through", "pass_point": "passing"}


def _mid(item: Phrase, times: Times) -> None:
    times.mid = float(item.argument or 0.5)


def _bare(item: Phrase, times: Times, *, leads: bool) -> None:
    if times.at and not times.bare and not leads and len(times.at) > 1:
        times.at.append(item.value)
    elif times.bare is None:
        times.bare, times.leads = item.value, leads


def _range(item: Phrase, times: Times) -> None:
    """Read "from 2 to 8 seconds": the unit of the second number is the first one's too."""
    values = [
        slot for slot in item.slots if slot.kind in ("amount", "number", "seconds", "clocktime")
    ]
    if len(values) < 2:
        return
    first, last = values[0], values[-1]
    scale = 1.0
    if last.kind == "seconds" and last.slots and last.slots[0].value:
        scale = last.value / last.slots[0].value
    times.at.append(max(0.0, first.value) * (scale if first.kind != "clocktime" else 1.0))
    times.until = last.value


_READERS: dict[str, Callable[[Phrase, Times], None]] = {
    "start": _start, "stamp": _start, "range": _range, "stampspan": _range, "after": _after,
    "later": _later, "before": _before, "duration": _duration, "until": _until, "every": _every,
    "turns": _turns,
    "count": _count, "several": _count, "strokes": _count, "mid": _mid,
    **dict.fromkeys(_FLAGS, _flag),
}  # fmt: skip

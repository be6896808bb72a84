"""What is told when words ask for more than a scene can hold. Plans nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.geometry import MAX_DISTANCE
from ttmba_live.scene import MAX_SECONDS, Event


def limit_notes(events: Sequence[Event]) -> list[str]:
    """A line for each limit that events are at: nobody says just that much by chance."""
    long = [event.sound for event in events if event.duration >= MAX_SECONDS]
    far = [event.sound for event in events if _farthest(event) >= MAX_DISTANCE]
    lasts = f"lasts {MAX_SECONDS:g} s, the most there is; loop it for more"
    away = f"is {MAX_DISTANCE:g} m away, the farthest there is"
    told = [(sound, lasts) for sound in long] + [(sound, away) for sound in far]
    return [f"{sound[:60]!r} {what}" for sound, what in dict.fromkeys(told)]


def _farthest(event: Event) -> float:
    stops = event.trajectory.positions if event.trajectory else (event.position,)
    return max(stop.distance for stop in stops)

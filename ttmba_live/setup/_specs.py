"""From an event to what is ordered from a generator."""

from __future__ import annotations

from dataclasses import replace

from ttmba_live.generate import ClipSpec, Made, seed_of
from ttmba_live.scene import Event


def spec_of(event: Event, seed: int | None = None, *, dry: bool = False) -> ClipSpec:
    """The clip order for an event; its own seed, else the given one, else one from its words.

    ``dry`` says that it is heard in a room, and needs none of its own.
    """
    number = event.seed if event.seed is not None else seed
    chosen = seed_of(event.sound) if number is None else number
    words = event.sound, event.duration, chosen, event.loop, event.negative, event.guidance
    return ClipSpec(*words, dry=dry, added=event.added, lora=event.lora)


def with_maker(event: Event, made: Made) -> Event:
    """The event with who made its clip, and under what terms that may be used.

    A clip that is read again keeps who made it at first.
    """
    if event.file is not None and event.maker:
        return event
    return replace(event, maker=made.maker, licence=made.licence)

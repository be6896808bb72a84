"""How long sounds last that something later ends: silence, a whistle, what their thing does next.

Knows times, no place and no words.
"""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text._meaning import Meant

_JOINED = frozenset(("with", "as", "and", "part"))
_AT_ONCE = frozenset(("with", "as", "and"))
"""Joints after which silence falls as the sound before it begins."""


def falls(each: Meant, earlier: Sequence[Meant]) -> float:
    """When silence falls whose time is not told: as something happens, or when it is over."""
    before = earlier[-1]
    if each.draft.link in _AT_ONCE and before.happens and before.starts[-1] > 0.0:
        return before.starts[-1]
    end = 0.0
    for sound in reversed(earlier):
        if not sound.times.through:
            end = max(end, sound.starts[-1] + sound.seconds)
        if sound.draft.link not in _JOINED:
            break
    return end


def settle(each: Meant, earlier: Sequence[Meant]) -> None:
    """Let what sounded before last until a sound, or a silence, that ends it."""
    at = each.starts[0]
    if each.draft.hush:
        for before in earlier:
            _until(at, before)
    elif each.draft.relieves and each.times.at and earlier:
        _until(at, earlier[-1])
    elif each.draft.subject is not None and each.like is not None and is_timed(each):
        _goes_on(at, each.like)


def is_timed(each: Meant) -> bool:
    """Whether words tell when a sound begins."""
    times = each.times
    return bool(times.at) or times.after is not None or times.later is not None


def _until(at: float, sound: Meant) -> None:
    """End a sound; one that goes on by itself lasts until then."""
    start = sound.starts[-1]
    if at <= start:
        return
    if _stands(sound) or start + sound.seconds > at:
        sound.seconds, sound.told = at - start, True


def _goes_on(at: float, sound: Meant) -> None:
    """Let a thing do what it did until it does something else."""
    goes = _stands(sound) and not sound.times.through
    if goes and sound.starts[-1] + sound.seconds < at:
        sound.seconds, sound.told = at - sound.starts[-1], True


def _stands(sound: Meant) -> bool:
    """Whether a sound goes on as long as nothing ends it."""
    shaped = sound.times.count or sound.draft.has(frozenset(("fade",)))
    return not (sound.told or sound.happens or sound.motion.said() or shaped)


def fill(meant: Sequence[Meant]) -> None:
    """Let what is all around and goes on by itself last as long as the scene."""
    end = max((_end(each) for each in meant), default=0.0)
    for each in meant:
        if each.places.everywhere() and _stands(each) and not each.times.every:
            each.seconds = max(each.seconds, end - each.starts[-1])


def _end(sound: Meant) -> float:
    """When a sound is over, the last time that it is heard."""
    again = (sound.times.every or 0.0) * max(0.0, (sound.times.count or 1.0) - 1.0)
    return sound.starts[-1] + again + sound.seconds

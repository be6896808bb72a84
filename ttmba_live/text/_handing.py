"""A list of places handed out over a list of sounds: "a flute and a bell, left and right".

Reads chunks before any draft is made. Decides only which place is whose; one sound with a list of
places is left alone, and so are lists of different lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ttmba_live.text._chunks import SIDES, Chunk
from ttmba_live.text._phrase import Phrase

_LISTED = frozenset(("and", "comma", "bar", "with", "part"))
_OPENING = _LISTED | {"colon", "open"}
_PAIRS = frozenset(("swing pair", "swing turns"))
_BOTH = Phrase("side", "0 1 . .", 0, 0), Phrase("side", "0 -1 . .", 0, 0)
"""Left and right."""

_STANDING = SIDES - {"around"}
_MOVING = frozenset(("motion", "turn", "azimuths", "elevations", "clocks", "pair"))

Sounds = Callable[[Chunk], bool]
"""Whether a chunk has a word that could name a sound."""


def handed_out(chunks: Sequence[Chunk], sounds: Sounds) -> list[Chunk]:
    """The chunks, each place of such a list with its sound."""
    out: list[Chunk] = []
    at = 0
    while at < len(chunks):
        things = _things(chunks, at, sounds)
        places = _places(chunks, things[-1] + 1, sounds) if things else []
        given = _given([chunks[n] for n in things], [chunks[n] for n in places])
        if given is None and chunks[at].link != "colon":
            places = _places(chunks, at, sounds)
            things = _things(chunks, places[-1] + 1, sounds) if places else []
            led = bool(places) and chunks[places[-1]].before_colon
            given = _led([chunks[n] for n in things], [chunks[n] for n in places]) if led else None
        out += given if given is not None else [chunks[at]]
        at += len(things) + len(places) if given is not None else 1
    return out


def _things(chunks: Sequence[Chunk], first: int, sounds: Sounds) -> list[int]:
    """Where the sounds of a list stand; only the last may have a place."""
    found: list[int] = []
    for n in range(first, len(chunks)):
        chunk = chunks[n]
        joined = not found or chunk.link in _LISTED
        if not (joined and sounds(chunk)) or chunk.of("no", "again", "cut", "heading", "pron"):
            break
        found.append(n)
        if chunk.of(*_STANDING, *_MOVING) or chunk.before_colon:
            break
    return found


def _places(chunks: Sequence[Chunk], first: int, sounds: Sounds) -> list[int]:
    """Where chunks stand that tell one place each and nothing of a sound."""
    found: list[int] = []
    for n in range(first, len(chunks)):
        chunk = chunks[n]
        told = _told(chunk)
        more = {item.kind for item in chunk.items} - _STANDING - {"drop", "turns", "sign", "motion"}
        if chunk.link not in _OPENING | {"first"} or sounds(chunk) or more or not told:
            break
        if len(told) > 1 and found:
            break
        found.append(n)
        if len(told) > 1 or chunk.before_colon:
            break
    return found


def _told(chunk: Chunk) -> list[Phrase]:
    """The places that a chunk tells: one, or both of "left and right"."""
    pairs = [item for item in chunk.items if item.argument in _PAIRS]
    if pairs:
        return [replace(pairs[0], kind="place", argument="at", slots=(s,)) for s in _BOTH]
    if chunk.of(*_MOVING):
        return []
    return [i for i in chunk.of(*_STANDING) if i.argument.partition(" ")[0] not in ("from", "to")]


def _given(things: Sequence[Chunk], places: Sequence[Chunk]) -> list[Chunk] | None:
    """The sounds with the places that follow them; None if there is not one for each."""
    if len(things) < 2:
        return None
    last = things[-1]
    own = _told(last)
    goes = last.of(*_STANDING, *_MOVING) and not own
    if goes or (len(own) > 1 and (places or not _are_two(things))):
        return None
    ends = last.items[-1] in own or last.items[-1].kind in ("drop", "turns")
    if len(own) == 1 and not (places and ends):
        return None
    told = [*own, *(place for chunk in places for place in _told(chunk))]
    return _joined(things, places, told) if len(told) == len(things) else None


def _are_two(things: Sequence[Chunk]) -> bool:
    """Whether "a dog and a cat left and right" names one of each, the second after "and"."""
    words = things[-1].link in ("and", "with") and len(things) == 2
    return words and not any(item.kind == "weather" for item in things[-1].items)


def _led(things: Sequence[Chunk], places: Sequence[Chunk]) -> list[Chunk] | None:
    """The sounds with the places that stand before them: "left, right: a bell, a drum"."""
    told = [place for chunk in places for place in _told(chunk)]
    plain = not any(chunk.of(*_STANDING, *_MOVING) for chunk in things)
    if len(things) < 2 or len(told) != len(things) or not plain:
        return None
    chunks = _joined(things, [], told)
    chunks[0].link = places[0].link
    return chunks


def _joined(
    things: Sequence[Chunk], places: Sequence[Chunk], told: Sequence[Phrase]
) -> list[Chunk]:
    """A chunk for each sound with its place; what else was told stays with the last."""
    rest = [item for chunk in places for item in chunk.items if item.kind == "turns"]
    said = (item for chunk in (*things, *places) for item in chunk.items)
    rest += [
        Phrase("turns", "alternate", item.first, item.after)
        for item in said
        if item.argument == "swing turns"
    ]
    out: list[Chunk] = []
    for thing, place in zip(things, told, strict=True):
        kept = [i for i in thing.items if i.kind not in _STANDING and i.argument not in _PAIRS]
        out.append(replace(thing, items=[*kept, place], before_colon=False))
    out[-1].items += rest
    return out

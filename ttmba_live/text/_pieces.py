"""The clauses of one text about sounds that are there, one pass: what parts them, what names only.

Knows by name what is there; gives no orders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ttmba_live.text._extent import extent_of, lasting
from ttmba_live.text._forms import LEVELS, Verb
from ttmba_live.text._present import Present, is_definite, meant, names_only
from ttmba_live.text._wishes import TAKEN_BACK, is_place, wishes

_BUT = (
    r",?\s+but\s+(?=(?:(?:a bit|a little|a lot|much) )?(?:slow|fast|loud|quiet|soft|clos|near"
    r"|furth|farth|high|low)er\b|on |behind|in front|to |from |right to |left to |half as|twice as"
    r"|only (?:half|a bit|twice|on |from |to ))"
    r"|,\s+(?:aber|pero|mais)\s+(?=(?:etwas |ein bisschen |un poco |un peu )?(?:rechts|links|hinten"
    r"|vorne|leiser|lauter|näher|weiter|más|plus|à|a la|de|von|nach|derrière|devant|detrás|delante"
    r"|moins)\b)"
)
"""A "but" between what is done again and how it is different then."""
_AND = r"(?<!round )(?<!nice )(?!(?<=up )and down)and(?! (?:round|forth|fro)\b)"
"""No "and" of "round and round", "back and forth", "nice and slow"."""
_PARTED = re.compile(
    rf"(?:[.;!?]+\s+|\s*\n\s*|,?\s+(?:and then|then|{_AND})\s+|{_BUT}|,\s+)",
)
_SLOW = re.compile(r",? (?:nice and (?:slow|easy|gentle|smooth)(?:ly)?)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween (?!.* and )[^,;]+$", re.IGNORECASE)
"""What an "and" does not end: "between the dog and the cat"."""
_PAIRS = ("swap ", "exchange ", "flip ", "mirror ", "instead of ")
_ANOTHER = re.compile(
    r"(?:and )?(?:another|one more|a second|a third|a fourth|a fifth)(?P<one> one)? ?(?P<where>.*)"
)

_GOING_ON = frozenset((Verb.PLACE, Verb.REPLACE))
"""Verbs after which a place may go on: "to the left, then behind me"."""

_OTHER_SIDE = re.compile(
    r"\b(?:(?:on|at|from|to) the (?:other|opposite) side|auf der anderen seite|de l'autre côté"
    r"|(?:al|en el|del) otro lado|dall'altra parte|dall'altro lato)\b",
    re.IGNORECASE,
)
_FROM_SIDE = 10.0
"""Degrees from straight ahead or behind from which something is on a side."""


class Pieces:
    """Texts about what is there."""

    def __init__(self, there: Sequence[Present]) -> None:
        """Know what is there."""
        self._there = there

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """Clauses, each after what parts it from the one before.

        What is no clause stays with the one before: a place ("to the left, then behind me") or a
        name ("stop the dog and the cat").
        """
        text = _SLOW.sub(" slowly", TAKEN_BACK.sub("", text.strip()))
        parts = re.split(f"({_PARTED.pattern})", text)
        found = [("", parts[0])]
        for gap, piece in zip(parts[1::2], parts[2::2], strict=True):
            if not piece:
                continue
            before = found[-1][1]
            if gap.strip() == "and" and _BETWEEN.search(before):
                found[-1] = (found[-1][0], before + gap + piece)
                continue
            piece = lasting(piece) or piece  # noqa: PLW2901 - in full
            if any(_only_extent(part) for part in (before, piece)):  # "closer, over 5 seconds"
                found[-1] = (found[-1][0], f"{before} {piece}")
                continue
            joint = gap.strip() == "and" and self._is_known(before)
            louder = any(wish.verb in LEVELS for wish in wishes(piece, alone=True))
            apart = louder or wishes(piece, alone=False) or not self._goes_on(before, piece)
            if apart and not joint:
                found.append((gap, piece))
            else:
                found[-1] = (found[-1][0], before + gap + piece)
        return found

    def left(self, piece: str) -> tuple[str, ...] | None:
        """The ids of what is to stay as it is; None if a piece is about no such."""
        words = [wish.words for wish in wishes(piece, alone=False) if wish.verb is Verb.LEAVE]
        found = meant(words[0], self._there, ()) if words and is_definite(words[0]) else None
        return found.ids if found is not None else None

    def named(
        self, piece: str, after: Sequence[tuple[str, str]], last: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The ids of what a piece only names for the next: "whatever is on the right, move it"."""
        words = piece.lower().strip()
        if not after or wishes(piece, alone=True) or not is_definite(words):
            return ()
        then = wishes(after[0][1], alone=True)
        if not any(wish.words in {"", *wish.of.pronouns} for wish in then):
            return ()
        found = meant(words, self._there, last)
        return found.ids if found is not None else ()

    def in_full(self, piece: str, last: tuple[str, ...]) -> str:
        """A piece to plan: "another one behind me" with the name of what was spoken of last."""
        one = next((one for one in self._there if one.id in last), None)
        if one is not None and _FROM_SIDE < abs(one.azimuth) < 180.0 - _FROM_SIDE:
            across = "on the right" if one.azimuth > 0.0 else "on the left"
            piece = _OTHER_SIDE.sub(across, piece)
        match = _ANOTHER.fullmatch(piece.lower().strip(" .!"))
        if match is None or one is None or not (match["one"] or is_place(match["where"])):
            return piece
        return f"a {one.sound} {match['where']}".strip()

    def _is_known(self, words: str) -> bool:
        """Whether words only name what is there: "the dog", before "and the rain louder"."""
        name = words.lower().strip()
        return (
            not wishes(name, alone=False)
            and is_definite(name)
            and bool(meant(name, self._there, ()))
        )

    def _goes_on(self, before: str, piece: str) -> bool:
        if before.lower().startswith(_PAIRS):
            return True
        going = [wish.of for wish in wishes(before, alone=True) if wish.verb in _GOING_ON]
        if going:  # of its language: "a cat" is no place to which one goes in Spanish
            return is_place(piece, going)
        asked = wishes(before, alone=False)
        name = piece.lower().strip(" .!")
        named = names_only(name, self._there) and meant(name, self._there, ()) is not None
        return bool(asked) and named


def _only_extent(piece: str) -> bool:
    """Whether a piece says how much, how long or when, and nothing else."""
    return not extent_of(piece.lower().strip(" .!"))[0]

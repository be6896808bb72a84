"""The row of phrases cut into chunks at its joints, and what a chunk is. Attaches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

WORDS = frozenset(("word", "noun", "verb", "adj", "weather"))
"""Kinds of phrase that describe a sound."""

SILENT = frozenset(
    ("talk", "order", "label", "heading", "context", "cut", "drop", "stopped", "particle", "dawn",
     "sign", "pron", "vaguely", "no", "number", "same")
)  # fmt: skip
"""Kinds that say nothing of one sound."""

SIDES = frozenset(("place", "azimuth", "clock", "around"))
PLACES = SIDES | {"distance", "further", "near", "far", "elevation", "height"}
STARTS = frozenset(
    ("start", "after", "in", "later", "stamp", "stampspan", "range", "mid", "pass_point")
)
STRONG = frozenset(("first", "stop", "line", "bar", "semi"))
"""Joints after which something new begins."""

_RANK = ("line", "stop", "bar", "semi", "then", "with", "as", "colon", "open", "close", "part",
         "and", "comma", "first")  # fmt: skip
AFTER = frozenset(("after", "nachdem", "nadat", "après", "tras", "dopo", "após", "после"))
_DYING = frozenset(("fade out", "fade away", "fade softer", "motion recede dying"))
_FULL = frozenset(("stop", "semi", "line"))
_JOINTS = {"dash": "comma"}
_JOINING = frozenset(
    (",", ";", ".", "…", ">", "→", "=", "and", "but", "und", "et", "y", "e", "en", "а", "и")
)
"""Tokens that begin a joint; "right after" at the end of a clause begins none."""


@dataclass(slots=True)
class Chunk:
    """What stands between two joints."""

    link: str
    items: list[Phrase] = field(default_factory=list)
    before_colon: bool = False
    fronted: str = ""
    """``after`` or ``as`` if it begins its sentence so: "After the bell, a dog barks"."""

    over: bool = False
    """Whether what was named before stops as it begins: "it stops when a phone rings"."""

    def of(self, *kinds: str) -> list[Phrase]:
        """Its phrases of some kinds."""
        return [item for item in self.items if item.kind in kinds]

    @property
    def attributes(self) -> list[Phrase]:
        """Phrases that say something of a sound."""
        return [i for i in self.items if i.kind not in WORDS and i.kind not in SILENT]


def chunks(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Chunk]:
    """Cut a row of phrases at its joints; a joint within a phrase cuts nothing."""
    found: list[Chunk] = [Chunk("first")]
    for n, phrase in enumerate(row):
        line = tokens[phrase.first].norm == "\n" and phrase.after == phrase.first + 1
        if phrase.kind != "link" and not line:
            _add(phrase, found, tokens)
            continue
        link = "line" if line else _JOINTS.get(phrase.argument, phrase.argument)
        past = link == "thenpast" or (link == "then" and tokens[phrase.first].norm not in _JOINING)
        if past and found[-1].items and _ends(row, n + 1):
            found[-1].link = "then"
            continue
        if link == "colon" and found[-1].items:
            found[-1].before_colon = True
        if not found[-1].items and (link == "as" or tokens[phrase.after - 1].norm in AFTER):
            found[-1].fronted = "as" if link == "as" else "after"
        if found[-1].items:
            found.append(Chunk("then" if link == "over" else link, over=link == "over"))
        elif link == "over":
            found[-1].link, found[-1].over = "then", True
        elif found[-1].link == "first" and len(found) == 1:
            continue
        elif link in ("then", "with") and found[-1].link in _FULL:
            found[-1].link = link  # "A dog barks. Then a cat": the word counts, not the stop
        else:
            found[-1].link = stronger(found[-1].link, link)
    return [chunk for chunk in found if chunk.items]


def _add(phrase: Phrase, found: list[Chunk], tokens: Sequence[Token]) -> None:
    """Put a phrase into the last chunk; ", followed after 5 s by" begins one."""
    if phrase.kind == "later" and tokens[phrase.first].norm == "," and found[-1].items:
        found.append(Chunk("comma"))
    found[-1].items.append(phrase)


def says_over(item: Phrase) -> bool:
    """Whether a phrase says that what it is said of stops or dies away."""
    return item.kind == "stopped" or f"{item.kind} {item.argument}" in _DYING


def bracketed(found: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, what is in brackets after one that begins its sentence within that one."""
    out: list[Chunk] = []
    for chunk in found:
        silent = all(item.kind not in WORDS for item in chunk.items)
        if chunk.link == "open" and silent and out and out[-1].fronted:
            out[-1].items = out[-1].items + chunk.items
        else:
            out.append(chunk)
    return out


def _ends(row: Sequence[Phrase], n: int) -> bool:
    """Whether nothing follows but another joint."""
    return n >= len(row) or row[n].kind == "link"


def stronger(one: str, other: str) -> str:
    """Of two joints in a row the one that counts."""
    return min(one, other, key=lambda link: _RANK.index(link) if link in _RANK else 99)

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
PLACES = SIDES | {"distance", "near", "far", "elevation", "height"}
STARTS = frozenset(
    ("start", "after", "in", "later", "stamp", "stampspan", "range", "mid", "pass_point")
)
STRONG = frozenset(("first", "stop", "line", "bar", "semi"))
"""Joints after which something new begins."""

_RANK = ("line", "stop", "bar", "semi", "then", "with", "as", "colon", "open", "close", "part",
         "and", "comma", "first")  # fmt: skip
_AFTER = frozenset(
    ("after", "nachdem", "sobald", "als", "wenn", "après", "tras", "dopo", "após", "после", "zodra",
     "nadat", "toen", "wanneer", "когда", "как", "только", "едва")
)  # fmt: skip
_JOINTS = {"dash": "comma"}
_SENTENCES = frozenset(("stop", "semi"))
_GOING_ON = frozenset(("then", "with"))


@dataclass(slots=True)
class Chunk:
    """What stands between two joints."""

    link: str
    items: list[Phrase] = field(default_factory=list)
    before_colon: bool = False
    fronted: bool = False
    """Whether it says after what the next one comes: "After the bell, a dog barks"."""

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
            found[-1].items.append(phrase)
            continue
        link = "line" if line else _JOINTS.get(phrase.argument, phrase.argument)
        if link == "thenpast" and found[-1].items and _ends(row, n + 1):
            found[-1].link = "then"
            continue
        if link == "colon" and found[-1].items:
            found[-1].before_colon = True
        if not found[-1].items and tokens[phrase.after - 1].norm in _AFTER:
            found[-1].fronted = True
        if found[-1].items:
            found.append(Chunk(link))
        elif found[-1].link == "first" and len(found) == 1:
            continue
        else:
            found[-1].link = stronger(found[-1].link, link)
    return [chunk for chunk in found if chunk.items]


def _ends(row: Sequence[Phrase], n: int) -> bool:
    """Whether nothing follows but another joint."""
    return n >= len(row) or row[n].kind == "link"


def stronger(one: str, other: str) -> str:
    """Of two joints in a row the one that counts: a sentence that begins with "then" goes on."""
    if one in _SENTENCES and other in _GOING_ON:
        return other
    return min(one, other, key=lambda link: _RANK.index(link) if link in _RANK else 99)

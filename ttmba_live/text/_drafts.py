"""One draft for each sound of a text, and how two descriptions compare. Reads no chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ttmba_live.text import _lexicon, _places, _wording
from ttmba_live.text._chunks import SIDES
from ttmba_live.text._phrase import Phrase

if TYPE_CHECKING:
    from ttmba_live.text._relations import By

_CIRCLES = frozenset(("circle", "spiral"))
_VERTICAL = frozenset(("rise", "fall", "sink"))

PRONOUNS = frozenset(
    ("it", "they", "he", "she", "which", "who", "that", "this", "it's", "that's", "they're", "its")
)


@dataclass(slots=True)
class Draft:
    """One sound and all that is said of it, in the order of the text.

    ``link`` tells how it follows the one before. ``of`` is the draft whose sound it repeats;
    ``subject`` the one that its verb belongs to.
    """

    link: str
    words: list[str] = field(default_factory=list)
    attributes: list[Phrase] = field(default_factory=list)
    of: Draft | None = None
    subject: Draft | None = None
    listed: bool = False
    going: list[int] = field(default_factory=list)
    first_word: int = 1 << 30
    hears: bool = False
    """Whether its words are foreign ones, already said in English."""

    apart: bool = False
    """Whether it is another one, or the same again: its time is its own."""

    aside: bool = False
    """Whether it sounds along with what it belongs to: "its siren blaring"."""

    circles: bool = False
    """Whether its verb is one of going: "around me" is its way then, not where it is."""

    each: bool = False
    """Whether it is one of several that it names: "two dogs, one left, one right"."""

    other: bool = False
    """Whether it is one more of them, whose place is its own."""

    ends: bool = False
    """Whether its end is told: what comes after counts from there."""

    awaits: Draft | None = None
    """The sound that is over when it begins: "as soon as the music stops"."""

    owner: Draft | None = None
    """The sound whose part or thing it is, and where it is if no words tell: "its doors"."""

    arrives: bool = False
    """Whether it comes to a stop: what is told then happens after its way."""

    step: bool = False
    """Whether it is what happens next though no word says so: "its doors open"."""

    hush: bool = False
    """Whether it is no sound: all before it end there, as in "everyone goes quiet"."""

    relieves: bool = False
    """Whether the sound before it stops as it begins: "until a whistle blows"."""

    singled: bool = False
    """Whether it is named once more for what is said of it: "rain and a dog, the dog left"."""

    by: By | None = None
    """By which other sound it is, and how: "behind the fire"."""

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether anything of these kinds is said of it."""
        return any(item.kind in kinds for item in self.attributes)


@dataclass(slots=True)
class Drafts:
    """What the grammar makes of a text: drafts and what it could not place."""

    drafts: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Words that ended in no draft."""


def dimension(item: Phrase) -> str:
    """What of a sound a phrase tells: two of one dimension contradict each other."""
    return "side" if item.kind in SIDES else item.kind


def is_aside(words: Sequence[str]) -> bool:
    """Whether a description begins with a preposition: it belongs to what was before."""
    return bool(words) and words[0] in _wording.PREPOSITIONS


def is_adjective(word: str) -> bool:
    """Whether an unknown word alone tells how something sounds rather than what."""
    if _lexicon.kind_of(word) is not None:
        return False
    return word in _wording.ADJECTIVES or (
        len(word) > 4
        and word.endswith(("ly", "ish", "ful", "ous", "less", "ic", "al", "ive", "able", "y"))
    )


def moves(draft: Draft) -> bool:
    """Whether a draft is on its way: it has a movement, or a place that it comes from."""
    return any(i.kind == "motion" or is_beginning(i) for i in draft.attributes)


def is_open(draft: Draft) -> bool:
    """Whether no place of several things is told yet, or only how high all of them are."""
    unsaid = not draft.listed and not any(_places.told(draft.attributes))
    return unsaid or not draft.has(SIDES - {"around"})


def is_beginning(item: Phrase) -> bool:
    """Whether a phrase tells where a way begins."""
    return item.kind == "place" and item.argument.startswith("from")


def stopped_at(item: Phrase) -> Phrase:
    """The place at which a way stops, as its end."""
    at, _, where = item.argument.partition(" ")
    ends = item.kind == "place" and at == "at"
    return replace(item, argument=f"to {where}".strip()) if ends else item


def another_phase(link: str, attributes: Sequence[Phrase], before: Draft) -> bool:
    """Whether a way goes on in another form: "circles twice, then flies off", "lands, then"."""
    routes = [
        sum(i.argument == "fromto" for i in items) for items in (attributes, before.attributes)
    ]
    if link == "then" and all(routes):
        return True
    turned = [i for i in before.attributes if i.kind == "motion" and i.slot("number")]
    counted = turned or before.has(frozenset(("count",)))
    if link != "then" and not counted:
        return False
    if _settles(attributes, before):
        return True
    ways = [
        {i.argument.split()[0] for i in items if i.kind == "motion"}
        for items in (attributes, before.attributes)
    ]
    forms = [(bool(way & _CIRCLES), link == "then" and bool(way & _VERTICAL)) for way in ways]
    return all(ways) and forms[0] != forms[1]


def _settles(attributes: Sequence[Phrase], before: Draft) -> bool:
    """Whether what circled is told to be at one place then: "circles twice, then at my ear"."""
    still = not any(i.kind == "motion" or is_beginning(i) for i in attributes)
    circled = any(i.argument == "circle" for i in before.attributes)
    return still and circled and any(_places.told(attributes))


def elsewhere(attributes: Sequence[Phrase], before: Draft) -> bool:
    """Whether phrases tell a place that is not the one of a draft, and no way to it."""
    if any(item.kind == "motion" for item in attributes):
        return False
    heights = [_heights(items) for items in (attributes, before.attributes)]
    return opposed(attributes, before) or (all(heights) and not heights[0] & heights[1])


def heights_alone(items: Sequence[Phrase]) -> list[Phrase]:
    """The places that tell how high and nothing else."""
    return [i for i in items if i.kind == "place" and not any(_places.told([i])) and _heights([i])]


def raises(attributes: Sequence[Phrase], before: Draft) -> bool:
    """Whether places tell only how high something is whose side is known: "L & R, low"."""
    if any(_places.told(attributes)) or not before.has(SIDES):
        return False
    return bool(heights_alone(attributes)) and not _heights(before.attributes)


def _heights(items: Sequence[Phrase]) -> set[float]:
    """The elevations that places tell, level ones left out."""
    stops = (_places.stop_of(item) for item in items if item.kind == "place")
    return {stop.elevation for stop in stops if stop.elevation}


def opposed(attributes: Sequence[Phrase], before: Draft) -> bool:
    """Whether phrases tell another side than a draft has, not more about the same."""
    here, there = _places.told(attributes), _places.told(before.attributes)
    if before.of is not None and not any(there):
        there = _places.told(before.of.attributes)
    both_full = all(here) and all(there) and here != there
    return both_full or any(a * b < 0 for a, b in zip(here, there, strict=True))

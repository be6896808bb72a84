"""Which recipe a prompt asks for: a table of words. Knows no sound.

The word that stands first in the prompt wins, as the thing that sounds is mostly named first
("dog barking in the rain"); of entries that start at the same word the longest ("fire engine").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ttmba_live.generate.sketch._tilt import Tilt, tilt_of

WORDS: dict[str, tuple[str, ...]] = {
    "rain": ("rain", "raindrop", "rainfall", "rainstorm", "rainy", "drizzle", "downpour", "shower"),
    "wind": ("wind", "windy", "breeze", "breezy", "gust", "gusty", "gale", "storm", "hurricane"),
    "thunder": ("thunder", "thunderstorm", "thunderclap", "lightning"),
    "waves": ("wave", "sea", "ocean", "surf", "shore", "seashore", "beach", "tide", "breaker"),
    "fire": ("fire", "campfire", "fireplace", "bonfire", "flame", "crackle", "burn", "blaze"),
    "footsteps": (
        *("footstep", "step", "walk", "walker", "footfall", "stroll", "march", "jog", "jogger"),
        *("high heel", "someone running", "person running", "running feet", "people running"),
    ),
    "dog": ("dog", "doggy", "puppy", "hound", "bark", "woof", "terrier", "canine"),
    "birds": (
        *("bird", "birdsong", "songbird", "sparrow", "robin", "nightingale", "blackbird"),
        *("canary", "finch", "warbler", "chirp", "tweet", "twitter", "dawn chorus"),
    ),
    "crickets": ("cricket", "cicada", "grasshopper", "insect", "katydid", "cricket chirp"),
    "bell": ("bell", "church bell", "gong", "chime", "carillon", "toll", "doorbell"),
    "engine": (
        *("engine", "motor", "car", "truck", "lorry", "bus", "tractor", "van", "diesel", "vehicle"),
        *("motorcycle", "motorbike", "automobile", "idling", "generator"),
    ),
    "siren": (
        *("siren", "ambulance", "police", "police car", "fire engine", "fire truck", "alarm"),
        *("fire alarm", "car alarm", "car siren", "fire siren", "fire brigade"),
    ),
}
"""Recipe -> the words and phrases that call it, in their bare form."""

NOT_INFLECTED = frozenset({"winding", "winded", "fired", "firing", "waved", "waving", "stepped"})
"""Words that only look like a form of one in the table."""

_RECIPE_OF = {tuple(entry.split()): name for name, entries in WORDS.items() for entry in entries}
_LONGEST = max(len(entry) for entry in _RECIPE_OF)


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipe's name, or none, and how to tilt it."""

    recipe: str | None
    tilt: Tilt


def choose(prompt: str) -> Choice:
    """Read a prompt; any text is allowed.

    >>> choose("Two big dogs, barking").recipe
    'dog'
    """
    words = re.findall(r"[a-z]+", re.sub(r"['’]s?\b", "", prompt.lower()))
    tilt = tilt_of(words)
    for start in range(len(words)):
        for length in range(min(_LONGEST, len(words) - start), 0, -1):
            *head, last = words[start : start + length]
            for form in bare_forms(last):
                recipe = _RECIPE_OF.get((*head, form))
                if recipe is not None:
                    return Choice(recipe, tilt)
    return Choice(None, tilt)


def bare_forms(word: str) -> Iterator[str]:
    """Give the word and what may be left of it without English endings, likeliest first.

    >>> list(bare_forms("puppies"))
    ['puppies', 'puppie', 'puppi', 'puppy']
    """
    yield word
    if word in NOT_INFLECTED:
        return
    for ending in ("s", "es", "ing", "ed"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        yield stem
        if ending == "es" and stem.endswith("i"):
            yield stem[:-1] + "y"
        if ending in {"ing", "ed"}:
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]

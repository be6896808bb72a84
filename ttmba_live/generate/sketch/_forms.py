"""Words without their English endings. Knows no sound."""

from __future__ import annotations

from collections.abc import Iterator

_LOOKALIKES = """
winding winded fired firing waved waving stepped bearing bearings parking batting batted scarring
scarred starring earring earrings during hiding blinding string strings wing wings morning evening
ceiling dressing offspring lightning herring planed planing ticket tickets manning canning canned
"""
NOT_INFLECTED = frozenset(_LOOKALIKES.split())
"""Words that only look like a form of another."""

IRREGULAR = {
    form: bare
    for bare, forms in {
        "break": "broke broken breaks",
        "ring": "rang rung",
        "sing": "sang sung",
        "draw": "drew drawn",
        "fall": "fell fallen",
        "run": "ran",
        "blow": "blew blown",
        "fly": "flew flown flies",
        "shake": "shook shaken",
        "shoot": "shot",
        "strike": "struck",
        "swing": "swung",
        "sweep": "swept",
        "speak": "spoke spoken",
        "tear": "tore torn",
        "beat": "beaten",
        "bite": "bitten",
        "drink": "drank drunk",
        "eat": "ate eaten",
        "drive": "drove driven",
        "ride": "rode ridden",
        "weep": "wept",
        "tread": "trod",
        "creep": "crept",
        "say": "said says",
        "wind": "wound",
        "write": "wrote written",
        "saw": "sawn",
        "sew": "sewn",
        "mow": "mown",
        "dig": "dug",
        "light": "lit",
        "go": "went gone",
        "swim": "swam swum",
        "sink": "sank sunk",
        "throw": "threw thrown",
        "leave": "left",
        "wolf": "wolves",
        "leaf": "leaves",
        "hoof": "hooves hoofs",
        "knife": "knives",
        "goose": "geese",
        "mouse": "mice",
        "child": "children",
        "man": "men",
        "woman": "women",
        "foot": "feet",
        "tooth": "teeth",
        "calf": "calves",
        "loaf": "loaves",
        "ox": "oxen",
        "die": "dice",
        "dish": "dishes",
        "squeak": "squeaky",
        "creak": "creaky",
        "rust": "rusty",
        "bubble": "bubbly",
        "crunch": "crunchy",
        "crackle": "crackly",
        "splash": "splashy",
        "noise": "noisy",
        "panic": "panicking panicked",
        "person": "persons",
    }.items()
    for form in forms.split()
}
"""Form -> bare word."""


def bare_forms(word: str) -> Iterator[str]:
    """Give the word and what may be left of it without English endings, likeliest first.

    >>> list(bare_forms("puppies"))
    ['puppies', 'puppie', 'puppi', 'puppy']
    """
    yield word
    if word in IRREGULAR:
        yield IRREGULAR[word]
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
            if ending == "ed" and stem.endswith("i"):
                yield stem[:-1] + "y"

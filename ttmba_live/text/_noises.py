"""Noises that end something or with which it is done. Knows words, no time and no place."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._words import lemmas

_BURSTS = _lexicon.listed("bursts")
_SHORT_NOISE = 4
"""Words of a noise with which something is done, with its article and adjectives."""


def is_bang(items: Sequence[str]) -> bool:
    """Whether a description is of a bang and nothing more."""
    return len(items) > 0 and _BURSTS.issuperset(_wording.content(items))


def manner(items: Sequence[str]) -> bool:
    """Whether words tell the noise with which something is done: "lands with a thud"."""
    short = items[:1] in (["a"], ["an"]) and len(items) <= _SHORT_NOISE
    return short and not _wording.PUNCTUAL.isdisjoint(lemmas(items[-1]))

"""Words for several kinds of sounds, and other names of one, ``data/groups.txt``: "the birds".

Knows how its lines are read; knows no sound that is there.
"""

from __future__ import annotations

from functools import cache

from ttmba_live.text._lexicon import data_text


def members(word: str) -> frozenset[str]:
    """Words of the sounds that a word in the singular may mean; none if it is no group's.

    >>> "owl" in members("animal"), members("table")
    (True, frozenset())
    """
    return _groups().get(word, frozenset())


@cache
def _groups() -> dict[str, frozenset[str]]:
    """All groups; those that stand in others are written out."""
    lines = [line.partition(" = ") for line in data_text("groups.txt").splitlines()]
    plain = {name: own.split() for name, _, own in lines if own}

    def all_of(name: str, within: tuple[str, ...] = ()) -> set[str]:
        found: set[str] = set()
        for word in plain[name]:
            found.add(word)
            if word in plain and word not in within:
                found |= all_of(word, (*within, name))
        return found

    return {name: frozenset(all_of(name)) for name in plain}

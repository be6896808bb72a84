"""Words to the files of an index that fit them best. Knows no generator."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from ttmba_live.generate.library._meaning import Meanings
from ttmba_live.generate.library._store import Entry, Store
from ttmba_live.generate.library._words import UNSAID_WEIGHT, kinds, synonyms, wanted

_MOST_WORDS = 8
_NEAR = 0.75
"""Files whose score is at least this share of the best one's are as good."""

_USUAL = 6
"""Words that a file usually has."""

_LIMIT = 64

_CLOSE = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A file, how much of the wanted words it has (0..1), and whether it is as good as the best."""

    entry: Entry
    share: float
    near: bool
    likeness: float = 0.0
    """How near its sound is to what the words mean, a cosine; 0 if nobody can say."""


def search(
    store: Store,
    prompt: str,
    least: float = 0.0,
    limit: int = _LIMIT,
    meanings: Meanings | None = None,
    added: str = "",
    english: str = "",
) -> list[Found]:
    """The files that fit a prompt best, by words, and by what they sound like if that is known.

    A file is taken if it has ``least`` of the words, or if its sound is as near to what they mean
    as ``meanings`` want; the share of the words and the cosine add up, and files within `_CLOSE` of
    the best are as good. ``added`` are words of the prompt that nobody said: they only choose
    among files.
    ``english`` is what the prompt says if it is in another language: files that have no less of
    those words are taken, since names are known in English too.
    """
    found = _by_words(store, wanted(prompt, added), least, limit)
    if english:
        named = _by_words(store, wanted(english, added), least, limit)
        if named and (not found or named[0].share >= found[0].share):
            found = named
        prompt = english
    if meanings is None:
        return found
    shares = {one.entry.id: one.share for one in found}
    likeness = meanings.likenesses(prompt, list(shares), limit)
    near = [number for number, cosine in likeness.items() if cosine >= meanings.like]
    entries = store.entries(list(dict.fromkeys([*shares, *near])))
    scored = [
        Found(entry, shares.get(entry.id, 0.0), near=False, likeness=likeness.get(entry.id, 0.0))
        for entry in entries
    ]
    scored.sort(key=lambda one: -(one.share + one.likeness))
    best = scored[0].share + scored[0].likeness if scored else 0.0
    return [replace(one, near=one.share + one.likeness >= best - _CLOSE) for one in scored[:limit]]


def _by_words(store: Store, asked: dict[str, float], least: float, limit: int) -> list[Found]:
    """The files that have the most of some words, best first.

    A word is matched by its English stem, or else by a word that means the same. The share counts
    words that say what a sound is fully and words that say how it is (loud, old, slowly) a
    quarter; files with less than ``least`` are left out.
    """
    weights = dict(itertools.islice(asked.items(), _MOST_WORDS))
    if not weights or max(weights.values()) < 1.0:
        return []
    total = sum(weight for weight in weights.values() if weight != UNSAID_WEIGHT)
    terms = {word: _term(word) for word in weights}
    there = [word for word in weights if store.known(terms[word])]
    for words in _subsets(there, weights):
        share = min(1.0, sum(weights[word] for word in words) / total)
        if share < max(least, 1e-9):
            break
        if not any(weights[word] == 1.0 for word in words):
            continue
        found = store.matches(" AND ".join(f'"{word}"' for word in words), limit)
        near = {entry.id for entry in found if _score(entry) >= _NEAR * _score(found[0])}
        if len(found) < limit:
            like = store.matches(" AND ".join(terms[word] for word in words), limit)
            if not near:
                near = {entry.id for entry in like if _score(entry) >= _NEAR * _score(like[0])}
            found += [entry for entry in like if entry not in found]
        if found:
            return [Found(entry, share, entry.id in near) for entry in found[:limit]]
    return []


def _score(entry: Entry) -> float:
    """How much a file is about a word that it has once: BM25's, by how many others it has."""
    return 1.0 / (1.0 + 1.2 * (0.25 + 0.75 * entry.size / _USUAL))


def _term(word: str) -> str:
    """A word, any that means the same, or a kind of it, as FTS5 writes it."""
    group = (*synonyms().get(word, (word,)), *kinds().get(word, ()))
    if word not in group:
        group = (word, *group)
    return "(" + " OR ".join(f'"{one}"' for one in group) + ")"


def _subsets(words: list[str], weights: dict[str, float]) -> list[tuple[str, ...]]:
    """Every choice of these words, those that count most first; of equals, those that stand last.

    In English the thing comes after what is said of it: of "church bell" the bell matters.
    """
    every = (
        chosen
        for count in range(len(words), 0, -1)
        for chosen in itertools.combinations(words, count)
    )
    place = {word: number for number, word in enumerate(words)}
    return sorted(
        every,
        key=lambda chosen: (
            -sum(weights[word] for word in chosen),
            [-place[word] for word in reversed(chosen)],
        ),
    )

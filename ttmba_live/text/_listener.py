"""The listener as a third person, "detrás del oyente", read as the first. Knows tokens only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ttmba_live.text._lexicon import sections
from ttmba_live.text._tokens import Token

_OF = frozenset(("de", "di"))
"""What places are of, "behind of me": alone, it tells whose something is."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's."""

    nouns: frozenset[str]
    after: frozenset[str]
    head: frozenset[str]
    articles: dict[str, str]
    joined: dict[str, tuple[str, ...]]
    of: tuple[tuple[str, ...], ...]

    def read(self, before: Sequence[str], tokens: Sequence[Token]) -> tuple[int, list[Token]]:
        """How many of three tokens tell of the listener, and what stands for them; none if not."""
        words = [token.norm for token in tokens]
        placed = before[-1:] != [] and before[-1] in self.after
        if words[0] in self.nouns:
            me = self.articles.get(words[0])
            return (1, [replace(tokens[0], norm=me)]) if me and placed else (0, [])
        if self.head.intersection(before):
            whose = (len(of) for of in self.of if tuple(words[: len(of)]) == of)
            return next(((n + 1, []) for n in whose if set(words[n:]) & self.nouns), (0, []))
        if not self.nouns.intersection(words[1:2]):
            return 0, []
        joined = self.joined.get(words[0], ())
        if joined and (joined[0] not in _OF or placed):
            named = zip(tokens, joined, strict=False)
            return 2, [replace(token, norm=word) for token, word in named]
        me = self.articles.get(words[0])
        return (2, [replace(tokens[0], norm=me)]) if me and placed else (0, [])


def as_me(tokens: Sequence[Token], languages: Sequence[str]) -> list[Token]:
    """The tokens with "me" where they name whoever listens, in any of these languages."""
    out = list(tokens)
    for words in filter(None, map(_words().get, languages)):
        tokens, out, at = out, [], 0
        while at < len(tokens):
            count, said = words.read([token.norm for token in out[-2:]], tokens[at : at + 3])
            out += said if count else [tokens[at]]
            at += max(1, count)
    return out


@cache
def _words() -> dict[str, _Words]:
    found = {}
    for language, body in sections("listener.txt"):
        rows = {
            name: rest.split()
            for name, _, rest in (line.partition(":") for line in body.splitlines())
        }
        pairs = {name: dict(pair.split("=") for pair in rows[name]) for name in ("as", "joined")}
        found[language] = _Words(
            frozenset(rows["nouns"]),
            frozenset(rows["after"]),
            frozenset(rows["head"]),
            pairs["as"],
            {word: tuple(become.split("_")) for word, become in pairs["joined"].items()},
            tuple(tuple(word.split("_")) for word in rows["of"]),
        )
    return found

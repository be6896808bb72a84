"""How one asks for a sound or an order: "I was wondering if I could hear". Knows tokens only.

A sentence begins so if its first words are all small ones of asking, and one of them asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ttmba_live.text import _tokens
from ttmba_live.text._asides import sentences
from ttmba_live.text._lexicon import sections
from ttmba_live.text._tokens import Token

_LEAST = 2
"""Words with which one asks: "hear, hear" alone, or "love birds", asks for nothing."""

_OTHERWISE = (
    (re.compile(r"^([^,.]+), (?=(?:not|a bit|a little|much|way|a lot|slightly) )"), r"\1 "),
    (re.compile(r",? (?:and )?(?:while|whilst) (?=the |my )"), " and "),
    (
        re.compile(
            r"^wait (?:for )?((?:[\d.,]+|\w+) (?:s|secs?|seconds?|minutes?)),?"
            r" (?:and )?(?:then )?(.+)$"
        ),
        r"in \1 \2",
    ),
    (
        re.compile(r"^(?:cross-?fade|segue|morph) (?:from )?(.+?) (?:in)?to (.+?)(,? over .+|)$"),
        r"fade out \1\3 and bring \2 back in\3",
    ),
    (re.compile(r",? (?:(?:on|over|in) )?(?:a )?([\w-]+)[- ]count$"), r" over \1 seconds"),
    (re.compile(r",? and (?:meanwhile|at the same time|in the meantime),? "), " and "),
)
"""Ways to say an order, and others that mean the same: "the bell, not so close"."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's."""

    asks: frozenset[str]
    small: frozenset[str]
    verbs: frozenset[str]
    last: frozenset[str]
    joints: frozenset[str]

    def end(self, sentence: Sequence[Token], begin: int, *, order: bool = False) -> int:
        """The end of what asks and begins there; of an ``order``, up to a verb.

        It is ``begin`` if nothing such does.
        """
        more = frozenset[str]() if order else self.verbs
        end, asks, count = begin, False, 0
        for n in range(begin, len(sentence)):
            word = sentence[n].norm
            if word == "," and n > begin:
                continue  # "es wäre schön, wenn": it goes on if such a word follows
            if word not in self.asks and word not in self.small and word not in more:
                break
            end, count, asks = n + 1, count + 1, asks or word in self.asks
        if end < len(sentence) and sentence[end].norm == ",":
            end += 1
        return end if asks and (order or count >= _LEAST) else begin


def without(tokens: Sequence[Token], languages: Sequence[str]) -> list[Token]:
    """The tokens without how they are asked for, in any of these languages."""
    known = [words for words in map(_words().get, languages) if words is not None]
    out: list[Token] = []
    for sentence in sentences(tokens):
        kept = sentence
        for words in known:
            kept = _asked_for(kept, words)
        out += kept
    return out


def plainly(text: str) -> str:
    """A text, in any language, without the words with which an order begins: "could you stop"."""
    tokens = _tokens.tokens(text)
    begin = next((n for n, token in enumerate(tokens) if token.is_word), 0)
    end = max(words.end(tokens, begin, order=True) for words in _words().values())
    return text[tokens[end].first :] if begin < end < len(tokens) else text


def said_otherwise(text: str) -> Iterator[str]:
    """The same order in other words, the likeliest first."""
    plain = plainly(text)
    if plain != text:
        yield plain
        if plain[:4].lower() == "the ":  # "let's try the dog on the right"
            yield f"move {plain}"
    for pattern, others in _OTHERWISE:
        if (said := pattern.sub(others, plain)) != plain:
            yield said


def _asked_for(sentence: list[Token], words: _Words) -> list[Token]:
    """A sentence without the words with which it is asked for, if it has such and others."""
    kept: list[Token] = []
    at, begins, asked = 0, True, False
    while at < len(sentence):
        end = words.end(sentence, at) if begins else at
        if end > at:
            at, begins, asked = end, False, True
            continue
        token = sentence[at]
        kept.append(token)
        joint = not token.is_word or token.norm in words.joints
        at, begins = at + 1, joint
    if asked:  # "eine Hummel machen, die": verbs that stand last, in what is told
        follow = [*kept[1:], None]
        kept = [
            token
            for token, after in zip(kept, follow, strict=True)
            if token.norm not in words.last or (after is not None and after.is_word)
        ]
    return kept if asked and any(token.is_word for token in kept) else sentence


@cache
def _words() -> dict[str, _Words]:
    found = {}
    for language, body in sections("requests.txt"):
        rows = dict(line.split(": ", 1) for line in body.splitlines() if ": " in line)
        names = ("asks", "small", "verbs", "last", "joints")
        found[language] = _Words(*(frozenset(rows[name].split()) for name in names))
    return found

"""The planner that needs no network: tokens, phrases, drafts, events, one stage after another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import Event
from ttmba_live.text import (
    _asides,
    _bearings,
    _brackets,
    _comparisons,
    _events,
    _going,
    _inflected,
    _lexicon,
    _listener,
    _numbers,
    _requests,
    _second_thoughts,
    _spelling,
    _tokens,
    _wording,
)
from ttmba_live.text._drafts import Drafts
from ttmba_live.text._grammar import Grammar
from ttmba_live.text._languages import languages
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._phrases import Reader
from ttmba_live.text._plan import Plan
from ttmba_live.text._tables import table
from ttmba_live.text.lines import with_lines

_MOST_CHARACTERS = 20_000
_MOST_TOKENS = 520
"""Of prose, what is read; what comes later is told and left out."""

_MOST_NOTES = 12
_SHORT_NAME = 3
_ACTS = re.compile(r"(?<![usi])s$|ed$")
"""Endings of what somebody does, in a word that is not known."""
_SPILLING = _lexicon.listed("spilling")
_PLACES = frozenset(
    word for name in ("scenes", "chambers", "wholes") for word in _lexicon.listed(name)
)
_HEADING = 5
"""Words of the longest first sentence that may be the name of a place."""


@dataclass(frozen=True, slots=True)
class Read:
    """One text after each stage."""

    tokens: Sequence[_tokens.Token]
    languages: tuple[str, ...]
    phrases: Sequence[Phrase]
    drafts: Drafts
    events: Sequence[Event]
    notes: tuple[str, ...]


class Rules:
    """Offline planning of prose in ten languages.

    ``stage_left`` is the listener's side on which stage left lies: ``right`` for one who faces the
    stage, ``left`` for one who stands on it. Holds no state, so any thread may call it; the tables
    are read on the first call.
    """

    name = "rules"

    def __init__(self, stage_left: str = "right") -> None:
        if stage_left not in ("left", "right"):
            raise InvalidInput(f"stage left is on the left or on the right, not {stage_left!r}")
        self._stage_left = 1.0 if stage_left == "left" else -1.0

    def plan(self, text: str) -> Plan:
        """Event lines exactly, prose by the grammar.

        Raises `InvalidInput` only if there is no letter, digit or symbol in the text, or nothing
        but event lines with mistakes.
        """
        return with_lines(text, self._prose)

    def _prose(self, text: str) -> Plan:
        try:
            read = self.read(text)
        except InvalidInput:
            raise
        except Exception as error:  # a mistake in the grammar must not stop a show
            note = f"the rules could not read this text ({type(error).__name__})"
            event = _events.anything(text)
            return Plan((event,), self.name, (note,))
        return Plan(tuple(read.events), self.name, read.notes)

    def read(self, text: str) -> Read:
        """All five stages of a text of prose; raises `InvalidInput` if there is nothing to plan."""
        notes: list[str] = []
        text = text[:_MOST_CHARACTERS]
        tokens: Sequence[_tokens.Token] = _tokens.tokens(text)
        if not any(token.is_word or token.number is not None for token in tokens):
            raise InvalidInput("there is no word in this text that could name a sound")
        if len(tokens) > _MOST_TOKENS:
            notes.append(f"only the first {_MOST_TOKENS} words and signs of this text are read")
            tokens = tokens[:_MOST_TOKENS]
        tokens = _brackets.opened(_unquoted(tokens, text, notes))
        tokens = _bearings.each_with_unit(_numbers.signed(tokens))
        tokens = _comparisons.plainly(_second_thoughts.revised(tokens, notes), notes)
        tokens = _asides.straightened(tokens, notes)
        spoken = languages(tokens)
        tokens = _listener.as_me(_requests.without(tokens, spoken), spoken)
        tokens = _inflected.plain(_spelling.mended(tokens, spoken, notes), spoken)
        for things in (False, True):  # "far away duck": what names no sound names things
            reader = Reader(tokens, [table(language) for language in spoken], things=things)
            row = _going.heard(reader.cover(), reader.phrases)
            row = _headed(row, tokens, notes)
            drafts = Grammar(row, tokens, reader.forms, text).run()
            _leave_scenery(drafts)
            made, more = _events.events(drafts.drafts, self._stage_left)
            if made:
                break
        if not made:
            raise InvalidInput(f"this text names no sound: {' '.join(text.split())[:60]!r}")
        lost = [word for word in dict.fromkeys(drafts.lost) if any(c.isalnum() for c in word)]
        notes += [*drafts.notes, *more]
        if lost:
            notes.append(f"not made into a sound: {', '.join(lost)[:200]}")
        return Read(tokens, spoken, row, drafts, made, _few(notes))


def _is_silent(words: Sequence[str]) -> bool:
    """Whether a clause only tells that something is there: "the old lighthouse stood"."""
    quiet = _lexicon.listed("silent").intersection(words)
    if _lexicon.find([word for word in words[:2] if word not in _SPILLING]) is None:
        quiet |= _SPILLING.intersection(words)  # light does, but laughter is heard
    return bool(quiet) and not any(_wording.does(word) for word in words[1:] if word not in quiet)


def _leave_scenery(drafts: Drafts) -> None:
    """Drop what is told to be there and does nothing, if anything else is left."""
    scenery = [draft for draft in drafts.drafts if _is_silent(draft.words)]
    if len(scenery) < len(drafts.drafts):
        for draft in scenery:
            drafts.drafts.remove(draft)
            drafts.notes.append(f"about the scene, not a sound: {' '.join(draft.words)!r}")


def _headed(row: list[Phrase], tokens: Sequence[_tokens.Token], notes: list[str]) -> list[Phrase]:
    """The row without a first sentence that only names where the scene is, "The old terminus".

    It begins as a name does or names a place, "Haunted house", nothing in it is known or done, and
    a sound that is known follows.
    """
    end = next((n for n, item in enumerate(row) if item.argument == "stop"), 0)
    words = [t.norm for item in row[:end] for t in tokens[item.first : item.after]]
    names = all(item.kind == "word" for item in row[:end]) and words[:1] != []
    if not names or len(words) > _HEADING:
        return row
    named = words[0] in _lexicon.listed("determiners")
    named = named or (len(words) > 1 and not _PLACES.isdisjoint(words))
    acts = any(map(_wording.does, words)) or _ACTS.search(words[-1])
    if not named or acts or not any(item.kind == "noun" for item in row[end:]):
        return row
    notes.append(f"about the scene, not a sound: {' '.join(words)!r}")
    return row[end + 1 :]


def _unquoted(
    tokens: Sequence[_tokens.Token], text: str, notes: list[str]
) -> Sequence[_tokens.Token]:
    """The tokens that are not in quotation marks, unless all are."""
    spans = [span for span in _tokens.quoted(text) if not _named(text[span[0] + 1 : span[1] - 1])]
    kept = [t for t in tokens if not any(first <= t.first < after for first, after in spans)]
    if len(kept) == len(tokens) or not any(t.is_word for t in kept):
        return tokens
    notes += [f"what is said is not spoken: {text[first:after]!r}" for first, after in spans]
    return kept


def _named(quoted: str) -> bool:
    """Whether a quotation is the name of a sound rather than what somebody says."""
    words = quoted.lower().split()
    return 0 < len(words) <= _SHORT_NAME and _lexicon.find(words) is not None


def _few(notes: list[str]) -> tuple[str, ...]:
    """The notes, each once and not too many of them."""
    once = list(dict.fromkeys(note[:300] for note in notes))
    if len(once) > _MOST_NOTES:
        once[_MOST_NOTES:] = [f"{len(once) - _MOST_NOTES} more notes like these"]
    return tuple(once)

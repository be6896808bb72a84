"""A clock that nobody named: "es schlägt elf", "it strikes twelve". Places nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _lexicon, _numbers, _wording
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tables import LANGUAGES
from ttmba_live.text._tokens import Token
from ttmba_live.text._words import lemmas

_STRIKING = _lexicon.listed("striking")
_STRUCK = frozenset(("strike", "toll", "chime"))
_CLOCKS = frozenset(("clock", "bell", "bells", "gong", "chimes", "glocke", "cloche", "campana"))
_VERBS = frozenset(f"~{verb}" for verb in ("strike", "toll", "chime", "peal", "bong"))
_RESOUNDING = frozenset(("striking", "ringing", "tolling", "chiming"))
_TWELVES = frozenset(("midnight", "noon", "midday"))
_NAMING = frozenset(("noun", "weather"))


def number_of(forms: frozenset[str], before: Phrase, item: Phrase, word: Token) -> float:
    """How often a bell is struck: "strikes four", "tolls twelve"; 0 if no such number.

    ``forms`` are those of the verb ``before``, ``word`` is the first token of ``item``.
    """
    strikes = not forms.isdisjoint(_VERBS)
    strikes = before.argument in _RESOUNDING if before.kind == "verb" else strikes
    if not strikes or item.kind not in ("number", "clock", "word"):
        return 0.0
    twelve = 12.0 if word.norm in _TWELVES else 0.0
    return word.number or twelve or _numbers.words_of(("en",)).get(word.norm, 0.0)


def struck(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with a clock where something strikes a number of times and nothing is named."""
    out: list[Phrase] = []
    clause: list[Phrase] = []
    named = False
    for item in row:
        if item.kind == "link":
            out += [*_clause(clause, tokens, named=named), item]
            named = named or any(_is_clock(each, tokens) for each in clause)
            clause = []
        else:
            clause.append(item)
    return out + _clause(clause, tokens, named=named)


def _clause(clause: list[Phrase], tokens: Sequence[Token], *, named: bool) -> list[Phrase]:
    """A clause; ``named`` says that a clock was named before it."""
    clause = _counted(clause, tokens)
    strikes = next((n for n, item in enumerate(clause) if _strikes(clause, n, tokens)), None)
    if strikes is None or named:
        return clause
    at = clause[strikes]
    if at.kind == "count" and any(item.argument == "clock" for item in clause):
        deed = Phrase("verb", "striking", at.first, at.first + 1)
        return [*clause[:strikes], deed, *clause[strikes:]]
    if any(_names(item, tokens) for item in clause if item is not at):
        return clause
    clock = Phrase("noun", "clock_striking", at.first, at.first + 1)
    rest = [item for item in clause if item.kind != "pron"]
    verb = [item for item in rest if item is at and item.kind == "word"]
    place = rest.index(at)
    return [*rest[:place], clock, *rest[place + len(verb) :]]


def _counted(clause: list[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """A clause that ends with the number of its strokes: "schlägt hinten links zwölf"."""
    last = clause[-1] if clause else None
    many = _many(tokens[last.first], last) if last is not None else 0.0
    verb = next((n for n, i in enumerate(clause) if tokens[i.first].norm in _STRIKING), None)
    if last is None or verb is None or clause[verb].kind != "verb" or many <= 1.0:
        return clause
    count = Phrase("count", "", last.first, last.after, value=many)
    struck = replace(clause[verb], argument="striking")
    return [*clause[:verb], struck, *clause[verb + 1 : -1], count]


def _many(word: Token, last: Phrase) -> float:
    """The number that a phrase of one word tells, in any language: "elf" is no elf then."""
    alone = last.after == last.first + 1 and last.kind in ("number", "word", "noun")
    numbers = _numbers.words_of(LANGUAGES)
    return (word.number or last.value or numbers.get(word.norm, 0.0)) if alone else 0.0


def _strikes(clause: Sequence[Phrase], n: int, tokens: Sequence[Token]) -> bool:
    """Whether a phrase tells how often a clock is struck, or is the verb before that number."""
    word = tokens[clause[n].first].norm
    if clause[n].kind == "count":
        return word in _STRIKING
    counted = n + 1 < len(clause) and clause[n + 1].kind == "count"
    return clause[n].kind == "word" and counted and not lemmas(word).isdisjoint(_STRUCK)


def _is_clock(item: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a phrase names what strikes the hours."""
    words = {tokens[n].norm for n in range(item.first, item.after)}
    return item.kind == "noun" and not _CLOCKS.isdisjoint(words | {*item.argument.split("_")})


def _names(item: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a phrase names something, perhaps a thing that no table has."""
    word = item.kind == "word" and tokens[item.first].norm not in _wording.FUNCTION
    return item.kind in _NAMING or word

"""Which recipe a prompt asks for, from one table: ``data/words.txt``. Knows no sound.

A prompt is cut into clauses (at commas, "and", "while"); the first clause whose own words say
something counts. In it the most telling word wins: what only one thing does ("barks") before the
thing itself ("dog"), that before what many do ("sings") and that before materials and places
("glass"); two that belong together ("sword", "drawn") before any of them alone. Things behind a
preposition tell less ("birds in a forest"). Whose doing it is tells more than what any body's
voice does ("gull crying", "brook babbling") and than a doing of many things ("thunder rolling").
Among equals the last of a row of nouns wins ("fire truck siren", "herd of cows"), else the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ttmba_live.generate.sketch._forms import NOT_INFLECTED, bare_forms
from ttmba_live.generate.sketch._palette import FAMILY_OF, RECIPES
from ttmba_live.generate.sketch._tables import DATA
from ttmba_live.generate.sketch._tilt import Tilt, tilt_of

_TABLE = DATA / "words.txt"

_STRENGTHS = {"!": 3.0, "thing": 2.0, "~": 1.5, "?": 1.0}
_PAIR = 4.0
_VOICES = frozenset(("people", "crowds"))
"""Families of what people do; an animal or a brook that does so does it in its own way."""

_SOUNDS = 1.5
"""Least strength of a word that says what sounds."""

_DEEP = 0.6
"""What a thing behind a preposition is less telling: it is mostly a place."""

_JOINTS = "and while as then when whilst but or before after until followed plus"
_BREAKS = frozenset(_JOINTS.split())
_PLACES = """
in on at from to into onto inside under over near behind through against across along around
between during with without for above below beneath among amid beside within
"""
_PREPOSITIONS = frozenset(_PLACES.split())
_ARTICLES = frozenset(("a", "an", "the"))
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;.:()!?/&+]")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase calls."""

    recipe: str
    strength: float
    kin: bool
    """Only the nearest relative: the note says so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipe's name, or none, and how to tilt it."""

    recipe: str | None
    tilt: Tilt
    kin: str = ""
    """The word that has only a relative in the palette."""


@dataclass(frozen=True, slots=True)
class Table:
    """The words, ready to be found."""

    phrases: dict[str, Entry]
    """Words joined by one space -> entry."""
    pairs: dict[str, tuple[tuple[frozenset[str], Entry], ...]]
    """A word or phrase -> what it calls together with others."""
    longest: int
    """Words of the longest phrase."""


@cache
def table() -> Table:
    """Read the table once. Raises ValueError where it names no recipe."""
    phrases: dict[str, Entry] = {}
    pairs: dict[str, list[tuple[frozenset[str], Entry]]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, words = line.partition(": ")
        if name not in RECIPES:
            raise ValueError(f"{_TABLE.name}: no recipe is called {name!r}")
        own, _, kin = words.partition(" > ")
        for is_kin, part in ((False, own), (True, kin)):
            for word in part.split():
                _enter(word, name, is_kin, phrases, pairs)
    for name in RECIPES:
        phrase = " ".join(re.split(r"[- ]", name))
        strength = _STRENGTHS["~" if _is_doing(phrase) else "thing"] + 0.25 * phrase.count(" ")
        phrases.setdefault(phrase, Entry(name, strength, kin=False))
    found = {first: tuple(rows) for first, rows in pairs.items()}
    return Table(phrases, found, max(phrase.count(" ") + 1 for phrase in phrases))


def _enter(
    word: str,
    name: str,
    kin: bool,
    phrases: dict[str, Entry],
    pairs: dict[str, list[tuple[frozenset[str], Entry]]],
) -> None:
    """Put one entry of a line into the table; what another recipe has there stays."""
    strength = _STRENGTHS.get(word[0], _STRENGTHS["thing"])
    word = word.lstrip("!~?").replace("_", " ")
    first, *others = word.split("+")
    if others:
        entry = Entry(name, _PAIR + 0.5 * (len(others) - 1), kin)
        pairs.setdefault(first, []).append((frozenset(others), entry))
        return
    word = " ".join(re.split(r"[-' ]", word))
    more = 0.25 * word.count(" ")
    entry = Entry(name, strength + more, kin)
    before = phrases.setdefault(word, entry)
    if before.recipe == name and entry.strength >= _STRENGTHS["!"] > before.strength:
        phrases[word] = entry


def _is_doing(phrase: str) -> bool:
    """Whether one word is a form of what something does ("rolling"), and no thing."""
    return phrase.endswith("ing") and phrase not in NOT_INFLECTED and " " not in phrase


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    entry: Entry
    deep: bool
    """Behind a preposition."""
    text: str

    @property
    def weight(self) -> float:
        """How telling it is where it stands."""
        return self.entry.strength - _DEEP * (self.deep and self.entry.strength < 3.0)

    def is_of(self, whose: _Match) -> bool:
        """Whether this voice is that of another match beside it, which is no person's."""
        beside = whose.end == self.start or self.end == whose.start
        thing = whose.entry.strength >= _STRENGTHS["thing"] and not (whose.entry.kin or whose.deep)
        voice = FAMILY_OF[self.entry.recipe] in _VOICES and self.entry.strength < _PAIR
        return beside and thing and voice and FAMILY_OF[whose.entry.recipe] not in _VOICES


def choose(prompt: str) -> Choice:
    """Read a prompt; any text is allowed.

    >>> choose("Two big dogs, barking").recipe
    'dog'
    """
    clauses = list(_clauses(prompt))
    tilt = tilt_of([word for clause in clauses for word in clause])
    found = [_matches(clause) for clause in clauses]
    for least, deep in ((_SOUNDS, False), (_SOUNDS, True), (0.0, True)):
        for words, matches in zip(clauses, found, strict=True):
            if any(m.entry.strength >= least and (deep or not m.deep) for m in matches):
                best = _best(words, matches)
                kin = best.text if best.entry.kin else ""
                return Choice(best.entry.recipe, tilt, kin)
    return Choice(None, tilt)


def _clauses(prompt: str) -> Iterator[list[str]]:
    """Lower-case words, clause by clause."""
    words: list[str] = []
    tokens = _TOKEN.findall(prompt.lower())
    for number, token in enumerate(tokens):
        around = " ".join([*words[-1:], *tokens[number : number + 2]])
        joins = bool(words) and around in table().phrases
        if not joins and (not token[0].isalpha() or token in _BREAKS):
            if words:
                yield words
            words = []
            continue
        for part in re.split(r"-|['’]s?\b", token):
            words += _parts(part) if part and part not in _ARTICLES else []
    if words:
        yield words


def _parts(word: str) -> list[str]:
    """The word, or what it is put together from: Chinese runs, and "doorslam"."""
    known = table().phrases
    if _CJK.search(word):
        found, at = [], 0
        while at < len(word):
            size = next((n for n in (4, 3, 2, 1) if word[at : at + n] in known), 0)
            found += [word[at : at + size]] if size else []
            at += size or 1
        return found
    if any(form in known for form in bare_forms(word)):
        return [word]
    for cut in range(len(word) - 4, 3, -1):
        head, tail = word[:cut], word[cut:]
        if head in known and any(form in known for form in bare_forms(tail)):
            return [head, tail]
    return [word]


def _matches(words: list[str]) -> list[_Match]:
    """All that a clause's words call, without what lies within a longer phrase."""
    known = table()
    deep = [False] * len(words)
    for at in range(len(words)):
        deep[at] = (at > 0 and deep[at - 1]) or words[at] in _PREPOSITIONS
    found: list[_Match] = []
    said: dict[str, int] = {}
    for start in range(len(words)):
        for size in range(min(known.longest, len(words) - start), 0, -1):
            spelled = list(_spellings(words[start : start + size]))
            for phrase in spelled:
                said.setdefault(phrase, start)
            entries = [known.phrases[one] for one in spelled if one in known.phrases]
            inside = any(m.start <= start and start + size <= m.end for m in found)
            if entries and not inside:
                alike = [one for one in entries if one.recipe == entries[0].recipe]
                entry = max(alike, key=lambda one: one.strength)
                text = " ".join(words[start : start + size])
                found.append(_Match(start, start + size, entry, deep[start], text))
    for phrase in said:
        for others, entry in known.pairs.get(phrase, ()):
            if all(other in said for other in others):
                together = sorted({phrase, *others}, key=lambda one: (said[one], one))
                start, end = said[together[0]], said[together[-1]] + 1
                found.append(_Match(start, end, entry, False, " ".join(together)))
    return found


def _spellings(words: list[str]) -> Iterator[str]:
    """A phrase as it stands, and in its bare forms."""
    if len(words) == 1:
        yield from bare_forms(words[0])
        return
    yield " ".join(words)
    for last in list(bare_forms(words[-1]))[1:]:
        yield " ".join((*words[:-1], last))
    bare = [list(bare_forms(word)) for word in words]
    for at, forms in enumerate(bare[:-1]):
        for form in forms[1:]:
            for last in bare[-1]:
                yield " ".join((*words[:at], form, *words[at + 1 : -1], last))


def _best(words: list[str], matches: list[_Match]) -> _Match:
    """The strongest; of equals the head of a row of nouns ("fire truck siren", "herd of cows")."""
    matches = [m for m in matches if not any(m.is_of(other) for other in matches)]
    top = max(m.weight for m in matches)
    equal = sorted((m for m in matches if m.weight == top), key=lambda m: (m.start, m.end))
    if top >= _PAIR:
        return min(equal, key=lambda m: m.end - m.start)
    best = equal[0]
    for one, other in pairwise(equal):
        if other.start != one.end + (words[one.end : one.end + 1] == ["of"]):
            break
        if _is_doing(other.text):
            break
        best = other
    return best

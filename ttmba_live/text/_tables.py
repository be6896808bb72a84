"""The tables of phrases, one file a language. Knows their notation, not what they mean.

A line is ``kind argument = pattern ; pattern``. A pattern is a row of elements: ``word``,
``~verb`` (any form of an English verb), ``stem*`` (whatever ends it), ``*mente`` (an ending of
five letters), ``a/b`` (either), ``a_b`` (one after the other), ``(a/b)`` (may be left out),
``<kind>`` (a phrase of that kind) and ``$name``, which stands for the alternatives that
``$name = a/b`` lists. Characters that are written without spaces are elements each. ``marks``,
``own`` and ``parts`` list words, ``typed`` short ones (``q=que``).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ttmba_live.text._lexicon import data_text
from ttmba_live.text._tokens import is_cjk, scan
from ttmba_live.text._words import plain

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "zh", "ja")
"""Languages that have a table; the first is read beside every other."""

_WORD = re.compile(r"[^\W\d_]+")

_OWN = ("marks", "own")
"""Lines that list words: those by which a language is known, and more that are only its own."""

_LISTS = (*_OWN, "parts", "typed")
"""All lines that list words; ``parts`` are those of verbs that may stand away from them."""

INNER = frozenset(
    (
        "num",
        "vague",
        "metres",
        "degrees",
        "hertz",
        "side",
        "deep",
        "deeper",
        "flat",
        "stage",
        "dir",
        "spot",
        "letters",
        "ear",
        "ordinal",
    )
)
"""Kinds that stand in other phrases only."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: rows of words of which one must stand there, or a slot.

    ``singles`` are the rows of one word, ``longer`` the others by the word they begin with.
    """

    rows: tuple[tuple[str, ...], ...]
    slot: str = ""
    optional: bool = False
    singles: frozenset[str] = frozenset()
    longer: dict[str, list[tuple[str, ...]]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is looked for, and the kind and the argument of the phrase that it makes.

    ``needs`` has, for each element that may not be left out, the forms it may begin with: a text
    that lacks them nearby need not be looked at.
    """

    kind: str
    argument: str
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...] = ()
    line: int = 0
    """Which of the table's patterns it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """One language: patterns by kind and by the form that a phrase of them begins with."""

    language: str
    patterns: dict[str, dict[str, list[Pattern]]]
    words: frozenset[str]
    """Every whole word in it."""

    own: frozenset[str]
    """Small words that are read in no other language where it is spoken."""

    def starting(self, kind: str, forms: Iterable[str]) -> list[Pattern]:
        """Patterns of a kind that may begin with a word of these forms, in the table's order.

        The kind ``*`` is every kind.
        """
        by_form = self.patterns.get(kind)
        if by_form is None:
            return []
        found = {pattern.line: pattern for form in forms for pattern in by_form.get(form, ())}
        return [found[line] for line in sorted(found)]


def _row(text: str) -> tuple[str, ...]:
    """The forms of one alternative: words parted by ``_``, and single CJK characters."""
    row: list[str] = []
    for word in text.split("_"):
        if word.startswith(("~", "*")) or word.endswith(("*", "'")):
            row.append(word)
        elif word.isascii() and word.isalpha():  # as nearly all are, which scanning takes long for
            row.append(word.lower())
        elif word and is_cjk(word[0]):
            row += [token.norm for token in scan(word)]
        else:
            row += [t.norm if t.number is None else f"#{t.number:g}" for t in scan(word)]
    return tuple(row)


def _element(text: str, macros: dict[str, str]) -> Element:
    optional = text.startswith("(") and text.endswith(")") and len(text) > 2
    if optional:
        text = text[1:-1]
    if text.startswith("<") and len(text) > 2:
        return Element((), text[1:-1], optional)
    parts: list[str] = []
    for part in text.split("/") if text != "/" else ["/"]:
        parts += macros[part[1:]].split("/") if part[:1] == "$" else [part]
    rows = tuple(dict.fromkeys(filter(None, map(_row, parts))))
    longer: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        if len(row) > 1:
            longer.setdefault(row[0], []).append(row)
    singles = frozenset(row[0] for row in rows if len(row) == 1)
    return Element(rows, "", optional, singles, longer)


def _patterns(text: str) -> list[Pattern]:
    macros: dict[str, str] = {}
    found: list[Pattern] = []
    lines = [line.partition(" = ") for line in text.splitlines() if not line.startswith("#")]
    for head, _, body in lines:
        if head.startswith("$"):
            macros[head[1:].strip()] = body.strip()
    for head, equals, body in lines:
        if not equals or head.startswith("$") or head in _LISTS:
            continue
        kind, _, argument = head.strip().partition(" ")
        for pattern in body.split(" ; "):
            elements = [_element(part, macros) for part in pattern.split()]
            found.append(Pattern(kind, argument.strip(), tuple(elements)))
    return found


class _Firsts:
    """With which forms a phrase may begin."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self.by_kind: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            self.by_kind.setdefault(pattern.kind, []).append(pattern)
        self.known: dict[str, frozenset[str]] = {
            "number": frozenset(("#num",)),
            "go": frozenset(("#go",)),
        }
        self.known |= {"amount": frozenset(("#num", "#amount")), "letter": frozenset(("#letter",))}
        self.known |= dict.fromkeys(("figure", "signed", "clocktime", "nth"), frozenset(("#num",)))

    def of_kind(self, kind: str) -> frozenset[str]:
        if kind not in self.known:
            self.known[kind] = frozenset()
            rows = (self.of(pattern) for pattern in self.by_kind.get(kind, ()))
            self.known[kind] = frozenset(itertools.chain.from_iterable(rows))
        return self.known[kind]

    def of(self, pattern: Pattern) -> set[str]:
        forms: set[str] = set()
        for element in pattern.elements:
            forms |= self.of_element(element)
            if not element.optional:
                break
        return forms

    def of_element(self, element: Element) -> frozenset[str]:
        if element.slot:
            return self.of_kind(element.slot)
        return element.singles | frozenset(element.longer)

    def needs(self, pattern: Pattern) -> tuple[frozenset[str], ...]:
        needed = [self.of_element(e) for e in pattern.elements if not e.optional]
        return tuple(sorted(set(needed), key=len))


@functools.cache
def table(language: str) -> Table:
    """The table of a language; read once."""
    patterns = _patterns(data_text(f"phrases/{language}.txt"))
    firsts = _Firsts(patterns)
    indexed: dict[str, dict[str, list[Pattern]]] = {}
    words: set[str] = set()
    for line, bare in enumerate(patterns):
        pattern = replace(bare, needs=firsts.needs(bare), line=line)
        kinds = (pattern.kind,) if pattern.kind in INNER else (pattern.kind, "*")
        for kind, form in itertools.product(kinds, sorted(firsts.of(pattern))):
            indexed.setdefault(kind, {}).setdefault(form, []).append(pattern)
        for element in pattern.elements:
            words.update(form.strip("~*") for row in element.rows for form in row)
    own = {word for name in _OWN for word in listed(language, name)}
    whole = frozenset(word for word in words if word[:1].isalpha())
    return Table(language, indexed, whole, frozenset(own))


def listed(language: str, name: str) -> list[str]:
    """The words of a list in a language's file."""
    rows = (line.partition("=") for line in data_text(f"phrases/{language}.txt").splitlines())
    return [word for head, _, body in rows if head == f"{name} " for word in body.split()]


@functools.cache
def unaccented(language: str) -> frozenset[str]:
    """Words of a table that are no other word of their line without its accents.

    "marche" is one beside "marché", "derriere" is "derrière" as it is typed.
    """
    found: set[str] = set()
    for line in data_text(f"phrases/{language}.txt").splitlines():
        words = set(_WORD.findall(line))
        found |= words - {plain(word) for word in words if not word.isascii()}
    return frozenset(found)

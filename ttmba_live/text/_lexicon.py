"""Which sounds there are and where they are found by common sense. Knows words, no grammar."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "geese": "goose",
    "mice": "mouse", "wolves": "wolf", "leaves": "leaf", "feet": "foot", "oxen": "ox",
    "knives": "knife", "loaves": "loaf", "calves": "calf", "police": "police",
    "sheep": "sheep", "deer": "deer", "fish": "fish", "cattle": "cow",
}  # fmt: skip
_LONGEST = 3
"""Words in the longest entry."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Common sense about one kind of sound: degrees, metres, seconds, decibels."""

    elevation: float = 0.0
    distance: float = 2.0
    duration: float = 5.0
    gain_db: float = 0.0
    does: str = ""
    """What it does when only the thing is named, as ``barking``."""

    def least(self) -> float:
        """Metres at which it is called near: a plane is not at arm's length."""
        return 1.0 if self.distance <= 6.0 else self.distance / 4.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A kind found in a list of words: ``words[first:after]``."""

    kind: Kind
    first: int
    after: int


def data_text(name: str) -> str:
    """A data file of this package."""
    return (resources.files("ttmba_live.text") / "data" / name).read_text(encoding="utf-8")


def sections(name: str) -> list[tuple[str, str]]:
    """The parts of a data file that has one for each language: "[de]", and what stands below."""
    parts = re.split(r"^\[(?=\w+\]$)", data_text(name), flags=re.MULTILINE)[1:]
    return [(language, body) for language, _, body in (part.partition("]\n") for part in parts)]


@functools.cache
def listed(name: str) -> frozenset[str]:
    """A list of `data/words.txt`."""
    lines = data_text("words.txt").splitlines()
    return frozenset(w for line in lines if line.startswith(f"{name}:") for w in line.split()[1:])


@functools.cache
def kinds() -> dict[str, Kind]:
    """All kinds by word; longer entries have spaces in them."""
    found: dict[str, Kind] = {}
    for line in data_text("kinds.txt").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        numbers, _, words = line.partition("|")
        values = [float(v) for v in numbers.split()]
        for entry in words.split():
            word, _, does = entry.partition(":")
            elevation, distance, duration, gain = values
            found[word.replace("_", " ")] = Kind(
                elevation, distance, duration, gain, does.replace("_", " ")
            )
    return found


@functools.cache
def verbs() -> frozenset[str]:
    """Plain forms of verbs that sound."""
    lines = data_text("verbs.txt").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@functools.cache
def _cjk() -> re.Pattern[str]:
    words = sorted((w for w in kinds() if ord(w[0]) > 0x2E80), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def kind_of(word: str) -> Kind | None:
    """The kind of a word or of its singular, if it is known."""
    known = kinds()
    found = next((known[form] for form in _singulars(word) if form in known), None)
    if found is None and "-" in word:
        spelt = (kind_of(word.replace("-", between)) for between in (" ", ""))
        found = next((kind for kind in spelt if kind is not None), None)
    return found


def is_foreign(word: str) -> bool:
    """Whether a word of a known kind, or its singular, is none of English: "hund", "campanas"."""
    return not listed("foreign").isdisjoint(_singulars(word))


def is_plural(word: str) -> bool:
    """Whether a word stands for several of a known kind."""
    return (word not in kinds() and word in _IRREGULAR) or (
        word.endswith("s") and not word.endswith("ss") and kind_of(word[:-1]) is not None
    )  # fmt: skip


def singular(word: str) -> str:
    """One of what a word of several names."""
    return _IRREGULAR.get(word) or next((w for w in _singulars(word)[1:] if w in kinds()), word)


def plural(word: str) -> str:
    """A word for several of what a word names.

    >>> plural("dog"), plural("church"), plural("bells"), plural("child"), plural("fly")
    ('dogs', 'churches', 'bells', 'children', 'flies')
    """
    if is_plural(word) or word in _IRREGULAR or word.endswith("ing"):
        return word
    irregular = next((several for several, one in _IRREGULAR.items() if one == word), None)
    if irregular is not None:
        return irregular
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")


def _singulars(word: str) -> list[str]:
    forms = [word]
    if word in _IRREGULAR:
        forms.append(_IRREGULAR[word])
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("'s"):
        forms.append(word[:-2])
    return forms


def find(words: Sequence[str]) -> Hit | None:
    """The kind that a description is about: the last word of its first group of known nouns."""
    best: Hit | None = None
    at = 0
    while at < len(words):
        hit = _at(words, at)
        if hit is None:
            if best is not None:
                break
            at += 1
            continue
        last = words[hit.after - 1]
        doing = best is not None and (last.endswith("ing") or ing_of(last) is not None)
        doing = doing and hit.after - hit.first == 1
        best = best if doing else hit
        at = hit.after
    return best


def _at(words: Sequence[str], first: int) -> Hit | None:
    for length in range(min(_LONGEST, len(words) - first), 0, -1):
        after = first + length
        kind = kind_of(" ".join(words[first:after]))
        if kind is not None:
            return Hit(kind, first, after)
    inside = _cjk().search(words[first]) if ord(words[first][0]) > 0x2E80 else None
    return Hit(kinds()[inside.group()], first, first + 1) if inside else None


def ing_of(word: str) -> str | None:
    """The -ing form of a sounding verb in its plain or its third-person form, or None.

    >>> ing_of("barks"), ing_of("ring"), ing_of("table")
    ('barking', 'ringing', None)
    """
    known = verbs()
    plain = next((form for form in _singulars(word) if form in known), None)
    if plain is None:
        return None
    if plain.endswith("ie"):
        return plain[:-2] + "ying"
    if plain.endswith("e") and not plain.endswith(("ee", "oe")):
        return plain[:-1] + "ing"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprtv]", plain) is not None
    return plain + (plain[-1] if doubled else "") + "ing"

"""OSC address patterns, one part between slashes at a time. Knows no addresses of this program.

``?`` is one character, ``*`` any run, ``[abc] [a-z] [!x]`` a character of a set, ``{foo,bar}`` one
of the words; none of them crosses a slash. The matcher walks the pattern once, keeping all places
of the text that it could have reached as the bits of one integer, so no pattern is expensive.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ttmba_live.errors import InvalidInput

MAX_PATTERN = 255
"""Characters of one part of a pattern."""

_SPECIAL = frozenset("?*[]{}")

_Step = Callable[["_Text", int], int]


def is_pattern(address: str) -> bool:
    """Whether an address has pattern characters in it."""
    return not _SPECIAL.isdisjoint(address)


def matches(pattern: str, text: str) -> bool:
    """Whether one part of an address fits the pattern; `InvalidInput` if the pattern is broken.

    >>> matches("{dog,cat}_[1-3]", "cat_2")
    True
    """
    subject = _Text(text)
    reached = 1
    for step in _steps(pattern):
        reached = step(subject, reached)
        if not reached:
            return False
    return bool(reached & subject.end)


class _Text:
    """A text seen as bits: for each character, the places where it stands."""

    def __init__(self, text: str) -> None:
        self.end = 1 << len(text)
        self.everywhere = self.end - 1
        self.places: dict[str, int] = {}
        for place, char in enumerate(text):
            self.places[char] = self.places.get(char, 0) | 1 << place


@lru_cache(maxsize=256)
def _steps(pattern: str) -> tuple[_Step, ...]:
    if len(pattern) > MAX_PATTERN:
        raise InvalidInput(f"a pattern has at most {MAX_PATTERN} characters between slashes")
    steps: list[_Step] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char in "]}":
            raise InvalidInput(f"a pattern has {char!r} without its beginning")
        if char in "[{":
            close = "]" if char == "[" else "}"
            end = pattern.find(close, at)
            if end < 0:
                raise InvalidInput(f"a pattern has {char!r} without {close!r}")
            inside = pattern[at + 1 : end]
            steps.append(_set(inside) if char == "[" else _choice(inside))
            at = end
        else:
            steps.append({"?": _any, "*": _run}.get(char) or _literal(char))
        at += 1
    return tuple(steps)


def _any(text: _Text, reached: int) -> int:
    return (reached & text.everywhere) << 1


def _run(text: _Text, reached: int) -> int:
    lowest = reached & -reached
    return (text.end << 1) - lowest


def _literal(char: str) -> _Step:
    return lambda text, reached: (reached & text.places.get(char, 0)) << 1


def _choice(inside: str) -> _Step:
    if not _SPECIAL.isdisjoint(inside):
        raise InvalidInput("words in {} cannot hold patterns")
    words = tuple(inside.split(","))

    def step(text: _Text, reached: int) -> int:
        after = 0
        for word in words:
            here = reached
            for char in word:
                here = (here & text.places.get(char, 0)) << 1
            after |= here
        return after

    return step


def _set(inside: str) -> _Step:
    negated = inside.startswith("!")
    chars = inside[1:] if negated else inside
    if not chars or "[" in chars:
        raise InvalidInput("a pattern has [] without characters in it")
    ranges = []
    at = 0
    while at < len(chars):
        last = chars[at + 2] if chars[at + 1 : at + 2] == "-" and at + 2 < len(chars) else chars[at]
        ranges.append(tuple(sorted((chars[at], last))))
        at += 3 if at + 2 < len(chars) and chars[at + 1] == "-" else 1

    def step(text: _Text, reached: int) -> int:
        inside_set = 0
        for char, places in text.places.items():
            if any(low <= char <= high for low, high in ranges) is not negated:
                inside_set |= places
        return (reached & inside_set) << 1

    return step

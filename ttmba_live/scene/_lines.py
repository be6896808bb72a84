"""The paper's event lines, as people type them: one reader for cues, files and the command line.

``sound@duration@azimuth,elevation@distance@start``. Several may stand in one line of text, with
prose around them. Reads each character a bounded number of times.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene._event import Event

FORM = "sound@duration@azimuth,elevation@distance@start"

_NUMBER = r"[+-]?(?:\d{1,40}(?:[.,]\d{1,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?"
_UNITS = {
    "duration": "s|sec|secs|seconds?",
    "azimuth": "°|degrees?|deg",
    "elevation": "°|degrees?|deg",
    "distance": "m|met(?:er|re)s?",
    "start": "s|sec|secs|seconds?",
}
_VALUES = {
    name: re.compile(rf"(?P<n>{_NUMBER})(?: ?(?:{units}))?", re.IGNORECASE)
    for name, units in _UNITS.items()
}
_START = re.compile(
    rf"[<\s]*{_NUMBER}(?: ?(?:s|sec|secs|seconds?)(?![^\W_]))?[>\s]*", re.IGNORECASE
)
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+|\\\\n|\\n(?![^\W\d_])")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‒": "-", "‑": "-", "＠": "@", "﹫": "@"})
_PARTING = " \t;,|/\u3000"
_LONGEST_FIELD = 200
"""Characters of a field of numbers; what is longer is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: an event line (``meant``) or prose, as it stands in the text."""

    text: str
    meant: bool


def is_line(text: str) -> bool:
    """Whether a text was meant as an event line rather than as prose."""
    return text.translate(_DASHES).count("@") >= 4


def parse_line(line: str) -> Event:
    """Read one event line; spaces, <>, units, typographic signs and decimal commas are forgiven.

    >>> parse_line("dog barking@4@90,-10@2@0").position
    Position(azimuth=90.0, elevation=-10.0, distance=2.0)
    """
    plain = _bare(line.removeprefix("\ufeff"))
    fields = plain.translate(_DASHES).rsplit("@", 4)
    fields = [_bare(field) for field in (plain[: len(fields[0])], *fields[1:])]
    if len(fields) != 5:
        raise InvalidInput(f"an event line is {FORM}, not {line.strip()[:80]!r}")
    sound, duration, angles, distance, start = fields
    if sound.translate(_DASHES).count("@") > 1:
        raise InvalidInput(f"an event line is {FORM}; there is something else in {sound[:60]!r}")
    azimuth, elevation = _angles(angles)
    position = Position.checked(azimuth, elevation, _number("distance", distance))
    return Event.checked(sound, _number("duration", duration), position, _number("start", start))


def pieces(text: str) -> Iterator[Piece]:
    """A text as event lines and prose, in order; empty pieces are left out."""
    for line in _BREAK.split(text.removeprefix("\ufeff")):
        if is_line(line):
            yield from _in_line(line)
        elif line.strip():
            yield Piece(line.strip(), meant=False)


def _in_line(line: str) -> Iterator[Piece]:
    """Cut after each start time; a mistake reaches up to the next line that can be read."""
    fields = line.translate(_DASHES).split("@")
    sound, first, at = fields[0], 1, 0
    while at + 4 < len(fields):
        start = _START.match(fields[at + 4][:_LONGEST_FIELD])
        fits = start is not None and all(
            _fits(name, field)
            for name, field in zip(
                ("duration", "angles", "distance"), fields[at + 1 : at + 4], strict=True
            )
        )
        if not fits or start is None:
            at += 1
            continue
        line = "@".join([sound, *fields[first : at + 4], start.group()])
        yield Piece(line.strip(), meant=True)
        sound = fields[at + 4][start.end() :].lstrip(_PARTING).removeprefix("\\n").lstrip(_PARTING)
        at += 4
        first = at + 1
    rest = "@".join([sound, *fields[first:]]).strip(_PARTING)
    if rest:
        yield Piece(rest, meant=rest.count("@") >= 4)


def _fits(name: str, field: str) -> bool:
    if len(field) > _LONGEST_FIELD:
        return False
    try:
        if name == "angles":
            _angles(_bare(field))
        else:
            _number(name, _bare(field))
    except InvalidInput:
        return False
    return True


def _angles(text: str) -> tuple[float, float]:
    """Azimuth and elevation; with decimal commas there are four parts."""
    parts = [_bare(part) for part in text.split(",")]
    if len(parts) == 4:
        parts = [f"{parts[0]}.{parts[1]}", f"{parts[2]}.{parts[3]}"]
    if len(parts) != 2:
        raise InvalidInput(f"an event line needs azimuth,elevation, not {text[:40]!r}")
    return _number("azimuth", parts[0]), _number("elevation", parts[1])


def _bare(field: str) -> str:
    return field.strip().strip("<> \t\u3000")


def _number(name: str, text: str) -> float:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_FIELD]).translate(_DASHES).strip()
    found = _VALUES[name].fullmatch(plain)
    if found is None:
        raise InvalidInput(f"{name} must be a number, not {text[:40]!r}")
    value = float(found["n"].replace(",", "."))
    if not math.isfinite(value):
        raise InvalidInput(f"{name} must be a finite number, not {text[:40]!r}")
    return value

"""The paper's event lines, as people type them: one reader for cues, files and the command line.

``sound@duration@azimuth,elevation@distance@start``. Several may stand in one line of text, with
prose around them. Reads each character a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene._event import Event
from ttmba_live.scene._quantity import DASHES, LONGEST, NUMBER, SECONDS, quantity

FORM = "sound@duration@azimuth,elevation@distance@start"

_START = re.compile(rf"[<\s]*{NUMBER}(?: ?(?:{SECONDS})(?![^\W_]))?[>\s]*", re.IGNORECASE)
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+|\\\\n|\\n(?![^\W\d_])")
_CUT_OFF = re.compile(
    r"\s*[^\s@][^@]{,200}(?:@[<\s]*[-+]?\d[-+.,\d\s<>°]{,20}(?:ms?|s|sec|seconds|deg|degrees)?[\s>]*){2,3}"
)
"""A line of nothing but a sound and two or three of its numbers, the last of them missing."""
_PARTING = " \t;,|/\u3000"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: an event line (``meant``) or prose, as it stands in the text."""

    text: str
    meant: bool


def is_line(text: str) -> bool:
    """Whether a text was meant as an event line rather than as prose."""
    return text.translate(DASHES).count("@") >= 4


def parse_line(line: str) -> Event:
    """Read one event line; spaces, <>, units, typographic signs and decimal commas are forgiven.

    >>> parse_line("dog barking@4@90,-10@2@0").position
    Position(azimuth=90.0, elevation=-10.0, distance=2.0)
    """
    plain = _bare(line.removeprefix("\ufeff"))
    fields = plain.translate(DASHES).rsplit("@", 4)
    fields = [_bare(field) for field in (plain[: len(fields[0])], *fields[1:])]
    if len(fields) != 5:
        raise InvalidInput(f"an event line is {FORM}, not {line.strip()[:80]!r}")
    sound, duration, angles, distance, start = fields
    if sound.translate(DASHES).count("@") > 1:
        raise InvalidInput(f"an event line is {FORM}; there is something else in {sound[:60]!r}")
    azimuth, elevation = _angles(angles)
    position = Position.checked(azimuth, elevation, quantity("distance", distance))
    return Event.checked(sound, quantity("duration", duration), position, quantity("start", start))


def pieces(text: str) -> Iterator[Piece]:
    """A text as event lines and prose, in order; empty pieces are left out."""
    for line in _BREAK.split(text.removeprefix("\ufeff")):
        if is_line(line):
            yield from _in_line(line)
        elif line.strip():
            yield Piece(line.strip(), meant=_CUT_OFF.fullmatch(line.translate(DASHES)) is not None)


def _in_line(line: str) -> Iterator[Piece]:
    """Cut after each start time; a mistake reaches up to the next line that can be read."""
    fields = line.translate(DASHES).split("@")
    sound, first, at = fields[0], 1, 0
    while at + 4 < len(fields):
        start = _START.match(fields[at + 4][:LONGEST])
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
    if len(field) > LONGEST:
        return False
    try:
        if name == "angles":
            _angles(_bare(field))
        else:
            quantity(name, _bare(field))
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
    return quantity("azimuth", parts[0]), quantity("elevation", parts[1])


def _bare(field: str) -> str:
    return field.strip().strip("<> \t\u3000")

"""Numbers as people write them in event lines and tables: units, signs, decimal commas.

Knows no events, and no words of models.
"""

from __future__ import annotations

import math
import re
import unicodedata

from ttmba_live.errors import InvalidInput

NUMBER = r"[+-]?(?:\d{1,40}(?:[.,]\d{1,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?"
SECONDS = "s|sec|secs|seconds?"
DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‒": "-", "‑": "-", "＠": "@", "﹫": "@"})
LONGEST = 200
"""Characters of a field of numbers; what is longer is none."""

_DEGREES, _METRES, _LEVEL = "°|degrees?|deg", "m|met(?:er|re)s?", "dB|decibels?"
_UNITS = {
    "time": SECONDS,
    "duration": SECONDS,
    "start": SECONDS,
    "azimuth": _DEGREES,
    "elevation": _DEGREES,
    "spread": _DEGREES,
    "distance": _METRES,
    "gain_db": _LEVEL,
    "room_db": _LEVEL,
    "guidance": "",
}
_VALUES = {
    name: re.compile(rf"(?P<n>{NUMBER}|[+-]?\d{{1,40}}\.)(?: ?(?:{units}))?", re.IGNORECASE)
    for name, units in _UNITS.items()
}
_HOLDING = str.maketrans("", "", "\u00a0\u202f\u2009")
"""Spaces that keep a number together."""


def quantity(name: str, text: str) -> float:
    """The finite number that a field of this name holds: seconds, degrees, metres or dB.

    A unit, typographic signs and a decimal comma are forgiven. Raises `InvalidInput`.

    >>> quantity("distance", "2,5 m"), quantity("gain_db", "−6dB")
    (2.5, -6.0)
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST].translate(_HOLDING))
    found = _VALUES[name].fullmatch(plain.translate(DASHES).strip())
    if found is None:
        raise InvalidInput(f"{name} must be a number, not {text[:40]!r}")
    value = float(found["n"].replace(",", "."))
    if not math.isfinite(value):
        raise InvalidInput(f"{name} must be a finite number, not {text[:40]!r}")
    return value


def is_unit(name: str, text: str) -> bool:
    """Whether a field's numbers are in a unit of this name.

    >>> is_unit("distance", "m"), is_unit("distance", "cm"), is_unit("sound", "m")
    (True, False, False)
    """
    return bool(re.fullmatch(_UNITS.get(name) or "(?!)", text, re.IGNORECASE))

"""Numbers as models write them, units and all. Knows no events."""

from __future__ import annotations

import math
import re
from typing import Any

from ttmba_live.errors import InvalidInput

_SECONDS = {
    "": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 0.001,
    "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0,
}  # fmt: skip
_METRES = {
    "": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "cm": 0.01,
    "km": 1000.0, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048,
}  # fmt: skip
_DEGREES = {"": 1.0, "°": 1.0, "deg": 1.0, "degs": 1.0, "degree": 1.0, "degrees": 1.0}
_UNITS = {
    "duration": _SECONDS,
    "start": _SECONDS,
    "time": _SECONDS,
    "distance": _METRES,
    "azimuth": {**_DEGREES, "left": 1.0, "l": 1.0, "right": -1.0, "r": -1.0},
    "elevation": {**_DEGREES, "up": 1.0, "above": 1.0, "down": -1.0, "below": -1.0},
    "gain_db": {"": 1.0, "db": 1.0, "decibel": 1.0, "decibels": 1.0},
}
"""What a number of each name may be followed by, and what that makes of it."""

_QUANTITY = re.compile(r"([+-]?\d{1,12}(?:[.,]\d{1,12})?(?:e[+-]?\d{1,3})?|[+-]?\.\d{1,12})(.*)")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})
_LONGEST = 60


def number_of(name: str, value: Any) -> float:
    """The finite number that a field's value stands for: seconds, metres, degrees or dB.

    Raises `InvalidInput` if it is none.
    """
    if isinstance(value, str):
        value = _in_words(name, value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidInput(f'"{name}" must be a number')
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInput(f'"{name}" must be a finite number')
    return number


def _in_words(name: str, text: str) -> float | None:
    text = text.strip().translate(_MINUS).lower()
    found = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    unit = _UNITS[name]
    words = found.group(2).replace("°", " ° ").split() or [""]
    if any(word not in unit for word in words):
        return None
    number = float(found.group(1).replace(",", "."))
    return number * math.prod(unit[word] for word in words)

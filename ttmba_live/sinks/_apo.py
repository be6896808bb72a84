"""Texts of filters, as AutoEq writes and Equalizer APO reads them, to magnitudes.

Knows the lines ``Preamp``, ``Filter``, ``GraphicEQ`` and ``Channel``, and the biquads of R.
Bristow-Johnson's "Audio EQ Cookbook"; lines that it does not know are told and left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, from_db
from ttmba_live.errors import InvalidInput, Unavailable

Floats = NDArray[np.float64]

_NUMBER = r"([-+]?\d+(?:[.,]\d+)?)"
_FILTER = re.compile(r"filter\s*\d*\s*:\s*(on|off)\s+([a-z]+)(.*)", re.IGNORECASE)
_PREAMP = re.compile(rf"preamp\s*:\s*{_NUMBER}\s*(?:dB)?\s*$", re.IGNORECASE)
_GRAPHIC = re.compile(r"graphiceq\s*:\s*(.+)", re.IGNORECASE)
_CHANNEL = re.compile(r"channel\s*:\s*(.+)", re.IGNORECASE)
_PARAMETERS = {
    "frequency": re.compile(rf"fc\s+{_NUMBER}\s*(k?)(?:hz)?", re.IGNORECASE),
    "gain": re.compile(rf"gain\s+{_NUMBER}", re.IGNORECASE),
    "q": re.compile(rf"\bq\s+{_NUMBER}", re.IGNORECASE),
    "octaves": re.compile(rf"bw\s+oct\s+{_NUMBER}", re.IGNORECASE),
}

_KINDS = {
    "PK": "peak", "PEQ": "peak", "MODAL": "peak",
    "LS": "low shelf", "LSC": "low shelf", "LSQ": "low shelf",
    "HS": "high shelf", "HSC": "high shelf", "HSQ": "high shelf",
    "LP": "low pass", "LPQ": "low pass", "HP": "high pass", "HPQ": "high pass",
    "NO": "notch", "BP": "band pass", "AP": "all pass",
}  # fmt: skip
"""Equalizer APO's filters; an all-pass changes no magnitude, and no minimum phase has it."""

_GAINED = frozenset({"peak", "low shelf", "high shelf"})
_MOST_DB = 60.0
_Q = 0.7071

_QUIET = ("device", "eval", "if", "endif", "else", "elseif", "stage")
"""Lines that APO needs and that change no sound here."""


@dataclass(frozen=True, eq=False)
class Filters:
    """What a text asks for.

    Attributes:
        gains_db: (2,) of left and right.
        biquads: for each filter whether it is at left and right, and b0 b1 b2 a0 a1 a2.
        curves: for each graphic equaliser likewise, and its hertz and decibels.
        notes: what was left out.
    """

    gains_db: tuple[float, float]
    biquads: list[tuple[frozenset[int], Floats]]
    curves: list[tuple[frozenset[int], Floats, Floats]]
    notes: list[str] = field(default_factory=list)

    @property
    def about(self) -> str:
        """How many filters there are."""
        count = len(self.biquads) + len(self.curves)
        return f"{count} filter{'' if count == 1 else 's'}"

    def magnitude(self, hertz: Floats) -> Floats:
        """Linear magnitudes (2, F)."""
        turn = np.exp(-2j * np.pi * hertz / RATE)
        out = np.ones((2, len(hertz)))
        for ear in (0, 1):
            out[ear] *= from_db(self.gains_db[ear])
            for ears, b in self.biquads:
                if ear in ears:
                    above = b[0] + b[1] * turn + b[2] * turn**2
                    out[ear] *= np.abs(above / (b[3] + b[4] * turn + b[5] * turn**2))
            for ears, points, decibels in self.curves:
                if ear in ears:
                    at = np.log(np.maximum(hertz, 1.0))
                    out[ear] *= 10.0 ** (np.interp(at, np.log(points), decibels) / 20.0)
        return out


def read_text(path: Path) -> Filters:
    """Read a text of filters; raises `InvalidInput` if it holds none."""
    try:
        raw = path.read_bytes()[: 1 << 20]
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = raw.decode("utf-16" if wide else "utf-8-sig", "replace")
    found = parse(text)
    if not (found.biquads or found.curves):
        raise InvalidInput(
            f'{path} holds no filters; lines like "Filter 1: ON PK Fc 105 Hz Gain -3.0 dB Q 0.70" '
            "are expected"
        )
    return found


def parse(text: str) -> Filters:
    """Read the lines of a text; what is not understood is in the notes."""
    reader = _Reader()
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.split("#", 1)[0].strip()
        if not line or line.split(":")[0].strip().lower() in _QUIET:
            continue
        try:
            reader.take(line)
        except InvalidInput as error:
            reader.notes.append(f"line {number}, {line[:60]!r}, {error}; left out")
    left, right = reader.gains
    return Filters((left, right), reader.biquads, reader.curves, reader.notes)


class _Reader:
    """What was read so far, and for which ears the next lines are."""

    def __init__(self) -> None:
        self.gains = [0.0, 0.0]
        self.biquads: list[tuple[frozenset[int], Floats]] = []
        self.curves: list[tuple[frozenset[int], Floats, Floats]] = []
        self.notes: list[str] = []
        self._ears = frozenset((0, 1))

    def take(self, line: str) -> None:
        """Read one line; raises `InvalidInput` if it is not understood."""
        if match := _CHANNEL.match(line):
            self._ears = _ears(match[1])
        elif match := _PREAMP.match(line):
            gain = _number(match[1], -120.0, 40.0)
            for ear in self._ears:
                self.gains[ear] += gain
        elif match := _GRAPHIC.match(line):
            self.curves.append((self._ears, *_curve(match[1])))
        elif match := _FILTER.match(line):
            if match[1].lower() == "on":
                self.biquads.append((self._ears, _biquad(match[2].upper(), match[3])))
        else:
            raise InvalidInput("is not understood")


def _ears(words: str) -> frozenset[int]:
    named = {"l": 0, "1": 0, "left": 0, "r": 1, "2": 1, "right": 1}
    given = words.lower().replace(",", " ").split()
    if "all" in given:
        return frozenset((0, 1))
    found = frozenset(named[word] for word in given if word in named)
    if not found:
        raise InvalidInput("names neither L nor R")
    return found


def _number(text: str, low: float, high: float) -> float:
    value = float(text.replace(",", "."))
    if not low <= value <= high:
        raise InvalidInput(f"holds {value:g}, outside {low:g}..{high:g}")
    return value


def _curve(text: str) -> tuple[Floats, Floats]:
    pairs = [pair.split() for pair in text.split(";") if pair.strip()]
    try:
        points = sorted((float(hertz), float(gain)) for hertz, gain in pairs)
    except ValueError:
        raise InvalidInput('is no list of "hertz decibels;"') from None
    rows = [row for row in points if row[0] > 0.0 and abs(row[1]) <= _MOST_DB]
    if not rows or len(rows) < len(points):
        raise InvalidInput(f"holds frequencies or gains that cannot be, beyond {_MOST_DB:g} dB")
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def _biquad(kind: str, words: str) -> Floats:
    """b0 b1 b2 a0 a1 a2 by the cookbook."""
    if kind not in _KINDS:
        raise InvalidInput(f"is of the kind {kind}, which is not known")
    found = {name: pattern.search(words) for name, pattern in _PARAMETERS.items()}
    frequency = found["frequency"]
    if frequency is None:
        raise InvalidInput("has no Fc")
    scale = 1000.0 if frequency[2] else 1.0
    hertz = scale * _number(frequency[1], 0.001, 500_000.0)
    if not 1.0 <= hertz < 0.49 * RATE:
        raise InvalidInput(f"lies at {hertz:g} Hz, beyond what {RATE} Hz can hold")
    gain, octaves, given_q = found["gain"], found["octaves"], found["q"]
    if gain is None and _KINDS[kind] in _GAINED:
        raise InvalidInput("has no Gain")
    amount = _number(gain[1], -_MOST_DB, _MOST_DB) if gain else 0.0
    w = 2.0 * np.pi * hertz / RATE
    if octaves:
        width = np.log(2.0) / 2.0 * _number(octaves[1], 0.01, 10.0) * w / np.sin(w)
        alpha = float(np.sin(w) * np.sinh(width))
    else:
        q = _number(given_q[1], 0.01, 100.0) if given_q else _Q
        alpha = float(np.sin(w) / (2.0 * q))
    return _shape(_KINDS[kind], float(np.cos(w)), alpha, 10.0 ** (amount / 40.0))


def _shape(kind: str, c: float, alpha: float, a: float) -> Floats:
    slope = 2.0 * np.sqrt(a) * alpha
    shapes = {
        "peak": (1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a),
        "low shelf": (
            a * (a + 1 - (a - 1) * c + slope), 2 * a * (a - 1 - (a + 1) * c),
            a * (a + 1 - (a - 1) * c - slope), a + 1 + (a - 1) * c + slope,
            -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - slope,
        ),
        "high shelf": (
            a * (a + 1 + (a - 1) * c + slope), -2 * a * (a - 1 + (a + 1) * c),
            a * (a + 1 + (a - 1) * c - slope), a + 1 - (a - 1) * c + slope,
            2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - slope,
        ),
        "low pass": ((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha),
        "high pass": ((1 + c) / 2, -1 - c, (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha),
        "notch": (1.0, -2 * c, 1.0, 1 + alpha, -2 * c, 1 - alpha),
        "band pass": (alpha, 0.0, -alpha, 1 + alpha, -2 * c, 1 - alpha),
        "all pass": (1 - alpha, -2 * c, 1 + alpha, 1 + alpha, -2 * c, 1 - alpha),
    }  # fmt: skip
    return np.array(shapes[kind], dtype=np.float64)

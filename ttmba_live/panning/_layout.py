"""Where loudspeakers stand, and the text that says so. Knows no sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position

_MOST = 128
"""Loudspeakers."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Loudspeakers in the order of their channels; who has no place is silent here (LFE)."""

    names: tuple[str, ...]
    places: tuple[Position | None, ...]

    @classmethod
    def of(cls, *rows: tuple[str, float, float] | tuple[str]) -> Layout:
        """Names with azimuth (+ left) and elevation in degrees, or names alone."""
        places = [Position.checked(row[1], row[2], 1.0) if len(row) == 3 else None for row in rows]
        return cls(tuple(row[0] for row in rows), tuple(places))


def read_layout(path: Path) -> Layout:
    """A text with a loudspeaker a line, in the order of the channels: ``NAME AZIMUTH ELEVATION``.

    Degrees, + left and + up; a line with a name alone is a channel that stays silent, such as LFE;
    ``#`` begins a remark. Raises `Unavailable` or `InvalidInput`.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"cannot read {path}: {getattr(error, 'strerror', error)}") from error
    rows: list[tuple[str, float, float] | tuple[str]] = []
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].replace(",", " ").split()
        if words:
            rows.append(_row(path, number, words))
    if not 2 <= sum(len(row) == 3 for row in rows) <= _MOST:
        raise InvalidInput(f"{path}: expected 2 to {_MOST} lines NAME AZIMUTH ELEVATION")
    return Layout.of(*rows)


def _row(path: Path, number: int, words: list[str]) -> tuple[str, float, float] | tuple[str]:
    try:
        if len(words) == 1:
            return (words[0],)
        name, azimuth, elevation = words
        place = Position.checked(float(azimuth), float(elevation), 1.0)
    except (ValueError, InvalidInput) as error:
        raise InvalidInput(
            f"{path}, line {number}: expected NAME AZIMUTH ELEVATION or NAME: {error}"
        ) from error
    return name, place.azimuth, place.elevation

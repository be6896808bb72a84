"""What listeners answered to a blind test: ratings by system, with intervals. Knows no sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.captions import read_table
from ttmba_live.measures._blind import COLUMNS

ANSWERS = ("listener", "file", "rating", "seconds")

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Rated:
    """One system: its mean rating, 0..100, the ends of its 95 % interval, how many ratings."""

    system: str
    mean: float
    low: float
    high: float
    ratings: int
    listeners: int


def rated(answers: Sequence[Path], key: Path) -> list[Rated]:
    """Ratings of every system, the best first.

    Intervals are of a bootstrap that draws listeners, if there are several, and else ratings: a
    listener's ratings resemble each other. Equal files give equal figures.

    Raises:
        Unavailable: if a file cannot be read.
        InvalidInput: for other columns, a file that the key lacks, or a rating out of 0..100.
    """
    systems = {row["file"]: row["system"] for row in _rows(key, COLUMNS)}
    found: dict[str, dict[str, list[float]]] = {}
    for path in answers:
        for number, row in enumerate(_rows(path, ANSWERS), 2):
            system = systems.get(row["file"])
            if system is None:
                raise InvalidInput(f"{path}, row {number}: {row['file']} is not in {key}")
            # Nameless listeners are told apart by their files.
            who = row["listener"] or str(path)
            found.setdefault(system, {}).setdefault(who, []).append(_rating(row, path, number))
    if not found:
        raise InvalidInput("the files hold no answers")
    return sorted((_of(*item) for item in found.items()), key=lambda one: -one.mean)


def _of(system: str, by_listener: dict[str, list[float]]) -> Rated:
    groups = [np.array(ratings) for ratings in by_listener.values()]
    whole = np.concatenate(groups)
    if len(groups) == 1:
        groups = [whole[at : at + 1] for at in range(len(whole))]
    draw = np.random.default_rng(0).integers(len(groups), size=(_RESAMPLES, len(groups)))
    sums = np.array([group.sum() for group in groups])[draw].sum(axis=1)
    sizes = np.array([len(group) for group in groups])[draw].sum(axis=1)
    low, high = np.percentile(sums / sizes, [2.5, 97.5])
    return Rated(system, float(whole.mean()), float(low), float(high), len(whole), len(by_listener))


def _rating(row: dict[str, str], path: Path, number: int) -> float:
    try:
        rating = float(row["rating"])
    except ValueError:
        rating = -1.0
    if not 0.0 <= rating <= 100.0:
        raise InvalidInput(f"{path}, row {number}: a rating lies in 0..100, not {row['rating']!r}")
    return rating


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = read_table(path)
    if not rows or rows[0] != list(columns) or any(len(row) != len(columns) for row in rows):
        raise InvalidInput(f"{path} must have the columns {', '.join(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]


def as_markdown(found: Sequence[Rated]) -> str:
    """The table."""
    lines = ["| system | rating | 95 % | ratings | listeners |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {one.system} | {one.mean:.1f} | {one.low:.1f} to {one.high:.1f} | {one.ratings} | "
        f"{one.listeners} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"

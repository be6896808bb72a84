"""What listeners answered to a blind test: figures by system or question. Knows no sound."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.captions import read_table
from ttmba_live.measures import _blind, _directions
from ttmba_live.measures._forms import FORMS

ANSWERS = ("listener", "file", "rating", "seconds")

ALL = "all questions"

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Rated:
    """One system or question: its mean, the ends of its 95 % interval, and of how many answers."""

    system: str
    mean: float
    low: float
    high: float
    ratings: tuple[float, ...]
    listeners: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the key says of a row of answers: whose it is, and what an answer counts."""

    system: str
    form: str
    right: str = ""

    def counted(self, answer: str) -> float | None:
        """The answer as a number, or None if it is none that could be given."""
        if self.form == "directions":
            there = any({answer, self.right} <= set(words) for words in _WORDS)
            return 100.0 * (answer == self.right) if there else None
        asked = FORMS[self.form]
        try:
            rating = float(answer)
        except ValueError:
            return None
        return rating if asked.least <= rating <= asked.most else None

    @property
    def expected(self) -> str:
        """What answers there are."""
        if self.form == "directions":
            return next(f"{one} or {other}" for one, other in _WORDS if self.right in (one, other))
        return f"{FORMS[self.form].least}..{FORMS[self.form].most}"


_WORDS = tuple(_directions.QUESTIONS.values())

Found = dict[str, dict[str, list[float]]]
"""Numbers by system and listener."""


def rated(answers: Sequence[Path], key: Path) -> list[Rated]:
    """Answers of every system, the best first; of a direction test, of every question, in order.

    A direction's answers count 100 or 0, so that means are per cent right. Intervals are of a
    bootstrap that draws listeners, if there are several, and else ratings: a listener's ratings
    resemble each other. Those of per cent are never narrower than Wilson's for a proportion.
    Equal files give equal figures.

    Raises:
        Unavailable: if a file cannot be read.
        InvalidInput: for other columns, a file that the key lacks, or an answer out of its range.
    """
    asked = _key(key)
    found: Found = {}
    for path in answers:
        for number, row in enumerate(_rows(path, ANSWERS), 2):
            one = asked.get(row["file"])
            if one is None:
                raise InvalidInput(f"{path}, row {number}: {row['file']} is not in {key}")
            value = one.counted(row["rating"])
            if value is None:
                told = f"a rating lies in {one.expected}, not {row['rating']!r}"
                raise InvalidInput(f"{path}, row {number}: {told}")
            # Nameless listeners are told apart by their files.
            who = row["listener"] or str(path)
            found.setdefault(one.system, {}).setdefault(who, []).append(value)
    if not found:
        raise InvalidInput("the files hold no answers")
    if {one.form for one in asked.values()} == {"directions"}:
        return _by_question(found)
    return sorted((_of(*item) for item in found.items()), key=lambda one: -one.mean)


def _by_question(found: Found) -> list[Rated]:
    whole: dict[str, list[float]] = {}
    for by_listener in found.values():
        for who, values in by_listener.items():
            whole.setdefault(who, []).extend(values)
    order = [name for name in _directions.QUESTIONS if name in found]
    rows = [_of(name, found[name]) for name in order] + [_of(ALL, whole)]
    return [_as_proportion(one) for one in rows]


def _as_proportion(one: Rated) -> Rated:
    """Its interval made as wide as Wilson's, which knows that all right of few is not sure."""
    count, share, z = len(one.ratings), one.mean / 100.0, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    reach /= 1 + z * z / count
    low, high = 100.0 * max(0.0, middle - reach), 100.0 * min(1.0, middle + reach)
    return Rated(
        one.system, one.mean, min(low, one.low), max(high, one.high), one.ratings, one.listeners
    )


def _of(system: str, by_listener: Mapping[str, Sequence[float]]) -> Rated:
    groups = [np.array(ratings) for ratings in by_listener.values()]
    whole = np.concatenate(groups)
    if len(groups) == 1:
        groups = [whole[at : at + 1] for at in range(len(whole))]
    draw = np.random.default_rng(0).integers(len(groups), size=(_RESAMPLES, len(groups)))
    sums = np.array([group.sum() for group in groups])[draw].sum(axis=1)
    sizes = np.array([len(group) for group in groups])[draw].sum(axis=1)
    low, high = np.percentile(sums / sizes, [2.5, 97.5])
    ratings = tuple(whole.tolist())
    return Rated(system, float(whole.mean()), float(low), float(high), ratings, len(by_listener))


def _key(path: Path) -> dict[str, Asked]:
    """What is asked, by the names that answers use."""
    head = (read_table(path) or [[]])[0]
    if head == list(_directions.COLUMNS):
        rows = _rows(path, _directions.COLUMNS)
        asked = {row["file"]: Asked(row["question"], "directions", row["right"]) for row in rows}
        known = all(any(one.right in words for words in _WORDS) for one in asked.values())
    else:
        rows = _rows(path, _blind.COLUMNS)
        asked = {row["file"]: Asked(row["system"], row["form"]) for row in rows}
        known = all(one.form in FORMS for one in asked.values())
    if not known:
        raise InvalidInput(f"{path} was not made by evaluate listen")
    return asked


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = read_table(path)
    if not rows or rows[0] != list(columns) or any(len(row) != len(columns) for row in rows):
        raise InvalidInput(f"{path} must have the columns {', '.join(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]


def as_markdown(found: Sequence[Rated]) -> str:
    """The table."""
    proportion = found[-1].system == ALL
    head = ("question", "% right", "answers") if proportion else ("system", "rating", "ratings")
    lines = [
        f"| {head[0]} | {head[1]} | 95 % | {head[2]} | listeners |",
        "| --- | --- | --- | --- | --- |",
    ]
    digits = 1 if proportion or any(one.mean > 5.0 for one in found) else 2
    lines += [
        f"| {one.system} | {one.mean:.{digits}f} | {one.low:.{digits}f} to "
        f"{one.high:.{digits}f} | {len(one.ratings)} | {one.listeners} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"

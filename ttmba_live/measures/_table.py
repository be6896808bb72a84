"""Table 1: a row for each system and set of measures, as text, CSV and Markdown.

Knows which figures a row has and how each is made of what was heard; knows no network.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ttmba_live.audio import whole_file
from ttmba_live.measures._listening import Heard
from ttmba_live.measures._statistics import (
    ENOUGH,
    SPLITS,
    Estimate,
    Floats,
    divergence,
    estimate,
    frechet_distance,
    inception_score,
)

COLUMNS = {
    "fd": "FD",
    "kl": "KL",
    "inception": "IS",
    "clap": "CLAP",
    "seconds": "s per clip",
}
"""Figures in the paper's order; the lower the first two, the better, the higher the next two."""


@dataclass(frozen=True, slots=True)
class Row:
    """A system under a set of measures; what a figure lacks is told in ``lacks``."""

    system: str
    measures: str
    clips: int
    figures: Mapping[str, Estimate]
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Judged:
    """What was heard in a system's clips, by the names of the clips, in their order."""

    system: str
    names: Sequence[str]
    heard: Heard
    seconds: Sequence[float] = ()
    """For each clip made, if it was timed."""


def row(reference: Judged, judged: Judged, measures: str, resamples: int) -> Row:
    """Make a row of a system's clips beside the references'."""
    figures: dict[str, Estimate] = {}
    lacks: list[str] = []
    for part in (_distance, _classes, _captions, _time):
        part(reference, judged, resamples, figures, lacks)
    return Row(judged.system, measures, len(judged.names), figures, tuple(lacks))


Figures = dict[str, Estimate]


def _distance(
    reference: Judged, judged: Judged, resamples: int, figures: Figures, lacks: list[str]
) -> None:
    ours, theirs = judged.heard.embeddings, reference.heard.embeddings
    if ours is None or theirs is None:
        return
    drawn = 0 if judged is reference else resamples
    figures["fd"] = estimate(frechet_distance, ours, theirs, resamples=drawn)
    least = min(len(ours), len(theirs))
    if least <= ours.shape[1]:
        lacks.append(f"FD of {least} clips in {ours.shape[1]} dimensions comes out too large")


def _classes(
    reference: Judged, judged: Judged, resamples: int, figures: Figures, lacks: list[str]
) -> None:
    ours, theirs = judged.heard.probabilities, reference.heard.probabilities
    if ours is None or theirs is None:
        return
    where = {name: at for at, name in enumerate(reference.names)}
    paired = [(where[name], at) for at, name in enumerate(judged.names) if name in where]
    if alone := len(judged.names) - len(paired):
        lacks.append(f"{alone} of {len(judged.names)} clips have no reference of their name")
    if paired:
        one, other = (list(rows) for rows in zip(*paired, strict=True))
        figures["kl"] = estimate(_mean, divergence(theirs[one], ours[other]), resamples=resamples)
    mixed = ours[np.random.default_rng(2020).permutation(len(ours))]
    figures["inception"] = estimate(inception_score, mixed, resamples=resamples)
    if len(ours) < SPLITS * ENOUGH:
        lacks.append(f"IS of {len(ours)} clips, in one part, comes out too small")


def _captions(
    reference: Judged, judged: Judged, resamples: int, figures: Figures, lacks: list[str]
) -> None:
    del reference
    agreement = judged.heard.agreement
    if agreement is None:
        return
    told = agreement[np.isfinite(agreement)]
    if len(told):
        figures["clap"] = estimate(_mean, told, resamples=resamples)
    if without := len(agreement) - len(told):
        lacks.append(f"{without} of {len(agreement)} clips have no caption")


def _time(
    reference: Judged, judged: Judged, resamples: int, figures: Figures, lacks: list[str]
) -> None:
    del reference, lacks
    if judged.seconds:
        figures["seconds"] = estimate(_mean, np.array(judged.seconds), resamples=resamples)


def _mean(values: Floats) -> float:
    return float(values.mean())


def as_markdown(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The table with its intervals, and below it what must be known of it."""
    heads = ["system", "measures", "clips", *COLUMNS.values()]
    lines = ["| " + " | ".join(heads) + " |", "| --- " * len(heads) + "|"]
    for one in rows:
        cells = [_cell(one.figures.get(name)) for name in COLUMNS]
        system = one.system.replace("|", "\\|")
        lines.append("| " + " | ".join([system, one.measures, str(one.clips), *cells]) + " |")
    return "\n".join([*lines, "", *_lacking(rows), *(f"* {note}" for note in notes), ""])


def _lacking(rows: Sequence[Row]) -> list[str]:
    """What figures lack, each reason once with all systems that it is true of."""
    systems: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        for what in one.lacks:
            systems.setdefault((one.measures, what), []).append(one.system)
    return [f"* {', '.join(who)}, {measures}: {what}" for (measures, what), who in systems.items()]


def _cell(figure: Estimate | None) -> str:
    if figure is None:
        return "-"
    if math.isnan(figure.margin):
        return f"{figure.value:.4g}"
    places = max(0, min(4, 2 - math.floor(math.log10(max(abs(figure.value), 1e-9)))))
    return f"{figure.value:.{places}f} ± {figure.margin:.{places}f}"


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """The table for other programs: figures and margins, empty where there is none."""
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        heads = [f"{name}{end}" for name in COLUMNS for end in ("", "_margin")]
        writer.writerow(["system", "measures", "clips", *heads, "lacks"])
        for one in rows:
            cells = [text for name in COLUMNS for text in _two(one.figures.get(name))]
            writer.writerow([one.system, one.measures, one.clips, *cells, "; ".join(one.lacks)])


def _two(figure: Estimate | None) -> tuple[str, str]:
    if figure is None:
        return "", ""
    margin = "" if math.isnan(figure.margin) else f"{figure.margin:.6g}"
    return f"{figure.value:.6g}", margin

"""Pictures: Table 1, a panel for each figure; answers of listeners. Knows matplotlib alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ttmba_live.audio import whole_file
from ttmba_live.errors import Unavailable
from ttmba_live.measures._ratings import Rated
from ttmba_live.measures._table import COLUMNS, Row

_BETTER = {"fd": "lower", "kl": "lower", "inception": "higher", "clap": "higher"}


def _figure(width: float, height: float) -> Any:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Unavailable("matplotlib is missing: pip install matplotlib") from error
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def plot_table(rows: Sequence[Row], path: Path) -> None:
    """Write a PNG; raises `Unavailable` without matplotlib."""
    height = 1.2 + 0.36 * max(len(rows), 2)
    figure = _figure(15.0, height)
    panels = figure.subplots(1, len(COLUMNS), sharey=True)
    for panel, (name, head) in zip(panels, COLUMNS.items(), strict=True):
        for at, one in enumerate(rows):
            found = one.figures.get(name)
            colour = "tab:blue" if one.measures == "paper" else "tab:orange"
            if found is None:
                panel.text(0.02, at, "-", transform=panel.get_yaxis_transform(), va="center")
            else:
                margin = None if math.isnan(found.margin) else found.margin
                panel.barh(at, found.value, xerr=margin, color=colour, capsize=3)
        better = f" ({_BETTER[name]} is better)" if name in _BETTER else ""
        panel.set(title=f"{head}{better}")
        panel.set_yticks(range(len(rows)), [f"{one.system}, {one.measures}" for one in rows])
    panels[0].set_ylim(len(rows) - 0.5, -0.5)
    with whole_file(path) as part:
        figure.savefig(part, dpi=90, format="png")


def plot_ratings(found: Sequence[Rated], path: Path) -> None:
    """Write a PNG: means as bars with intervals, every answer as a dot; raises `Unavailable`."""
    figure = _figure(2.0 + 1.6 * len(found), 5.0)
    panel = figure.subplots()
    chance = np.random.default_rng(0)
    for at, one in enumerate(found):
        reach = [[one.mean - one.low], [one.high - one.mean]]
        panel.bar(at, one.mean, 0.6, color="tab:blue", alpha=0.5, yerr=reach, capsize=6)
        if len(set(one.ratings)) > 2:  # right and wrong say no more than their mean
            aside = at + chance.uniform(-0.2, 0.2, len(one.ratings))
            panel.plot(aside, one.ratings, ".", color="black", alpha=0.4)
        panel.annotate(f"{one.mean:.3g}", (at, one.mean), (4, 4), textcoords="offset points")
    panel.set_xticks(range(len(found)), [one.system for one in found])
    panel.set(ylabel="mean, 95 % interval, single answers")
    with whole_file(path) as part:
        figure.savefig(part, dpi=90, format="png")

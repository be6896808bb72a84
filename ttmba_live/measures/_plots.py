"""A picture of Table 1: a panel for each figure, a bar for each row. Knows matplotlib alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.errors import Unavailable
from ttmba_live.measures._table import COLUMNS, Row

_BETTER = {"fd": "lower", "kl": "lower", "inception": "higher", "clap": "higher"}


def plot_table(rows: Sequence[Row], path: Path) -> None:
    """Write a PNG; raises `Unavailable` without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Unavailable("matplotlib is missing: pip install matplotlib") from error
    height = 1.2 + 0.36 * max(len(rows), 2)
    figure = Figure(figsize=(15.0, height), layout="constrained")
    FigureCanvasAgg(figure)
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

"""Cost over sources as a picture. Knows matplotlib, which is an extra."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.errors import Unavailable


def plot(path: Path, points: list[tuple[int, bool, float]]) -> None:
    """Draw (sources, moving, real-time factor); raises `Unavailable` without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Unavailable("pictures need matplotlib: pip install matplotlib") from error
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    for moving, label in ((False, "still"), (True, "moving, every hop")):
        some = sorted((n, factor) for n, which, factor in points if which == moving)
        axes.loglog(*zip(*some, strict=True), marker="o", label=label)
    axes.axhline(1.0, color="grey", linestyle="--", linewidth=1.0)
    axes.set_xlabel("sources")
    axes.set_ylabel("processor time / audio time")
    axes.grid(which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)

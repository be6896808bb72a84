"""A picture of a scene: from above, from the side, and over time. The one door to matplotlib."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.scene import Event

_SAMPLES = 120
_LABEL = 28


def plot_scene(events: Sequence[Event], path: Path) -> None:
    """Write a PNG: plan view, side view and times, each event with its path and direction.

    Distances are drawn as log(1 + metres) so that a whisper and a plane fit on one page. The
    file is whole or not there. Raises `InvalidInput` without events, `Unavailable` without
    matplotlib or if the file cannot be written.
    """
    if not events:
        raise InvalidInput("there are no events to draw")
    try:
        from matplotlib import colormaps
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise Unavailable("a picture needs the matplotlib package") from None
    figure = Figure(figsize=(12, 5.5 + 0.22 * len(events)), layout="constrained")
    FigureCanvasAgg(figure)
    tall = max(1.0, 0.22 * len(events))
    grid = figure.add_gridspec(2, 2, height_ratios=(5.0, tall))
    above, side = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])
    times = figure.add_subplot(grid[1, :])
    colours = colormaps["tab10"]
    for number, event in enumerate(events):
        colour = colours(number % 10)
        walk = _walk(event)
        _draw_path(above, [_shrunk(p, 1, 0, flip=True) for p in walk], number, colour)
        _draw_path(side, [_shrunk(p, 0, 2) for p in walk], number, colour)
        times.barh(number, event.duration, left=event.start, color=colour, alpha=0.7)
        times.text(event.start, number, f" {number + 1} {_label(event)}", va="center", fontsize=8)
    reach = max(math.log1p(p.distance) for event in events for p in _walk(event)) * 1.1
    _draw_view(above, reach, "from above", "left - right", "behind - front")
    _draw_view(side, reach, "from the right side", "behind - front", "below - above")
    times.set(xlabel="seconds", yticks=[], ylim=(len(events) - 0.5, -0.5))
    _write(figure, Path(path))


def _walk(event: Event) -> list[Position]:
    if event.trajectory is None:
        return [event.position]
    steps = (event.duration * n / _SAMPLES for n in range(_SAMPLES + 1))
    return [event.trajectory.at(time) for time in steps]


def _shrunk(place: Position, across: int, up: int, *, flip: bool = False) -> tuple[float, float]:
    """Two axes of a place (0 front, 1 left, 2 up) with its distance on a log scale."""
    share = math.log1p(place.distance)
    x, y = place.direction[across] * share, place.direction[up] * share
    return (-x if flip else x), y


def _label(event: Event) -> str:
    text = event.sound if len(event.sound) <= _LABEL else event.sound[: _LABEL - 1] + "…"
    return "".join(c if c.isascii() or c in "…äöüßéèàçñ" else "?" for c in text).replace("$", " ")


def _draw_path(axes: Any, points: list[tuple[float, float]], number: int, colour: Any) -> None:
    xs, ys = zip(*points, strict=True)
    axes.plot(xs[0], ys[0], "o", color=colour)
    axes.annotate(str(number + 1), points[0], xytext=(5, 5), textcoords="offset points")
    if len(points) > 1:
        axes.plot(xs, ys, "-", color=colour, alpha=0.7)
        axes.annotate(
            "", points[-1], xytext=points[-3], arrowprops={"arrowstyle": "->", "color": colour}
        )


def _draw_view(axes: Any, reach: float, title: str, across: str, up: str) -> None:
    for metres in (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000):
        radius = math.log1p(metres)
        if radius > reach:
            break
        turn = [math.radians(a) for a in range(0, 361, 4)]
        axes.plot([radius * math.cos(a) for a in turn], [radius * math.sin(a) for a in turn],
                  ":", color="0.75", linewidth=0.8)  # fmt: skip
        axes.text(radius * 0.71, radius * 0.71, f"{metres} m", fontsize=7, color="0.5")
    axes.plot(0, 0, "k+", markersize=12)
    axes.set(title=title, xlabel=across, ylabel=up, aspect="equal", xticks=[], yticks=[])
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))


def _write(figure: Any, path: Path) -> None:
    part = path.with_name(path.name + ".part")
    try:
        figure.savefig(part, format="png", dpi=110)
        os.replace(part, path)  # noqa: PTH105 - replaces on every system
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error

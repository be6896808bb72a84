"""A room's echogram, decay and coherence as pictures. Knows matplotlib, which is an extra."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.errors import Unavailable
from ttmba_live.room import BANDS

Floats = NDArray[np.float64]


def draw(
    folder: Path,
    name: str,
    whole: Samples,
    decay: tuple[Floats, Floats],
    coherence: tuple[Floats, Floats, Floats],
) -> list[Path]:
    """Draw three pictures; raises `Unavailable` without matplotlib. Returns their paths.

    Args:
        folder: made if it is not there.
        name: of the room.
        whole: (2, frames) what a click becomes.
        decay: seconds by octave, wanted and measured.
        coherence: hertz, measured and wanted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, Callable[[Any], None]] = {
        "echogram": lambda axes: _echogram(axes, whole),
        "decay": lambda axes: _decay(axes, decay),
        "coherence": lambda axes: _coherence(axes, *coherence),
    }
    paths = []
    for kind, fill in pictures.items():
        figure, axes = _figure()
        fill(axes)
        axes.set_title(f"{name}: {kind}")
        path = folder / f"room_{kind}.png"
        figure.savefig(path, dpi=110)
        paths.append(path)
    return paths


def _figure() -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Unavailable("pictures need matplotlib: pip install matplotlib") from error
    figure = Figure(figsize=(7.0, 3.6), layout="constrained")
    return figure, figure.add_subplot()


def _level(power: Floats) -> Floats:
    level: Floats = 10.0 * np.log10(np.maximum(power, 1e-30))
    return level


def _echogram(axes: Any, whole: Samples) -> None:
    """The first 200 ms of both ears: every line a sound that arrives."""
    first = int(np.argmax(np.abs(whole).max(axis=0) > 0.2 * np.abs(whole).max()))
    some = whole[:, max(0, first - 48) :][:, : RATE // 5]
    at = 1000.0 * (np.arange(some.shape[1]) - 48) / RATE
    top = _level(np.array(np.abs(whole).max() ** 2))
    for ear, label, colour in zip(some, ("left", "right"), ("tab:blue", "tab:orange"), strict=True):
        level = _level(ear.astype(np.float64) ** 2) - top
        axes.plot(at, np.maximum(level, -70.0), label=label, color=colour, linewidth=0.6)
    axes.set_ylim(-70.0, 3.0)
    axes.set_xlabel("ms after the direct sound")
    axes.set_ylabel("dB")
    axes.legend()


def _decay(axes: Any, decay: tuple[Floats, Floats]) -> None:
    """Decay times by octave."""
    axes.semilogx(BANDS, decay[0], marker="o", label="wanted")
    axes.semilogx(BANDS, decay[1], marker="x", linestyle="--", label="measured")
    axes.set_xticks(BANDS, [f"{band:g}" for band in BANDS])
    axes.minorticks_off()
    axes.set_ylim(0.0)
    axes.set_xlabel("Hz")
    axes.set_ylabel("seconds to -60 dB")
    axes.grid(alpha=0.3)
    axes.legend()


def _coherence(axes: Any, hertz: Floats, have: Floats, wanted: Floats) -> None:
    """What the ears have in common, by third octave."""
    axes.semilogx(hertz, wanted, label="this head in a diffuse field")
    axes.semilogx(hertz, have, marker="x", linestyle="--", label="late part")
    axes.set_xlabel("Hz")
    axes.set_ylabel("coherence, real part")
    axes.grid(alpha=0.3)
    axes.legend()

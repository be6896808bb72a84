"""Pictures of an evaluation: errors over the sphere, spectra, and rendered movement.

Knows matplotlib; knows nothing of how the figures came about.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE, Samples, whole_file
from ttmba_live.errors import Unavailable
from ttmba_live.training._evaluate import Evaluation
from ttmba_live.training._head import Floats
from ttmba_live.training._metrics import (
    interaural_delay,
    interaural_level,
    levels,
    log_spectral_distance,
)
from ttmba_live.training._targets import HERTZ


def _figure(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, Any]:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Unavailable("matplotlib is missing: pip install matplotlib") from error
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, squeeze=False)


def _save(figure: Any, path: Path) -> None:
    with whole_file(path) as part:
        figure.savefig(part, dpi=90, format="png")


def plot_sphere(evaluation: Evaluation, name: str, path: Path) -> None:
    """One row's three errors by direction, as a PNG."""
    row = next(row for row in evaluation.rows if row.name == name)
    directions = evaluation.head.directions[evaluation.chosen]
    wanted = evaluation.head.spectra()[evaluation.chosen]
    late = np.abs(interaural_delay(row.spectra) - interaural_delay(wanted)) * 1e6
    loud = np.abs(interaural_level(row.spectra) - interaural_level(wanted))
    shown: list[tuple[str, Floats]] = [
        ("log-spectral distance, dB", log_spectral_distance(row.spectra, wanted).mean(axis=1)),
        ("ITD error, us", late),
        ("ILD error, dB", loud),
    ]
    azimuth = np.degrees(np.arctan2(directions[:, 1], directions[:, 0]))
    elevation = np.degrees(np.arcsin(directions[:, 2]))
    figure, axes = _figure(1, 3, (15.0, 4.0))
    for axis, (title, values) in zip(axes[0], shown, strict=True):
        dots = axis.scatter(azimuth, elevation, c=values, s=24, cmap="viridis")
        axis.set(title=title, xlabel="azimuth (+ left)", ylabel="elevation", xlim=(180, -180))
        figure.colorbar(dots, ax=axis)
    figure.suptitle(f"{name}: {len(directions)} directions")
    _save(figure, path)


def plot_spectra(evaluation: Evaluation, name: str, path: Path) -> None:
    """Measured and rendered spectra of six directions, as a PNG."""
    row = next(row for row in evaluation.rows if row.name == name)
    wanted = evaluation.head.spectra()[evaluation.chosen]
    figure, axes = _figure(2, 3, (15.0, 7.0))
    some = np.linspace(0, len(wanted) - 1, 6).astype(int)
    for axis, index in zip(axes.flat, some, strict=True):
        for ear, colour in ((0, "tab:blue"), (1, "tab:red")):
            axis.semilogx(HERTZ[2:], levels(wanted)[index, ear, 2:], color=colour, lw=0.8)
            axis.semilogx(HERTZ[2:], levels(row.spectra)[index, ear, 2:], color=colour, ls="--")
        x, y, z = evaluation.head.directions[evaluation.chosen][index]
        place = f"az {np.degrees(np.arctan2(y, x)):.0f}, el {np.degrees(np.arcsin(z)):.0f}"
        axis.set(title=place, ylim=(-40, 20), xlabel="Hz", ylabel="dB")
    figure.suptitle("left blue, right red; measured thin, rendered dashed")
    _save(figure, path)


def plot_movement(sounds: dict[str, Samples], path: Path) -> None:
    """Spectrograms of both ears of some rendered sounds (N, 2), as a PNG."""
    figure, axes = _figure(len(sounds), 2, (14.0, 3.2 * len(sounds)))
    for pair, (title, sound) in zip(axes, sounds.items(), strict=True):
        for axis, ear, side in zip(pair, sound.T, ("left", "right"), strict=True):
            hertz, seconds, power = signal.spectrogram(ear, RATE, nperseg=1024, noverlap=768)
            decibels = 10.0 * np.log10(power + 1e-14)
            top = decibels.max()
            axis.pcolormesh(seconds, hertz, decibels, vmin=top - 80.0, vmax=top, rasterized=True)
            axis.set(title=f"{title}, {side} ear", ylabel="Hz", xlabel="s")
    _save(figure, path)

"""Write docs/palette.md and its pictures: what each sketch is called and looks like."""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import FAMILIES, Sketch

mpl.use("agg")
from matplotlib import pyplot as plt

SECONDS = 5.0
ACROSS = 6
CELL = (250, 150)
"""Pixels of a thumbnail with its title."""


def picture(samples: Samples) -> NDArray[np.float64]:
    """Levels in dB, 96 bands from 30 Hz to 20 kHz by about 220 columns, loudest 0."""
    hz, _, power = signal.spectrogram(samples, RATE, nperseg=2048, noverlap=2048 - 1100, nfft=8192)
    edges = np.geomspace(30.0, 20_000.0, 97)
    rows = np.searchsorted(hz, edges)
    bands = [power[low : max(high, low + 1)].mean(axis=0) for low, high in pairwise(rows)]
    level = 10.0 * np.log10(np.array(bands) + 1e-14)
    return np.asarray(level - level.max())


def sheet(family: str, names: list[str], path: Path, seconds: float = SECONDS) -> None:
    """One contact sheet: a spectrogram for each name, time to the right, pitch upward."""
    rows = -(-len(names) // ACROSS)
    size = (ACROSS * CELL[0] / 100, rows * CELL[1] / 100)
    figure, axes = plt.subplots(rows, ACROSS, figsize=size, dpi=100, squeeze=False)
    for cell in axes.flat:
        cell.set_axis_off()
    for cell, name in zip(axes.flat, names, strict=False):
        clip = Sketch().generate(ClipSpec(name, seconds, 1)).clip.samples
        cell.imshow(picture(clip), origin="lower", aspect="auto", vmin=-70, vmax=0, cmap="magma")
        cell.set_title(name, fontsize=8, pad=2)
    figure.subplots_adjust(0.005, 0.01, 0.995, 1.0 - 0.14 / rows, 0.03, 0.22)
    figure.savefig(path)
    plt.close(figure)
    print(f"{family}: {path}", file=sys.stderr)


def main() -> None:
    """Make the sheets of all families, or of those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", default=list(FAMILIES))
    parser.add_argument("--out", type=Path, default=Path("docs/pictures/palette"))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for family in chosen.families:
        sheet(family, list(FAMILIES[family]), chosen.out / f"{family}.png")


if __name__ == "__main__":
    main()

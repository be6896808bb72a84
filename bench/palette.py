"""Write docs/palette.md and its pictures: what each sketch is called and looks like."""

from __future__ import annotations

import argparse
import sys
import textwrap
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
from PIL import Image

PAGE = """# The palette

Where no model makes the clips, `sketch` does: synthesis without weights, instant, equal for equal
seeds. It knows {count} sounds in {families} families. `python bench/palette.py` wrote this page.

* Words choose: names, what things do, synonyms, plurals and endings, and words that belong together
  ("sword drawn from its sheath", "rain on a tin roof"). What only one thing does ("barks") tells
  more than the thing ("dog"), that more than where it is ("in a forest"). The table is
  `ttmba_live/generate/sketch/data/words.txt`.
* A word that has only a relative here is told in the note: `'ferret' is played as 'mouse'`. Where
  nothing fits, a neutral texture plays and the note says `sketch guessed`.
* Modifiers: big, small; fast, slow; loud, soft; near, far; wet, dry; angry, sad; of wood, metal,
  stone, glass, plastic, ceramic or cloth (what is struck, and ground); counts up to twelve ("three
  knocks", "two dogs"); in a cave, hall or tunnel; passing, approaching, driving away (level and
  Doppler).
* Every sketch has one loudness (RMS of the active part -30 dBFS, no sample above -7 dBFS), the
  wanted length to the sample, and loops without a seam.

The pictures: five seconds of each, 30 Hz to 20 kHz upward, 70 dB from dark to bright.
"""

SECONDS = 5.0
ACROSS = 6
CELL = (136, 84)
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
        cell.set_title(name, fontsize=6, pad=2)
    figure.subplots_adjust(0.005, 0.01, 0.995, 1.0 - 0.14 / rows, 0.03, 0.22)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3]  # type: ignore[attr-defined]
    plt.close(figure)
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.quantize(24).save(path, optimize=True)
    print(f"{family}: {path}", file=sys.stderr)


def page() -> str:
    """The text of docs/palette.md."""
    count = sum(map(len, FAMILIES.values()))
    parts = [PAGE.format(count=count, families=len(FAMILIES))]
    for family, recipes in FAMILIES.items():
        names = textwrap.fill(", ".join(recipes), 100)
        parts.append(f"## {family}\n\n{names}\n\n![{family}](pictures/palette/{family}.png)\n")
    return "\n".join(parts)


def main() -> None:
    """Make the sheets of all families, or of those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", default=list(FAMILIES))
    parser.add_argument("--out", type=Path, default=Path("docs/pictures/palette"))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for family in chosen.families:
        sheet(family, list(FAMILIES[family]), chosen.out / f"{family}.png")
    Path("docs/palette.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

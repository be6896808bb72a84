"""Run by an interpreter that has the EBU ADM Renderer (ear): levels of each loudspeaker, judged.

    python bench/_judge_ear.py LAYOUT PIECE.wav TRUTH.json RENDERED.wav

Renders the ADM file and compares with what ear's own point source panner says of the true places.
"""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import soundfile

warnings.filterwarnings("ignore")

from ear.core import bs2051, point_source  # noqa: E402 - after its warnings are off
from ear.core.geom import cart  # noqa: E402


def main() -> None:
    layout_name, piece, truth_file, rendered = sys.argv[1:]
    render = [sys.executable, "-W", "ignore", "-m", "ear.cmdline.render_file"]
    subprocess.run([*render, "-s", layout_name, piece, rendered], check=True)  # noqa: S603 - this interpreter
    sound, rate = soundfile.read(rendered)
    truth = json.loads(Path(truth_file).read_text())
    layout = bs2051.get_layout(layout_name)
    heard = [i for i, channel in enumerate(layout.channels) if not channel.is_lfe]
    panner = point_source.configure(layout.without_lfe)
    window = round(truth["window"] * rate)
    off, strays = [], []
    for time, azimuth, elevation, level in truth["rows"]:
        at = round(time * rate)
        found = np.sqrt(2.0 * np.mean(sound[at : at + window] ** 2, axis=0))
        wanted = level * panner.handle(cart(azimuth, elevation, 1.0))
        loud = wanted > level * 10 ** (-20 / 20)
        off += list(20 * np.log10(found[heard][loud] / wanted[loud]))
        strays += list((found[heard][~loud] - wanted[~loud]) / level)
    most = np.abs(np.array(off))
    print(json.dumps({
        "median_db": float(np.median(most)), "95_db": float(np.quantile(most, 0.95)),
        "most_db": float(most.max()), "stray_db": 20 * float(np.log10(max(np.abs(strays)) + 1e-9)),
    }))  # fmt: skip


main()

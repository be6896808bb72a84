"""Run by an interpreter that has spaudiopy: an AmbiX file of one source on a path, judged.

    python bench/_judge_spaudiopy.py ORDER PIECE.wav TRUTH.json

spaudiopy 0.2.0 needs a scipy before 1.15.

Compares channels with spaudiopy's harmonics and finds the direction again by its own grid search.
"""

import json
import sys
from pathlib import Path

import numpy as np
import soundfile
from spaudiopy import grids, sph


def main() -> None:
    order, piece, truth_file = int(sys.argv[1]), *sys.argv[2:]
    truth = json.loads(Path(truth_file).read_text())
    sound, rate = soundfile.read(piece)
    window = round(truth["window"] * rate)
    azimuths, zeniths, _ = grids.gauss(89)
    beams = sph.sh_matrix(order, azimuths, zeniths)
    off, turned, levels = [], [], []
    for time, azimuth, elevation, level in truth["rows"]:
        at = round(time * rate)
        part = sound[at : at + window]
        omni = part[:, 0]
        found = part.T @ omni / (omni @ omni)
        a, z = np.radians(azimuth), np.radians(90.0 - elevation)
        wanted = sph.n3d_to_sn3d(sph.sh_matrix(order, [a], [z]), axis=1)[0]
        wanted = wanted / wanted[0]
        off.append(np.abs(found - wanted).max())
        best = (beams @ sph.sn3d_to_n3d(found[None], axis=1)[0]).argmax()
        there = [
            np.sin(zeniths[best]) * np.cos(azimuths[best]),
            np.sin(zeniths[best]) * np.sin(azimuths[best]),
            np.cos(zeniths[best]),
        ]
        true = [np.sin(z) * np.cos(a), np.sin(z) * np.sin(a), np.cos(z)]
        turned.append(np.degrees(np.arccos(np.clip(np.dot(there, true), -1, 1))))
        levels.append(abs(20 * np.log10(np.sqrt(2 * np.mean(omni**2)) / level)))
    print(json.dumps({
        "channels": sound.shape[1], "most_off": float(max(off)),
        "median_off": float(np.median(off)), "direction_median": float(np.median(turned)),
        "direction_most": float(max(turned)), "level_db": float(max(levels)),
    }))  # fmt: skip


main()

"""Exports of pieces whose truth is known, judged by programs of others: a line for each.

    python bench/export.py --ear PYTHON --spaudiopy PYTHON [--folder FOLDER]

Each PYTHON is an interpreter that has that library (ear 2.1.0 needs numpy 1, so one of its own).
One 1 kHz tone goes round in the plane, over the head with its distance changing, and jumps. Levels
are those of windows of 20 ms: how far each loudspeaker is from what its level should be, in dB,
where that is within 20 dB of the whole; what the others have too much, of the whole.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, write_sound
from ttmba_live.export import export_adm, export_ambisonics, open_piece
from ttmba_live.geometry import Trajectory
from ttmba_live.scene import Event, scene_to_json

_SECONDS, _WINDOW, _AMPLITUDE = 8.0, 0.02, 0.25
_HERE = Path(__file__).parent

PIECES: dict[str, list[tuple[float, float, float, float]]] = {
    "round": [(0.0, 0.0, 0.0, 1.0), (8.0, 360.0, 0.0, 1.0)],
    "over": [(0.0, 60.0, 0.0, 4.0), (2.0, 60.0, 0.0, 1.0), (6.0, -120.0, 0.0, 1.0),
             (8.0, -120.0, 30.0, 4.0)],
    "jumps": [(float(t) + more, azimuth, 0.0, 2.0)
              for t, azimuth in enumerate((30, -110, 0, 110, -30, 60, -80, 10))
              for more in (0.0, 1.0)],
}  # fmt: skip


def write_piece(folder: Path, name: str, rows: list[tuple[float, float, float, float]]) -> Path:
    """A scene of one tone on a path, and its truth."""
    path = Trajectory.checked(rows)
    time = np.arange(round(_SECONDS * RATE)) / RATE
    write_sound(folder / f"{name}_tone.wav", (_AMPLITUDE * np.sin(2e3 * np.pi * time)).astype("f4"))
    event = Event.checked(
        "tone", _SECONDS, path.at(0.0), id="tone", file=f"{name}_tone.wav", trajectory=path
    )
    scene = folder / f"{name}.json"
    scene.write_text(scene_to_json([event]), encoding="utf-8")
    truth = []
    for at in np.arange(0.1, _SECONDS - 0.1, 0.05):
        if any(0.0 < t - at + 0.02 < 0.06 for t, *_ in rows[1:] if name == "jumps"):
            continue
        place = path.at(at + _WINDOW / 2)
        level = _AMPLITUDE / max(0.2, place.distance)
        truth.append((float(at), place.azimuth, place.elevation, level))
    (folder / f"{name}_truth.json").write_text(json.dumps({"window": _WINDOW, "rows": truth}))
    return scene


def judged(python: str, script: str, *words: str | Path) -> dict[str, float]:
    """What a judge says."""
    line = [python, str(_HERE / script), *map(str, words)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--ear", metavar="PYTHON")
    parser.add_argument("--spaudiopy", metavar="PYTHON")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in PIECES.items():
        piece = open_piece(str(write_piece(folder, name, rows)))
        truth = folder / f"{name}_truth.json"
        adm = folder / f"{name}_adm.wav"
        export_adm(piece, adm)
        for layout in ("0+5+0", "4+5+0") if arguments.ear else ():
            out = folder / f"{name}_{layout}.wav"
            print(name, layout, judged(arguments.ear, "_judge_ear.py", layout, adm, truth, out))
        for order in (1, 3, 7) if arguments.spaudiopy else ():
            ambix = folder / f"{name}_{order}.wav"
            export_ambisonics(piece, ambix, order)
            words = (str(order), ambix, truth)
            found = judged(arguments.spaudiopy, "_judge_spaudiopy.py", *words)
            print(name, f"order {order}", found)


if __name__ == "__main__":
    main()

"""The field that ships beside the default weights: made and checked. Plays nothing.

``python -m ttmba_live.binaural.nfs.shipped`` asks the network for every 40th of the field's places
again and says how far the file is from the answers; with ``--make`` it writes the file first.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import numpy as np
from tqdm import tqdm

from ttmba_live.binaural.nfs._checkpoint import default_weights, load_checkpoint
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs.bake import bake, normalised
from ttmba_live.binaural.nfs.render import response_size
from ttmba_live.binaural.stream import (
    LAYOUT,
    Shells,
    errors_db,
    field_source,
    load_field,
    places,
    save_field,
)
from ttmba_live.errors import TtmbaError

FINE: Shells = (
    (52, 0.01), (52, 0.12), (52, 0.25), (24, 0.5), (24, 0.75), (24, 1.0),
)  # fmt: skip
"""The lattice: closer than others, since nobody waits for this one to be made."""

MEAN, WORST, LATE = -41.5, -30.0, 0.002
"""What a good file keeps: error in dB, pink noise, and frames of delay."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A file beside its network."""

    rows: int
    mean: float
    worst: float
    """dB, pink noise, both ears of a place together."""
    late: float
    """Frames that the worst delay is off."""
    source: str
    wanted: str

    @property
    def good(self) -> bool:
        """Whether the file is what the command would write."""
        fits = self.mean <= MEAN and self.worst <= WORST and self.late <= LATE
        return fits and self.source == self.wanted


def shipped_field() -> Path:
    """The file."""
    return default_weights().with_name("kemar-live.npz")


def source() -> str:
    """What the file must say it was made of: weights and lattice."""
    digest = hashlib.sha256(default_weights().read_bytes() + f"{LAYOUT} {FINE}".encode())
    return f"sha256:{digest.hexdigest()}"


def compare(model: NFS, path: Path, every: int) -> Compared:
    """Ask the network for every so many rows of a field's file."""
    field, (size, lead) = load_field(path), response_size(model.settings)
    rows = np.arange(0, len(field.gains), every)
    asked, late = normalised(model, places(field.shells)[rows], size, lead)
    errors = errors_db(field, rows, asked)
    off = float(np.abs(field.delays[rows] - late).max())
    about = field_source(path)
    return Compared(len(rows), float(errors.mean()), float(errors.max()), off, about, source())


def _show(bar: tqdm[NoReturn], share: float) -> None:
    bar.update(share - bar.n)


def main() -> int:
    """Check the file, or make it and check it."""
    path, model = shipped_field(), load_checkpoint()
    try:
        if sys.argv[1:] == ["--make"]:
            with tqdm(total=1.0, desc=path.name, bar_format="{desc} {percentage:3.0f}%") as bar:
                save_field(path, bake(model, partial(_show, bar), FINE), source())
        found = compare(model, path, 40)
    except TtmbaError as error:
        print(error, file=sys.stderr)
        return 2
    size = path.stat().st_size / 1e6
    print(f"{path.name}: {size:.1f} MB, {'made of' if found.good else 'not of'} these weights")
    print(f"{found.rows} rows: mean {found.mean:.1f} dB, worst {found.worst:.1f} dB")
    print(f"delays within {found.late:.4f} frames")
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())

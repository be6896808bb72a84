"""Asks the network for a field's responses. Knows the network and the field; plays nothing.

``python -m ttmba_live.binaural.nfs.bake FIELD [CHECKPOINT]`` bakes in a process of its own and
prints a share from 0 to 1 on each line, so that a daemon need not load torch.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs._checkpoint import load_checkpoint
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import to_pose
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.binaural.stream import (
    SHELLS,
    Field,
    Shells,
    from_responses,
    places,
    save_field,
)
from ttmba_live.errors import TtmbaError
from ttmba_live.geometry import SPEED_OF_SOUND

Floats = NDArray[np.float64]

_BATCH = 64
"""Places asked of the network at once."""


def bake(
    model: NFS, progress: Callable[[float], None] | None = None, shells: Shells = SHELLS
) -> Field:
    """Fill a field from a network, on every core; ``progress`` hears shares from 0 to 1."""
    size, lead = response_size(model.settings)
    xyz = places(shells)
    found = np.empty((len(xyz), 2, size), np.float16)
    delays = np.empty((len(xyz), 2), np.float32)

    def fill(start: int) -> None:
        some = slice(start, start + _BATCH)
        found[some], delays[some] = normalised(model, xyz[some], size, lead)

    starts = range(0, len(xyz), _BATCH)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(fill, starts), 1):
            if progress:
                progress(done / len(starts))
    return from_responses(found, delays, lead=lead, falloff=model.settings.falloff, shells=shells)


def normalised(
    model: NFS, xyz: Floats, size: int, lead: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Responses (M, 2, size) and delays (M, 2) without the laws of distance; see `Field`."""
    distance = np.linalg.norm(xyz, axis=1)
    answer = responses(model, xyz, size, lead)
    answer *= (distance**model.settings.falloff)[:, None, None].astype(np.float32)
    pose = to_pose(model.settings, torch.tensor(xyz, dtype=torch.float64).unsqueeze(-1))
    with torch.no_grad():
        late = model.delays(pose)[:, :, 0].numpy() * (RATE / 1000.0)
    return answer, (late - distance[:, None] * (RATE / SPEED_OF_SOUND)).astype(np.float32)


def main() -> int:
    """Bake to a file."""
    torch.set_num_threads(1)
    arguments = [Path(text) for text in sys.argv[1:]]
    try:
        model = load_checkpoint(*arguments[1:2])
        save_field(arguments[0], bake(model, lambda share: print(f"{share:.3f}", flush=True)))
    except TtmbaError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

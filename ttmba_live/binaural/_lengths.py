"""How long vectors are, for loops that ask it of a few of them in every hop."""

from __future__ import annotations

import numpy as np

from ttmba_live.binaural._renderer import Floats


def lengths(xyz: Floats) -> Floats:
    """Of (..., 3): (...). As `numpy.linalg.norm` to the last bit, in a third of its time."""
    found: Floats = np.sqrt(np.add.reduce(xyz * xyz, axis=-1))
    return found

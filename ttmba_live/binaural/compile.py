"""``python -m ttmba_live.binaural.compile PART`` compiles loops, once for all programs to come.

Two parts of equal length, for two processors. Knows no head: what it plays through is made up.
"""

import sys
from typing import Any, cast

import numpy as np

from ttmba_live.binaural.room import late_part
from ttmba_live.binaural.stream import Baked, Bank, Stream, from_responses, places
from ttmba_live.memory import uncollected
from ttmba_live.room import acoustics, named

SHELLS = ((2, 0.5), (2, 1.0))
PARTS = ("places", "sound")


class _Nowhere:
    """A bank without its places: looking for one is the other part's."""

    def __init__(self, bank: Baked) -> None:
        self._bank = bank

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)


def main(part: str) -> None:
    """Play a little, by as much of the renderer as a part has."""
    rows = len(places(SHELLS))
    responses = np.ones((rows, 2, 16), np.float32)
    # Sixteen parts, as products of matrices want them.
    field = from_responses(responses, np.zeros((rows, 2)), lead=8, shells=SHELLS, components=16)
    if part == "places":
        Stream(Baked(field), warm=False).warm_places()
        return
    stream = Stream(cast("Bank", _Nowhere(Baked(field))), warm=False)
    stream.warm_sound()
    late_part(acoustics(named("studio")), None, stream.hop).step(
        np.zeros((2, stream.hop), np.float32)
    )


if __name__ == "__main__":
    with uncollected():
        main(sys.argv[1])

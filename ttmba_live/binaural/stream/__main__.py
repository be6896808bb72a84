"""``python -m ttmba_live.binaural.stream`` compiles the loops, once for all programs to come."""

import numpy as np

from ttmba_live.binaural.stream import Baked, Stream, from_responses, places

SHELLS = ((2, 0.5), (2, 1.0))


def main() -> None:
    """Play a little through a made-up head; a stream plays it when it is made."""
    rows = len(places(SHELLS))
    responses = np.ones((rows, 2, 16), np.float32)
    field = from_responses(responses, np.zeros((rows, 2)), lead=8, shells=SHELLS, components=8)
    Stream(Baked(field))


main()

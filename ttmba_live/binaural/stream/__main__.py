"""``python -m ttmba_live.binaural.stream`` compiles the loops, once for all programs to come."""

import numpy as np

from ttmba_live.binaural.stream import Baked, Field, Stream, places

SHELLS = ((1, 0.5), (1, 1.0))


def main() -> None:
    """Play a little through a field of zeroes; a stream plays it when it is made."""
    rows = len(places(SHELLS))
    responses = np.zeros((rows, 2, 512), np.float16)
    Stream(Baked(Field(responses, np.zeros((rows, 2), np.float32), 20, 1.0, SHELLS)))


main()

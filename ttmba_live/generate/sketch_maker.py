"""What makes the sketch generator in whichever process. Loads it only there."""

from __future__ import annotations

from ttmba_live.generate._spec import Generator


def sketch() -> Generator:
    """Make the generator that needs no weights; loads scipy.signal, which takes half a second.

    It travels by name to the process that makes clips, which loads nothing else for it.
    """
    from ttmba_live.generate.sketch import Sketch

    return Sketch()

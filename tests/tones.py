"""A daemon whose clips are steady tones, so that a recording tells its sources apart.

``python -m tones serve ...`` is ``ttmba-live serve ...`` with a generator that makes the sine that
`frequency` says for a prompt.
"""

from __future__ import annotations

import sys

import numpy as np

from ttmba_live.audio import RATE, Clip
from ttmba_live.generate import ClipSpec, Made

NAMED = {"wind": 480.0, "church bell": 500.0, "from pd": 520.0, "from oscsend": 540.0}
"""What the programs under test ask for, in hertz; low enough for a phase to tell the side."""


def frequency(prompt: str) -> float:
    """Hertz of a prompt: a known one, or ``tone 440``."""
    return NAMED.get(prompt) or float(prompt.removeprefix("tone "))


class Tones:
    """Sines of amplitude 0.05."""

    name = "tones"

    def generate(self, spec: ClipSpec) -> Made:
        frames = round(spec.seconds * RATE)
        phase = 2 * np.pi * frequency(spec.prompt) / RATE * np.arange(frames)
        return Made(Clip((0.05 * np.sin(phase)).astype(np.float32)))


def main() -> int:
    """The daemon's command line, with `Tones` in the place of the sketches."""
    import tones

    from ttmba_live.cli import main as command
    from ttmba_live.setup import generators

    generators.sketch = tones.Tones
    return command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

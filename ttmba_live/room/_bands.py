"""The octave bands in which rooms are described. Knows numbers, no surface and no sound."""

from __future__ import annotations

BANDS = (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0)
"""Centres in hertz."""

Octaves = tuple[float, float, float, float, float, float, float, float]
"""One number for each of `BANDS`."""

MIDDLE = (2, 3)
"""The bands at 500 Hz and 1 kHz, whose mean is what "the decay time" of a room means."""


def alike(value: float) -> Octaves:
    """The same in every band."""
    return (value,) * 8


def octaves(*measured: float) -> Octaves:
    """Seven numbers, 125 Hz to 8 kHz, as tables have them; what is above is as the last."""
    a, b, c, d, e, f, g = measured
    return a, b, c, d, e, f, g, g

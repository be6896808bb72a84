"""Whether responses can be a head's: left and right, delays between the ears, size.

Levels and delays tell; what a file declares of its receivers is often wrong and is not asked.
What can be mended is mended, with a note; what cannot is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import minimum_phase
from ttmba_live.binaural.head._ball import ball_paths, fitted_radius
from ttmba_live.binaural.head._onsets import find_onsets
from ttmba_live.binaural.head._spectra import HERTZ, Floats, Spectra
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import SPEED_OF_SOUND

RADIUS = 0.0875
"""Metres of a ball that stands for a head whose own size cannot be told."""

RADII = (0.05, 0.13)
"""Metres between which heads' sizes lie; small children's and large hats' included."""

_LATERAL = 0.3
"""Of a unit vector's left part: what is less says nothing of sides."""

_NO_DELAY = 0.02
"""Metres: delays that fit a smaller ball were taken out of the responses."""

_MISFIT = 120e-6
"""Seconds that delays are off a ball's, in the middle, if they are no head's."""

_LEVEL = 1.0
"""Decibels between the ears that tell the sides."""

AIR = 1e-3
"""Seconds before the earliest response of a head whose delays are a ball's."""


@dataclass(frozen=True, eq=False)
class Sided:
    """Spectra (M, 2, F) with left first, upright, and as late as a head's are; delays (M, 2)."""

    spectra: Spectra
    delays: Floats
    expected: Floats
    notes: list[str]


def mended(directions: Floats, spectra: Spectra, name: str) -> Sided:
    """Judge and mend responses (M, 2, F) for unit vectors (M, 3).

    Raises `InvalidInput` for a head of an impossible size.
    """
    found = find_onsets(directions, spectra)
    notes: list[str] = []
    if (found.signs < 0.0).any():
        which = "both ears" if (found.signs < 0.0).all() else "one ear"
        notes.append(f"{which} measured upside down (inverted polarity); turned")
    spectra = spectra * found.signs[:, None]
    delays, expected, astray = found.delays, found.expected, found.astray
    side = directions[:, 1]
    lateral = np.abs(side) > _LATERAL
    if lateral.sum() < 2 or np.ptp(side[lateral]) < 2 * _LATERAL:
        return Sided(spectra, delays, expected, notes)
    louder = _slope(side, _levels(spectra))
    radius, misfit, later = _size(directions, delays)
    delayed = radius > _NO_DELAY and misfit < _MISFIT
    swapped = later > 0.0 if delayed and abs(louder) < _LEVEL else louder < -_LEVEL
    if swapped:
        notes.append("left and right are exchanged in the file; put right")
        spectra, astray = spectra[:, ::-1], astray[:, ::-1]
        delays, expected = delays[:, ::-1], expected[:, ::-1]
        later = -later
    if delayed and later < 0.0:
        if not RADII[0] <= radius <= RADII[1]:
            raise InvalidInput(
                f"{name}: the delays between its ears fit a head of {100 * radius:.1f} cm radius "
                f"({100 * RADII[0]:g} to {100 * RADII[1]:g} are possible); "
                "is its sampling rate right?"
            )
        return _straightened(spectra, delays, expected, astray, notes)
    notes.append(
        "there are no delays between the ears"
        if radius <= _NO_DELAY
        else "the delays between the ears are no head's"
    )
    notes[-1] += f"; those of a ball of {100 * RADIUS:g} cm radius are taken"
    paths = ball_paths(directions, 100.0, RADIUS) / SPEED_OF_SOUND
    plain = paths - paths.min() + AIR
    everything = np.ones(plain.shape, dtype=bool)
    return Sided(_retimed(spectra, plain, everything), plain, plain, notes)


def _straightened(
    spectra: Spectra,
    delays: Floats,
    expected: Floats,
    astray: NDArray[np.bool_],
    notes: list[str],
) -> Sided:
    """Let the responses whose onsets were nowhere near come when their neighbours say."""
    if astray.any():
        notes.append(f"directions without a plausible onset, mended: {astray.any(axis=1).sum()}")
        spectra = _retimed(spectra, delays, astray)
    return Sided(spectra, delays, expected, notes)


def _retimed(spectra: Spectra, delays: Floats, which: NDArray[np.bool_]) -> Spectra:
    """Some responses' minimum phases at given seconds (M, 2)."""
    out = spectra.copy()
    turn = np.exp(-2j * np.pi * HERTZ * delays[which][:, None])
    out[which] = minimum_phase(np.maximum(np.abs(spectra[which]), 1e-9)) * turn
    return out


def _size(directions: Floats, delays: Floats) -> tuple[float, float, float]:
    """Radius in metres, median misfit in seconds, and the sign by which the left ear is later."""
    between = delays[:, 0] - delays[:, 1]
    later = _slope(directions[:, 1], between)
    upright = delays if later < 0.0 else delays[:, ::-1]
    radius = fitted_radius(directions, upright)
    paths = ball_paths(directions, 100.0, radius) / SPEED_OF_SOUND
    misfit = np.abs(upright[:, 0] - upright[:, 1] - (paths[:, 0] - paths[:, 1]))
    return radius, float(np.median(misfit)), later


def _levels(spectra: Spectra) -> Floats:
    """How many dB louder the left ear hears from 1 to 12 kHz: (M,)."""
    band = (HERTZ > 1000.0) & (HERTZ < 12_000.0)
    energy = (np.abs(spectra[..., band]) ** 2).sum(axis=-1) + 1e-20
    return np.asarray(10.0 * np.log10(energy[:, 0] / energy[:, 1]))


def _slope(side: Floats, values: Floats) -> float:
    """Of values (M,) over the left part of their directions (M,), in the middle."""
    some = np.abs(side) > _LATERAL
    return float(np.median(values[some] / side[some]))

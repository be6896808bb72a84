"""A listener who knows the side and looks for front, back, above and below. Knows arrays alone.

R. Baumgartner, P. Majdak and B. Laback, "Modeling sound-source localization in sagittal planes for
human listeners", JASA 2014: within the plane of the target's lateral angle, rising slopes of both
ears' spectra between 0.7 and 18 kHz, an ERB apart, are compared with the head's own, the nearer ear
weighing more. Here without the scatter of a human answer: the most alike template is the answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.binaural.head import HERTZ, Floats, Head, Spectra
from ttmba_live.training._localise import UNDECIDED, Answers

_LOW, _HIGH = 700.0, 18_000.0
_PLANE = 5.0
"""Degrees of lateral angle within which a template is in the plane."""

_EAR = 13.0
"""Degrees in which the nearer ear's weight grows, as the paper has it."""


def localise_in_planes(given: Spectra, directions: Floats, template: Head) -> Answers:
    """Ask where responses (M, 2, F) come from that were rendered for unit vectors (M, 3).

    The side is what the plane says, so left and right are always known.
    """
    own, heard = _slopes(template.spectra()), _slopes(given)
    angles, planes = _lateral(directions), _lateral(template.directions)
    found = np.empty_like(directions)
    for at, angle in enumerate(angles):
        near = np.flatnonzero(np.abs(planes - angle) < _PLANE)
        off = np.abs(own[near] - heard[at]).mean(axis=2)
        left = 1.0 / (1.0 + np.exp(-angle / _EAR))
        found[at] = template.directions[near[(off @ [left, 1.0 - left]).argmin()]]
    shares = []
    for axis in (0, 2):
        asked = np.abs(directions[:, axis]) > UNDECIDED
        right = np.sign(found[asked, axis]) == np.sign(directions[asked, axis])
        shares.append(100.0 * float(right.mean()))
    return Answers(100.0, *shares)


def _slopes(spectra: Spectra) -> NDArray[np.float64]:
    """Rising slopes (M, 2, bands - 1) of the levels in ERB bands, in dB; falling ones are 0."""
    number = 21.4 * np.log10(1.0 + 0.00437 * np.array([_LOW, _HIGH]))
    at = 21.4 * np.log10(1.0 + 0.00437 * HERTZ)
    shapes = np.exp(-np.pi * (at - np.arange(*number)[:, None]) ** 2)
    levels = 10.0 * np.log10(np.abs(spectra) ** 2 @ shapes.T + 1e-12)
    rising: NDArray[np.float64] = np.maximum(np.diff(levels, axis=2), 0.0)
    return rising


def _lateral(directions: Floats) -> Floats:
    """Lateral angles (M,) in degrees, left positive."""
    angles: Floats = np.degrees(np.arcsin(np.clip(directions[:, 1], -1.0, 1.0)))
    return angles

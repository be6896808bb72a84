"""A measured head: from a SOFA file to what the renderer reads. Importing loads numpy alone."""

from ttmba_live.audio import minimum_phase
from ttmba_live.binaural.head._ball import NearField, ball_paths, ball_response, fitted_radius
from ttmba_live.binaural.head._container import check_sofa
from ttmba_live.binaural.head._head import FLAT_ABOVE, Head, read_head
from ttmba_live.binaural.head._interpolated import Interpolated
from ttmba_live.binaural.head._onsets import CUTOFF, Onsets, find_onsets
from ttmba_live.binaural.head._spectra import (
    FFT,
    HERTZ,
    Floats,
    Spectra,
    even_directions,
    solid_angles,
)

__all__ = [
    "CUTOFF",
    "FFT",
    "FLAT_ABOVE",
    "HERTZ",
    "Floats",
    "Head",
    "Interpolated",
    "NearField",
    "Onsets",
    "Spectra",
    "ball_paths",
    "ball_response",
    "check_sofa",
    "even_directions",
    "find_onsets",
    "fitted_radius",
    "minimum_phase",
    "read_head",
    "solid_angles",
]

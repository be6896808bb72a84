"""How far rendered ears are from measured ones: spectra, interaural delay and level.

Knows responses as arrays; asks a network for them in one function. Knows no files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural.head import FFT, HERTZ, Floats, Head, Spectra, find_onsets
from ttmba_live.binaural.nfs import NFS, to_pose
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.geometry import SPEED_OF_SOUND

BAND: NDArray[np.bool_] = (HERTZ >= 200.0) & (HERTZ <= 16_000.0)
"""Where log-spectral distance and interaural level are judged."""


@dataclass(frozen=True)
class Spatial:
    """Mean errors over directions and, for the first, ears."""

    lsd_db: float
    itd_us: float
    ild_db: float


def network_spectra(model: NFS, directions: Floats, distance: float) -> Spectra:
    """What a network's responses are when rendered, (M, 2, 513), for unit vectors (M, 3).

    Amplitudes are multiplied by the distance, so that they compare with a unit wave's; delays
    are counted from 2 ms before the wave passes the head's centre.
    """
    places = directions * distance
    size, lead = response_size(model.settings)
    pose = to_pose(model.settings, torch.from_numpy(places).unsqueeze(-1))
    late = model.delays(pose)[:, :, 0].numpy() - 1000.0 * distance / SPEED_OF_SOUND + 2.0
    turn = 2 * np.pi * HERTZ * (late[..., None] / 1000.0 - lead / RATE)
    spectra = np.fft.rfft(responses(model, places, size, lead), max(size, FFT))
    turned: Spectra = spectra[..., :: max(1, size // FFT)] * np.exp(-1j * turn) * distance
    return turned


def log_spectral_distance(given: Spectra, wanted: Spectra) -> Floats:
    """Root mean square dB difference over `BAND`: (M, 2, F) twice to (M, 2)."""
    return np.asarray(np.sqrt(((levels(given) - levels(wanted))[..., BAND] ** 2).mean(axis=-1)))


def levels(spectra: Spectra) -> Floats:
    """Decibels, not below -120."""
    return np.asarray(20.0 * np.log10(np.maximum(np.abs(spectra), 1e-6)))


def interaural_delay(directions: Floats, spectra: Spectra) -> Floats:
    """Seconds by which the left ear hears later (M,): responses (M, 2, F) for directions (M, 3)."""
    return find_onsets(directions, spectra).interaural


def interaural_level(spectra: Spectra) -> Floats:
    """How many dB louder the left ear hears, over `BAND`: (M, 2, F) to (M,)."""
    energy = (np.abs(spectra[..., BAND]) ** 2).sum(axis=-1)
    return np.asarray(10.0 * np.log10(energy[:, 0] / energy[:, 1]))


def spatial(given: Spectra, wanted: Spectra, directions: Floats) -> Spatial:
    """Mean errors of one set of responses (M, 2, F) against another, for directions (M, 3)."""
    late = np.abs(interaural_delay(directions, given) - interaural_delay(directions, wanted))
    loud = np.abs(interaural_level(given) - interaural_level(wanted))
    distance = log_spectral_distance(given, wanted)
    return Spatial(float(distance.mean()), float(1e6 * late.mean()), float(loud.mean()))


def spatial_errors(model: NFS, head: Head, chosen: NDArray[np.intp]) -> Spatial:
    """Errors of a network against a head in some of its directions, by index."""
    directions = head.directions[chosen]
    given = network_spectra(model, directions, head.distance)
    return spatial(given, head.spectra()[chosen], directions)

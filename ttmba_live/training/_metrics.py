"""How far rendered ears are from measured ones: spectra, interaural delay and level.

Knows responses as arrays; asks a network for them in one function. Knows no files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs import NFS, to_pose
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.training._head import FFT, Floats, Head, Spectra
from ttmba_live.training._targets import HERTZ, lowpassed

BAND: NDArray[np.bool_] = (HERTZ >= 200.0) & (HERTZ <= 16_000.0)
"""Where log-spectral distance and interaural level are judged."""

ONSET_DB = -30.0
"""Where, under the peak, a low-passed response counts as arrived."""


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


def interaural_delay(spectra: Spectra) -> Floats:
    """Seconds by which the left ear hears later: (M, 2, F) to (M,)."""
    fine = 16
    waves = lowpassed(np.fft.irfft(spectra, FFT))
    rise = np.abs(signal.resample_poly(waves, fine, 1, axis=-1))
    over = rise >= rise.max(axis=-1, keepdims=True) * 10.0 ** (ONSET_DB / 20.0)
    onset = over.argmax(axis=-1) / (fine * RATE)
    return np.asarray(onset[:, 0] - onset[:, 1])


def interaural_level(spectra: Spectra) -> Floats:
    """How many dB louder the left ear hears, over `BAND`: (M, 2, F) to (M,)."""
    energy = (np.abs(spectra[..., BAND]) ** 2).sum(axis=-1)
    return np.asarray(10.0 * np.log10(energy[:, 0] / energy[:, 1]))


def spatial(given: Spectra, wanted: Spectra) -> Spatial:
    """Mean errors of one set of responses (M, 2, F) against another."""
    late = np.abs(interaural_delay(given) - interaural_delay(wanted))
    loud = np.abs(interaural_level(given) - interaural_level(wanted))
    distance = log_spectral_distance(given, wanted)
    return Spatial(float(distance.mean()), float(1e6 * late.mean()), float(loud.mean()))


def spatial_errors(model: NFS, head: Head, chosen: NDArray[np.intp]) -> Spatial:
    """Errors of a network against a head in some of its directions, by index."""
    given = network_spectra(model, head.directions[chosen], head.distance)
    return spatial(given, head.spectra()[chosen])

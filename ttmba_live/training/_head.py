"""A measured head from a SOFA file, brought to 48 kHz and freed of its loudspeaker.

Knows SOFA (through ``sofar``), directions and responses; knows no network and no training.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.errors import InvalidInput, Unavailable

Floats = NDArray[np.float64]
Spectra = NDArray[np.complex128]

FFT = 1024
"""Samples of the spectra that heads are described in; 513 bins."""

KEPT_SECONDS = 0.008
"""What comes later in a measured response is the room and noise."""

FLAT_ABOVE = 20_000.0
"""Hertz; above, loudspeakers of the time gave nothing and equalisation stands still."""


@dataclass(frozen=True, eq=False)
class Head:
    """Responses around one head, diffuse-field equalised, as if measured for a unit wave.

    Attributes:
        directions: (M, 3) unit vectors, front, left, up.
        responses: (M, 2, N) impulse responses at 48 kHz, left and right.
        distance: metres at which they were measured.
        name: what the file calls itself.
    """

    directions: Floats
    responses: Floats
    distance: float
    name: str

    def spectra(self) -> Spectra:
        """(M, 2, 513)."""
        return np.fft.rfft(self.responses, FFT)


def read_head(path: Path, kept_seconds: float = KEPT_SECONDS) -> Head:
    """Read any SOFA file of free-field head responses.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it holds no two-ear responses around a head.
    """
    import sofar

    if not Path(path).is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    try:
        sofa = sofar.read_sofa(str(path), verify=False, verbose=False)
    except Exception as error:
        raise InvalidInput(f"{path} is not a SOFA file") from error
    if getattr(sofa, "GLOBAL_DataType", None) != "FIR" or sofa.Data_IR.shape[1:2] != (2,):
        raise InvalidInput(f"{path} holds no impulse responses for two ears")
    directions, distances = _directions(sofa.SourcePosition, sofa.SourcePosition_Type)
    responses = np.asarray(sofa.Data_IR, dtype=np.float64)
    if len(directions) < 20 or len(directions) != len(responses):
        raise InvalidInput(f"{path} holds {len(directions)} directions; 20 are needed")
    at_rate = _to_rate(_delayed(responses, sofa.Data_Delay), float(sofa.Data_SamplingRate))
    kept = _shortened(at_rate, round(kept_seconds * RATE))
    name = str(getattr(sofa, "GLOBAL_Title", "") or Path(path).stem)
    return Head(directions, _equalised(directions, kept), float(np.median(distances)), name)


def _directions(positions: Floats, kind: str) -> tuple[Floats, Floats]:
    if kind == "cartesian":
        distances = np.linalg.norm(positions, axis=1)
        return positions / distances[:, None], distances
    azimuth, elevation = np.radians(positions[:, 0]), np.radians(positions[:, 1])
    flat = np.cos(elevation)
    x, y = flat * np.cos(azimuth), flat * np.sin(azimuth)
    return np.stack([x, y, np.sin(elevation)], axis=1), positions[:, 2]


def _delayed(responses: Floats, delays: Floats) -> Floats:
    whole = np.broadcast_to(np.round(np.asarray(delays)).astype(int), responses.shape[:2])
    if not whole.any():
        return responses
    longest = int(whole.max())
    out = np.zeros((*responses.shape[:2], responses.shape[2] + longest))
    for index in np.ndindex(*responses.shape[:2]):
        out[index][whole[index] : whole[index] + responses.shape[2]] = responses[index]
    return out


def _to_rate(responses: Floats, rate: float) -> Floats:
    if not 8_000 <= rate <= 768_000 or rate != round(rate):
        raise InvalidInput(f"a SOFA file at {rate:g} Hz cannot be used")
    common = np.gcd(round(rate), RATE)
    return np.asarray(
        signal.resample_poly(responses, RATE // common, round(rate) // common, axis=-1)
    )


def _shortened(responses: Floats, length: int) -> Floats:
    """At most ``length`` samples, the last sixth faded out."""
    length = min(length, responses.shape[-1], FFT)
    fade = length // 6
    window = np.ones(length)
    window[length - fade :] = np.cos(np.linspace(0.0, np.pi / 2, fade)) ** 2
    return responses[..., :length] * window


def _equalised(directions: Floats, responses: Floats) -> Floats:
    """Divide by the minimum-phase average over the sphere, which leaves the delays alone."""
    power = np.abs(np.fft.rfft(responses, FFT)) ** 2
    weights = solid_angles(directions)
    average = np.sqrt(np.einsum("m,mef->f", weights, power) / 2.0)
    hertz = np.fft.rfftfreq(FFT, 1.0 / RATE)
    average[hertz > FLAT_ABOVE] = average[hertz <= FLAT_ABOVE][-1]
    average[0] = average[1]
    inverse = 1.0 / minimum_phase(average)
    longer = 2 * FFT
    filtered = np.fft.rfft(responses, longer) * np.fft.rfft(np.fft.irfft(inverse), longer)
    return np.fft.irfft(filtered)[..., : responses.shape[-1]]


def solid_angles(directions: Floats) -> Floats:
    """Each direction's share of the sphere (M,), by which of many even points is nearest to it."""
    points = even_directions(20_000)
    nearest = np.concatenate([(part @ directions.T).argmax(1) for part in np.split(points, 20)])
    return np.bincount(nearest, minlength=len(directions)) / len(points)


def even_directions(count: int) -> Floats:
    """Unit vectors (count, 3) spread evenly along a spiral."""
    step = np.arange(count) + 0.5
    height, turn = 1.0 - 2.0 * step / count, np.pi * (1.0 + 5.0**0.5) * step
    flat = np.sqrt(1.0 - height**2)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)


def minimum_phase(magnitude: Floats) -> Spectra:
    """The minimum-phase spectrum (..., F) that has this magnitude (..., F), by the cepstrum."""
    size = 2 * (magnitude.shape[-1] - 1)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, 1e-8)), size)
    cepstrum[..., 1 : size // 2] *= 2.0
    cepstrum[..., size // 2 + 1 :] = 0.0
    return np.exp(np.fft.rfft(cepstrum))

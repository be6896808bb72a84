"""SOFA files as strangers write them, from a ball's responses; nothing of the reader is used."""

from __future__ import annotations

import h5py
import numpy as np
from scipy import signal

RADIUS, SOUND = 0.0875, 343.0


def grid(step=20.0, low=-40.0, high=80.0):
    """Directions (M, 2) in degrees: azimuth 0..360, elevation."""
    rings = np.arange(low, high + 1.0, step)
    return np.array([(a, e) for e in rings for a in np.arange(0.0, 360.0, step)])


def unit(degrees):
    azimuth, elevation = np.radians(degrees).T
    flat = np.cos(elevation)
    return np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(elevation)], axis=1)


def late_seconds(directions, radius=RADIUS):
    """Woodworth's delays (M, 2) around a ball, far away; the nearest possible is zero."""
    angle = np.arccos(np.clip(directions[:, 1:][:, :1] * [1.0, -1.0], -1.0, 1.0))
    path = np.where(angle < np.pi / 2, -np.cos(angle), angle - np.pi / 2)
    return radius / SOUND * (1.0 + path)


def responses(directions, rate=48_000, size=256, begin=1e-3, radius=RADIUS):
    """Impulse responses (M, 2, size): delayed, darker and softer on the far side."""
    late = (late_seconds(directions, radius) + begin) * rate
    facing = directions[:, 1:2] * [1.0, -1.0]
    hertz = np.fft.rfftfreq(4 * size, 1.0 / rate)
    shade = 0.5 * (1.0 - facing)[..., None]
    spectra = (1.0 - 0.3 * shade) / (1.0 + 1j * hertz / 16_000.0 * (1.0 + 6.0 * shade))
    spectra = spectra * np.exp(-2j * np.pi * np.arange(2 * size + 1) / (4 * size) * late[..., None])
    return np.fft.irfft(spectra)[..., :size]


def write(path, degrees=None, waves=None, rate=48_000.0, distance=1.2, **changes):
    """Write a file; ``changes`` replace variables (None leaves one out) or, as ``attrs``,
    attributes: {"": {...}} for the file's own."""
    degrees = grid() if degrees is None else np.asarray(degrees, float)
    waves = responses(unit(degrees), rate) if waves is None else waves
    radii = np.broadcast_to(np.asarray(distance, float), len(degrees))
    attrs = {
        "": {"Conventions": "SOFA", "SOFAConventions": "SimpleFreeFieldHRIR", "DataType": "FIR",
             "Version": "2.1", "SOFAConventionsVersion": "1.0"},
        "SourcePosition": {"Type": "spherical", "Units": "degree, degree, metre"},
        "ListenerPosition": {"Type": "cartesian", "Units": "metre"},
        "ListenerView": {"Type": "cartesian", "Units": "metre"},
        "Data.SamplingRate": {"Units": "hertz"},
    }  # fmt: skip
    for name, given in changes.pop("attrs", {}).items():
        attrs[name] = {**attrs.get(name, {}), **given}
    variables = {
        "SourcePosition": np.column_stack([degrees, radii]),
        "ListenerPosition": np.zeros((1, 3)),
        "ListenerView": np.array([[1.0, 0.0, 0.0]]),
        "ListenerUp": np.array([[0.0, 0.0, 1.0]]),
        "ReceiverPosition": np.array([[0.0, 0.09, 0.0], [0.0, -0.09, 0.0]])[..., None],
        "EmitterPosition": np.zeros((1, 3, 1)),
        "Data.IR": waves,
        "Data.SamplingRate": np.array([rate]),
        "Data.Delay": np.zeros((1, 2)),
    }
    variables.update({name.replace("_", "."): value for name, value in changes.items()})
    with h5py.File(path, "w") as file:
        for name, value in variables.items():
            if value is not None:
                file.create_dataset(name, data=value)
        for name, given in attrs.items():
            holder = file if not name else file.get(name)
            for key, text in given.items() if holder is not None else ():
                if text is not None:
                    holder.attrs[key] = text
    return path


def transfer(waves, rate=48_000.0, first=0):
    """Variables that say the same as spectra: real, imaginary, hertz."""
    spectra = np.fft.rfft(waves)[..., first:]
    hertz = np.fft.rfftfreq(waves.shape[-1], 1.0 / rate)[first:]
    return {"Data_IR": None, "Data_Delay": None, "Data_SamplingRate": None,
            "Data_Real": spectra.real, "Data_Imag": spectra.imag, "N": hertz}  # fmt: skip


def sections(directions, rate=48_000.0):
    """Biquads (M, 2, 6), a one-pole lowpass that is darker on the far side, and their delays."""
    facing = directions[:, 1:2] * [1.0, -1.0]
    numbers = np.zeros((len(directions), 2, 6))
    for index in np.ndindex(len(directions), 2):
        b, a = signal.butter(1, 15_000.0 / (2.5 - 1.5 * facing[index]), fs=rate)
        numbers[index] = [*b, 0.0, *a, 0.0]
        numbers[index][:3] *= 0.75 + 0.25 * facing[index]
    return numbers, (late_seconds(directions) + 1e-3) * rate

"""What air takes from sound on its way, by ISO 9613-1. Knows no room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TEMPERATURE, HUMIDITY, PRESSURE = 20.0, 50.0, 101.325
"""Degrees Celsius, per cent and kilopascals that are used everywhere."""

_KELVIN, _REFERENCE, _TRIPLE = 273.15, 293.15, 273.16


def air_db(
    hertz: Floats, *, temperature: float = TEMPERATURE, humidity: float = HUMIDITY
) -> Floats:
    """Decibels a metre at frequencies: ISO 9613-1:1993, equations 3 to 5 and B.3."""
    kelvin = temperature + _KELVIN
    warm = kelvin / _REFERENCE
    saturation = 10.0 ** (-6.8346 * (_TRIPLE / kelvin) ** 1.261 + 4.6151)
    vapour = humidity * saturation  # per cent, at one atmosphere
    oxygen = 24.0 + 4.04e4 * vapour * (0.02 + vapour) / (0.391 + vapour)
    slower = np.exp(-4.170 * (warm ** (-1.0 / 3.0) - 1.0))
    nitrogen = warm**-0.5 * (9.0 + 280.0 * vapour * slower)
    square = np.asarray(hertz, np.float64) ** 2
    relaxed = 0.01275 * np.exp(-2239.1 / kelvin) / (oxygen + square / oxygen)
    relaxed = relaxed + 0.1068 * np.exp(-3352.0 / kelvin) / (nitrogen + square / nitrogen)
    loss: Floats = 8.686 * square * (1.84e-11 * warm**0.5 + warm**-2.5 * relaxed)
    return loss

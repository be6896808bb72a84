"""Small hard rooms do not ring: their late part is as rough as noise, no resonance stands out."""

import numpy as np
import pytest
from room_scenes import HOP, RATE
from scipy import signal

from ttmba_live.binaural.room import Network
from ttmba_live.room import acoustics, named


def roughness(found):
    """The spread in dB of a late part's spectrum around its own mean over 120 Hz.

    That of noise is 5.6 dB (M. R. Schroeder, "Die statistischen Parameter der Frequenzkurven von
    grossen Raeumen", Acustica 1954); resonances that stand apart make it more.
    """
    network, click = Network.of(found), np.zeros((2, HOP), np.float32)
    click[:, 0] = 1.0
    hops = [network.step(click), *(network.step(0.0 * click) for _ in range(400))]
    sound = np.concatenate(hops, axis=1)[0].astype(float)
    start, end = round(0.25 * found.middle * RATE), round(0.75 * found.middle * RATE)
    band = signal.butter(4, (200.0, 2800.0), "band", fs=RATE, output="sos")
    late = signal.sosfilt(band, sound)[start:end]
    late *= np.exp(6.91 * np.arange(len(late)) / (RATE * found.middle)) * np.hanning(len(late))
    power, hertz = np.abs(np.fft.rfft(late)) ** 2, np.fft.rfftfreq(len(late), 1.0 / RATE)
    power = power[(hertz > 300.0) & (hertz < 2000.0)]
    width = round(120.0 / hertz[1])
    mean = np.convolve(power, np.ones(width) / width, "same")
    return float((10.0 * np.log10(power / mean))[width:-width].std())


@pytest.mark.parametrize("name", ["bathroom", "kitchen", "cellar", "garage"])
def test_the_late_part_is_as_rough_as_noise(name):
    assert roughness(acoustics(named(name))) < 6.8

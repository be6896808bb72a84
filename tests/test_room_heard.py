"""What rooms leave of places: a wide source is no point, and a point is still found."""

import numpy as np
import pytest
from room_scenes import HOP, RATE, click, played, scene_of, shipped_head, whole
from scipy import signal

from ttmba_live.engine import Mixer
from ttmba_live.geometry import Position
from ttmba_live.room import named
from ttmba_live.setup import baked_bank


@pytest.fixture(scope="module")
def head():
    return shipped_head()


def test_a_wide_source_has_all_its_sound_and_is_no_point(head):
    noise = 0.2 * np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32)

    def heard(spread):
        scene = scene_of(named("none"), (0.0, 0.0, 2.0), spread=spread)
        return whole(played(Mixer(head), scene, noise, 370))[60 * HOP :].T.astype(float)

    point, narrow, wide = heard(0.0), heard(5.0), heard(180.0)
    alike = [np.corrcoef(*signal.sosfilt(
        signal.butter(4, 1200.0, fs=RATE, output="sos"), ears))[0, 1]
        for ears in (point, narrow, wide)]  # fmt: skip
    assert alike[0] > 0.95
    assert alike[2] < 0.7
    # A narrow one is the point's spectrum: copies add up and do not comb.
    third = 2.0 ** (1 / 6)
    hertz, spectra = signal.welch(np.stack([point[0], narrow[0]]), RATE, nperseg=4096)
    for centre in 1000.0 * 2.0 ** (np.arange(-7, 12) / 3.0):
        band = (hertz > centre / third) & (hertz < centre * third)
        a, b = spectra[:, band].sum(axis=1)
        assert abs(10.0 * np.log10(b / a)) < 1.0, centre


@pytest.mark.parametrize("name", ["studio", "church"])
def test_a_listener_still_finds_where_sound_comes_from(head, name):
    """By the first 3 ms; by 20 ms with what walls add the side, and in a church all.

    Who knows the side and compares slopes of spectra finds the rest by all windows: by 3 ms, by
    20 ms, and by the whole, in which what comes later weighs less (precedence).
    """
    from ttmba_live.training._localise import localise
    from ttmba_live.training._sagittal import localise_in_planes

    chance = np.random.default_rng(5)
    directions = chance.standard_normal((60, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    own = head_of(head)
    heard = []
    for direction in directions:
        where = Position.from_xyz(*(1.5 * direction))
        place = (where.azimuth, where.elevation, where.distance)
        heard.append(
            whole(played(Mixer(head, voices=1), scene_of(named(name), place), click(), 11)).T
        )
    for window in ("first", "early", "whole"):
        weight = WINDOWS[window]()
        spectra = []
        for sound in heard:
            first = int(np.argmax(np.abs(sound).max(axis=0) > 0.1 * np.abs(sound).max())) - 24
            part = sound[:, first : first + len(weight)]
            spectra.append(spectrum(part * weight[: part.shape[1]]))
        answers = localise(np.array(spectra), directions, own)
        assert answers.left_right == 100.0
        if window == "first" or name == "church":
            assert min(answers.front_back, answers.above_below) >= 98.0
        slopes = localise_in_planes(np.array(spectra), directions, own)
        least = 98.0 if window == "first" or name == "church" else 95.0
        assert min(slopes.front_back, slopes.above_below) >= least


def gate(seconds):
    """1 for so long, then a fade of half a millisecond."""
    at = np.arange(1024) - seconds * RATE
    return 0.5 * (1.0 + np.cos(np.pi * np.clip(at / 24.0, 0.0, 1.0)))


def precedence():
    """How much of a response counts for its place: -10 dB from 5 to 30 ms, none after 50.

    The place is that of all within a millisecond, and that of the first from 5 ms on (R. Litovsky
    et al., "The precedence effect", JASA 1999), up and down as well as aside (R. Litovsky et al.,
    J. Neurophysiol. 77, 1997). From 5 to 30 ms a reflection must be 10 dB louder to be heard as
    loud (H. Haas, Acustica 1951).
    """
    ms = np.arange(2400) * 1000.0 / RATE
    suppressed = 10.0 * turned(np.clip((ms - 1.0) / 4.0, 0.0, 1.0))
    return 10.0 ** (-suppressed / 20.0) * (1.0 - turned(np.clip((ms - 30.0) / 20.0, 0.0, 1.0)))


def turned(share):
    """0 to 1 without corners."""
    return 0.5 * (1.0 - np.cos(np.pi * share))


WINDOWS = {"first": lambda: gate(0.003), "early": lambda: gate(0.02), "whole": precedence}


def spectrum(ears):
    """(2, 513), each bin with the power of those around it if the response is long."""
    if ears.shape[1] <= 1024:
        return np.fft.rfft(ears, 1024)
    fine = np.fft.rfft(ears, 4096)
    power = np.pad(np.abs(fine) ** 2, ((0, 0), (2, 1)), mode="edge")[:, :2052]
    size = np.sqrt(power.reshape(2, 513, 4).mean(axis=2))
    return size * np.exp(1j * np.angle(fine[:, ::4]))


def head_of(stream):
    """The listener's memory: what this very head makes of 1,500 directions in free air."""
    from ttmba_live.binaural import everywhere

    class Template:
        directions = everywhere(1500)

        def spectra(self):
            bank = baked_bank(None)
            place = bank.read(1.5 * self.directions, 32_000.0)
            waves = np.fft.rfft(place.parts @ bank.responses, 1024)
            late = place.delay - place.delay.mean(axis=1, keepdims=True)
            turn = -2j * np.pi * np.arange(513) / 1024
            return waves * np.exp(turn * late[:, :, None])

    return Template()

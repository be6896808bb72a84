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

    Who knows the side and compares slopes of spectra finds most of it in a small room, too.
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
        heard.append(whole(played(Mixer(head), scene_of(named(name), place), click(), 10)).T)
    for seconds in (0.003, 0.02):
        spectra = []
        for sound in heard:
            first = int(np.argmax(np.abs(sound).max(axis=0) > 0.1 * np.abs(sound).max())) - 24
            spectra.append(np.fft.rfft(sound[:, first : first + 1024] * gate(seconds), 1024))
        answers = localise(np.array(spectra), directions, own)
        assert answers.left_right == 100.0
        if seconds < 0.01 or name == "church":
            assert min(answers.front_back, answers.above_below) >= 98.0
        slopes = localise_in_planes(np.array(spectra), directions, own)
        least = {0.003: 98.0, 0.02: 98.0 if name == "church" else 85.0}[seconds]
        assert min(slopes.front_back, slopes.above_below) >= least


def gate(seconds):
    """1 for so long, then a fade of half a millisecond."""
    at = np.arange(1024) - seconds * RATE
    return 0.5 * (1.0 + np.cos(np.pi * np.clip(at / 24.0, 0.0, 1.0)))


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

"""Movement leaves no clicks, holes or wobble: tones stay tones, and noise is as loud as offline."""

import numpy as np
import pytest
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs.render import render_whole
from ttmba_live.binaural.stream import Baked, Stream
from ttmba_live.engine import GlideSettings
from ttmba_live.engine._glide import Glide
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.setup._field import ensure_field
from ttmba_live.setup._network import network

HOP = 256
HOPS = 220
SECONDS = np.arange(HOPS + 1) * HOP / RATE


@pytest.fixture(scope="module")
def bank():
    return Baked(ensure_field())


def around(turns=1.0):
    angle = 2 * np.pi * turns * SECONDS
    return 2.0 * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)


def through():
    """From ear to ear at 2 m/s, passing just in front of the head's centre."""
    return np.stack([0 * SECONDS + 0.02, 1.2 - 2.0 * SECONDS, 0 * SECONDS], axis=1)


def away():
    """From 0.2 to 20 m in a second."""
    share = np.minimum(SECONDS, 1.0)[:, None]
    return (0.2 + 19.8 * share) * np.array([[0.6, 0.8, 0.0]])


def jumping():
    chance = np.random.default_rng(8)
    stays = chance.standard_normal((HOPS // 18 + 1, 3))
    stays *= chance.uniform(0.5, 3.0, (len(stays), 1)) / np.linalg.norm(stays, axis=1)[:, None]
    return np.repeat(stays, 18, axis=0)[: HOPS + 1]


PATHS = {"around": around(), "through": through(), "away": away(), "jumping": jumping()}


def glided(path):
    """The places that the mixer gives its renderer: a hop's end each."""
    glide = Glide(1, HOP, GlideSettings())
    row = np.zeros(1, np.intp)
    glide.join(0, path[0], 1.0)
    later = [glide.move(row, place[None], np.ones(1))[0][0] for place in path[1:]]
    return np.array([path[0], *later])


def played(bank, samples, path):
    stream = Stream(bank, HOP)
    state, rows = stream.start(1), np.zeros(1, np.intp)
    stream.join(state, 0, path[0], 1.0)
    blocks = []
    for hop, place in enumerate(path[1:]):
        dry = samples[None, hop * HOP : (hop + 1) * HOP]
        blocks.append(stream.step(state, rows, dry, place[None], np.ones(1), stems=False)[0])
    return np.concatenate(blocks)[stream.latency :]


def beside(ear, hertz):
    """The loudest that is not the tone, in dB of the tone."""
    _, _, frames = signal.stft(ear, RATE, window="blackmanharris", nperseg=4096, noverlap=3584)
    size = np.abs(frames)
    # Turning up or down within 12 ms widens any tone by some hundred hertz; a click does more.
    away = np.abs(np.fft.rfftfreq(4096, 1 / RATE) - hertz) > max(500.0, hertz / 2)
    return 20 * np.log10(size[away][:, 8:-8].max() / size.max())


@pytest.mark.parametrize("hertz", [400.0, 1000.0, 4000.0])
@pytest.mark.parametrize("name", PATHS)
def test_a_moving_tone_stays_a_tone(bank, name, hertz):
    tone = np.sin(2 * np.pi * hertz * np.arange(HOPS * HOP) / RATE).astype(np.float32)
    found = played(bank, tone, glided(PATHS[name]))[4 * HOP :]
    for ear in found.T:
        assert beside(ear, hertz) < -60.0


@pytest.mark.parametrize("name", PATHS)
def test_moving_noise_has_no_holes_against_the_offline_form(bank, name):
    chance = np.random.default_rng(1)
    spectrum = np.fft.rfft(chance.standard_normal(HOPS * HOP))
    hertz = np.fft.rfftfreq(HOPS * HOP, 1 / RATE)
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 30.0))).astype(np.float32)
    pink *= (0.1 / pink.std()).astype(np.float32)
    path = glided(PATHS[name])
    found = played(bank, pink, path)
    places = (Position.from_xyz(*xyz) for xyz in path)
    rows = [(t, p.azimuth, p.elevation, p.distance) for t, p in zip(SECONDS, places, strict=True)]
    wanted = render_whole(network(), pink, Trajectory.checked(rows), len(found))
    for low, high in ((100, 1000), (1000, 4000), (4000, 14_000)):
        band = signal.butter(4, (low, high), "bandpass", fs=RATE, output="sos")
        a, b = (levels(signal.sosfiltfilt(band, x, axis=0)) for x in (found, wanted))
        loud = b > b.max() * 1e-3
        assert 10 * np.log10((a / b)[loud].min()) > -1.0, (low, high)


def levels(samples):
    """Power in windows of 43 ms, from 0.1 s on: (windows, 2)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples[4800:], 2048, axis=0)[::1024]
    return (frames**2).mean(axis=-1)

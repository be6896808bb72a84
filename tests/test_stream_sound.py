"""The network's stream as it sounds: the network's own response, Doppler, ways, silence."""

import numpy as np
import pytest
from scipy import signal
from streamed import all_at_once, circling, noise, play, response, small_field

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs import load_checkpoint, one_thread
from ttmba_live.binaural.nfs.exact import Exact
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.binaural.stream import (
    Baked,
    Stream,
)
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.setup import ensure_field


@pytest.fixture(scope="module")
def kemar():
    one_thread()
    return load_checkpoint()


@pytest.mark.parametrize("place", [(1.0, 0.0, 0.0), (0.3, 1.1, 0.4), (-3.0, -2.0, -0.5)])
def test_a_still_source_is_the_networks_own_response(kemar, place):
    hop, hops = 256, 60
    stream = Stream(Exact(kemar), hop)
    xyz = np.tile(place, (hops + 1, 1))
    band = signal.butter(8, 20_000, fs=RATE, output="sos")
    samples = signal.sosfilt(band, noise(hops * hop)).astype(np.float32)
    found, _ = play(stream, [(0, hops, samples, xyz, np.ones(hops + 1))], hops)
    size, lead = response_size(kemar.settings)
    filters = responses(kemar, xyz[:1], size, lead)[0]
    bank = Exact(kemar)
    bank.prepare(hop)
    late = bank.read(xyz[:1], 1e9).delay[0] + stream.latency - lead
    n = len(samples)
    hertz = np.fft.rfftfreq(2 * n, 1 / RATE)
    for ear in range(2):
        delayed = np.fft.irfft(
            np.fft.rfft(samples, 2 * n) * np.exp(-2j * np.pi * hertz * late[ear] / RATE)
        )
        wanted = signal.fftconvolve(delayed, filters[ear])[:n]
        error = found[:, ear] - wanted
        assert 10 * np.log10((error**2).sum() / (wanted**2).sum()) < -60.0


def test_baked_and_exact_agree(kemar):
    size, lead = response_size(kemar.settings)
    baked, exact = Baked(ensure_field()), Exact(kemar)
    baked.prepare(256), exact.prepare(256)
    for place in np.array([[0.0, 0.8, 0.0], [0.0, 0.0, 0.2], [3.0, -2.0, 0.5], [-0.3, 0.1, 0.1]]):
        heard, wanted = baked.read(place[None], 1e9), exact.read(place[None], 1e9)
        assert np.abs(heard.delay - wanted.delay).max() < 0.03
        a = np.stack([response(baked, place, ear) for ear in (0, 1)]) * heard.level[0]
        b = np.stack([response(exact, place, ear) for ear in (0, 1)])
        assert np.linalg.norm(a - b) < 0.06 * np.linalg.norm(b)
    assert (size, lead) == (baked.taps, baked.lead)


def test_an_approaching_source_sounds_higher_by_doppler():
    bank, hop, speed = Baked(small_field()), 256, 30.0
    hops = RATE // hop
    seconds = np.arange(hops + 1) * hop / RATE
    xyz = np.zeros((hops + 1, 3))
    xyz[:, 0] = 50.0 - speed * seconds
    tone = np.sin(2 * np.pi * 1000.0 * np.arange(hops * hop) / RATE).astype(np.float32)
    found, _ = play(Stream(bank, hop), [(0, hops, tone, xyz, np.ones(hops + 1))], hops)
    heard = found[RATE // 2 :, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), 1 << 19))
    peak = np.argmax(spectrum) * RATE / (1 << 19)
    # As if the listener moved: places are where sources are now, not where they were heard from.
    assert peak == pytest.approx(1000.0 * (1.0 + speed / SPEED_OF_SOUND), abs=0.5)


@pytest.mark.parametrize("metres", [0.2, 1.0, 50.0, 200.0])
def test_sound_comes_when_its_way_is_over(metres):
    bank = Baked(small_field())
    stream = Stream(bank, 256)
    hops = int(metres / SPEED_OF_SOUND * RATE / 256) + 8
    click = np.zeros(hops * 256, np.float32)
    click[0] = 1.0
    xyz = np.tile((metres, 0.0, 0.0), (hops + 1, 1))
    found, _ = play(stream, [(0, hops, click, xyz, np.ones(hops + 1))], hops)
    loud = np.abs(found[:, 0]) > 1e-3 * np.abs(found).max()
    arrival = np.argmax(loud) - stream.latency
    wanted = metres / SPEED_OF_SOUND * RATE - bank.lead
    assert abs(arrival - wanted) < 20.0
    assert stream.tail(metres) + stream.latency >= len(loud) - np.argmax(loud[::-1])


def test_a_muted_voice_is_silent_and_comes_back():
    bank, hop, hops = Baked(small_field()), 256, 14
    gains = np.r_[np.ones(4), np.zeros(6), np.ones(5)]
    voice = (0, hops, noise(hops * hop), circling(hop, hops), gains)
    found, _ = play(Stream(bank, hop), [voice], hops)
    assert not found[8 * hop : 9 * hop].any()
    assert np.abs(found[-hop:]).max() > 0.01
    wanted = all_at_once(bank, hop, voice[2], voice[3], gains)
    assert np.abs(found - wanted).max() < 2e-6


def test_a_hop_without_voices_is_silence():
    stream = Stream(Baked(small_field()), 256)
    state = stream.start(4)
    empty = np.zeros((0, 256), np.float32), np.zeros((0, 3)), np.zeros(0)
    mix, own = stream.step(state, np.zeros(0, np.intp), *empty, stems=True)
    assert mix.shape == (256, 2)
    assert not mix.any()
    assert own is not None
    assert own.shape == (0, 256, 2)

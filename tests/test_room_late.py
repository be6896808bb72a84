"""The late part: decay by octave, energy, coherence and spectrum, measured responses."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy import ndimage, signal

from ttmba_live.binaural import everywhere
from ttmba_live.binaural.room import Network, late_part
from ttmba_live.room import BANDS, PRESETS, Impulse, acoustics, changed, mirrors, named
from ttmba_live.setup import baked_bank

RATE = 48_000
HOP = 2400


def responses(room, seconds):
    """Both outputs to both inputs (4, frames)."""
    found = []
    for side in (0, 1):
        network, out = Network.of(room), []
        for hop in range(int(seconds * RATE / HOP)):
            sent = np.zeros((2, HOP), np.float32)
            sent[side, 0] = float(hop == 0)
            out.append(network.step(sent))
        found.append(np.concatenate(out, axis=1) * network.gain)
    return np.concatenate(found)


def octave(sound, band):
    edges = [band / np.sqrt(2.0), band * np.sqrt(2.0)]
    sections = signal.butter(6, edges, "bandpass", fs=RATE, output="sos")
    return signal.sosfiltfilt(sections, sound, axis=-1)


def decay_of(sound):
    """Seconds to -60 dB, from the energy that is left between -5 and -35 dB."""
    left = np.cumsum((sound[:, ::-1] ** 2).sum(axis=0))[::-1]
    level = 10.0 * np.log10(left / left[0] + 1e-30)
    first, last = np.argmax(level < -5.0), np.argmax(level < -35.0)
    return -60.0 / np.polyfit(np.arange(first, last) / RATE, level[first:last], 1)[0]


@pytest.mark.parametrize("name", ["bathroom", "hall", "church", "street"])
def test_every_octave_decays_as_it_was_asked_to(name):
    room = acoustics(named(name))
    heard = responses(room, 0.8 * room.decay.max() + 0.3)
    for band, wanted in zip(BANDS[:6], room.decay[:6], strict=True):
        assert decay_of(octave(heard, band)) == pytest.approx(wanted, rel=0.1), band


def test_it_is_as_loud_as_the_room_s_geometry_says():
    room = acoustics(named("hall"))
    heard = responses(room, 2.5)
    for band, decay in zip(BANDS[1:6], room.decay[1:6], strict=True):
        energy = (octave(heard, band) ** 2).sum() / 4.0
        share = band * (np.sqrt(2.0) - np.sqrt(0.5)) / (RATE / 2)
        # Half of each input's goes to each output, and lines begin a little late.
        wanted = 0.5 * room.density * decay / (6.0 * np.log(10.0)) * share
        assert abs(10.0 * np.log10(energy / wanted)) < 1.5, band


def test_it_has_no_pitch_and_fills_up():
    room = acoustics(named("church"))
    heard = responses(room, 1.5)
    for one in heard:
        later = one[int(2.0 * room.mixing * RATE) :][: RATE // 2].astype(float)
        window = later * np.hanning(len(later))
        pulses = np.mean((later / later.std()) ** 4)  # 3 for noise; what rings or clicks differs
        assert 2.2 < pulses < 6.0
        power = np.abs(np.fft.rfft(window)[200:4000]) ** 2
        smooth = ndimage.median_filter(power, 201, mode="nearest")
        assert (power / smooth).mean() < 2.0  # chance alone has 1.44; a few resonances, far more


@settings(max_examples=25)
@given(
    size=st.tuples(*[st.floats(1.0, 200.0)] * 3),
    decay=st.one_of(st.just(0.0), st.floats(0.05, 20.0)),
    absorption=st.one_of(st.none(), st.floats(0.0, 1.0)),
    preset=st.sampled_from(sorted(PRESETS)),
)
def test_energy_never_grows(size, decay, absorption, preset):
    room = acoustics(changed(named(preset), size=size, decay=decay, absorption=absorption))
    network = Network.of(room)
    chance = np.random.default_rng(1)
    network.step(chance.standard_normal((2, 9600)).astype(np.float32))
    silence = np.zeros((2, 9600), np.float32)
    before = network.energy()
    for _ in range(4):
        assert np.isfinite(network.step(silence)).all()
        after = network.energy()
        assert after <= before * 1.0001
        before = after
    assert len(set(network.design.lengths.tolist())) == len(network.design.lengths) >= 16
    assert np.gcd.reduce(network.design.lengths[:2]) == 1


def test_the_diffuse_field_is_this_head_s():
    from ttmba_live.binaural.stream import Stream

    stream, bank = Stream(baked_bank(None)), baked_bank(None)
    state = stream.start(1)
    around = stream.start_diffuse(state)
    chance = np.random.default_rng(2)
    noise = chance.standard_normal((2, 256 * 1600)).astype(np.float32)
    blocks = []
    rows, none = np.zeros(0, np.intp), np.zeros((0, 256), np.float32)
    for start in range(0, noise.shape[1], 256):
        stream.step(state, rows, none, np.zeros((0, 3)), np.zeros(0), stems=False)
        blocks.append(stream.diffuse(state, around, noise[:, start : start + 256]))
    heard = np.concatenate(blocks).T
    place = bank.read(2.0 * everywhere(), 32_000.0)
    waves = np.fft.rfft(place.parts @ bank.responses, 2048)
    turn = -2j * np.pi * np.arange(1025) / 2048
    waves = waves * np.exp(turn * place.delay[:, :, None])
    power = (np.abs(waves) ** 2).mean(axis=0)
    cross = (waves[:, 0] * waves[:, 1].conj()).mean(axis=0).real
    hertz, found = signal.csd(heard[0], heard[1], RATE, nperseg=2048)
    own = [signal.welch(ear, RATE, nperseg=2048)[1] * RATE / 2 for ear in heard]
    for centre in 1000.0 * 2.0 ** (np.arange(-9, 13) / 3.0):
        band = (hertz >= centre * 2 ** (-1 / 6)) & (hertz < centre * 2 ** (1 / 6))
        wanted = cross[band].sum() / np.sqrt(power[0, band].sum() * power[1, band].sum())
        have = found[band].sum().real * RATE / 2 / np.sqrt(own[0][band].sum() * own[1][band].sum())
        assert abs(have - wanted) < 0.1, centre
        for ear in (0, 1):
            assert abs(10.0 * np.log10(own[ear][band].sum() / power[ear, band].sum())) < 1.5, centre


@pytest.mark.parametrize("channels", [1, 2])
def test_a_measured_response_is_convolved_without_a_seam(channels):
    room, chance = acoustics(named("church")), np.random.default_rng(3)
    decay = np.exp(-np.arange(60_000) / 12_000.0)[:, None]
    wet = (chance.standard_normal((60_000, channels)) * decay).astype(np.float32)
    late = late_part(room, Impulse(wet, 100), 256)
    assert late.for_ears == (channels == 2)
    sent = np.zeros((2, 256 * 300), np.float32)
    sent[:, :9000] = chance.standard_normal((2, 9000))
    heard = np.concatenate([late.step(s) for s in np.split(sent, 300, axis=1)], axis=1)
    whole = late_part(room, Impulse(wet, 100), 256 * 300)
    assert np.abs(heard - whole.step(sent)).max() < 1e-3 * np.abs(heard).max()
    energy = (np.concatenate([heard], axis=1)[0] ** 2).sum() * late.gain**2 / 9000.0
    assert energy == pytest.approx(room.reverberant(0.0), rel=0.35)


def test_walls_of_a_room_without_any_make_no_images():
    assert not len(mirrors(acoustics(changed(named("hall"), absorption=1.0)), 2))

"""Fades and swells: the gains that an envelope gives, without steps, seams or clicks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mixing import event, run, scene_with, splatter_db, tone
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Fader, Mixer, StartVoice
from ttmba_live.scene import Envelope

FADE = Envelope.checked([(0.0, -60.0), (1.0, 0.0)])


def db(gains):
    return 20 * np.log10(gains)


def test_a_straight_line_in_db_is_one_at_every_frame():
    gains = db(Fader(FADE).gains(0, RATE))
    wanted = 60.0 * np.arange(RATE) / RATE - 60.0
    inside = slice(200, -200)
    assert np.abs(gains - wanted)[inside].max() < 1e-3
    assert np.abs(db(Fader(FADE).gains(2 * RATE, 100))).max() == 0.0, "held after its end"


points = st.lists(st.tuples(st.floats(0, 0.1), st.floats(-80, 12)), min_size=1, max_size=6)


@given(points.map(sorted), st.integers(0, 3000), st.sampled_from([32, 256, 500]))
def test_blocks_join_without_a_seam(rows, first, size):
    fader = Fader(Envelope.checked(rows))
    whole = fader.gains(first, 4 * size)
    parts = [fader.gains(first + n * size, size) for n in range(4)]
    assert np.concatenate(parts) == pytest.approx(whole, rel=1e-5)


@given(points.map(sorted))
def test_no_gain_leaves_what_its_points_say(rows):
    gains = db(Fader(Envelope.checked(rows)).gains(0, 6000))
    levels = [level for _, level in rows]
    assert min(levels) - 0.01 <= gains.min() <= gains.max() <= max(levels) + 0.01


@pytest.mark.parametrize("rows", [
    [(0.3, 0.0), (0.3, -60.0), (0.7, -60.0), (0.7, 0.0)],
    [(0.3, -200.0), (0.3, 0.0), (0.301, -200.0), (0.302, 0.0)],
    [(n / 1000, -6.0 * (n % 2)) for n in range(0, 1000, 9)],
])  # fmt: skip
def test_a_step_of_the_level_does_not_click(rows):
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(envelope=Envelope.checked(rows)))
    mixer.inbox.append(StartVoice(1, "a", tone(1.0), 0))
    assert splatter_db(run(mixer, 170)[2400:, 0]) < -60.0


def test_a_fade_leaves_no_hop_in_the_sound():
    """What a gain that moves once a hop leaves: lines at multiples of the hop's rate."""
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(envelope=FADE))
    mixer.inbox.append(StartVoice(1, "a", tone(1.0), 0))
    mono = run(mixer, 170)[2400 : 2400 + 40_000, 0]
    size = np.abs(np.fft.rfft(mono * signal.windows.blackmanharris(len(mono))))
    hertz = np.fft.rfftfreq(len(mono), 1 / RATE)
    for side in (-1, 1):
        near = np.abs(hertz - (1000 + side * RATE / 256)) < 20
        assert 20 * np.log10(size[near].max() / size.max()) < -100.0


def test_a_loop_goes_on_in_its_fade_and_another_event_has_its_own():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(loop=True, envelope=FADE))
    mixer.inbox.append(StartVoice(1, "a", tone(0.25), 0))
    mono = run(mixer, 188)[:, 0]
    loud = [np.abs(mono[round(at * RATE) :][:2400]).max() for at in (0.2, 0.4, 0.6, 0.8)]
    assert np.diff(db(np.array(loud))) == pytest.approx([12.0] * 3, abs=0.1)
    mixer.scene = scene_with(event(envelope=Envelope.checked([(0.0, -40.0)])))
    changed = run(mixer, 8)[:, 0]
    assert np.abs(changed).max() > 0.9 * np.abs(mono).max(), "the voice that sounds keeps its own"

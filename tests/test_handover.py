"""A clip that takes over from another inside its voice."""

import numpy as np
import pytest
from mixing import event, run, scene_with, tone

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import (
    Ended,
    Mixer,
    Started,
    StartVoice,
    likeness,
)
from ttmba_live.scene import (
    MovePolar,
    apply,
)


def composed(old, new, at, fade, frames):
    """What a handover at ``at`` must sound like, as one clip; both go round."""
    out = np.resize(old, frames).astype(np.float64)
    after = np.resize(new, frames)[at:].astype(np.float64)
    angle = 0.5 * np.pi * np.clip((np.arange(len(after)) + 0.5) / fade, 0, 1)
    out[at:] = out[at:] * np.cos(angle) + after * np.sin(angle)
    return out.astype(np.float32)


@pytest.mark.parametrize("loop", [False, True])
def test_a_clip_takes_over_where_the_older_is_with_equal_power(loop):
    rng = np.random.default_rng(3)
    old, new = (0.1 * rng.standard_normal(9_000).astype(np.float32) for _ in range(2))
    begin, hop, fade, hops = 100, 30 if loop else 12, 1_000, 60
    heard = []
    for handed in (True, False):
        mixer = Mixer(Sphere(256))
        mixer.scene = scene_with(event(azimuth=40.0, loop=loop))
        at = hop * 256 - begin
        whole = composed(old, new, at, fade, hops * 256 if loop else 9_000)
        mixer.inbox.append(StartVoice(1, "a", old if handed else whole, begin))

        def change(number, mixer, handed=handed):
            mixer.scene = apply(mixer.scene, MovePolar("a", azimuth=40.0 - number))
            if handed and number == hop:
                mixer.inbox.append(StartVoice(2, "a", new, begin, fade=fade))

        heard.append(run(mixer, hops, change))
        reports = [type(report) for report in mixer.outbox]
        assert reports == ([Started] * (1 + handed) + ([] if loop else [Ended]))
    assert np.abs(heard[0] - heard[1]).max() < 1e-6


def test_a_clip_that_comes_after_the_older_has_ended_plays_from_its_beginning_late():
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", tone(0.05), 0))
    run(mixer, 40)
    mixer.inbox.append(StartVoice(2, "a", tone(0.05), 0, fade=1_000))
    out = run(mixer, 40)
    assert [r for r in mixer.outbox if isinstance(r, Started)][-1] == Started(
        2, "a", 40 * 256, 40 * 256
    )
    assert np.abs(out).max() > 0.1


def test_a_handover_neither_clicks_nor_dips():
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(event(azimuth=60.0))
    mixer.inbox.append(StartVoice(1, "a", tone(3.0, 1_000.0, 0.1), 0))
    blocks = []
    for number in range(500):
        if number == 200:
            mixer.inbox.append(StartVoice(2, "a", tone(3.0, 1_500.0, 0.1), 0, fade=RATE // 4))
        blocks.append(mixer.step().mix)
    left = np.concatenate(blocks)[20_000 : 2 * RATE, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(left * np.blackman(len(left)))) ** 2
    hz = np.fft.rfftfreq(len(left), 1 / RATE)
    beside = (hz < 800) | (hz > 1_700)
    assert 10 * np.log10(spectrum[beside].sum() / spectrum.sum()) < -60
    windows = left[: len(left) // 960 * 960].reshape(-1, 960)
    level = 10 * np.log10(np.mean(windows**2, axis=1))
    ends = sorted((level[0], level[-1]))
    assert ends[0] - 0.5 < level.min()
    assert level.max() < ends[1] + 0.5


@pytest.mark.parametrize("alike", [0.0, 1.0])
def test_a_crossfade_keeps_the_level_whatever_two_clips_have_in_common(alike):
    rng = np.random.default_rng(4)
    old, other = (0.1 * rng.standard_normal(RATE).astype(np.float32) for _ in range(2))
    new = old if alike else other
    found = likeness(old, new, 3_000, 12_000)
    assert found == pytest.approx(alike, abs=0.02)
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", old, 0))
    run(mixer, 12)
    mixer.inbox.append(StartVoice(2, "a", new, 0, fade=12_000, alike=found))
    windows = run(mixer, 75)[: 74 * 256, 0].reshape(-1, 37 * 64)
    level = 20 * np.log10(windows.std(axis=1))
    assert np.ptp(level) < 0.8


def test_takes_in_quick_succession_neither_click_nor_jump():
    """The third comes while the second still fades in over the first."""
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(event(azimuth=60.0))
    mixer.inbox.append(StartVoice(1, "a", tone(3.0, 1_000.0, 0.1), 0))
    blocks = []
    for number in range(400):
        if number in (200, 210, 213):
            hz = 1_000.0 + 10.0 * (number - 190)
            mixer.inbox.append(StartVoice(number, "a", tone(3.0, hz, 0.1), 0, fade=RATE // 4))
        blocks.append(mixer.step().mix)
    left = np.concatenate(blocks)[20_000:, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(left * np.blackman(len(left)))) ** 2
    hz = np.fft.rfftfreq(len(left), 1 / RATE)
    beside = (hz < 800) | (hz > 1_500)
    assert 10 * np.log10(spectrum[beside].sum() / spectrum.sum()) < -60


def test_a_take_replaces_a_clip_that_still_waits_for_its_frame():
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", tone(0.2), 5_000))
    run(mixer, 3)
    mixer.inbox.append(StartVoice(2, "a", tone(0.2, 2_000.0), 5_000, fade=RATE // 4))
    out = run(mixer, 40)
    assert list(mixer.outbox)[:2] == [Ended(1, "a", 3 * 256, "stopped"), Started(2, "a", 5_000, 0)]
    spectrum = np.abs(np.fft.rfft(out[:, 0]))
    assert spectrum.argmax() * RATE / len(out) == pytest.approx(2_000.0, abs=20.0)

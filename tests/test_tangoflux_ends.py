"""Ends of clips: loops without a seam, silence left out, one loudness, downmix."""

import numpy as np
import pyloudnorm
import pytest

from ttmba_live.audio import RATE
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import _shape
from ttmba_live.generate.model import _generator


def noise(frames, seed=0):
    return np.random.default_rng(seed).normal(0.0, 0.1, frames).astype(np.float32)


def largest_step(clip):
    return float(np.abs(np.diff(np.append(clip, clip[0]))).max())


@pytest.mark.parametrize("frames", [9_000, 48_000, 100_001, 1_000_000])
@pytest.mark.parametrize("have", [20_000, 70_000])
def test_loops_have_no_seam(frames, have):
    time = np.arange(have) / RATE
    tone = np.sin(2 * np.pi * 50.3 * time).astype(np.float32)
    loop = _shape.repeated(tone, frames, loop=True)
    assert len(loop) == frames
    assert largest_step(loop) < 1.6 * largest_step_inside(tone)
    hiss = _shape.repeated(noise(have), frames, loop=True)
    blocks = np.resize(hiss, frames // 2000 * 2000).reshape(-1, 2000)
    level = 20 * np.log10(np.sqrt(np.mean(blocks**2, axis=1)) / 0.1)
    assert np.abs(level).max() < 1.0, "equal power across every seam"


def largest_step_inside(clip):
    return float(np.abs(np.diff(clip)).max())


def test_silence_at_the_end_is_left_out_of_loops():
    raw = np.concatenate([noise(30_000), np.zeros(60_000, np.float32)])
    assert 30_000 <= len(_shape.sounding(raw)) <= 32_000
    loop = _shape.repeated(_shape.sounding(raw), 90_000, loop=True)
    assert np.abs(loop.reshape(-1, 1000)).max(axis=1).min() > 0.01
    silent = np.zeros(5_000, np.float32)
    assert len(_shape.sounding(silent)) == 5_000


def ending(sound, frames=5 * RATE):
    """What becomes of a sound that the model lets end before its time."""
    return _generator._fitted(np.pad(sound, (0, max(frames - len(sound), 0))), frames)


def fading(seconds, over):
    """Noise that the model fades out over its last part."""
    frames, last = round(seconds * RATE), round(over * RATE)
    return noise(frames) * np.minimum(1.0, np.arange(frames, 0, -1) / last).astype(np.float32)


@pytest.mark.parametrize("over", [0.01, 0.3, 1.0])
def test_a_steady_sound_that_ends_early_goes_on_to_the_end(over):
    clip, note = ending(fading(3.8, over))
    assert note == "it ended after 3.8 s and is repeated"
    assert len(clip) == 5 * RATE
    level = 20 * np.log10(np.sqrt(np.mean(clip.reshape(-1, RATE // 10) ** 2, axis=1)) / 0.1)
    assert level.min() > -7.0


def test_a_sound_that_dies_by_itself_is_not_heard_twice():
    clap = noise(3 * RATE) * np.exp(-np.arange(3 * RATE) / (0.4 * RATE)).astype(np.float32)
    barks = noise(3 * RATE) * (np.arange(3 * RATE) // (RATE // 5) % 4 == 0).astype(np.float32)
    for sound in (clap, barks, noise(RATE // 2)):
        clip, note = ending(sound)
        assert note.startswith("silent after")
        assert np.array_equal(clip[300 : len(sound) - 300], sound[300:-300])
        assert not clip[len(sound) :].any()


def test_a_clip_that_sounds_to_its_end_is_only_cut():
    clip, note = ending(noise(6 * RATE))
    assert note == ""
    assert np.array_equal(clip[300:-300], noise(6 * RATE)[300 : 5 * RATE - 300])


def test_a_few_missing_frames_mirror_the_end():
    raw = noise(10_000)
    clip = _shape.once(raw.copy(), 10_400)
    assert np.array_equal(clip[1000:10_000], raw[1000:])
    assert np.array_equal(clip[10_000:10_100], raw[-2:-102:-1])


@pytest.mark.parametrize("gain", [1e-4, 0.01, 1.0, 30.0])
@pytest.mark.parametrize("frames", [3 * RATE, 10 * RATE])
def test_loudness_is_common(gain, frames):
    clip = _shape.levelled(gain * noise(frames))
    measured = pyloudnorm.Meter(RATE).integrated_loudness(clip.astype(np.float64))
    assert abs(measured - _shape.LOUDNESS) < 0.3


def test_loudness_of_odd_clips():
    click = np.zeros(RATE, np.float32)
    click[100] = 1e-3
    for clip in (click, np.zeros(100, np.float32), np.ones(1, np.float32), noise(50)):
        levelled = _shape.levelled(clip)
        assert np.isfinite(levelled).all()
        assert np.abs(levelled).max() < 10 ** (-3 / 20)


def test_downmix_to_48_khz():
    time = np.arange(44_100) / 44_100
    tone = np.sin(2 * np.pi * 1000 * time).astype(np.float32)
    mixed = _shape.mono(np.stack([tone, tone]), 44_100)
    wanted = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)
    assert len(mixed) == RATE
    assert np.abs(mixed - wanted)[2000:-2000].max() < 1e-3
    against = _shape.mono(np.stack([0.5 * tone, -tone]), 44_100)
    assert np.abs(against).max() > 0.2, "opposite phases do not vanish"
    opposite = _shape.mono(np.stack([0.9 * tone, -tone]), 44_100)
    assert np.abs(opposite).max() > 0.9
    with pytest.raises(GenerationFailed, match="NaN"):
        _shape.mono(np.full((2, 5), np.nan, np.float32), 44_100)

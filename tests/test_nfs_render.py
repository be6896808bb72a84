"""One clip to two ears: distance, delay, movement and bad input, with the shipped weights."""

import math

import numpy as np
import pytest
import torch

from ttmba_live.binaural.nfs import load_checkpoint, to_pose
from ttmba_live.binaural.nfs.render import render_whole, tail_frames
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory

pytestmark = pytest.mark.usefixtures("one_thread")

RATE = 48_000


@pytest.fixture(scope="module")
def model():
    return load_checkpoint()


def click(frames):
    sound = np.zeros(frames, dtype=np.float32)
    sound[0] = 1.0
    return sound


def noise(seconds, seed=0):
    rng = np.random.default_rng(seed)
    return (0.1 * rng.standard_normal(round(seconds * RATE))).astype(np.float32)


def level(response, low=200.0, high=8000.0):
    power = np.abs(np.fft.rfft(response, 1 << 15)) ** 2
    hertz = np.fft.rfftfreq(1 << 15, 1 / RATE)
    return 10 * np.log10(power[(hertz > low) & (hertz < high)].mean())


@pytest.mark.parametrize("azimuth", [0.0, 60.0, 180.0])
def test_level_falls_as_one_over_distance(model, azimuth):
    levels = {
        distance: [level(ear) for ear in render(model, azimuth, distance).T]
        for distance in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
    }
    for distance, ears in levels.items():
        for ear, reference in zip(ears, levels[5.0], strict=True):
            expected = reference - 20 * math.log10(distance / 5.0)
            assert ear == pytest.approx(expected, abs=1.0), (distance, ear)


def render(model, azimuth, distance, elevation=0.0):
    frames = 4096 + tail_frames(model, distance)
    return render_whole(model, click(8), Position(azimuth, elevation, distance), frames)


@pytest.mark.parametrize("distance", [0.2, 0.5, 1.0, 3.0, 10.0, 20.0, 60.0])
def test_sound_arrives_when_it_should(model, distance):
    rise = np.abs(render(model, 90.0, distance)[:, 0])
    arrival = (rise > 0.3 * rise.max()).argmax() / RATE
    assert arrival == pytest.approx((distance - model.settings.head_radius) / 343.0, abs=1.5e-4)


@pytest.mark.parametrize("distance", [0.2, 1.0, 5.0, 20.0])
def test_delay_is_the_way_to_the_head(model, distance):
    directions = torch.tensor([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]).unsqueeze(-1)
    delay = model.delays(to_pose(model.settings, distance * directions))[:, :, 0]
    way = 1000.0 * math.hypot(distance, model.settings.head_radius) / 343.0
    assert (delay - way).abs().max() < 0.1


def test_differences_between_the_ears_grow_close_to_one(model):
    near, far = render(model, 90.0, 0.2), render(model, 90.0, 2.0)
    differences = [level(x[:, 0], 200, 1000) - level(x[:, 1], 200, 1000) for x in (near, far)]
    # A rigid ball of this size says 10 dB and 3 dB there.
    assert differences[0] > differences[1] + 4.0


def test_left_and_right_mirror_each_other(model):
    left, right = render(model, 50.0, 1.0, 20.0), render(model, -50.0, 1.0, 20.0)
    assert np.abs(left - right[:, ::-1]).max() < 1e-4 * np.abs(left).max()


def test_nearer_than_the_nearest_sounds_the_same(model):
    inside, outside = (
        render_whole(model, click(8), Position(70.0, 0.0, distance), 2000)
        for distance in (0.0, 0.2)
    )
    assert np.array_equal(inside, outside)


def test_a_still_trajectory_is_a_still_source(model):
    dry = noise(0.5)
    still = render_whole(model, dry, Position(40.0, 10.0, 1.5))
    rows = [(0.0, 40.0, 10.0, 1.5), (0.4, 40.0, 10.0, 1.5), (0.5, 40.0, 10.0, 1.500001)]
    slow = render_whole(model, dry, Trajectory.checked(rows))
    assert np.abs(still - slow).std() < 1e-3 * still.std()


def test_a_passing_source_bends_in_pitch(model):
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    coming = Trajectory.checked([(0.0, 0.0, 0.0, 21.0), (1.0, 0.0, 0.0, 1.0)])
    wet = render_whole(model, tone, coming)[RATE // 2 : RATE // 2 + 16384, 0]
    spectrum = np.abs(np.fft.rfft(wet * np.hanning(16384), 1 << 18))
    heard = spectrum.argmax() * RATE / (1 << 18)
    assert heard == pytest.approx(1000 * (1 + 20 / 343), rel=2e-3)


MOVES = {
    "around": [(t / 100, 3.6 * t, 0.0, 1.0) for t in range(101)],
    "falling": [(0.0, 0.0, 90.0, 3.0), (1.0, 0.0, -80.0, 1.0)],
    "through": [(0.0, 90.0, 0.0, 1.0), (0.5, 90.0, 0.0, 0.0), (0.5, -90.0, 0.0, 0.0),
                (1.0, -90.0, 0.0, 1.0)],
}  # fmt: skip


@pytest.mark.parametrize("rows", MOVES.values(), ids=MOVES)
def test_hard_moves_neither_click_nor_fall_silent(model, rows):
    tone = np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE).astype(np.float32)
    wet = render_whole(model, tone, Trajectory.checked(rows))[2400:]
    assert np.isfinite(wet).all()
    assert wet.shape == (RATE - 2400, 2)
    frames = wet[: len(wet) // 480 * 480].reshape(-1, 480, 2)
    loud = 10 * np.log10((frames**2).mean(axis=1))
    assert np.abs(np.diff(loud, axis=0)).max() < 6.0
    # A click would stand out above the tone and its side bands.
    spectrum = np.abs(np.fft.rfft(wet * np.hanning(len(wet))[:, None], axis=0))
    hertz = np.fft.rfftfreq(len(wet), 1 / RATE)
    assert spectrum[hertz > 4000].max() < 1e-3 * spectrum.max()


def test_below_the_lowest_measured_ring_is_smooth(model):
    elevations = range(-90, -30, 5)
    loud = np.array(
        [[level(ear) for ear in render(model, 30.0, 1.0, float(e)).T] for e in elevations]
    )
    assert np.abs(np.diff(loud, axis=0)).max() < 1.5
    assert np.abs(loud - loud[-1]).max() < 8.0


def test_length_can_be_asked_for(model):
    assert render_whole(model, noise(0.01), Position()).shape == (480, 2)
    assert render_whole(model, noise(0.01), Position(), 2000).shape == (2000, 2)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros(0, dtype=np.float32),
        np.zeros((100, 2), dtype=np.float32),
        np.full(100, np.nan, dtype=np.float32),
    ],
    ids=["empty", "stereo", "nan"],
)
def test_bad_sound_is_refused_in_one_line(model, bad):
    with pytest.raises(InvalidInput) as caught:
        render_whole(model, bad, Position())
    assert "\n" not in str(caught.value)

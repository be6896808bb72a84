"""Voices, mixer, glide and limiter, with the weightless renderer."""

import numpy as np
import pytest
from mixing import event, impulse, run, scene_with, splatter_db, tone

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import (
    Ended,
    Mixer,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
)
from ttmba_live.geometry import Trajectory, quaternion_from_ypr
from ttmba_live.scene import (
    MovePolar,
    SetGain,
    SetLoop,
    SetMasterGain,
    SetMute,
    TurnHead,
    apply,
)


@pytest.mark.parametrize("azimuth", [(0, 180), (90, -90), (0, 90), (170, -170), (-30, 60)])
def test_a_jump_does_not_click(azimuth):
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(azimuth=azimuth[0]))
    mixer.inbox.append(StartVoice(1, "a", tone(2.0), 0))

    def jump(hop, mixer):
        if hop == 150:
            mixer.scene = apply(mixer.scene, MovePolar("a", azimuth=azimuth[1]))

    out = run(mixer, 340, jump)
    assert splatter_db(out[:, 0]) < -60
    assert splatter_db(out[:, 1]) < -60
    settled = np.abs(out[-20 * 256 :]).max()
    assert settled > 0.1


@pytest.mark.parametrize(("start", "end"), [(1.0, 20.0), (20.0, 1.0), (0.2, 3.0)])
def test_a_distance_jump_does_not_click_and_bends_the_pitch_by_a_quarter_at_most(start, end):
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(distance=start))
    mixer.inbox.append(StartVoice(1, "a", tone(3.0), 0))

    def jump(hop, mixer):
        if hop == 150:
            mixer.scene = apply(mixer.scene, MovePolar("a", distance=end))

    assert splatter_db(run(mixer, 500, jump)[:, 0]) < -60


def test_a_gain_jump_and_a_mute_do_not_click():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", tone(2.0), 0))

    def change(hop, mixer):
        if hop == 100:
            mixer.scene = apply(mixer.scene, SetGain("a", -20.0))
        if hop == 150:
            mixer.scene = apply(mixer.scene, SetMute("a", True))
        if hop == 200:
            mixer.scene = apply(mixer.scene, SetMute("a", False))
        if hop == 250:
            mixer.scene = apply(mixer.scene, SetMasterGain(-6.0))

    assert splatter_db(run(mixer, 320, change)[:, 0]) < -60


def test_a_start_is_exact_to_the_sample():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(distance=1.0))
    mixer.inbox.append(StartVoice(1, "a", impulse(), 59_256))
    out = run(mixer, 300)
    path = np.sqrt(1.0 + 0.0875**2)
    arrival = 59_256 + path / 343.0 * RATE
    assert abs(int(np.abs(out[:, 0]).argmax()) - arrival) <= 1.0


def test_left_is_left_and_first_and_louder():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(azimuth=90.0))
    mixer.inbox.append(StartVoice(1, "a", impulse(), 0))
    out = run(mixer, 20)
    left, right = (int(np.abs(out[:, ear]).argmax()) for ear in (0, 1))
    assert 20 < right - left < 40
    assert (out[:, 0] ** 2).sum() > 4 * (out[:, 1] ** 2).sum()


def test_turning_the_head_left_moves_a_front_source_to_the_right():
    mixer = Mixer(Sphere())
    mixer.scene = apply(scene_with(event()), TurnHead(quaternion_from_ypr(90, 0, 0)))
    mixer.inbox.append(StartVoice(1, "a", impulse(), 0))
    out = run(mixer, 20)
    assert (out[:, 1] ** 2).sum() > 4 * (out[:, 0] ** 2).sum()


def test_amplitude_falls_with_distance_and_sound_takes_its_time():
    peaks, times = [], []
    for distance in (2.0, 4.0, 40.0):
        mixer = Mixer(Sphere())
        mixer.scene = scene_with(event(distance=distance))
        mixer.inbox.append(StartVoice(1, "a", tone(0.2, 200.0), 0))
        out = run(mixer, 80)[:, 0]
        peaks.append(np.abs(out).max())
        times.append(int((np.abs(out) > 0.05 * peaks[-1]).argmax()))
    assert peaks[0] / peaks[1] == pytest.approx(2.0, rel=0.03)
    assert peaks[1] / peaks[2] == pytest.approx(10.0, rel=0.03)
    assert times[2] - times[1] == pytest.approx(36.0 / 343.0 * RATE, abs=3)


def test_an_approaching_source_rises_in_pitch():
    path = Trajectory.checked([(0, 0, 0, 40), (2, 0, 0, 6)])  # 17 m/s
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(trajectory=path))
    mixer.inbox.append(StartVoice(1, "a", tone(2.0), 0))
    out = run(mixer, 375)[24_000:72_000, 0]
    crossings = np.flatnonzero((out[:-1] < 0) & (out[1:] >= 0))
    hz = RATE / np.diff(crossings).mean()
    assert hz == pytest.approx(1000 * (1 + 17 / 343), rel=0.003)


def test_reports_and_rows_come_back():
    mixer = Mixer(Sphere(), voices=2)
    mixer.scene = scene_with(event("a"), event("b"), event("c"))
    for serial, name in enumerate("abc"):
        mixer.inbox.append(StartVoice(serial, name, impulse(), None))
    run(mixer, 60)
    started = [r.source for r in mixer.outbox if isinstance(r, Started)]
    ended = {r.source: r.why for r in mixer.outbox if isinstance(r, Ended)}
    assert started == ["a", "b"]
    assert ended == {"a": "", "b": "", "c": "no voice is free"}
    assert mixer.voices == 0
    assert mixer.idle
    mixer.inbox.append(StartVoice(9, "c", impulse(), None))
    run(mixer, 1)
    assert mixer.voices == 1


def test_a_late_voice_starts_at_once_and_says_how_late():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event())
    run(mixer, 10)
    mixer.inbox.append(StartVoice(1, "a", impulse(), 1000))
    run(mixer, 1)
    report = mixer.outbox.popleft()
    assert isinstance(report, Started)
    assert (report.frame, report.late) == (2560, 1560)


def test_stop_fades_and_panic_cuts():
    for request, hops in ((StopVoices("a"), 25), (SilenceAll(), 2)):
        mixer = Mixer(Sphere())
        mixer.scene = scene_with(event())
        mixer.inbox.append(StartVoice(1, "a", tone(2.0), 0))
        run(mixer, 20)
        mixer.inbox.append(request)
        run(mixer, hops)
        assert mixer.voices == 0
        assert not run(mixer, 1).any()


def test_what_is_asked_for_right_after_a_panic_sounds():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", tone(2.0), 0))
    run(mixer, 20)
    mixer.inbox.extend((StartVoice(2, "a", tone(2.0), None), SilenceAll()))
    mixer.inbox.append(StartVoice(3, "a", tone(2.0), None))
    run(mixer, 20)
    assert [r.serial for r in mixer.outbox if isinstance(r, Ended)] == [2, 1]
    assert mixer.voices == 1
    assert run(mixer, 1).any()


def test_a_loop_goes_round_until_it_is_let_go():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event(loop=True))
    clip = tone(0.1, 1000.0)  # a whole number of periods
    mixer.inbox.append(StartVoice(1, "a", clip, 0))
    out = run(mixer, 200)
    assert splatter_db(out[2000:, 0]) < -60
    mixer.scene = apply(mixer.scene, SetLoop("a", False))
    run(mixer, 60)
    assert mixer.voices == 0


def test_a_source_that_plays_again_hands_over_without_a_gap():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event())
    mixer.inbox.append(StartVoice(1, "a", tone(1.0), 0))
    run(mixer, 50)
    mixer.inbox.append(StartVoice(2, "a", tone(1.0), None))
    run(mixer, 40)
    assert [r.why for r in mixer.outbox if isinstance(r, Ended)] == ["stopped"]
    assert mixer.voices == 1


def test_stems_add_up_to_the_mix():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(event("a", 60.0), event("b", -100.0, 2.0))
    mixer.inbox.append(StartVoice(1, "a", tone(0.3, 500.0, 0.1), 100))
    mixer.inbox.append(StartVoice(2, "b", tone(0.3, 333.0), 700))
    for _ in range(90):
        block = mixer.step(stems=True)
        total = sum(block.stems.values(), np.zeros((256, 2), np.float32))
        assert np.abs(total - block.mix).max() < 1e-6


def test_the_limiter_is_off_at_normal_levels_and_holds_the_ceiling():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(*(event(f"s{n}", distance=0.5) for n in range(16)))
    for n in range(16):
        mixer.inbox.append(StartVoice(n, f"s{n}", tone(1.0, 100.0 * (n + 1)), 0))
    out = run(mixer, 180)
    assert np.abs(out).max() <= 0.97
    assert np.abs(out).max() > 0.8


def test_stems_add_up_while_the_limiter_works_and_the_master_moves():
    mixer = Mixer(Sphere())
    mixer.scene = scene_with(*(event(f"s{n}", 40.0 * n, 0.5) for n in range(8)))
    for n in range(8):
        mixer.inbox.append(StartVoice(n, f"s{n}", tone(0.5, 111.0 * (n + 1)), 0))
    assert mixer.held_db == 0.0
    for hop in range(80):
        if hop == 40:
            mixer.scene = apply(mixer.scene, SetMasterGain(-6.0))
        block = mixer.step(stems=True)
        total = sum(block.stems.values(), np.zeros((256, 2), np.float32))
        assert np.abs(total - block.mix).max() < 1e-5
    assert mixer.held_db > 6.0


def test_equal_requests_give_equal_samples():
    def once():
        mixer = Mixer(Sphere())
        mixer.scene = scene_with(event("a", 20.0), event("b", -70.0))
        mixer.inbox.append(StartVoice(1, "a", tone(0.5), 3))
        mixer.inbox.append(StartVoice(2, "b", tone(0.5, 440.0), 5000))
        return run(mixer, 100).tobytes()

    assert once() == once()


def test_other_voices_do_not_change_a_voice():
    def stem(others):
        mixer = Mixer(Sphere())
        mixer.scene = scene_with(
            event("a", 20.0), *(event(f"n{k}", 9.0 * k) for k in range(others))
        )
        for k in range(others):
            mixer.inbox.append(StartVoice(10 + k, f"n{k}", tone(0.2, level=0.03), 2000 * k))
        mixer.inbox.append(StartVoice(1, "a", tone(0.5, level=0.1), 3))
        blocks = [mixer.step(stems=True).stems for _ in range(80)]
        assert mixer.held_db == 0.0  # the limiter holds all of them
        return np.concatenate([b[1] for b in blocks if 1 in b])

    assert np.abs(stem(0) - stem(5)).max() < 1e-6

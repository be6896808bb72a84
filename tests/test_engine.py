"""Voices, mixer, ring, glide and limiter, with the weightless renderer."""

import time

import numpy as np
import pytest
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import (
    Ended,
    Mixer,
    RenderThread,
    Ring,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
    likeness,
)
from ttmba_live.geometry import Position, Trajectory, quaternion_from_ypr
from ttmba_live.scene import (
    Event,
    MovePolar,
    Scene,
    SetGain,
    SetLoop,
    SetMasterGain,
    SetMute,
    TurnHead,
    apply,
)


def scene_with(*events):
    scene = Scene()
    for event in events:
        scene = scene.place(event)
    return scene


def event(name="a", azimuth=0.0, distance=1.0, **rest):
    return Event.checked("x", 1.0, Position(azimuth, 0.0, distance), id=name, **rest)


def tone(seconds, hz=1000.0, level=0.5):
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype("f4")


def run(mixer, hops, change=None):
    blocks = []
    for hop in range(hops):
        if change:
            change(hop, mixer)
        blocks.append(mixer.step().mix)
    return np.concatenate(blocks)


def impulse():
    clip = np.zeros(4800, np.float32)
    clip[0] = 1.0
    return clip


def splatter_db(samples):
    """Loudest bin outside 500..2000 Hz in any moment, relative to the loudest bin of all."""
    _, _, frames = signal.stft(samples, RATE, window="blackmanharris", nperseg=4096, noverlap=3584)
    size = np.abs(frames)
    hz = np.fft.rfftfreq(4096, 1 / RATE)
    outside = size[(hz < 500) | (hz > 2000)][:, 8:-8].max()
    return 20 * np.log10(outside / size.max())


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


def test_ring_reads_what_was_written_and_counts_what_came_up_short():
    ring = Ring(1000)
    rng = np.random.default_rng(0)
    sent, got = [], []
    while len(sent) < 200:
        block = rng.standard_normal((256, 2)).astype(np.float32)
        if ring.write(block):
            sent.append(block)
        out = np.empty((int(rng.integers(1, 600)), 2), np.float32)
        count = ring.read(out)
        got.append(out[:count].copy())
        assert not out[count:].any()
    whole = np.concatenate(sent)
    heard = np.concatenate(got)
    assert np.array_equal(heard, whole[: len(heard)])
    assert ring.underruns > 0


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


def wait_for(ring, frames):
    deadline = time.monotonic() + 10.0
    while ring.fill != frames and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(0.01)
    return ring.fill


def test_the_ring_grows_by_a_hop_when_a_stall_has_nearly_emptied_it():
    mixer, ring = Mixer(Sphere()), Ring(48_000)
    mixer.scene = scene_with(event(loop=True))
    mixer.post(StartVoice(1, "a", tone(1.0)))
    thread = RenderThread(mixer, ring, 512)
    thread.start()
    out = np.zeros((256, 2), np.float32)
    try:
        for _ in range(10):
            assert wait_for(ring, 512) == 512
            ring.read(out)
        assert thread.more == 0
        wait_for(ring, 512)
        ring.read(np.zeros((512, 2), np.float32))  # as after a stall: two blocks were due
        assert wait_for(ring, 768) == 768
        assert ring.underruns == 0
        for _ in range(10):
            ring.read(out)
            assert wait_for(ring, 768) == 768
        assert thread.more == 256
    finally:
        thread.close()


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

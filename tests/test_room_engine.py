"""Rooms in the mixer: reflections as the image method has them, changes, many voices, spread."""

from dataclasses import replace

import numpy as np
import pytest
from room_scenes import (
    HOP,
    RATE,
    click,
    outside_db,
    played,
    scene_of,
    shipped_head,
    through_rooms,
    whole,
)
from scipy import signal

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.binaural.stream import Baked, Stream, from_responses, places
from ttmba_live.engine import ChangeHead, Mixer, SilenceAll, StartVoice, StopVoices
from ttmba_live.geometry import SPEED_OF_SOUND, Position, Trajectory, quaternion_from_ypr
from ttmba_live.room import acoustics, changed, images, mirrors, named
from ttmba_live.scene import Event, Listener, Scene

SHELLS = ((2, 0.01), (2, 1.0))
LEAD = 20


@pytest.fixture(scope="module")
def ball():
    """A head that is a point: what arrives is what the room makes."""
    rows = len(places(SHELLS))
    responses = np.zeros((rows, 2, 512), np.float32)
    responses[..., LEAD] = 1.0
    field = from_responses(responses, np.zeros((rows, 2)), lead=LEAD, shells=SHELLS, components=1)
    return Stream(Baked(field), HOP)


@pytest.fixture(scope="module")
def head():
    return shipped_head()


def test_reflections_arrive_when_and_as_loud_as_the_images_say(ball):
    room = changed(named("cave"), size=(9.0, 7.0, 4.0), absorption=0.36, late_db=-60.0)
    for quiet in ("early_db", "late_db"):
        assert getattr(changed(room, **{quiet: -60.0}), quiet) == -60.0
    dry = whole(played(Mixer(ball), scene_of(named("none")), click(), 24))
    wet = whole(played(Mixer(ball), scene_of(room), click(), 24))
    heard = (wet - dry)[:, 0].astype(float)
    found = acoustics(room)
    way = images(found, mirrors(found, 1), np.array([Position(30.0, 0.0, 2.0).xyz]), np.zeros(3))[0]
    direct = int(np.argmax(np.abs(dry[:, 0])))
    start = direct - 2.0 / SPEED_OF_SOUND * RATE
    for metres in np.linalg.norm(way, axis=1):
        at = start + metres / SPEED_OF_SOUND * RATE
        near = heard[int(at) - 8 : int(at) + 10]
        centre = int(at) - 8 + (near**2 @ np.arange(len(near))) / (near**2).sum()
        assert abs(centre - at) < 1.0
        level = abs(near.sum()) * metres  # all energy of a click between two samples, at 0 Hz
        assert abs(20.0 * np.log10(level / 0.8)) < 0.2


def test_walls_colour_what_they_throw_back(ball):
    room = changed(named("none"), size=(9.0, 7.0, 4.0), surfaces=("carpet",) * 6, late_db=-60.0)
    dry = whole(played(Mixer(ball), scene_of(named("none")), click(), 24))
    wet = whole(played(Mixer(ball), scene_of(room), click(), 24))
    heard = (wet - dry)[:, 0].astype(float)
    found = acoustics(room)
    way = images(found, mirrors(found, 1), np.array([Position(30.0, 0.0, 2.0).xyz]), np.zeros(3))[0]
    metres = float(np.linalg.norm(way, axis=1).min())
    at = int(np.argmax(np.abs(dry[:, 0])) + (metres - 2.0) / SPEED_OF_SOUND * RATE)
    later = sorted(np.linalg.norm(way, axis=1))[1]
    until = int(at + (later - metres) / SPEED_OF_SOUND * RATE) - 12
    power = np.abs(np.fft.rfft(heard[at - 12 : until], 4096)) * metres
    for band in (2, 3, 4, 5):
        hertz = 125.0 * 2.0**band
        here = power[int((hertz * 0.9) / RATE * 4096) : int((hertz * 1.1) / RATE * 4096) + 1]
        assert abs(20.0 * np.log10(here.mean() / found.reflections[0, band])) < 1.0, hertz


@pytest.mark.parametrize("kind", ["head", "sphere"])
def test_stems_and_the_room_add_up_to_the_mix(kind, request):
    renderer = Sphere(HOP) if kind == "sphere" else request.getfixturevalue(kind)
    noise = 0.5 * np.random.default_rng(1).standard_normal(RATE // 2).astype(np.float32)
    blocks = played(Mixer(renderer), scene_of(named("church")), noise, 120, stems=True)
    for block in blocks:
        parts = sum(block.stems.values()) + block.room
        assert np.abs(parts - block.mix).max() < 1e-4 * max(1e-3, np.abs(block.mix).max())
    assert max(np.abs(block.room).max() for block in blocks) > 0.01


def test_it_rings_on_to_silence_and_then_rests(head):
    mixer = Mixer(head)
    played(mixer, scene_of(named("studio")), click(4800), 40)
    assert not mixer.idle, "the room still rings"
    hops = 0
    while not mixer.idle:
        last = mixer.step().mix
        hops += 1
    assert 20 < hops < 400
    assert np.abs(last).max() < 1e-5
    assert mixer.at_rest
    assert mixer.step().silent


def test_panic_silences_the_room_too(head):
    mixer = Mixer(head)
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    played(mixer, scene_of(named("cathedral")), noise, 60)
    mixer.inbox.append(SilenceAll())
    blocks = [mixer.step() for _ in range(6)]
    assert not blocks[-1].mix.any()
    assert mixer.idle


def test_stop_fades_the_voice_and_lets_the_room_ring(head):
    mixer = Mixer(head)
    noise = np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32)
    played(mixer, scene_of(named("cathedral")), noise, 60)
    mixer.inbox.append(StopVoices("a"))
    heard = whole([mixer.step() for _ in range(100)])
    assert mixer.voices == 0
    level = np.sqrt((heard.reshape(100, -1) ** 2).mean(axis=1))
    assert level[60] > 1e-3
    assert level[99] < level[60]


def tone(seconds, hertz=1000.0):
    wave = 0.05 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)
    wave[:4800] *= np.hanning(9600)[:4800]
    return wave.astype(np.float32)


@pytest.mark.parametrize("kind", ["head", "sphere"])
def test_rooms_change_without_a_click(kind, request):
    renderer = Sphere(HOP) if kind == "sphere" else request.getfixturevalue(kind)
    mixer = Mixer(renderer)
    blocks = played(mixer, scene_of(named("studio")), tone(4.0), 80)
    blocks += through_rooms(mixer)
    for room in range(12):  # faster than they can be followed
        mixer.scene = replace(mixer.scene, room=changed(named("cave"), decay=1.0 + room / 4.0))
        blocks += [mixer.step() for _ in range(3)]
    blocks += [mixer.step() for _ in range(200)]
    heard = whole(blocks)[20 * HOP :]
    assert np.isfinite(heard).all()
    assert outside_db(heard) < -55.0


def test_walking_turning_and_passing_through_walls_is_smooth(head):
    mixer = Mixer(head)
    path = Trajectory.checked([(0.0, 20.0, 0.0, 1.0), (3.0, 20.0, 10.0, 40.0)])
    event = Event.checked("x", 4.0, Position(20.0, 0.0, 1.0), id="a", trajectory=path)
    scene = replace(Scene().place(event), room=changed(named("living room"), early_db=10.0))
    blocks = played(mixer, scene, tone(3.5), 10)
    for step in range(550):
        turn = quaternion_from_ypr(90.0 * np.sin(step / 40.0), 0.0, 0.0)
        where = (0.02 * step, 0.0, 0.0)  # out through the front wall
        mixer.scene = replace(mixer.scene, listener=Listener(where, turn))
        blocks.append(mixer.step())
    heard = whole(blocks)[20 * HOP :]
    assert np.isfinite(heard).all()
    assert outside_db(heard) < -50.0


def test_walls_stay_where_they_are_when_the_head_turns(ball):
    """A point hears the same however it is turned; reflections do not turn with it."""
    room = changed(named("cave"), size=(9.0, 7.0, 4.0), late_db=-60.0)
    straight = whole(played(Mixer(ball), scene_of(room), click(), 24))
    turned = replace(scene_of(room), listener=Listener(orientation=quaternion_from_ypr(70, 10, 5)))
    assert np.allclose(whole(played(Mixer(ball), turned, click(), 24)), straight, atol=2e-3)


def test_sends_and_levels_are_heard(head):
    noise = 0.2 * np.random.default_rng(1).standard_normal(RATE).astype(np.float32)

    def energy(room, **source):
        scene = scene_of(room)
        sound = replace(scene.sources["a"], **source)
        blocks = played(Mixer(head), scene.with_source(sound), noise, 100, stems=True)
        return 10.0 * np.log10(sum((block.room.astype(float) ** 2).sum() for block in blocks))

    church = named("church")
    usual = energy(church)
    assert energy(church, room_db=-12.0) == pytest.approx(usual - 12.0, abs=0.2)
    assert energy(changed(church, early_db=-60.0, late_db=-60.0)) < usual - 30.0
    late_alone = energy(changed(church, early_db=-60.0))
    early_alone = energy(changed(church, late_db=-60.0))
    both = 10.0 * np.log10(10.0 ** (late_alone / 10.0) + 10.0 ** (early_alone / 10.0))
    assert both == pytest.approx(usual, abs=0.7)


def test_a_source_far_away_is_more_room_than_one_near(head):
    white = np.random.default_rng(1).standard_normal(RATE)
    some = signal.butter(4, [200.0, 2000.0], "bandpass", fs=RATE, output="sos")
    noise = (0.3 * signal.sosfilt(some, white)).astype(np.float32)  # air takes little of it

    def ratio(metres):
        scene = scene_of(named("hall"), (30.0, 0.0, metres))
        blocks = played(Mixer(head), scene, noise, 150, stems=True)
        direct, room = (
            sum(float((part.astype(float) ** 2).sum()) for part in parts)
            for parts in ([b.stems[1] for b in blocks if b.stems], [b.room for b in blocks])
        )
        return 10.0 * np.log10(direct), 10.0 * np.log10(room)

    (near, around), (far, still) = ratio(2.0), ratio(16.0)
    assert near - far == pytest.approx(18.0, abs=2.0)
    assert 0.0 < around - still < 7.0, "the late part is nearly everywhere the same"


def test_too_many_voices_lose_their_reflections_and_keep_the_room(ball):
    mixer = Mixer(ball, voices=100)
    scene = Scene(room=named("church"))
    for number in range(90):
        scene = scene.place(Event.checked("x", 1.0, Position(number, 0.0, 3.0), id=f"v{number}"))
    mixer.scene = scene
    noise = 0.01 * np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    for number in range(90):
        mixer.inbox.append(StartVoice(number, f"v{number}", noise))
    assert all(np.isfinite(mixer.step().mix).all() for _ in range(20))
    assert mixer.unreflected == 90 - 72


def test_another_head_hears_the_same_room_without_a_click(head):
    mixer = Mixer(head)
    blocks = played(mixer, scene_of(named("living room")), tone(3.0), 60)
    mixer.inbox.append(ChangeHead("other", Sphere(HOP)))
    blocks += [mixer.step() for _ in range(200)]
    assert outside_db(whole(blocks)[20 * HOP :]) < -50.0
    after = [mixer.step(stems=True) for _ in range(20)]
    assert max(np.abs(block.room).max() for block in after) > 0.01


def test_equal_entries_give_equal_samples(head):
    runs = []
    for _ in range(2):
        mixer = Mixer(head)
        blocks = played(mixer, scene_of(named("church")), tone(0.5), 50)
        mixer.scene = replace(mixer.scene, room=named("cave"))
        blocks += [mixer.step() for _ in range(60)]
        runs.append(whole(blocks))
    assert np.array_equal(*runs)

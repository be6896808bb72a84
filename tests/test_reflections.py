"""Reflections give way while a machine is short of time, and come back; a replay knows."""

from types import SimpleNamespace

import numpy as np
import pytest
from room_scenes import RATE, outside_db, scene_of, whole

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Entry, GlideSettings, LimitReflections, Mixer, StartVoice
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.live._reflections import Reflections
from ttmba_live.room import named
from ttmba_live.scene import Event, Scene
from ttmba_live.session import Replay, TimelineWriter
from ttmba_live.session._timeline import Head

HOP = 256


class Watched:
    """What decides, with a mixer that does as it is told."""

    def __init__(self, voices, room="church"):
        self.said = []
        self.mixer = SimpleNamespace(
            voices=voices, unreflected=0, scene=scene_of(named(room)), post=self._limited
        )
        self.most = None
        self.one = Reflections(self.mixer, self.said.append)

    def _limited(self, request):
        self.most = request.voices
        left = self.mixer.voices if self.most is None else min(self.most, self.mixer.voices)
        self.mixer.unreflected = self.mixer.voices - left

    def until(self, load, most):
        for _ in range(30):
            self.one.look(load, 0)
            if self.most == most:
                return
        pytest.fail(f"{self.most} voices have reflections, not {most}")

    def seconds(self, load, count, gaps=0):
        for _ in range(count):
            self.one.look(load, gaps)


def test_they_go_by_halves_while_rendering_takes_too_long():
    watched = Watched(64)
    watched.seconds(1.7, 1)
    watched.seconds(0.3, 10)
    assert watched.most is None, "a busy moment is no reason"
    watched.until(0.8, 32)
    assert "32 voices have reflections" in watched.said[0]
    watched.seconds(0.8, 40)
    assert watched.most == 8, "a few are heard as a room, and there is no gap"
    watched.seconds(0.8, 1, gaps=1)
    assert watched.most == 0
    assert watched.said[-1].endswith("voices have only reverberation")


def test_where_the_processor_is_used_up_they_go_at_once():
    watched = Watched(64)
    watched.one.hurry(0.88, now=0.0)
    assert watched.most is None
    watched.one.hurry(0.95, now=0.1)
    assert watched.most == 32
    watched.one.hurry(0.95, now=0.5)
    assert watched.most == 32, "fewer must show what they are good for"
    for now, most in ((0.7, 16), (1.3, 8), (1.9, 0), (2.5, 0)):
        watched.one.hurry(0.95, now)
        assert watched.most == most
    assert len(watched.said) == 4


def test_gaps_are_reason_enough_on_a_busy_machine_only():
    watched = Watched(64)
    for gaps in range(20):
        watched.seconds(0.3, 1, gaps=gaps)
    watched.seconds(0.5, 20, gaps=21)
    assert watched.most is None, "the machine stood still once: reflections are not why"
    watched.seconds(0.5, 1, gaps=22)
    watched.seconds(0.5, 1, gaps=23)
    assert watched.most == 32


def test_they_come_back_when_there_is_time():
    watched = Watched(64)
    watched.until(0.8, 16)
    watched.until(0.2, 32)
    watched.until(0.2, None)
    assert "time again" in watched.said[-1]
    for now in range(9):
        watched.one.hurry(0.95, now)
    assert watched.most == 0
    watched.until(0.2, 8)
    watched.until(0.2, 16)


def test_without_a_room_there_is_nothing_to_take():
    watched = Watched(64, room="none")
    watched.seconds(0.9, 20, gaps=5)
    assert watched.most is None
    assert watched.said == []


def crowd(count):
    mixer = Mixer(Sphere(HOP), voices=count)
    scene = Scene(room=named("living room"))
    for number in range(count):
        event = Event.checked("x", 1.0, Position(30.0 * number, 0.0, 1.5), id=f"v{number}")
        scene = scene.place(event)
    mixer.scene = scene
    time = np.arange(3 * RATE) / RATE
    for number in range(count):
        sine = 0.05 * np.sin(2.0 * np.pi * (950.0 + 10.0 * number) * time).astype(np.float32)
        mixer.inbox.append(StartVoice(number, f"v{number}", sine))
    return mixer


def test_a_limit_takes_the_younger_voices_reflections_without_a_click():
    mixer = crowd(6)
    before = [mixer.step(stems=True) for _ in range(60)]
    mixer.post(LimitReflections(2))
    after = [mixer.step(stems=True) for _ in range(120)]
    assert mixer.unreflected == 4
    mixer.post(LimitReflections(None))
    again = [mixer.step(stems=True) for _ in range(120)]
    assert mixer.unreflected == 0
    assert outside_db(whole(before + after + again)[20 * HOP :]) < -50.0

    free = crowd(6)
    unlimited = [free.step(stems=True) for _ in range(300)]
    room, whole_room = (
        np.concatenate([block.room for block in blocks[-30:]]) for blocks in (again, unlimited)
    )
    assert np.abs(room - whole_room).max() < 0.02 * np.abs(whole_room).max()
    fewer = np.concatenate([block.room for block in after[-30:]])
    whole_room = np.concatenate([block.room for block in unlimited[150:180]])
    assert np.abs(fewer - whole_room).max() > 0.2 * np.abs(whole_room).max()


def test_a_timeline_knows_the_limits(tmp_path):
    writer = TimelineWriter(tmp_path, Head(HOP, 4, GlideSettings(), "sketch"))
    limits = [Entry(256, LimitReflections(3)), Entry(512, LimitReflections(None))]
    writer.entries(limits)
    writer.flush(1024)
    writer.close()
    replay = Replay(tmp_path)
    assert [entry for entry in replay.entries() if isinstance(entry, Entry)] == limits
    replay.close()
    path = tmp_path / "timeline.jsonl"
    path.write_text(path.read_text().replace('"reflect":3', '"reflect":-3'))
    replay = Replay(tmp_path)
    with pytest.raises(InvalidInput, match="reflect must be a whole number"):
        list(replay.entries())
    replay.close()

"""A scene that follows the show's clock: events begin, are joined, and end by it."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE, Clip
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.clock import ShowClock
from ttmba_live.engine import GlideSettings, Mixer
from ttmba_live.engine._lead import Lead
from ttmba_live.geometry import Trajectory
from ttmba_live.live import _performance
from ttmba_live.live._joined import rest_of, rest_of_event, rest_on_disk
from ttmba_live.live._making import Making
from ttmba_live.live._orders import Cue
from ttmba_live.live._playback import Playback
from ttmba_live.live._show import Show, _Part
from ttmba_live.long_clip import LONG, kept_on_disk
from ttmba_live.osc import Client
from ttmba_live.scene import Envelope, Event
from ttmba_live.session import Head, Rerun, RunFolder, TimelineWriter
from ttmba_live.session._timeline import SPHERE
from ttmba_live.setup import CueSettings, Settings

HOP = 256
RISING = Clip(np.linspace(0.0, 0.5, 4 * RATE, dtype=np.float32))


class Stage:
    """A mixer, a session folder, a clock and a show, stepped by hand."""

    def __init__(self, folder):
        self.mixer = Mixer(Sphere(HOP), voices=8)
        self.timeline = TimelineWriter(folder, Head(HOP, 8, GlideSettings(), "sketch", SPHERE))
        files = RunFolder(folder, 1)
        self.playback = Playback(self.mixer, self.timeline, files, CueSettings())
        making = Making(self.playback, None, None, CueSettings())
        self.clock, self.said = ShowClock(0.5), []
        self.show = Show(
            self.clock, self.playback, making, folder / "joined", 0.0, self.said.append
        )
        self.mix, self.news = [], []

    async def add(self, folder, *events):
        self.show.add(events, Cue(1, Client("", 0), held=True), folder)
        await asyncio.gather(*self.show._tasks)

    def join(self, folder, event, samples, at):
        """Go to a moment in the middle of an event whose clip stays on the disk."""
        (folder / "long.f32").write_bytes(samples.tobytes())
        self.playback.place(event, set())
        self.show._parts[event.id] = _Part(event, 1)
        self.playback.keep(event, kept_on_disk(folder / "long.f32"), 1)
        self.clock.locate(at, 0)
        self.clock.play(HOP)
        self.run(0.1)

    def run(self, seconds):
        for _ in range(round(seconds * RATE / HOP)):
            self.show.look()
            self.mix.append(self.mixer.step().mix.copy())
            self.news += [(self.mixer.frame, *one) for one in self.playback.events()]

    def finish(self):
        self.show.close()
        self.playback.close()
        return np.concatenate(self.mix)


def staged(folder, act, *events):
    """What an act with such events came to, and its session played again."""
    soundfile.write(folder / "rising.wav", RISING.samples, RATE, subtype="FLOAT")

    async def run():
        stage = Stage(folder)
        await stage.add(folder, *events)
        act(stage)
        return stage, stage.finish()

    stage, mix = asyncio.run(run())
    again = Rerun(folder)
    again.run()
    replayed = again.mix.samples()
    again.close()
    assert np.array_equal(replayed[: len(mix)], mix)
    return stage, [one.event for one in again.played]


def rising(name, start, **rest):
    return Event.checked(
        "rising", 4.0, rest.pop("position", None) or Event("", 1.0).position, start, id=name,
        file="rising.wav", **rest,
    )  # fmt: skip


def test_events_begin_at_their_frames_and_in_their_middle_where_the_clock_goes_there(tmp_path):
    def act(stage):
        stage.clock.play(HOP)
        stage.run(2.0)
        stage.clock.locate(3.0, stage.playback.next_frame)
        stage.run(1.0)
        stage.clock.stop(stage.playback.next_frame)
        stage.run(0.5)
        stage.clock.locate(9.0, stage.playback.next_frame)
        stage.clock.play(stage.playback.next_frame)
        stage.run(0.5)

    _, events = staged(tmp_path, act, rising("a", 0.5), rising("b", 1.0))
    begun = [(e.id, round(e.start * RATE)) for e in events]
    assert begun[:2] == [("a", HOP + RATE // 2), ("b", HOP + RATE)]
    located = 2 * RATE // HOP * HOP + HOP
    assert [name for name, _ in begun[2:]] == ["a", "b"]
    for event, gone in zip(events[2:], (2.5, 2.0), strict=True):
        at = round(event.start * RATE)
        assert located <= at <= located + 2 * HOP
        clip, _ = soundfile.read(tmp_path / event.file, dtype="float32")
        skipped = round(gone * RATE) + at - located
        assert abs(len(RISING.samples) - len(clip) - skipped) <= 1
        assert clip[0] == 0.0, "it fades in"
        assert np.array_equal(clip[300:], RISING.samples[-len(clip) + 300 :])


def test_a_stopped_clock_and_a_panic_leave_silence_and_a_loop_is_joined_anywhere(tmp_path):
    def act(stage):
        stage.clock.locate(13.0, 0)
        stage.clock.play(HOP)
        stage.run(0.5)
        assert stage.mixer.voices == 1
        stage.show.hush()
        stage.run(0.5)
        assert stage.mixer.voices == 0
        stage.clock.locate(13.0, stage.playback.next_frame)
        stage.run(0.5)
        assert stage.mixer.voices == 1
        stage.clock.stop(stage.playback.next_frame)
        stage.run(0.5)
        assert stage.mixer.voices == 0
        stage.show.clear()
        stage.clock.play(stage.playback.next_frame)
        stage.run(0.2)
        assert stage.mixer.voices == 0

    _, events = staged(tmp_path, act, rising("a", 0.5, loop=True), rising("b", 1.0))
    assert [event.id for event in events] == ["a", "a"]
    clip, _ = soundfile.read(tmp_path / events[0].file, dtype="float32")
    assert len(clip) == 4 * RATE, "a whole turn, from where it is"
    assert clip[RATE // 2] == pytest.approx(0.125, abs=0.01), "12.5 s are three turns and a half s"


def test_what_is_left_of_an_event_moves_and_swells_as_it_would_have():
    path = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (2.0, 80.0, 0.0, 1.0), (4.0, 80.0, 0.0, 3.0)])
    swell = Envelope.checked([(0.0, -40.0), (4.0, 0.0)])
    event = Event.checked("a", 5.0, path.at(0.0), trajectory=path, envelope=swell)
    rest = rest_of_event(event, 4 * RATE, 1.0)
    for seconds in (0.0, 0.5, 1.5, 3.5):
        there, here = path.at(1.0 + seconds), rest.trajectory.at(seconds)
        assert (here.azimuth, here.distance) == pytest.approx((there.azimuth, there.distance))
        assert rest.envelope.at(seconds) == pytest.approx(swell.at(1.0 + seconds))


@pytest.mark.parametrize("loop", [False, True])
def test_the_rest_of_a_long_clip_is_that_of_a_short_one(tmp_path, loop):
    samples = np.random.default_rng(1).uniform(-0.1, 0.1, LONG + 100).astype(np.float32)
    (tmp_path / "long.f32").write_bytes(samples.tobytes())
    whole = kept_on_disk(tmp_path / "long.f32")
    rest = rest_on_disk(whole, RATE, tmp_path / "new" / "rest.f32", loop=loop)
    assert np.array_equal(rest.samples, rest_of(Clip(samples), RATE, loop=loop).samples)


def test_a_long_clip_is_joined_in_its_middle_once_its_rest_is_copied(tmp_path):
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, 70 * RATE).astype(np.float32)

    async def run():
        stage = Stage(tmp_path)
        event = Event.checked("rain", 70.0, Event("", 1.0).position, 2.0, id="rain")
        stage.join(tmp_path, event, noise, 62.0)
        await asyncio.gather(*stage.show._tasks)
        stage.run(1.5)
        began = [frame for frame, _, state, _ in stage.news if state == "playing"]
        left = len(stage.playback.kept("rain").clip.samples)
        return began, left, stage.finish()

    began, left, mix = asyncio.run(run())
    (frame,) = began
    assert RATE < frame < 1.2 * RATE
    assert abs(left - (72 * RATE - 62 * RATE - (frame - HOP))) <= 2 * HOP
    assert np.abs(mix[: RATE // 2]).max() == 0.0
    assert np.abs(mix[-RATE // 4 :]).max() > 0.01


def test_a_shows_clock_counts_all_that_is_kept_ahead(monkeypatch, tmp_path):
    """Stalls and a full processor add to what is asked for; all of it is heard later."""
    monkeypatch.setattr(_performance, "Transport", lambda *_, **parts: parts)
    monkeypatch.setattr(_performance, "Show", lambda *_: None)
    lead = Lead(512, 256, 0)
    wired = SimpleNamespace(
        thread=SimpleNamespace(lead=lead), latency=lambda: 0.01, log=None, osc=None
    )
    parts = dict.fromkeys(("playback", "making", "cues", "planning", "rooms", "_ports"))
    stage = SimpleNamespace(
        _wired=wired, _settings=Settings(), _scratch=SimpleNamespace(folder=tmp_path), **parts
    )
    delay = _performance.Performance._clocked(stage, tmp_path)["delay"]
    assert delay() == 512 / RATE + 0.01
    lead.learn(-256, 0)  # a read came short by a hop
    assert delay() == (512 + 512) / RATE + 0.01

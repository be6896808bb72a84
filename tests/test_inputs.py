"""Live inputs: from a device's blocks to their places, recorded dry, replayed to the last bit."""

import asyncio

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import GlideSettings, Mixer
from ttmba_live.errors import InvalidInput
from ttmba_live.export import export_adm, open_piece
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.live._crossing import News
from ttmba_live.live._cues import Cues
from ttmba_live.live._inputs import Inputs, check_inputs
from ttmba_live.live._making import Making
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Event, MovePolar, SetGain
from ttmba_live.session import Head, Rerun, RunFolder, TimelineWriter
from ttmba_live.session._timeline import SPHERE
from ttmba_live.setup import AudioSettings, CueSettings, InputSettings
from ttmba_live.text.rules import Rules

HOP = 256
NOISE = np.random.default_rng(3).uniform(-0.2, 0.2, (20 * RATE, 2)).astype(np.float32)


class Fake:
    """A device that gives a block whenever the test says so."""

    name, latency, rate = "stand-in", 0.0, RATE

    def __init__(self, *_):
        self.calls = self.sent = self.closed = 0
        self.take = None

    def start(self, take):
        self.take = take

    def block(self, frames=HOP):
        self.take(NOISE[self.sent : self.sent + frames])
        self.sent += frames
        self.calls += 1

    def close(self):
        self.closed += 1


class Show:
    """A mixer, a session folder and inputs, stepped by hand: a device block for each hop."""

    def __init__(self, folder, **settings):
        self.mixer = Mixer(Sphere(HOP), voices=8)
        self.folder = RunFolder(folder, 1)
        self.timeline = TimelineWriter(folder, Head(HOP, 8, GlideSettings(), "sketch", SPHERE))
        self.playback = Playback(self.mixer, self.timeline, self.folder, CueSettings())
        self.device, self.said, self.mix, self.dry = Fake(), [], [], []
        chosen = InputSettings(**{"channels": (1, 2), **settings})
        self.inputs = Inputs(
            chosen, AudioSettings(), self.mixer, self.playback, self.folder,
            News(self.said.append, lambda *_: None), lambda *_: self.device,
        )  # fmt: skip

    def step(self, hops, *, blocks=True):
        for _ in range(hops):
            if blocks:
                self.device.block()
            self.mix.append(self.mixer.step().mix.copy())
            self.playback.events()
            if self.mixer.frame % (32 * HOP) == 0:
                self.inputs.look()

    def finish(self):
        self.inputs.close()
        self.playback.close()
        return np.concatenate(self.mix)


def played(folder, act, **settings):
    """What a show's mix was, and what comes of playing its session again."""

    async def run():
        show = Show(folder, **settings)
        await show.inputs.start(iter(range(1, 100)).__next__)
        act(show)
        return show, show.finish()

    show, mix = asyncio.run(run())
    again = Rerun(folder)
    again.run()
    replayed = again.mix.samples()
    again.close()
    return show, mix, replayed, again


def test_an_input_is_heard_at_its_place_a_hop_and_a_block_later(tmp_path):
    def act(show):
        show.playback.change(MovePolar("in1", 90.0, 0.0, 1.0))
        show.playback.change(SetGain("in2", -100.0))
        show.step(200)

    show, mix, _, again = played(tmp_path, act)
    left, right = (np.sqrt(np.square(mix[100 * HOP :, ear]).mean()) for ear in (0, 1))
    assert left > 1.4 * right, "the left one's level is the higher"
    clip, _ = soundfile.read(tmp_path / "clips" / "0001_in1_dry.wav", dtype="float32")
    start = int(np.argmax(clip != 0.0))
    assert np.array_equal(clip[start:], NOISE[: len(clip) - start, 0])
    assert start <= 2 * HOP, "a block and a hop"
    assert not show.said[1:], "nothing came late"
    assert [one.source for one in again.played] == ["in1", "in2"]


def test_what_was_played_is_replayed_to_the_last_bit(tmp_path):
    def act(show):
        show.step(80)
        show.playback.change(MovePolar("in1", -60.0, 20.0, 2.0))
        show.step(60)
        circle = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (1.0, 359.0, 0.0, 1.0)])
        event = Event.checked("singer", 1.0, circle.at(0.0), trajectory=circle)
        show.inputs.place("in1", event, 7)
        show.step(90)
        show.playback.change(MovePolar("in2", 120.0, 0.0, 1.5))
        show.playback.stop("in2")
        show.step(150)
        show.inputs.play("in2", 8)
        show.step(70)
        assert show.playback.scene.source("in2").position == Position(120.0, 0.0, 1.5)

    _, mix, replayed, again = played(tmp_path, act)
    assert np.array_equal(replayed[: len(mix)], mix)
    names = [(one.source, one.event.trajectory is not None) for one in again.played]
    assert names == [("in1", True), ("in2", True), ("in1", True), ("in2", False)]
    for one in again.played:
        clip = soundfile.info(tmp_path / one.event.file)
        assert (clip.frames, clip.channels, clip.samplerate) == (one.frames, 1, RATE)
        assert one.event.duration < 3.0, "as long as it sounded"
    lines = (tmp_path / "manifest.tsv").read_text().splitlines()[2:]
    assert [line.split("\t")[0] for line in lines] == [
        "clips/0001_in1", "clips/0002_in2", "clips/0003_in1", "clips/0004_in2",
    ]  # fmt: skip
    export_adm(open_piece(str(tmp_path)), tmp_path / "adm.wav")
    objects, _ = soundfile.read(tmp_path / "adm.wav")
    assert objects.shape[1] == 2 or objects.shape[1] == 3
    assert np.abs(objects).max() == pytest.approx(0.2, abs=0.01)


def test_a_run_that_goes_on_may_be_played_up_to_what_is_written(tmp_path):
    async def run():
        show = Show(tmp_path)
        await show.inputs.start(iter(range(1, 100)).__next__)
        show.step(320)
        assert show.folder.sync(60.0)
        reached = show.playback.settled()
        assert show.timeline.sync(60.0)
        reached = show.playback.settled()
        again = Rerun(tmp_path)
        heard = []
        again.run(heard.append(n) or n for n in (reached,))
        ahead = again.mix.samples()
        again.close()
        return reached, ahead, show.finish()

    reached, ahead, mix = asyncio.run(run())
    assert 200 * HOP < reached <= 320 * HOP
    assert np.array_equal(ahead[: reached - HOP], mix[: reached - HOP])


def test_names_and_mutes(tmp_path):
    async def run():
        show = Show(tmp_path, names=("the singer",), muted=True)
        await show.inputs.start(iter(range(1, 100)).__next__)
        show.step(30)
        scene = show.playback.scene
        named = [
            show.inputs.named(Event.checked(words, 1.0, Position()))
            for words in ("the singer", "in2", "singer (in1)", "a dog", "The Singer! singing")
        ]
        show.finish()
        return scene, named

    scene, named = asyncio.run(run())
    assert [(s.id, s.name, s.mute) for s in scene.sources.values()] == [
        ("in1", "the singer", True), ("in2", "in2", True),
    ]  # fmt: skip
    assert named == ["in1", "in2", "in1", "", "in1"]


PROSE = [
    ("in1 on the left", {"in1": 90.0}),
    ("Put the guitar (in2) on the right, circling slowly.", {"in2": -90.0}),
    ("the singer behind me", {"in1": 180.0}),
    ("in2 on the left and in1 on the right", {"in1": -90.0, "in2": 90.0}),
]


@pytest.mark.parametrize(("text", "places"), PROSE)
def test_prose_places_inputs_by_id_and_by_name(tmp_path, text, places):
    class Told:
        """Whom the news goes to; errors fail the test."""

        def error(self, _, address, message):
            raise AssertionError((address, message))

        def __getattr__(self, _):
            return lambda *_: None

    async def run():
        show = Show(tmp_path, names=("singer",))
        await show.inputs.start(iter(range(1, 100)).__next__)
        planning = Planning(Rules())
        making = Making(show.playback, None, Told(), CueSettings())
        cues = Cues(show.playback, planning, making, Told(), CueSettings(), show.inputs)
        cues.cue(text, Client("", 0))
        await asyncio.gather(*cues._planning)
        scene = show.playback.scene
        planning.close()
        show.step(4)
        show.finish()
        return {name: scene.source(name) for name in scene.sources}

    sources = asyncio.run(run())
    assert set(sources) == {"in1", "in2"}
    for name, azimuth in places.items():
        assert sources[name].position.azimuth == pytest.approx(azimuth)


def test_a_lost_device_is_told_and_opened_again(tmp_path):
    async def run():
        show = Show(tmp_path)
        await show.inputs.start(iter(range(1, 100)).__next__)
        show.step(64)
        first, show.device = show.device, Fake()
        for _ in range(3):
            show.mix.append(show.mixer.step().mix)
            show.inputs.look()
        await show.inputs._opening
        show.step(64)
        said, heard = show.said, show.mix[-1]
        show.finish()
        return first, said, heard

    first, said, heard = asyncio.run(run())
    assert first.closed == 1
    assert "gives no sound" in said[1]
    assert np.abs(heard).max() > 0.0


@pytest.mark.parametrize(
    ("names", "why"), [(("a", "b", "c"), "more names than channels"), (("a", "a"), "'a' twice")]
)
def test_names_that_do_not_fit_are_refused(names, why):
    with pytest.raises(InvalidInput, match=why):
        check_inputs(InputSettings(channels=(1, 2), names=names))

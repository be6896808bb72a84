"""Every field of a scene's event means the same in every renderer, and no movement clicks."""

import dataclasses
from functools import cache

import numpy as np
import pytest
import soundfile
from scipy import signal

from ttmba_live.audio import RATE, to_db
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.offline._scenes import render_events
from ttmba_live.scene import Envelope, Event

RENDERERS = ("nfs", "live", "sphere")
WINDOW = RATE // 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dry")
    chance = np.random.default_rng(3)
    soundfile.write(folder / "noise.wav", 0.1 * chance.standard_normal(RATE), RATE, "FLOAT")
    tone = 0.22 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)  # -13 dBFS
    soundfile.write(folder / "tone.wav", tone, RATE, "FLOAT")
    return folder


def event(seconds=0.4, place=(0.0, 0.0, 1.0), start=0.0, file="noise.wav", **fields):
    return Event.checked("x", seconds, Position(*place), start, file=file, **fields)


def played(folder, renderer, *events):
    rendered = render_events(
        events, generator="sketch", folder=folder, renderer=renderer, stems=True
    )
    return rendered, rendered.bounced.mix.samples()


@pytest.fixture(scope="module")
def heard(folder):
    """The mix of one of the scenes below by a renderer; each is rendered once."""
    return cache(lambda renderer, name: played(folder, renderer, *SCENES[name])[1])


def levels(samples):
    """dB of both ears in windows of 50 ms, for 1.2 s at least."""
    long = np.pad(samples, ((0, max(0, 24 * WINDOW - len(samples))), (0, 0)))
    whole = long[: len(long) // WINDOW * WINDOW].reshape(-1, WINDOW, 2)
    return 10 * np.log10((whole.astype(float) ** 2).mean(axis=1) + 1e-12)


REST = event(0.1, (0.0, 0.0, 2.0), 0.9)
"""What a loop goes on to."""

FADE = Envelope.checked([(0.0, -30.0), (0.2, -30.0), (0.2, 0.0), (0.4, -20.0)])
PATH = Trajectory.checked([(0.0, 80, 0, 1), (0.2, 80, 0, 1), (0.2, -80, 0, 2), (0.4, -80, 0, 4)])

FEATURES = {
    "sound": (event(),),
    "duration": (event(0.25),),
    "position": (event(place=(60.0, 0.0, 2.0)),),
    "start": (event(start=0.3),),
    "gain_db": (event(gain_db=-12.0),),
    "seed": (event(seed=7),),
    "loop": (event(0.2, loop=True), REST),
    "file": (event(file="tone.wav"),),
    "id": (event(id="one"), event(start=0.6, id="two")),
    "trajectory": (event(trajectory=PATH),),
    "cue": (event(cue=3),),
    "planner": (event(planner="rules"),),
    "envelope": (event(envelope=FADE),),
    "room_db": (event(room_db=-12.0),),
    "spread": (event(place=(60.0, 0.0, 2.0), spread=40.0),),
    "negative": (event(negative="thunder"),),
    "guidance": (event(guidance=3.0),),
    "maker": (event(maker="sketch"),),
    "licence": (event(licence="yours"),),
    "added": (event(added="tone"),),
    "lora": (event(lora="rain"),),
}
TOGETHER = {
    "a loop in a fade": (event(0.15, loop=True, envelope=FADE), REST),
    "a loop on its way": (event(0.15, loop=True, trajectory=PATH), REST),
}

SCENES = FEATURES | TOGETHER


def test_no_field_of_an_event_is_left_out():
    assert set(FEATURES) == {field.name for field in dataclasses.fields(Event)}


@pytest.mark.parametrize("name", SCENES)
def test_a_feature_means_the_same_in_every_renderer(heard, name):
    found = {renderer: heard(renderer, name) for renderer in RENDERERS}
    sizes = [len(mix) for mix in found.values()]
    count = min(sizes)
    network, live, sphere = (levels(found[renderer][:count]) for renderer in RENDERERS)
    loud = network > network.max() - 45
    assert loud.any()
    assert max(sizes) - count < RATE / 10
    assert np.abs(network - live)[loud].max() < 2.0, "the same head, live and not"
    assert np.abs(network - sphere)[loud].max() < 9.0, "another head"
    assert np.abs(np.median((network - sphere)[loud])) < 4.0


@pytest.mark.parametrize("renderer", RENDERERS)
def test_each_feature_is_heard(heard, renderer):
    def of(name):
        return levels(heard(renderer, name))

    plain = of("sound")
    assert plain[3:7].mean() - of("gain_db")[3:7].mean() == pytest.approx(12.0, abs=0.5)
    assert (of("duration")[6:8] < plain[6:8] - 30).all(), "it ends"
    left, right = of("position")[2:7].mean(axis=0)
    assert left > right + 3
    assert (of("start")[:6] < -100).all()
    looped = of("loop")
    assert (looped[2:17] > plain[2:7].mean() - 3).all(), "to the end of the scene"
    assert (looped[-1] < -60).all(), "and no longer"
    fading = (of("envelope") - plain)[:, 0]
    assert fading[1:3] == pytest.approx([-30, -30], abs=1)
    assert fading[5:7] == pytest.approx([-6.3, -11.3], abs=2)
    moving = of("trajectory")
    assert moving[2, 0] > moving[2, 1] + 3
    assert moving[6, 1] > moving[6, 0] + 3


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_session_keeps_its_fields(folder, renderer):
    rendered, _ = played(folder, renderer, *FEATURES["cue"], *FEATURES["envelope"])
    assert [e.cue for e in rendered.events] == [3, None]
    assert rendered.events[1].envelope == FADE


MOVES = {
    "off and back": [(0.3, 0, 0, 1), (0.3, 0, 0, 30), (0.6, 0, 0, 30), (0.6, 0, 0, 1)],
    "side to side": [(0, 90, 0, 1), (0.3, 90, 0, 1), (0.3, -90, 0, 1), (0.6, -90, 0, 1)],
    "over and behind": [(0, 0, 0, 1), (0.4, 0, 0, 1), (0.4, 180, 60, 3)],
    "through the head": [(0, 90, 0, 1), (0.5, 90, 0, 0), (0.5, -90, 0, 0), (1, -90, 0, 1)],
    "twice around": [(t / 40, 18.0 * t, 0, 1) for t in range(41)],
}


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("rows", MOVES.values(), ids=MOVES)
def test_no_movement_clicks(folder, renderer, rows):
    path = Trajectory.checked(rows)
    quiet = event(1.0, file="tone.wav", gain_db=-14.0, trajectory=path)  # off the limiter
    _, mix = played(folder, renderer, quiet)
    # What a clip's own ends leave is no movement's.
    over = signal.sosfilt(
        signal.butter(8, 3000, "highpass", fs=RATE, output="sos"), mix[4800:RATE], axis=0
    )
    assert to_db(np.abs(over[2400:]).max()) < -85.0

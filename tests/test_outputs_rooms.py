"""Live loudspeakers, AmbiX and dry channels: what each channel gets follows where a source is."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from daemon import Daemon, hear
from pulse import PulseServer, until
from test_outputs import HOP, VOICES, beside, playing

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import GlideSettings, Mixer, Rendered
from ttmba_live.geometry import Position
from ttmba_live.panning import loudspeakers
from ttmba_live.setup.layouts import layout

RING = 8
"""Loudspeakers of an octagon: the first in front, then by the left."""


def ring_levels(azimuth):
    """What an octagon's loudspeakers get, by the law of tangents alone; their squares add to 1."""
    out = np.zeros(RING)
    first, beyond = divmod(azimuth % 360.0, 360.0 / RING)
    across = np.tan(np.radians(beyond - 22.5)) / np.tan(np.radians(22.5))
    pair = np.array([1.0 - across, 1.0 + across])
    out[int(first)], out[(int(first) + 1) % RING] = pair / np.linalg.norm(pair)
    return out


def shares(samples):
    """How loud each channel is, their squares adding to 1."""
    levels = np.sqrt(np.square(samples, dtype=np.float64).mean(axis=0))
    return levels / np.linalg.norm(levels)


def test_levels_of_loudspeakers_follow_a_source_round_the_room():
    mixer = playing(Mixer(Sphere(HOP), voices=VOICES), (0.0, 0.0, 1.0))
    feed = Rendered(loudspeakers(layout("octagon"), HOP), VOICES, GlideSettings())
    loud = []
    for azimuth in (0.0, 10.0, 22.5, 80.0, 135.0, -170.0, -45.0, -20.0):
        moved = replace(mixer.scene.source("s0"), position=Position(azimuth, 0.0, 2.0))
        mixer.scene = mixer.scene.with_source(moved)
        beside(mixer, feed, 40)  # gliding there
        out = beside(mixer, feed, 8)
        assert shares(out) == pytest.approx(ring_levels(azimuth), abs=0.01), azimuth
        loud.append(np.sqrt(np.square(out, dtype=np.float64).mean(axis=0).sum()))
    assert loud == pytest.approx(8 * [loud[0]], rel=0.05), "as loud wherever it is"


def test_a_high_source_is_in_the_high_loudspeakers_and_what_has_no_place_is_silent():
    for name, place, heard in (("7.1.4", (45.0, 30.0), ["Ltf"]), ("5.1", (20.0, 0.0), ["L", "C"])):
        there = layout(name)
        mixer = playing(Mixer(Sphere(HOP), voices=VOICES), (*place, 1.0))
        out = beside(mixer, Rendered(loudspeakers(there, HOP), VOICES, GlideSettings()), 20)
        levels = np.sqrt(np.square(out).mean(axis=0))
        assert [there.names[at] for at in np.flatnonzero(levels > 1e-6)] == sorted(
            heard, key=there.names.index
        )


CONFIG = """
[[outputs]]
device = "ring"
plays = "loudspeakers"
layout = "octagon"
[[outputs]]
device = "four"
plays = "ambisonics"
order = 1
[[outputs]]
device = "dry"
plays = "sources"
sources = 2
"""


def in_the_ring(recording, azimuth):
    """Whether an octagon has its sound there now."""
    return np.abs(shares(last(recording)) - ring_levels(azimuth)).max() < 0.02


def in_ambix(recording, azimuth):
    """Whether AmbiX of order 1 decodes to there now, in the plane of the ears."""
    w, y, z, x = last(recording).T.astype(np.float64)
    left, up, front = w @ y, w @ z, w @ x
    away = np.degrees(np.arctan2(left, front)) - azimuth
    return abs(away) < 1.0 and abs(np.arctan2(up, np.hypot(left, front))) < 0.02


@pytest.mark.slow
@pytest.mark.device
def test_loudspeakers_ambix_and_dry_channels_play_on_devices_of_their_own(tmp_path):
    with PulseServer() as pulse:
        for name, channels in (("ring", RING), ("four", 4), ("dry", 2)):
            pulse.add_sink(name, channels)
            pulse.name_for_alsa(name)
        with (
            Daemon(tmp_path, "--renderer", "sphere", config=CONFIG, env=pulse.env) as daemon,
            daemon.caller() as caller,
        ):
            ring, four, dry = (
                pulse.record(name, channels)
                for name, channels in (("ring", RING), ("four", 4), ("dry", 2))
            )
            caller.send("/ttmba/cue", "rain@30@0,0@1@0")
            hear(caller, "/ttmba/event/state", "rain", "playing")
            for azimuth in (90.0, -112.5, 170.0):
                caller.send("/ttmba/source/rain/aed", azimuth, 0.0, 1.0)
                until(partial(in_the_ring, ring, azimuth), what=f"the levels of {azimuth:g}")
                until(partial(in_ambix, four, azimuth), what=f"AmbiX from {azimuth:g} degrees")
            caller.send("/ttmba/cue", "sea waves@20@0,0@1@0")
            until(lambda: shares(last(dry))[1] > 0.1, what="a channel of its own for the second")
            caller.send("/ttmba/source/rain/mute", 1)
            # All at once: a sink that a busy machine starves has moments in which all is silent.
            until(
                lambda: np.allclose(shares(last(dry)), [0.0, 1.0], atol=1e-3),
                what="the second alone",
            )
            assert daemon.terminate() == 0, daemon.said


def last(recording):
    """The last 50 ms; noise that cannot be heard where there is nothing yet."""
    found = recording.samples()[-RATE // 20 :]
    return found + 1e-9

"""What may wait is bounded, however far ahead it is; what sounds is none of that."""

from types import SimpleNamespace

import numpy as np
import pytest

from ttmba_live.audio import RATE, Clip
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import GlideSettings, Mixer
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.live._cues import Cues
from ttmba_live.live._playback import Playback
from ttmba_live.scene import Event
from ttmba_live.session import Head, RunFolder, TimelineWriter
from ttmba_live.setup import CueSettings

TOLD = "0.5 minutes of sound are ordered, and 0.75 wait already; at most 1 may wait"


def test_what_waits_for_its_time_counts_until_it_begins(tmp_path):
    mixer, settings = Mixer(Sphere(256)), CueSettings(max_minutes=1.0)
    timeline = TimelineWriter(tmp_path, Head(256, 2, GlideSettings(), "test"))
    playback = Playback(mixer, timeline, RunFolder(tmp_path, 1), settings)
    making = SimpleNamespace(seconds={}, waiting=0)
    cues = Cues(playback, None, making, None, settings)
    late = Event.checked("rain", 45.0, Position(), start=9.0, id="late")
    more = Event.checked("rain", 30.0, Position())
    try:
        playback.keep(playback.place(late, set()), Clip(np.zeros(45 * RATE, np.float32)), 1)
        cues.check_room(1, [more])
        playback.start("late", 9 * RATE)
        for making.seconds in ({}, {"late": 45.0}):  # a sketch that waits, and its clip
            with pytest.raises(InvalidInput, match=TOLD):
                cues.check_room(1, [more])
        making.seconds = {}
        with pytest.raises(InvalidInput, match="1 wait already"):
            cues.check_room(1, [more], [15.0])  # as a show has them
        mixer.frame = 9 * RATE
        cues.check_room(1, [more])
    finally:
        playback.close()

"""A device that is plugged in while others play is found when that is asked for."""

import pytest
from daemon import Daemon
from pulse import PulseServer, until

from ttmba_live.audio import RATE
from ttmba_live.errors import Unavailable
from ttmba_live.osc import rehearse
from ttmba_live.sinks import device

CONFIG = """
[audio]
latency = 0.2
[[outputs]]
device = "late"
"""


class Stream:
    """What has a stream, and may lose its device."""

    def __init__(self, told, *, there=True):
        self.told, self.there = told, there

    def let_go(self):
        self.told.append("let go")

    def open(self):
        self.told.append("opened")
        if not self.there:
            raise Unavailable("it was pulled out")


class Library:
    """Of sounddevice, what starts PortAudio."""

    PortAudioError, _initialized = RuntimeError, 1

    def __init__(self, told):
        self._terminate = lambda: told.append("ended")
        self._initialize = lambda: told.append("started")


def test_all_are_let_go_before_and_opened_after_and_one_that_is_gone_is_let_go_for_good(
    monkeypatch,
):
    told = []
    kept, gone = Stream(told), Stream(told, there=False)
    monkeypatch.setattr(device, "library", lambda: Library(told))
    monkeypatch.setattr(device, "opened", {kept, gone})
    device.refresh()
    assert told == [], "while something plays the list stays as it is"
    device.renew()
    assert told == [*2 * ["let go"], "ended", "started", *2 * ["opened"]]
    assert device.opened == {kept}


@pytest.mark.slow
@pytest.mark.device
def test_an_output_that_is_plugged_in_later_plays_once_devices_are_renewed(tmp_path):
    rehearse("/ttmba/devices/renew", ())
    with PulseServer() as pulse:
        words = ("--renderer", "sphere")
        with (
            Daemon(tmp_path, *words, device=None, config=CONFIG, env=pulse.env) as daemon,
            daemon.caller() as caller,
        ):
            mix = pulse.record()
            caller.send("/ttmba/cue", "rain@60@90,0@1@0")
            until(lambda: mix.heard(RATE), what="sound")
            until(lambda: any("/ttmba/devices/renew" in line for line in daemon.said), what="how")
            pulse.add_sink("late", 2)
            pulse.name_for_alsa("late")
            pulse.pactl("set-default-sink", pulse.sink)
            late, before = pulse.record("late"), len(mix.samples())
            caller.send("/ttmba/devices/renew", 1)
            until(lambda: late.heard(RATE // 2), what="sound on the new device")
            until(lambda: len(mix.samples()) > before + RATE, what="a second more")
            assert mix.heard(RATE // 4), "the first plays again"
            assert daemon.terminate() == 0, daemon.said
    assert not any("has ended" in line for line in daemon.said), daemon.said

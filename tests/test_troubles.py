"""What can go wrong with a clip, each tried on a running daemon that plays a loop throughout.

The clips come from sketches: the process around the generator is the same for every generator.
Limits of the generator's process stand in for a full disk and for memory that is too small.
"""

import sys
import time
from contextlib import contextmanager, suppress

import numpy as np
import psutil
import pytest
import soundfile
from daemon import Daemon
from pulse import until
from pythonosc.udp_client import SimpleUDPClient

from ttmba_live.audio import RATE

PATIENCE = 6.0
CONFIG = f"[audio]\nahead = 24000\n\n[generator]\npatience = {PATIENCE}\n"
"""Half a second ahead: a busy test machine must not decide, a standstill of the daemon would."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are limited as on Linux"),
]


class Stage:
    """A daemon that plays, and what it says of the events that are asked of it."""

    def __init__(self, daemon, caller):
        self._daemon, self._caller = daemon, caller

    def child(self, but=0):
        """The generator's process; not one that has ended."""
        found = []

        def there():
            for process in psutil.Process(self._daemon.process.pid).children():
                with suppress(psutil.Error):
                    named = "ttmba_live.generate._child_program" in process.cmdline()
                    found.extend([process] if process.pid != but and named else [])
            return found

        until(there, what="the generator's process")
        return found[0]

    def say(self, address, *arguments):
        self._caller.send(address, *arguments)

    def send(self, name, sound="rain", seconds=0.5):
        self.say("/ttmba/event", name, sound, seconds, 0.0, 0.0, 1.0, 0.0)

    def stop(self, name):
        self.say(f"/ttmba/source/{name}/stop")
        self.state(name, "done")

    def until(self, *wanted, seconds=180.0):
        """The text of the next message that begins so; every other one is skipped."""
        end = time.monotonic() + seconds
        while True:
            address, values = self._caller.receive(max(end - time.monotonic(), 0.01))
            if (address, *values)[: len(wanted)] == wanted:
                return str(values[-1])

    def state(self, name, state):
        return self.until("/ttmba/event/state", name, state)

    def refused(self, *event):
        """The reason why an event is refused; sent by a client that checks nothing itself."""
        time.sleep(1.1)  # subscribers hear the same reason once a second
        client = SimpleUDPClient("127.0.0.1", self._daemon.port)
        client.send_message("/ttmba/event", event)
        client._sock.close()
        return self.until("/ttmba/error", "/ttmba/event")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """Everything here happens to one daemon; at the end, its recording must be without a gap."""
    folder = tmp_path_factory.mktemp("troubles")
    with Daemon(folder, "--record", str(folder / "all.wav"), config=CONFIG) as daemon:
        with daemon.caller() as caller:
            stage = Stage(daemon, caller)
            caller.send("/ttmba/subscribe")
            stage.send("loop", "rain", 2.0)
            caller.send("/ttmba/source/loop/loop", 1)
            stage.state("loop", "playing")
            yield stage
            underruns = int(stage.until("/ttmba/status"))
        assert daemon.terminate() == 0
    samples, _ = soundfile.read(folder / "all.wav")
    heard = np.flatnonzero(np.abs(samples).max(axis=1) > 1e-4)
    sound = samples[heard[0] : heard[-1]]
    windows = sound[: len(sound) // 480 * 480].reshape(-1, 480, 2)
    assert np.abs(windows).max(axis=(1, 2)).min() > 1e-3, "a gap of 10 ms"
    assert len(samples) - heard[-1] < RATE, "the loop did not sound to the end"
    assert underruns == 0


def test_killed_while_it_works_the_order_is_tried_once_more(stage):
    stage.send("killed", seconds=60.0)
    stage.state("killed", "generating")
    stage.child().kill()
    assert "exit code -9" in stage.until("/ttmba/error", "/ttmba/status")
    stage.state("killed", "ready")
    stage.stop("killed")


def test_killed_twice_the_order_fails_and_the_next_one_works(stage):
    stage.send("twice", seconds=60.0)
    stage.state("twice", "generating")
    first = stage.child()
    first.kill()
    stage.until("/ttmba/error", "/ttmba/status")
    stage.child(but=first.pid).kill()
    assert "exit code -9" in stage.state("twice", "failed")
    stage.send("after")
    stage.state("after", "done")


def test_stuck_it_is_ended_and_the_order_tried_once_more(stage):
    stuck = stage.child()
    stuck.suspend()
    stage.send("stuck")
    assert "gave no sign" in stage.until("/ttmba/error", "/ttmba/status")
    stage.state("stuck", "done")
    assert not psutil.pid_exists(stuck.pid)


@contextmanager
def limited(process, kind, value):
    """A process with less of something for a while."""
    before = process.rlimit(kind)
    process.rlimit(kind, (value, before[1]))
    yield
    process.rlimit(kind, before)


def test_out_of_memory_the_order_fails_and_the_next_one_works(stage):
    child = stage.child()
    with limited(child, psutil.RLIMIT_AS, child.memory_info().vms + 100_000_000):
        stage.send("huge", seconds=1800.0)
        assert "llocate" in stage.state("huge", "failed")
    stage.send("small")
    stage.state("small", "done")
    assert stage.child().pid == child.pid


def test_on_a_full_disk_the_clip_comes_all_the_same(stage):
    child = stage.child()
    with limited(child, psutil.RLIMIT_FSIZE, 4096):
        stage.send("found")
        stage.state("found", "done")
    assert stage.child().pid == child.pid


@pytest.mark.parametrize(
    ("sound", "seconds", "why"),
    [
        ("x" * 10_000, 1.0, "2000 printable"),
        ("", 1.0, "2000 printable"),
        ("rain", 0.0, "duration must be over 0"),
        ("rain", float("nan"), "finite"),
        ("rain", 1e9, "duration must be over 0"),
    ],
)
def test_an_order_without_sense_is_refused_with_a_reason(stage, sound, seconds, why):
    assert why in stage.refused("refused", sound, seconds, 0.0, 0.0, 1.0, 0.0)


def test_a_cue_of_ten_thousand_characters_is_answered(stage):
    text = "a bell rings. " * 1000
    stage.say("/ttmba/cue", text[:10_001])
    assert "10000 characters" in stage.until("/ttmba/error", "/ttmba/cue")
    stage.say("/ttmba/cue", "x" * 10_000)
    assert "nothing is known about" in stage.until("/ttmba/error", "/ttmba/cue")
    assert stage.until("/ttmba/cue/planned") == "rules"


def test_emoji_sound(stage):
    stage.send("emoji", "🌧️🔥")
    stage.state("emoji", "done")

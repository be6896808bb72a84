"""The sound card's door and its keeper, against a real sound server that stands in for a card."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from typing import final

import numpy as np
import pytest
from pulse import JackServer, PulseServer, end, until

from ttmba_live.audio import RATE
from ttmba_live.errors import Unavailable
from ttmba_live.sinks.channels import Placed, channels_there

NOISE = """
import sys, time
import numpy as np
from ttmba_live.sinks.device import Device, DeviceSettings

noise = np.random.default_rng(7).uniform(-0.5, 0.5, (96_000, 2)).astype(np.float32)
cursor = 0

def pull(out):
    global cursor
    part = noise[cursor : cursor + len(out)]
    out[: len(part)] = part
    out[len(part) :] = 0.0
    cursor += len(out)
    return len(part)
# Far ahead of the card: a busy machine must not decide this test.
name = sys.argv[1] if len(sys.argv) > 1 else None
channels = tuple(int(word) for word in sys.argv[2:]) or (1, 2)
output = Device(DeviceSettings(name=name, block=1024, latency=1.0, channels=channels))
assert not output.active and output.latency == 0.0
output.start(pull)
assert output.active
while cursor < len(noise) + 96_000:
    time.sleep(0.01)
output.close()
output.close()
assert not output.active
print(output.name, output.latency, output.calls, output.underflows, sep="\\t")
"""

KEEPER = """
import asyncio, sys
from ttmba_live.live._output import OutputKeeper
from ttmba_live.sinks.device import Device, DeviceSettings, refresh
from ttmba_live.sinks.null import Null

pulled = 0

def pull(out):
    global pulled
    out[:] = (0.5, 0.25)
    pulled += len(out)
    return len(out)

def say(text):
    print(pulled, text, flush=True)

async def main():
    keeper = OutputKeeper(lambda: Device(DeviceSettings()), Null, pull, say, refresh)
    await keeper.start()
    running = asyncio.create_task(keeper.run())
    say("ready")
    while await asyncio.to_thread(sys.stdin.readline) == "?\\n":
        say("pulled")
    await keeper.close()
    await running
    say(f"closed after losing {keeper.lost}")

asyncio.run(main())
"""

REFUSED = """
from ttmba_live.errors import Unavailable
from ttmba_live.sinks.device import Device, DeviceSettings, list_devices

(jack,) = [info for info in list_devices() if "JACK" in info.host_api]
try:
    Device(DeviceSettings(name=str(jack.index))).start(len)
except Unavailable as error:
    print(error)
"""


@final
class Show:
    """The keeper in a process of its own, and what it has said."""

    def __init__(self, server: PulseServer) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-c", KEEPER],
            env=server.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self.lines.append(line.strip())

    def wait(self, words: str, times: int = 1) -> int:
        """Wait until it has said ``words``; return the frames pulled when it did."""
        said = lambda: [line for line in self.lines if words in line]
        until(lambda: len(said()) >= times, what=f"{words!r}, heard {self.lines}")
        return int(said()[times - 1].split()[0])

    def pulled(self) -> int:
        """How many frames have been pulled now."""
        asked = sum("pulled" in line for line in self.lines)
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        return self.wait("pulled", asked + 1)

    def __enter__(self) -> Show:
        self.wait("ready")
        return self

    def finish(self) -> None:
        """Ask it to close; it must end by itself."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert self._process.wait(timeout=300) == 0
        self._reader.join()

    def __exit__(self, *_: object) -> None:
        end(self._process)
        self._reader.join()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture
def server():
    with PulseServer() as running:
        yield running


def run(script: str, env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def heard_whole(record, env, arguments, ears):
    """What the card says and all that was heard, once it came whole; a busy machine may tear it."""
    sent = np.random.default_rng(7).uniform(-0.5, 0.5, (96_000, 2)).astype(np.float32)
    for _ in range(5):
        recording = record()
        said = run(NOISE, env, *arguments).split("\t")
        until(lambda recording=recording: not recording.heard(), what="silence")
        heard = recording.stop()
        start = int(np.argmax(np.abs(heard).max(axis=1) > 0))
        if np.array_equal(heard[start : start + len(sent), ears], sent):
            return said, heard
    return pytest.fail("the noise never came through whole")


@pytest.mark.device
@pytest.mark.parametrize("arguments", [(), ("puls",)], ids=["default", "part of a name"])
def test_every_sample_arrives_in_its_own_ear(server, arguments):
    (name, latency, calls, late), _ = heard_whole(server.record, server.env, arguments, [0, 1])
    assert name == ("pulse" if arguments else "default")
    assert 0.0 < float(latency) < 4.0
    assert int(calls) >= (96_000 + 24_000) // 1024
    assert int(late) == 0


@pytest.mark.device
def test_two_ears_on_other_channels(server):
    server.add_sink("four", channels=4)
    record = partial(server.record, "four", channels=4)
    said, heard = heard_whole(record, server.env, ("default", "4", "3"), [3, 2])
    assert said[0] == "default, channels 4 and 3"
    assert not heard[:, :2].any()


def test_channels_a_device_has_not_are_refused_and_one_is_mono():
    assert channels_there((1, 2), 1) == (1, 1)
    assert channels_there((3, 4), 4) == (3, 4)
    with pytest.raises(Unavailable, match=r"has 2 output channels.*asks for 3 and 4"):
        channels_there((3, 4), 2)
    with pytest.raises(Unavailable, match=r"has 1 output channels.*asks for 1 and 3"):
        channels_there((1, 3), 1)


@pytest.mark.parametrize("frames", [16, 256, 20_000])
def test_ears_are_placed_and_summed_for_one(frames):
    def pull(out):
        out[:] = (0.5, -0.25)
        return len(out) - 3

    out = np.full((frames, 4), 9.0, np.float32)
    assert Placed(pull, (4, 1))(out) == frames - 3
    assert np.array_equal(out, np.tile(np.float32([-0.25, 0.0, 0.0, 0.5]), (frames, 1)))
    mono = np.full((frames, 1), 9.0, np.float32)
    Placed(pull, (1, 1))(mono)
    assert np.array_equal(mono, np.full((frames, 1), 0.125, np.float32))


@pytest.mark.device
def test_a_removed_sink_is_missed_and_the_next_one_found(server):
    with Show(server) as show:
        server.remove_sink()
        lost = show.wait("is back")
        until(lambda: show.pulled() - lost > RATE / 4, what="the show to go on meanwhile")
        server.add_sink("other")
        show.wait("plays again")
        recording = server.record("other")
        until(
            lambda: np.all(recording.samples()[-100:] == np.float32([0.5, 0.25])),
            what="the sound on the new sink",
        )
        show.finish()
        assert show.lines[-1].endswith("closed after losing 1")


@pytest.mark.device
def test_a_suspended_sink_is_noticed_and_comes_back_twice(server):
    with Show(server) as show:
        for times in (1, 2):
            server.suspend(on=True)
            show.wait("no longer asks for sound", times)
            server.suspend(on=False)
            show.wait("plays again", times)
            recording = server.record()
            until(recording.heard, what="the sound after resuming")
        show.finish()


@pytest.mark.device
def test_a_sink_that_stays_suspended_is_not_taken_for_alive(server):
    with Show(server) as show:
        server.suspend(on=True)
        lost = show.wait("no longer asks for sound")
        threading.Event().wait(4.0)  # several attempts
        assert not [line for line in show.lines if "plays again" in line]
        until(lambda: show.pulled() - lost > RATE / 2, what="the show to go on meanwhile")
        show.finish()


@pytest.mark.device
def test_a_stream_moved_to_another_sink_plays_on(server):
    server.add_sink("second")
    server.pactl("set-default-sink", server.sink)
    with Show(server) as show:
        recording = server.record("second")
        assert not recording.heard()
        server.remove_sink()
        until(recording.heard, what="the sound on the other sink")
        show.finish()


@pytest.mark.device
def test_a_sound_server_that_crashes_and_returns(server):
    with Show(server) as show:
        server.stop()
        show.wait("is back")
        show.wait("still unheard")
        server.start()
        show.wait("plays again")
        recording = server.record()
        until(recording.heard, what="the sound after the crash")
        show.finish()


@pytest.mark.device
def test_a_card_that_cannot_do_it_says_what_it_lacks():
    with JackServer(44_100) as jack:
        message = run(REFUSED, jack.env)
    assert "'system'" in message
    assert "Invalid sample rate" in message
    assert "44100 Hz" in message
    assert "2 channels of float32 at 48000 Hz" in message
    assert "\n" not in message


@pytest.mark.device
def test_a_card_of_one_channel_plays_in_mono():
    with JackServer(channels=1) as jack:
        name, *_ = run(NOISE, jack.env, "system").split("\t")
    assert name == "system, channel 1 in mono"

"""A daemon's show: it follows DAWs, leads them, and runs by time code on an input."""

import json
import socket
import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest
from daemon import Daemon, hear, wait_for
from pulse import PulseServer, until
from test_clock import ltc

from ttmba_live.audio import RATE
from ttmba_live.clock import RATES

SCENE = {
    "version": 1,
    "room": "none",
    "events": [
        {"sound": "bell", "id": "bell", "duration": 2, "start": 0.5,
         "azimuth": 90, "elevation": 0, "distance": 1},
        {"sound": "rain", "id": "rain", "duration": 30, "start": 10,
         "azimuth": -90, "elevation": 0, "distance": 1},
    ],
}  # fmt: skip


def scene(folder):
    (folder / "act.json").write_text(json.dumps(SCENE))
    return folder / "act.json"


@contextmanager
def saying_the_time(daemon, seconds):
    """Tell a daemon the time 30 times a second, from so many seconds on, as a DAW that runs."""
    began, end = time.monotonic(), threading.Event()

    def tell():
        with daemon.caller() as daw:
            while not end.wait(1 / 30):
                daw.send("/time", seconds + time.monotonic() - began)

    thread = threading.Thread(target=tell)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def test_a_daemons_show_follows_daws_and_leads_them(tmp_path):
    reaper = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    reaper.bind(("127.0.0.1", 0))
    config = f'[transport]\nlead = ["reaper 127.0.0.1:{reaper.getsockname()[1]}"]\n'
    words = ("--scene", str(scene(tmp_path)), "--renderer", "sphere", "--generator", "sketch")
    with (
        Daemon(tmp_path, *words, "--session", str(tmp_path / "s"), config=config) as daemon,
        daemon.caller() as caller,
    ):
        caller.send("/ttmba/subscribe")
        caller.send("/ttmba/transport/cue", "1.5 dog@20@45,0@1@0.25")
        hear(caller, "/ttmba/event/state", "dog", "ready")
        caller.send("/transport_play", 1.0)  # as Ardour says it
        hear(caller, "/ttmba/transport", "playing")
        hear(caller, "/ttmba/event/state", "dog", "playing")
        caller.send("/stop", 1.0)  # as REAPER does
        hear(caller, "/ttmba/transport", "stopped")
        hear(caller, "/ttmba/event/state", "dog", "done", "stopped")
        with saying_the_time(daemon, 12.0):
            hear(caller, "/ttmba/transport", "playing")
            hear(caller, "/ttmba/event/state", "rain", "playing")
        hear(caller, "/ttmba/transport", "stopped")  # no more was said
        caller.send("/position/time", " ")
        caller.send("/position/time", "1:2")
        _, (address, why) = wait_for(caller, lambda a, _: a == "/ttmba/error", "a refusal")
        assert (address, "00:01:02.500" in why) == ("/position/time", True)
        caller.send("/ttmba/scene/load", "nothing")
        wait_for(caller, lambda a, v: a == "/ttmba/error" and "no scene" in v[1], "a refusal")
        caller.send("/ttmba/transport/locate", 1.0)
        caller.send("/ttmba/transport/play")
        hear(caller, "/ttmba/transport", "playing")
        assert daemon.terminate() == 0, daemon.said
    reaper.setblocking(False)
    assert [reaper.recv(99) for _ in range(2)] == [
        b"/time\0\0\0,f\0\0\x3f\x80\0\0", b"/play\0\0\0,i\0\0\0\0\0\x01",
    ]  # fmt: skip
    reaper.close()
    lines = (tmp_path / "s" / "manifest.tsv").read_text().splitlines()[2:]
    rows = [line.split("\t") for line in lines if "\tdry\t" in line]
    assert [row[1] for row in rows[:3]] == ["bell", "dog", "rain"]
    assert float(rows[1][2]) - float(rows[0][2]) == pytest.approx(1.25, abs=1 / RATE)
    assert 1.0 < float(rows[2][5]) < 28.1, "rain was joined in its middle"


LTC = """
[audio]
latency = 0.3
[transport]
ltc = 1
zero = 3600.0
"""


@pytest.mark.device
def test_a_show_runs_by_the_time_code_on_an_input(tmp_path):
    code = ltc(25 * 3608, 25 * 12, RATES["25"])
    (tmp_path / "code.f32").write_bytes(np.repeat(code, 2).astype("<f4").tobytes())
    with PulseServer() as pulse:
        pulse.add_sink("code")
        pulse.pactl("set-default-sink", pulse.sink)
        env = {**pulse.env, "PULSE_SOURCE": "code.monitor"}
        words = ("--scene", str(scene(tmp_path)), "--renderer", "sphere")
        recording = pulse.record()
        with Daemon(tmp_path, *words, device=None, config=LTC, env=env) as daemon:
            with daemon.caller() as caller:
                caller.send("/ttmba/subscribe")
                pulse.play(tmp_path / "code.f32", "code")
                _, seconds = hear(caller, "/ttmba/transport", "playing")
                assert 3608.0 < seconds < 3620.0
                hear(caller, "/ttmba/event/state", "rain", "playing")
                until(lambda: np.abs(recording.samples()[-RATE:]).max() > 0.003, what="rain")
            assert daemon.terminate() == 0, daemon.said
        recording.stop()
    assert any("LTC on channel 1" in line for line in daemon.said)

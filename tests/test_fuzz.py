"""Twenty thousand datagrams against a playing daemon: answered or acted on, and it plays on."""

import socket
import time

import numpy as np
import psutil
import soundfile
from daemon import Daemon, hear
from osc_fuzz import CORPUS, DISRUPTIVE, datagrams

from ttmba_live.audio import RATE

COUNT = 20_000
BURST = 50
AVOID = DISRUPTIVE | {"/ttmba/cue", "/ttmba/event", "/ttmba/unsubscribe", "/ttmba/subscribe"}


def answered(caller, fuzzer, packets):
    """Send a burst and wait for a pong behind it: all before it has been dealt with by then."""
    for packet in packets:
        fuzzer.send(packet)
    caller.send("/ttmba/ping")
    hear_pong(caller)


def hear_pong(caller):
    end = time.monotonic() + 30
    while caller.receive(30)[0] != "/ttmba/pong":
        assert time.monotonic() < end


def test_nothing_that_is_sent_stops_the_sound(tmp_path):
    packets = [*CORPUS.values(), *datagrams(COUNT, seed=1, avoid=AVOID)]
    packets = [p for p in packets if len(p) < 60_000]
    with Daemon(tmp_path, "--record", str(tmp_path / "all.wav")) as daemon:
        memory = psutil.Process(daemon.process.pid)
        with daemon.caller() as caller, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fuzzer:
            fuzzer.connect(("127.0.0.1", daemon.port))
            # Noise that no id of the fuzzer's reaches, so that a gap in it is the daemon's.
            caller.send("/ttmba/event", "steady", "rain", 300.0, 0.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "steady", "playing")
            for name in ("dog", "cat"):
                caller.send("/ttmba/event", name, "bell", 60.0, 0.0, 0.0, 5.0, 0.0)
                hear(caller, "/ttmba/event/state", name, "playing")
            began = time.monotonic()
            before = 0
            for start in range(0, len(packets), BURST):
                answered(caller, fuzzer, packets[start : start + BURST])
                if start == len(packets) // 2 // BURST * BURST:
                    before = memory.memory_info().rss
            took = time.monotonic() - began
            after = memory.memory_info().rss
            fuzzer.setblocking(False)
            caller.send("/ttmba/source/steady/stop")
            hear(caller, "/ttmba/event/state", "steady", "done")
        assert daemon.terminate() == 0
        assert not any("Traceback" in line for line in daemon.said), daemon.said
    assert after - before < 16 * 2**20, "memory grew in the second half"
    assert {p.name for p in tmp_path.iterdir()} <= {"settings.toml", "all.wav"}
    samples, _ = soundfile.read(tmp_path / "all.wav", dtype="float32")
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 1e-4)
    sounding = samples[loud[0] : loud[0] + int(took * RATE), 0]
    windows = sounding[: len(sounding) // 480 * 480].reshape(-1, 480)
    assert np.abs(windows).max(axis=1).min() > 1e-4, "a gap of 10 ms"

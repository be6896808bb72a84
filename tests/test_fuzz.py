"""Twenty thousand datagrams against a playing daemon: answered or acted on, and it plays on."""

import contextlib
import socket
import sys
import time

import numpy as np
import psutil
import pytest
import soundfile
from daemon import PATIENCE, Daemon, hear, wait_for
from osc_fuzz import CORPUS, DISRUPTIVE, bundle, datagrams, message

from ttmba_live.audio import RATE

COUNT = 20_000
BURST = 50
PING = bundle(bundle(message("/ttmba/ping")))
"""Wrapped twice, since a plain ping overtakes what waits."""
TAKES = {"/ttmba/source/{id}/again", "/ttmba/source/{id}/vary"}
"""What holds a minute of sound for each source, and twice that on the way."""
CUES = {"/ttmba/cue", "/ttmba/event", "/ttmba/transport/cue"}
"""What makes sources, whose clips are kept: `[cues]` bounds them."""
AVOID = DISRUPTIVE | CUES | {"/ttmba/unsubscribe", "/ttmba/subscribe"}


def dealt_with(fuzzer, packets):
    """Send a burst and a ping behind it from the same socket; return when that is answered.

    A sender's datagrams are taken in order, those of two senders are not. What is too much at
    once is dropped, by the system or by the daemon, so a ping may be lost and is sent again.
    """
    for packet in packets:
        fuzzer.send(packet)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        fuzzer.send(PING)
        again = time.monotonic() + 1.0
        while (left := again - time.monotonic()) > 0:
            fuzzer.settimeout(left)
            with contextlib.suppress(TimeoutError):
                if fuzzer.recv(65_535).startswith(b"/ttmba/pong\0"):
                    return
    raise AssertionError("no pong")


def smallest(memory, fuzzer, packets):
    """Send packets; the least memory held on the way, bytes."""
    least = sys.maxsize
    for start in range(0, len(packets), BURST):
        dealt_with(fuzzer, packets[start : start + BURST])
        least = min(least, memory.memory_info().rss)
    return least


@pytest.mark.slow
@pytest.mark.alone
def test_nothing_that_is_sent_stops_the_sound(tmp_path):
    first = [*CORPUS.values(), *datagrams(COUNT // 2, seed=1, avoid=AVOID)]
    second = list(datagrams(COUNT // 2, seed=2, avoid=AVOID | TAKES))
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
            smallest(memory, fuzzer, [p for p in first if len(p) < 60_000])
            before = smallest(memory, fuzzer, second[: len(second) // 2])
            after = smallest(memory, fuzzer, second[len(second) // 2 :])
            until_then = daemon.frames()
            caller.send("/ttmba/subscribe")  # the fuzzer may have been the last to ask for it
            caller.send("/ttmba/panic")
            ended = ("steady", "done", "stopped")
            wait_for(caller, lambda _, told: told == ended, "end of the noise")
            daemon.play_on(2.0)
        assert daemon.terminate() == 0
        assert not any("Traceback" in line for line in daemon.said), daemon.said
    assert after - before < 8 * 2**20, "memory grew in the last quarter"
    assert {p.name for p in tmp_path.iterdir()} <= {"settings.toml", "all.wav"}
    samples, _ = soundfile.read(tmp_path / "all.wav", dtype="float32")
    assert not samples[-RATE:].any(), "something sounds after the panic"
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 1e-4)
    sounding = samples[loud[0] : until_then, 0]
    assert len(sounding) > len(samples) / 2, "it began too late"
    windows = sounding[: len(sounding) // 480 * 480].reshape(-1, 480)
    assert np.abs(windows).max(axis=1).min() > 1e-4, "a gap of 10 ms"

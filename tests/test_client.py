"""The client for scripts, with a real daemon behind it; and the examples that use it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from daemon import PATIENCE

from ttmba_live import __version__
from ttmba_live.client import Client
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.osc._codec import decode, encode

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def daemon(shared_daemon):
    return shared_daemon


@pytest.fixture
def ttmba(daemon):
    with daemon.client() as client:
        yield client


def test_a_cue_becomes_sounds_that_move_and_end(ttmba):
    bell, dog = ttmba.cue("bell@0.4@-45,10@2@0\ndog barking@0.3@90,0@1@0.2")
    assert (bell.sound, bell.azimuth, bell.elevation, bell.distance) == ("bell", -45, 10, 2)
    assert (dog.duration, dog.start) == pytest.approx((0.3, 0.2))
    bell.wait("playing")
    bell.move(30, 0, 2.5)
    assert ttmba.call(f"/ttmba/source/{bell.id}/aed") == (30, 0, 2.5)
    bell.move_xyz(0, -2, 0)
    assert ttmba.call(f"/ttmba/source/{bell.id}/azimuth") == (-90,)
    ttmba.wait(bell, dog)
    assert (bell.state, dog.state) == ("done", "done")


def test_a_sound_plays_again_and_loops_until_stopped(ttmba):
    sound = ttmba.event("again", "bell", 0.2)
    sound.wait("done")
    sound.loop()
    sound.gain(-12)
    sound.mute()
    sound.play()
    sound.wait("playing")
    sound.stop()
    sound.wait("done")
    source = [ttmba.call(f"/ttmba/source/again/{what}") for what in ("loop", "mute", "gain")]
    assert source == [(1,), (1,), (-12,)]


def test_a_sound_is_made_again_and_varied_while_it_plays(ttmba):
    sound = ttmba.event("takes", "rain", 1.0, loop=True, seed=41, negative="thunder", guidance=3)
    sound.wait("playing")
    for act in (sound.again, lambda: sound.vary(0.3), lambda: sound.again(3_000_000_001)):
        act()
        assert sound.state in ("queued", "generating", "ready", "playing")
        sound.wait("playing")
    notes = [values[2] for at, values in ttmba.replies() if at.endswith("state")]
    seeds = [note.split(",")[0] for note in notes if note.startswith("seed")]
    assert seeds == ["seed 41", "seed 42", "seed 43", "seed 3000000001"]
    with pytest.raises(InvalidInput, match=r"0\.\.1"):
        sound.vary(1.5)
    sound.stop()
    sound.wait("done")


def test_the_listener_and_the_mix(ttmba):
    ttmba.head(30, 10)
    ttmba.place_head(1, 2, 0)
    ttmba.gain(-3)
    assert ttmba.call("/ttmba/listener/ypr") == pytest.approx((30, 10, 0), abs=1e-4)
    assert ttmba.call("/adm/lis/xyz") == pytest.approx((-0.2, 0.1, 0))
    assert ttmba.call("/ttmba/gain") == (-3,)


def test_refusals_are_raised_with_the_daemons_own_line(ttmba):
    with pytest.raises(InvalidInput, match="no source 'nobody'"):
        ttmba.source("nobody").gain(0)
    with pytest.raises(InvalidInput, match="elevation must lie in"):
        ttmba.event("x", "bell", elevation=100)
    with pytest.raises(InvalidInput, match="duration must be a number"):
        ttmba.cue("bell@long@0,0@1@0")
    with pytest.raises(InvalidInput, match=r"1\.\.10000"):
        ttmba.cue(" ")
    assert ttmba.ping() == __version__
    ttmba.gain(0)


def test_a_session_is_saved_and_its_folder_told(ttmba):
    ttmba.event("kept", "bell", 0.2).wait("done")
    folder = Path(ttmba.save("evening"))
    assert (folder / "mix.wav").is_file()
    with pytest.raises(InvalidInput, match="plain name"):
        ttmba.save("../evening")


def test_each_client_hears_its_own_and_a_subscriber_everything(daemon, ttmba):
    with daemon.client() as other:
        ttmba.subscribe()
        other.event("theirs", "bell", 0.1).wait("done")
        heard = [a for a, values in ttmba.replies(0.5) if values[:1] == ("theirs",)]
        assert "/ttmba/event/state" in heard
        ttmba.call("/ttmba/unsubscribe")
        ttmba.event("mine", "bell", 0.1).wait("done")
        assert not [values for _, values in other.replies(0.2) if "mine" in values]


def test_nobody_there_is_said():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        with Client(port=port, timeout=0.2) as client, pytest.raises(Unavailable, match="answer"):
            client.ping()
    with Client(port=port, timeout=0.2) as client, pytest.raises(Unavailable):
        client.gain(0)


class Puppet(threading.Thread):
    """A daemon of our own making, that says what a test wants after each address."""

    def __init__(self, answers, timeout=PATIENCE) -> None:
        super().__init__(daemon=True)
        self.answers, self.timeout = answers, timeout
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.start()

    def run(self):
        while True:
            packet, client = self.socket.recvfrom(10_000)
            [message] = decode(packet)
            if message.address == "/end":
                return
            for answer in self.answers.get(message.address, ()):
                self.socket.sendto(encode(*answer), client)

    def __enter__(self):
        return Client(port=self.socket.getsockname()[1], timeout=self.timeout)

    def __exit__(self, *_):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ender:
            ender.sendto(encode("/end"), self.socket.getsockname())
        self.join()
        self.socket.close()


PLACED = ("/ttmba/event/placed", "a", "rain", 1.0, 0.0, 0.0, 1.0, 0.0)


def test_a_clip_that_fails_is_raised_and_a_late_one_times_out():
    failed = ("/ttmba/event/state", "a", "failed", "out of memory")
    with Puppet({"/ttmba/cue": [("/ttmba/cue/planned", 1, 1), PLACED]}) as client, client:
        [sound] = client.cue("rain")
        with pytest.raises(TimeoutError, match=r"a not ready within 0\.1 s"):
            sound.wait("ready", timeout=0.1)
    with Puppet({"/ttmba/cue": [("/ttmba/cue/planned", 1, 1), PLACED, failed]}) as client, client:
        [sound] = client.cue("rain")
        with pytest.raises(GenerationFailed, match="a: out of memory"):
            sound.wait("ready")


def test_notes_are_no_refusals_and_refused_events_are_left_out():
    note = ("/ttmba/error", "/ttmba/cue", "guessed")
    full = ("/ttmba/error", "/ttmba/cue", "all sources are in use")
    planned = ("/ttmba/cue/planned", 1, 2)
    with Puppet({"/ttmba/cue": [note, planned, PLACED, full]}) as client, client:
        assert [sound.id for sound in client.cue("rain, rain")] == ["a"]
    puppet, refused = (
        Puppet({"/ttmba/cue": [note, planned, full, full]}),
        pytest.raises(InvalidInput, match="in use"),
    )
    with puppet as client, client, refused:
        client.cue("rain, rain")


def test_an_answer_that_came_too_late_answers_nothing_else():
    with Puppet({}, timeout=0.2) as client, client, pytest.raises(Unavailable):
        client.ping()
    late = [("/ttmba/pong", "1"), ("/ttmba/error", "/ttmba/gain", "too loud")]
    with Puppet({"/ttmba/gain": late[1:], "/ttmba/ping": late[:1]}) as client, client:
        for _ in range(2):
            with pytest.raises(InvalidInput, match="too loud"):
                client.gain(99)


@pytest.mark.parametrize("name", ["cue_and_move.py", "watch.py"])
def test_the_examples_run(daemon, name):
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), str(daemon.port)],
        capture_output=True, text=True, timeout=300, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "done" in done.stdout


def test_the_pages_example_runs(daemon):
    page = (EXAMPLES.parent / "docs" / "scripting.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    script = block.replace("Client()", f"Client(port={daemon.port})")
    assert script != block
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)

"""The daemon through a real sound server: what is heard is what is recorded, and nothing drops."""

import random
import threading
import time

import numpy as np
import pytest
import soundfile
from daemon import Daemon, hear
from pulse import PulseServer, until
from test_live import align, loud, residue_db

from ttmba_live.audio import RATE

pytestmark = pytest.mark.device

VOICES = 32
MOVES_PER_SECOND = 50

FAR_AHEAD = "[audio]\nlatency = 0.5\n"
"""A busy test machine must not decide; `bench/endurance.py` counts at the default settings."""


def test_what_is_heard_is_what_is_recorded(tmp_path):
    with PulseServer() as pulse:
        recording = pulse.record()
        words = ("--record", str(tmp_path / "all.wav"))
        with Daemon(tmp_path, *words, device=None, config=FAR_AHEAD, env=pulse.env) as daemon:
            with daemon.caller() as caller:
                caller.send("/ttmba/cue", "rain@4@80,0@1.5@0")
                hear(caller, "/ttmba/event/state", "rain", "done")
                # What is done is still on its way through the device.
                until(lambda: not recording.heard(RATE // 2), what="silence")
            assert daemon.terminate() == 0
        heard = recording.stop()
    recorded, _ = soundfile.read(tmp_path / "all.wav", dtype="float32")
    assert loud(recorded[:, 0]) > 1.5 * loud(recorded[:, 1])
    assert residue_db(heard, sounding(recorded)) < -60


def sounding(samples):
    """The part with sound in it; the silence before it has no length worth comparing."""
    at = np.flatnonzero(np.abs(samples).max(axis=1) > 1e-6)
    return samples[at[0] : at[-1]]


@pytest.mark.slow
@pytest.mark.alone
def test_32_voices_moving_50_times_a_second_do_not_drop_out(tmp_path):
    with PulseServer() as pulse:
        recording = pulse.record()
        words = ("--record", str(tmp_path / "all.wav"))
        with Daemon(tmp_path, *words, device=None, config=FAR_AHEAD, env=pulse.env) as daemon:
            with daemon.caller() as caller:
                start_voices(caller)
                move_all(caller, 30.0)
                caller.send("/ttmba/subscribe")
                voices, _, _, underruns = hear(caller, "/ttmba/status")
            assert voices == VOICES
            assert underruns == 0
            assert daemon.terminate() == 0
        heard = recording.stop()
    recorded, _ = soundfile.read(tmp_path / "all.wav", dtype="float32")
    # What was still on its way to the device when the daemon ended cannot have been heard.
    assert residue_db(heard, sounding(recorded)[: -2 * RATE]) < -60


def start_voices(caller):
    for number in range(VOICES):
        sound, name = "rain" if number % 2 else "wind", f"v{number}"
        caller.send("/ttmba/event", name, sound, 10.0, 0.0, 0.0, 2.0, 0.0)
        caller.send(f"/ttmba/source/{name}/gain", -20.0)
        caller.send(f"/ttmba/source/{name}/loop", 1)
    for number in range(VOICES):
        hear(caller, "/ttmba/event/state", f"v{number}", "playing", seconds=120)


def move_all(caller, seconds):
    """Move every voice at its own angle, one round after the other on a steady clock.

    A busy machine may take longer for all of them.
    """
    chance = random.Random(1)
    speeds = [chance.uniform(-180, 180) for _ in range(VOICES)]
    began = time.monotonic()
    for turn in range(round(seconds * MOVES_PER_SECOND)):
        due = turn / MOVES_PER_SECOND
        time.sleep(max(0.0, began + due - time.monotonic()))
        for number, speed in enumerate(speeds):
            caller.send(f"/ttmba/source/v{number}/aed", speed * due % 360 - 180, 0.0, 2.0)


def test_a_sink_that_goes_away_and_comes_back_plays_again_without_a_restart(tmp_path):
    with PulseServer() as pulse:
        recording = pulse.record()
        with Daemon(tmp_path, device=None, env=pulse.env) as daemon, daemon.caller() as caller:
            caller.send("/ttmba/subscribe")
            caller.send("/ttmba/event", "a", "rain", 10.0, 0.0, 0.0, 1.0, 0.0)
            caller.send("/ttmba/source/a/loop", 1)
            hear(caller, "/ttmba/event/state", "a", "playing")
            until(recording.heard, what="sound")
            told = Errors(caller)
            for break_it, mend_it in (
                (lambda: pulse.suspend(True), lambda: pulse.suspend(False)),
                (pulse.remove_sink, pulse.add_sink),
            ):
                break_it()
                until(lambda: told.lost, what="the daemon to notice")
                mend_it()
                until(lambda: not told.lost, what="the daemon to say that it is back")
                recording = pulse.record()
                until(recording.heard, what="sound to come back")
            told.close()
            assert daemon.process.poll() is None


class Errors:
    """Gathers what the daemon tells of its device, in a thread."""

    def __init__(self, caller):
        self._caller, self._texts = caller, []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._done.is_set():
            try:
                address, arguments = self._caller.receive(0.1)
            except TimeoutError:
                continue
            if address == "/ttmba/error":
                self._texts.append(arguments[1])

    @property
    def lost(self):
        """Whether the last that was said of the device is that it is away."""
        news = [t for t in list(self._texts) if "goes on unheard" in t or "plays again" in t]
        return bool(news) and "goes on unheard" in news[-1]

    def close(self):
        self._done.set()
        self._thread.join()


def test_the_alignment_helper_finds_a_shift():
    noise = np.random.default_rng(0).standard_normal((RATE, 2))
    later = np.concatenate([np.zeros((777, 2)), noise])
    assert align(later, noise) == 777
    assert residue_db(later, noise) < -100

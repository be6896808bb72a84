"""Five programs drive one daemon at once: own replies only, and the recording shows the places."""

import os
import subprocess
import threading
import time
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pytest
from clients import example, ids, run_example
from daemon import Daemon, hear
from ports import free_port
from pulse import need, until
from pure_data import Pd
from tones import frequency

from ttmba_live.audio import RATE, read_sound

OBJECTS = 64
WIDEST = 8e-4
"""Seconds between the ears for a sound from the side: a head's, at tones below 600 Hz."""

CLOSE = 1e-4
"""Seconds; 45 and 90 degrees are 2.3e-4 apart."""


def object_tone(number):
    """Hertz of ADM-OSC object 1..64: a second tells them apart, and four loop without a seam."""
    return 200 + 4 * number


class Stress:
    """adm-osc's stress client; it remembers where it sent each object last."""

    def __init__(self, port, reply_port):
        places, heard = {}, []

        import adm_osc

        class Client(adm_osc.StressClient):
            def send_object_polar_position(self, object_number, pos):
                places[object_number] = pos
                super().send_object_polar_position(object_number, pos)

        self.places, self.heard = places, heard
        self.client = Client("127.0.0.1", port, reply_port)
        self.client.dispatcher.map("*", lambda address, *values: heard.append((address, values)))
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        self.client.stress_polar_position(OBJECTS, 1.0, 20.0)

    def close(self):
        """End when all is sent; returns where the daemon says that object 1 is."""
        self.thread.join()
        self.client.send_message("/adm/obj/1/aed", [])
        until(lambda: self.heard, what="ADM-OSC's answer")
        self.client.server.shutdown()
        self.client.server.server_close()
        self.client._sock.close()
        return self.heard[0]


def pd_goes_round(pd):
    pd.tell(0, "event pd from\\ pd 4 0 0 2 0")
    pd.tell(1, "loop 1")
    pd.hear(1, 0, "state", "playing")
    for azimuth in range(0, 361, 15):
        pd.tell(1, f"azimuth {azimuth}")
        time.sleep(0.02)
    pd.tell(1, "azimuth 45")


def oscsend_goes_round(port):
    def send(address, kinds, *words):
        subprocess.run(["oscsend", "127.0.0.1", str(port), address, kinds, *words], check=True)

    send("/ttmba/event", "ssfffff", "osc", "from oscsend", "4", "0", "0", "2", "0")
    send("/ttmba/source/osc/loop", "i", "1")
    for azimuth in range(0, 361, 30):
        send("/ttmba/source/osc/azimuth", "f", str(azimuth))
        time.sleep(0.05)
    send("/ttmba/source/osc/azimuth", "f", "-45")


def end_of(recording, hertz):
    """The frame at which a tone falls silent."""
    block = RATE // 20
    whole = len(recording) // block * block
    mono = recording[:whole].sum(axis=1) * np.exp(-2j * np.pi * hertz * np.arange(whole) / RATE)
    level = np.abs(mono.reshape(-1, block).mean(axis=1))
    return int(np.flatnonzero(level > 0.3 * level.max())[-1] - 1) * block


def ear_delay(recording, hertz, end):
    """Seconds by which a tone reaches the left ear first, in the second before that frame."""
    turns = np.exp(-2j * np.pi * hertz * np.arange(RATE) / RATE) * np.hanning(RATE)
    left, right = (recording[end - RATE : end] * turns[:, None]).sum(axis=0)
    return float(np.angle(left * np.conj(right)) / (2 * np.pi * hertz))


def expected_delay(azimuth, elevation=0.0):
    return WIDEST * sin(radians(azimuth)) * cos(radians(elevation))


def start_objects(caller):
    for number in range(1, OBJECTS + 1):
        prompt = f"tone {object_tone(number)}"
        caller.send("/ttmba/event", f"o{number}", prompt, 4.0, 0.0, 0.0, 10.0, 0.0)
        caller.send(f"/ttmba/source/o{number}/loop", 1)
    playing = set()
    while len(playing) < OBJECTS:
        name, state, _ = hear(caller, "/ttmba/event/state")
        assert state != "failed"
        if state == "playing":
            playing.add(name)


@pytest.mark.slow
def test_five_programs_at_once(tmp_path):
    pytest.importorskip("adm_osc")
    need("pd", "oscsend", install="apt-get install puredata-core liblo-tools")
    starts = {name: example(name, tmp_path) for name in ("circle.js", "circle.scd")}
    take = tmp_path / "all.wav"
    adm, replies = free_port(), free_port()
    config = f"[osc]\nadm = true\nadm_port = {adm}\nadm_reply_port = {replies}\n"
    config += '[binaural]\nrenderer = "sphere"\n'  # whose delays between the ears are a formula
    here = Path(__file__).parent
    env = {"PYTHONPATH": os.pathsep.join(map(str, (here.parent, here)))}
    daemon = Daemon(tmp_path, "--record", str(take), config=config, env=env, module="tones")
    with daemon, daemon.caller() as caller:
        start_objects(caller)
        pd = Pd(tmp_path, f"ttmba.live {daemon.port}", "ttmba.source pd")
        programs = {name: run_example(start, daemon.port) for name, start in starts.items()}
        stress = Stress(adm, replies)
        with pd:
            others = threading.Thread(target=oscsend_goes_round, args=(daemon.port,))
            others.start()
            pd_goes_round(pd)
            others.join()
            printed = {name: p.communicate(timeout=300) for name, p in programs.items()}
            assert all(p.returncode == 0 for p in programs.values()), printed
            heard_by_pd = pd.heard
        answer = stress.close()
        daemon.play_on(1.5)
        assert daemon.terminate() == 0

    assert ids(printed["circle.js"][0]) == {"wind"}
    assert ids(printed["circle.scd"][0]) == {"bell"}
    assert {words[3] for words in heard_by_pd if words[:3] == ["0", "0", "state"]} == {"pd"}
    assert all(address.startswith("/adm/") for address, _ in stress.heard)
    azimuth, elevation, _ = stress.places[1]
    assert answer == ("/adm/obj/1/aed", pytest.approx((azimuth, max(-90, min(90, elevation)), 1)))

    recording, rate = read_sound(take)
    assert rate == RATE
    ended = {"from pd": 45, "from oscsend": -45, "church bell": 90, "wind": -90}
    for prompt, at in ended.items():
        hertz = frequency(prompt)
        delay = ear_delay(recording, hertz, end_of(recording, hertz))
        assert delay == pytest.approx(expected_delay(at), abs=CLOSE), prompt
    for number, (azimuth, elevation, _) in stress.places.items():
        delay = ear_delay(recording, object_tone(number), len(recording) - RATE // 10)
        assert delay == pytest.approx(expected_delay(azimuth, elevation), abs=CLOSE), number

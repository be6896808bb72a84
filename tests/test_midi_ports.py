"""MIDI inputs that come and go, what is played carried out, and a daemon over real ports."""

import asyncio
import contextlib
import subprocess
import sys
import threading
import time

import pytest
from daemon import PATIENCE, Daemon, hear, wait_for
from pulse import JackServer, until
from test_midi import DOG, control, note

from ttmba_live.cli._midi import told
from ttmba_live.config import from_tables
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.live._midi import MidiTriggers, checked_table
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import OscServer, OscSettings
from ttmba_live.scene import Cue, MovePolar, Scene, SetGain
from ttmba_live.setup.doctor import examine


class Desk:
    """A MIDI driver whose ports are plugged in and played by the test."""

    def __init__(self, *names):
        self.there, self.takes, self.refuses = list(names), {}, set()

    def names(self):
        return list(self.there)

    def open(self, name, take):
        if name in self.refuses:
            raise Unavailable(f"MIDI input {name!r} refused: in use")
        self.takes[name] = take
        desk = self

        class Open:
            def close(self):
                del desk.takes[name]

        return Open()


def test_ports_are_opened_once_come_later_and_go():
    desk, heard = Desk("Left keys 1", "ttmba_live:in"), []
    ports = MidiPorts(lambda: desk)
    take = lambda name, data: heard.append((name, data))
    assert ports.listen("KEYS", take) == ["Left keys 1"]
    assert ports.listen("left", take) == ["Left keys 1"]
    other = []
    ports.listen("", lambda name, _: other.append(name))
    desk.takes["Left keys 1"](b"\xf8")
    assert (heard, other) == ([("Left keys 1", b"\xf8")], ["Left keys 1"])
    desk.there += ["pads", "busy"]
    desk.refuses.add("busy")
    assert ports.look() == ["MIDI input 'pads' is heard", "MIDI input 'busy' refused: in use"]
    assert ports.look() == []
    desk.there.remove("pads")
    assert ports.look() == ["MIDI input 'pads' has gone"]
    assert set(desk.takes) == {"Left keys 1"}
    ports.close()
    assert not desk.takes


class Handler:
    """What the daemon would be told."""

    def __init__(self):
        self.scene, self.done, self.came = Scene(), [], asyncio.Event()

    def handle(self, command, *_):
        self.done.append(command)
        self.came.set()
        if isinstance(command, SetGain):
            raise InvalidInput("no source 'dog'")

    async def wait(self, count):
        async with asyncio.timeout(PATIENCE):
            while len(self.done) < count:
                await self.came.wait()
                self.came.clear()


def test_what_is_played_is_carried_out_and_a_refusal_is_told():
    async def run():
        desk, handler, said = Desk("keys"), Handler(), []
        osc = OscServer(OscSettings(port=0), handler)
        await osc.start()
        rows = from_tables({"midi": [
            {"note": 60, "cue": "a bell"},
            {"control": 1, "address": f"{DOG}/azimuth", "range": (-90, 90)},
            {"control": 2, "address": f"{DOG}/gain", "range": (-60, 0)},
        ]}).midi  # fmt: skip
        midi = MidiTriggers(checked_table(rows), MidiPorts(lambda: desk), osc, said.append)
        midi.start()
        desk.takes["keys"](note(60))
        await handler.wait(1)
        desk.takes["keys"](control(1, 127))
        await handler.wait(2)
        desk.takes["keys"](b"\xf8")
        desk.takes["keys"](control(2, 0))
        await handler.wait(3)
        while len(said) < 2:  # noqa: ASYNC110 - the answer comes by the same loop
            await asyncio.sleep(0.01)
        take = desk.takes["keys"]
        midi.close()
        take(note(60))
        osc.close()
        return handler.done, said

    done, said = asyncio.run(run())
    assert done == [Cue("a bell"), MovePolar("dog", azimuth=90.0), SetGain("dog", -60.0)]
    assert said == [
        "MIDI inputs play 3 of [[midi]]: 'keys'",
        f"MIDI: {DOG}/gain no source 'dog'",
    ]


def test_what_is_played_is_told_as_a_row():
    clocks = set()
    assert list(told("keys", control(7, 3, 16), clocks)) == [
        "keys: control 7 on channel 16, 3    [[midi]] control = 7; channel = 16"
    ]
    lines = [line for _ in range(2) for line in told("keys", b"\xf8", clocks)]
    assert lines == ['keys: a clock    [transport] midi_clock = "keys"']


def test_the_doctor_looks_for_midi_where_it_is_wanted(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    wanted = from_tables({"midi": [{"note": 60, "cue": "a bell"}]})
    found = {one.what: one for one in examine(wanted)}
    assert found["MIDI inputs"].state == "MISSING"
    assert "pip install" in found["MIDI inputs"].found
    assert "MIDI inputs" not in {one.what for one in examine(from_tables({}))}


CONFIG = f"""
[transport]
midi_clock = "show"
tempo = 240.0
[[midi]]
note = 60
port = "keys"
cue = "a bell on the left"
[[midi]]
control = 1
port = "keys"
address = "{DOG}/azimuth"
range = [-180, 180]
"""


@contextlib.contextmanager
def jack_out(rtmidi, name):
    made = []

    def answers():  # the server is there a little later than its semaphore
        with contextlib.suppress(rtmidi.RtMidiError):
            made.append(rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name))
        return made

    until(answers, what="JACK's MIDI")
    (port,) = made
    port.open_virtual_port("out")
    try:
        yield port.send_message
    finally:
        port.delete()


@pytest.mark.slow
@pytest.mark.device
def test_real_ports_fire_move_and_lead_a_daemon(tmp_path, monkeypatch):
    """Over JACK's MIDI, which needs no sound card and no ALSA sequencer."""
    rtmidi = pytest.importorskip("rtmidi", reason="python-rtmidi missing")
    with JackServer() as jack, contextlib.ExitStack() as stack:
        for name, value in jack.env.items():
            monkeypatch.setenv(name, value)
        keys = stack.enter_context(jack_out(rtmidi, "keys"))
        show = stack.enter_context(jack_out(rtmidi, "show"))
        listed = subprocess.run(
            [sys.executable, "-m", "ttmba_live", "midi", "--list"],
            capture_output=True, text=True, check=True, env=jack.env,
        )  # fmt: skip
        assert {"keys:out", "show:out"} <= set(listed.stdout.split())
        words = ("--renderer", "sphere", "--generator", "sketch")
        with (
            Daemon(tmp_path, *words, config=CONFIG, env=jack.env) as daemon,
            daemon.caller() as caller,
        ):
            caller.send("/ttmba/subscribe")
            keys(note(60))
            wait_for(caller, lambda a, v: a.endswith("/state") and v[1] == "playing", "bell")
            keys(control(1, 100))
            wait_for(caller, lambda _, v: "no source 'dog'" in str(v), "refusal")
            until(lambda: any("no source 'dog'" in line for line in daemon.said), what="its line")
            caller.send("/ttmba/transport/cue", "1 hum@1@0,0@1@0")
            hear(caller, "/ttmba/event/state", "hum", "ready")
            show([0xF2, 3, 0])  # the fourth sixteenth of 240 beats a minute: 3/16 of a second
            show([0xFB])
            clock = threading.Thread(target=pulse, args=(show, 24 * 5))
            clock.start()
            _, seconds = hear(caller, "/ttmba/transport", "playing")
            assert 0.15 < seconds < 1.0
            hear(caller, "/ttmba/event/state", "hum", "playing")
            clock.join()
            show([0xFC])
            _, seconds = hear(caller, "/ttmba/transport", "stopped")
            assert seconds == pytest.approx(0.1875 + 5 * 60 / 240, abs=0.3)
            assert daemon.terminate() == 0, daemon.said


def pulse(send, count):
    """Pulses of 120 beats a minute: half as fast as the scene is meant."""
    began = time.monotonic()
    for index in range(count):
        time.sleep(max(0.0, began + index / 48 - time.monotonic()))
        send([0xF8])

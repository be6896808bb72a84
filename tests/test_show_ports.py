"""A show's clock by others' ports: each program's own words, MIDI and what it needs."""

import asyncio
import sys

import pytest

from ttmba_live.clock.midi import MidiPort
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.live._codes import Mtc
from ttmba_live.live._leading import Leading, check_leading
from ttmba_live.osc import Client
from ttmba_live.scene import Halt, Locate, Roll


class Heard:
    """A wire that keeps what is sent."""

    port = 7400

    def __init__(self):
        self.sent = []

    async def reach(self, listener):
        host, _, port = listener.rpartition(":")
        return Client(host, int(port))

    def send(self, client, address, *arguments):
        self.sent.append((client.port, address, *arguments))


def test_each_program_is_led_in_its_own_words():
    wire = Heard()
    leading = Leading(wire, ("reaper 127.0.0.1:8000", "ardour 127.0.0.1:3819", "ttmba a:7400"))
    asyncio.run(leading.start())
    leading.tell(Roll(), rolling=True)
    leading.tell(Locate(1.5), rolling=True)
    leading.tell(Halt(), rolling=False)
    assert wire.sent == [
        (3819, "/set_surface", 0, 0, 2064, 0, 0, 0, 7400),
        (8000, "/play", 1), (3819, "/transport_play", 1), (7400, "/ttmba/transport/play", 1),
        (8000, "/time", 1.5), (3819, "/locate", 72_000, 1), (7400, "/ttmba/transport/locate", 1.5),
        (8000, "/stop", 1), (3819, "/transport_stop", 1), (7400, "/ttmba/transport/stop", 1),
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="one of reaper, ardour, ttmba; not 'cubase x:1'"):
        check_leading(("cubase x:1",))


class Port:
    """A MIDI port that says what it is told to."""

    def __init__(self, name):
        self.name, self.closed = name, False

    def start(self, take):
        take(bytes([0xF0, 0x7F, 0x7F, 1, 1, 1 << 5, 0, 10, 0, 0xF7]))

    def close(self):
        self.closed = True


def test_a_midi_port_is_read_with_its_time():
    code = Mtc("clock", Port)
    asyncio.run(code.start())
    (heard,) = code.read()
    assert (heard.seconds, heard.runs) == (10.0, False)
    assert 0.0 <= heard.ago < 10.0
    code.close()


def test_without_its_port_midi_says_what_is_missing():
    pytest.importorskip("rtmidi", reason="python-rtmidi missing: pip install 'ttmba-live[midi]'")
    with pytest.raises(Unavailable, match="MIDI"):
        MidiPort("no such port")


def test_without_its_package_midi_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    with pytest.raises(Unavailable, match="python-rtmidi"):
        MidiPort("no such port")

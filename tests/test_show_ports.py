"""A show's clock by others' ports: each program's own words, MIDI and what it needs."""

import asyncio
import sys

import pytest

from ttmba_live.clock import TransportSettings
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.live._codes import codes
from ttmba_live.live._leading import Leading, check_leading
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import Client
from ttmba_live.scene import Halt, Locate, Roll
from ttmba_live.setup import AudioSettings


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


class Wired:
    """A MIDI driver whose one port says what it is told to."""

    def names(self):
        return ["show clock"]

    def open(self, name, take):
        assert name == "show clock"
        take(bytes([0xF0, 0x7F, 0x7F, 1, 1, 1 << 5, 0, 10, 0, 0xF7]))
        return self

    def close(self):
        pass


def test_a_midi_port_is_read_with_its_time():
    settings = TransportSettings(midi="Clock")
    (code,) = codes(settings, AudioSettings(), MidiPorts(Wired))
    asyncio.run(code.start())
    (heard,) = code.read()
    assert (heard.said.seconds, heard.said.how) == (10.0, "put")
    assert 0.0 <= heard.ago < 10.0
    assert code.about == "MTC on show clock"


def test_without_its_port_midi_says_what_is_missing():
    (code,) = codes(TransportSettings(midi="x"), AudioSettings(), MidiPorts(Wired))
    with pytest.raises(Unavailable, match="no MIDI input has 'x' in its name; there is 'show clo"):
        asyncio.run(code.start())


def test_without_its_package_midi_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    with pytest.raises(Unavailable, match="python-rtmidi"):
        MidiPorts().names()

"""MIDI notes and controllers fire cues and move sources: the table, its mistakes, real ports."""

import asyncio
import contextlib
import re
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest
from daemon import Daemon, hear, wait_for
from pulse import JackServer, until

from ttmba_live.cli._midi import told
from ttmba_live.config import from_tables
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.live._midi import MidiTriggers, checked_table
from ttmba_live.midi import MidiRow, MidiTable, played
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import OscServer, OscSettings
from ttmba_live.scene import Cue, MovePolar, Scene, SetGain

DOG = "/ttmba/source/dog"


def note(key, velocity=100, channel=1):
    return bytes([0x90 | channel - 1, key, velocity])


def control(number, value, channel=1):
    return bytes([0xB0 | channel - 1, number, value])


def knob(address, **rest):
    return {"control": 1, "address": address, **rest}


def orders(rows, *messages, port="keys"):
    """What a table makes of messages, as (address, arguments)."""
    table = MidiTable([MidiRow(**row) for row in rows])
    found = [order for data in messages for order in table.play(port, played(data))]
    return [(order.address, *order.arguments) for order in found]


def test_what_mido_writes_is_read():
    mido = pytest.importorskip("mido", reason="mido missing: pip install mido")
    for message, seen in (
        (mido.Message("note_on", channel=2, note=60, velocity=7), ("note", 60, 3, 7)),
        (mido.Message("note_off", note=60, velocity=7), ("note", 60, 1, 0)),
        (mido.Message("control_change", channel=15, control=1, value=127), ("control", 1, 16, 127)),
        (mido.Message("program_change", program=9), ("program", 9, 1, 127)),
        (mido.Message("pitchwheel", pitch=8191), ("bend", 0, 1, 16_383)),
    ):
        done = played(bytes(message.bytes()))
        assert (done.kind, done.number, done.channel, done.value) == seen
    others = (mido.Message("sysex", data=[1, 2]), mido.Message("clock"), mido.Message("aftertouch"))
    assert [played(bytes(one.bytes())) for one in others] == [None, None, None]


@pytest.mark.parametrize("data", [b"", b"\x90", b"\x90\x3c", b"\x90\x3c\xff", b"\x3c\x40", b"\xc0"])
def test_what_is_no_whole_message_is_nothing(data):
    assert played(data) is None


def test_a_note_fires_a_cue_and_a_controller_moves():
    rows = [
        {"note": 60, "channel": 1, "cue": "a dog barks on the left"},
        {"control": 1, "address": f"{DOG}/azimuth", "range": (-180.0, 180.0)},
        {"bend": True, "address": f"{DOG}/elevation", "range": (-90.0, 90.0)},
    ]
    assert orders(rows, note(60), note(60, 0), note(60, channel=2), note(61)) == [
        ("/ttmba/cue", "a dog barks on the left")
    ]
    assert orders(rows, *(control(1, value) for value in (0, 64, 127))) == [
        (f"{DOG}/azimuth", angle) for angle in (-180.0, 0.0, 180.0)
    ]
    assert orders(rows, b"\xe0\x00\x40", b"\xe0\x7f\x7f") == [
        (f"{DOG}/elevation", 0.0), (f"{DOG}/elevation", 90.0)
    ]  # fmt: skip


def test_buttons_are_pressed_and_released_and_texts_hold_what_was_played():
    rows = [
        {"control": 20, "cue": "rain at $value degrees"},
        {"control": 20, "when": "release", "address": "/ttmba/stop"},
        {"note": 36, "when": "change", "address": f"{DOG}/mute", "arguments": ("$velocity",)},
        {"program": 3, "address": "/ttmba/room/preset", "arguments": ("church", "$channel")},
    ]
    turned = [control(20, value) for value in (63, 64, 127, 100, 63, 0)]
    assert orders(rows, *turned) == [("/ttmba/cue", "rain at 0.5 degrees"), ("/ttmba/stop",)]
    assert orders(rows, note(36, 9), note(36, 0)) == [(f"{DOG}/mute", 9.0), (f"{DOG}/mute", 0.0)]
    assert orders(rows, b"\xc4\x03") == [("/ttmba/room/preset", "church", 5.0)]


def test_ports_and_channels_keep_rows_apart():
    rows = [
        {"note": 1, "port": "Left", "address": "/ttmba/stop"},
        {"note": 1, "port": "right", "address": "/ttmba/panic"},
    ]
    assert orders(rows, note(1), port="my left keys") == [("/ttmba/stop",)]
    assert orders(rows, note(1), port="RIGHT") == [("/ttmba/panic",)]
    assert orders(rows, note(1), port="other") == []


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"cue": "x"}], r"\[\[midi\]\] 1: expected one of note, control, program and bend"),
        ([{"note": 1, "control": 2, "cue": "x"}], "expected one of note"),
        ([{"note": 1}], "expected either a cue or an address"),
        ([{"note": 1, "cue": "x", "address": "/y"}], "either a cue or an address"),
        ([{"note": 1, "cue": "x", "arguments": [1]}], "arguments belong to an address"),
        ([{"note": 1, "cue": "$valeu"}], r"unknown '\$valeu'; did you mean '\$value'"),
        ([{"note": 1, "address": "ttmba/stop"}], "begins with /"),
        ([{"program": 1, "cue": "x", "when": "release"}], "a program is chosen"),
        ([{"note": 200, "cue": "x"}], r"\[\[midi\]\] 1: note must be .* from 0 to 127, not 200"),
        ([{"note": 1, "adress": "x"}], r"'adress' in \[\[midi\]\]; did you mean 'address'"),
        ([{"control": 1, "address": "/ttmba/sorce/dog/azimuth"}], "did you mean '/ttmba/source/"),
        (
            [{"note": 1, "cue": "x"}, knob(f"{DOG}/elevation", range=(0, 99))],
            r"\[\[midi\]\] 2: /ttmba/source/dog/elevation: .*90",
        ),
        ([{"note": 1, "address": f"{DOG}/gain"}], r"\[\[midi\]\] 1: .*expected gain"),
        (
            [{"note": 1, "cue": "x"}, knob(DOG), {"note": 1, "channel": 3, "cue": "y"}],
            r"\[\[midi\]\] 1 and 3 both let note 1 fire a cue",
        ),
        (
            [knob(f"{DOG}/azimuth"), knob(f"{DOG}/azimuth", port="x")],
            "1 and 2 both let control 1 /ttmba/source/dog/azimuth",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_that_names_the_row(rows, why):
    with pytest.raises(InvalidInput, match=why) as said:
        checked_table(from_tables({"midi": rows}).midi)
    assert "\n" not in str(said.value)


def test_one_knob_may_do_two_things_and_a_pattern_is_taken_on_trust():
    rows = [
        {"control": 1, "address": f"{DOG}/azimuth"},
        {"control": 1, "address": "/ttmba/source/*/gain", "range": (-60, 0)},
        {"note": 1, "channel": 1, "address": "/ttmba/stop"},
        {"note": 1, "channel": 2, "address": "/ttmba/stop"},
        {"note": 1, "when": "release", "address": "/ttmba/stop"},
        {"note": 2, "address": "/adm/obj/1/azim", "arguments": [30]},
    ]
    assert len(checked_table(from_tables({"midi": rows}).midi).rows) == 6


def test_what_the_page_shows_is_right():
    page = Path(__file__).parent.parent / "docs" / "midi.md"
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    rows = from_tables(tomllib.loads("\n".join(blocks))).midi
    assert len(checked_table(rows).rows) == 3


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
        async with asyncio.timeout(60):
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
    port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name)
    port.open_virtual_port("out")
    try:
        yield port.send_message
    finally:
        port.delete()


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

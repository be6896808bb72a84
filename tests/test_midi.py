"""MIDI notes and controllers fire cues and move sources: the table and its mistakes."""

import re
import tomllib
from pathlib import Path

import pytest

from ttmba_live.config import from_tables
from ttmba_live.errors import InvalidInput
from ttmba_live.live._midi import checked_table
from ttmba_live.midi import MidiRow, MidiTable, played

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

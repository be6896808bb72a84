"""The verb that lists MIDI inputs and tells what is played on them, as rows for the settings."""

from __future__ import annotations

import argparse
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from queue import SimpleQueue

from ttmba_live.cli._common import say

_CLOCKS = {0xF8: "midi_clock", 0xF1: "midi"}
"""What a clock's messages begin with, and the setting of [transport] that follows it."""


def add_midi(parser: ArgumentParser) -> None:
    """Add the arguments of ``midi``."""
    parser.set_defaults(verb=_midi)
    parser.add_argument("--list", action="store_true", help="name the inputs and end")
    parser.add_argument("--port", default="", metavar="NAME", help="only inputs of this name")


def _midi(arguments: argparse.Namespace) -> None:
    from ttmba_live.midi.ports import MidiPorts

    ports = MidiPorts()
    for name in ports.names():
        print(name)
    if arguments.list:
        return
    came: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
    if not ports.listen(arguments.port, lambda name, data: came.put((name, data))):
        say("no such MIDI input yet")
    say("play a key, turn a knob; Ctrl-C ends")
    clocks: set[tuple[str, int]] = set()
    try:
        while True:
            for line in told(*came.get(), clocks):
                print(line, flush=True)
    finally:
        ports.close()


def told(port: str, data: bytes, clocks: set[tuple[str, int]]) -> Iterator[str]:
    """What a message is and the row that would take it; a clock is told once, by ``clocks``."""
    from ttmba_live.midi import played

    done = played(data)
    if done is not None:
        number = "true" if done.kind == "bend" else done.number
        row = f"[[midi]] {done.kind} = {number}, channel = {done.channel}"
        yield f"{port}: {done}, {done.value}    {row.replace(', ', '; ')}"
    elif data and data[0] in _CLOCKS and (port, data[0]) not in clocks:
        clocks.add((port, data[0]))
        yield f"{port}: a clock    [transport] {_CLOCKS[data[0]]} = {json.dumps(port)}"

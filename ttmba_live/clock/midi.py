"""A MIDI port's bytes, by python-rtmidi where it is installed. Knows no message's meaning."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from ttmba_live.errors import Unavailable


class MidiPort:
    """An input port whose name holds some words; `start` and `close` belong to one thread."""

    def __init__(self, words: str) -> None:
        """Find it; raises `Unavailable`."""
        library = _library()
        try:
            self._port = library.MidiIn()
            names: list[str] = self._port.get_ports()
        except library.RtMidiError as error:
            raise Unavailable(f"no MIDI here: {error}") from error
        fits = [n for n, name in enumerate(names) if words.casefold() in name.casefold()]
        if not fits:
            known = ", ".join(map(repr, names)) or "none"
            raise Unavailable(f"no MIDI input has {words!r} in its name; there is {known}")
        self.name = names[fits[0]]
        self._number = fits[0]
        self._errors = library.RtMidiError

    def start(self, take: Callable[[bytes], None]) -> None:
        """Hand each message to ``take``, in the driver's thread; raises `Unavailable`."""
        self._port.ignore_types(sysex=False, timing=False, active_sense=True)
        self._port.set_callback(lambda event, _: take(bytes(event[0])))
        try:
            self._port.open_port(self._number)
        except self._errors as error:
            raise Unavailable(f"MIDI input {self.name!r} refused: {error}") from error

    def close(self) -> None:
        """Let it go; never raises."""
        self._port.cancel_callback()
        self._port.close_port()


def _library() -> Any:
    try:
        return importlib.import_module("rtmidi")
    except ImportError as error:
        raise Unavailable(
            "[transport] midi needs the package python-rtmidi: pip install 'ttmba-live[midi]'"
        ) from error

"""MIDI inputs by python-rtmidi, where it is installed. Knows no message's meaning.

On Linux that is ALSA's sequencer or, where the system has none, JACK; elsewhere Core MIDI or WinMM.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from ttmba_live.errors import Unavailable

CLIENT = "ttmba_live"


class Opened(Protocol):
    """A port that is being heard."""

    def close(self) -> None:
        """Let it go; never raises."""


class Driver(Protocol):
    """What lists input ports and opens them."""

    def names(self) -> list[str]:
        """The ports that are there; raises `Unavailable`."""

    def open(self, name: str, take: Callable[[bytes], None]) -> Opened:
        """Hand each message to ``take``, in the driver's thread; raises `Unavailable`."""


class RtMidi:
    """The system's MIDI; belongs to one thread."""

    def __init__(self) -> None:
        """Reach the system's MIDI; raises `Unavailable`."""
        self._library = _library()
        self._ways: list[int] = self._library.get_compiled_api()
        self._lister = self._client()

    def names(self) -> list[str]:
        """The ports that are there; raises `Unavailable`."""
        try:
            found: list[str] = self._lister.get_ports()
        except self._library.RtMidiError as error:
            raise Unavailable(f"no MIDI here: {error}") from error
        return found

    def open(self, name: str, take: Callable[[bytes], None]) -> Opened:
        """Hear one; raises `Unavailable`."""
        port = self._client()
        try:
            number = port.get_ports().index(name)
            port.ignore_types(sysex=False, timing=False, active_sense=True)
            port.set_callback(lambda event, _: take(bytes(event[0])))
            port.open_port(number)
        except (self._library.RtMidiError, ValueError) as error:
            port.delete()
            raise Unavailable(f"MIDI input {name!r} refused: {error}") from error
        return _Open(port)

    def _client(self) -> Any:
        """Of the first of the system's ways that works."""
        problem: Exception | None = None
        for way in self._ways:
            try:
                with _quiet():
                    client = self._library.MidiIn(way, CLIENT)
            except self._library.RtMidiError as error:
                problem = problem or error
            else:
                self._ways = [way]
                return client
        raise Unavailable(f"no MIDI here: {problem}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what ALSA and JACK write to stderr by themselves: the error says it in one line."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class _Open:
    def __init__(self, port: Any) -> None:
        self._port = port

    def close(self) -> None:
        self._port.cancel_callback()
        self._port.close_port()
        self._port.delete()


def _library() -> Any:
    try:
        return importlib.import_module("rtmidi")
    except ImportError as error:
        raise Unavailable(
            "MIDI needs the package python-rtmidi: pip install 'ttmba-live[midi]'"
        ) from error

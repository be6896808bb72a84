"""What came before a panic or a stop: it lets nothing sound after it. Knows commands, no wire.

Datagrams wait in lanes, and bundles for their time. What is older than the panic and acts later is
refused if it would sound or move the show's clock; places, faders, recordings and saves are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._settings import Client
from ttmba_live.scene import (
    AddEvent,
    Again,
    Command,
    Cue,
    CueAt,
    LoadScene,
    Locate,
    Play,
    PlayPreview,
    Roll,
    ShowAt,
    Vary,
)

_SOUND = (
    AddEvent, Again, Cue, CueAt, LoadScene, Locate, Play, PlayPreview, Roll, ShowAt, Vary
)  # fmt: skip
"""What lets something sound, at once or later."""


@dataclass(slots=True)
class Sender:
    """Who sent messages, where their queries are answered, when they came and are meant."""

    client: Client
    reply_to: Client
    came: int
    """The number of the datagram; of what follows a panic in its bundle, the panic's."""
    due: float | None = None


class Overtaken:
    """Everything up to the newest panic or stop. Thread: the event loop's."""

    def __init__(self) -> None:
        """Nothing is overtaken yet."""
        self._before = 0

    def by(self, sender: Sender, newest: int) -> int:
        """Let a panic or stop overtake; the number before which nothing may sound any more.

        That is its own, so what came after it plays. One that had a time counts from when it acts,
        which is after the ``newest`` datagram.
        """
        if sender.due is not None:
            sender.came = newest + 1
        self._before = max(self._before, sender.came)
        return self._before

    def check(self, command: Command, sender: Sender) -> None:
        """Raise `InvalidInput` for what is overtaken and would sound."""
        if sender.came < self._before and isinstance(command, _SOUND):
            raise InvalidInput("it came before a panic or stop, which overtook it: nothing is done")

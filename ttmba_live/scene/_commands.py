"""Every request the outside may make, as frozen values; OSC, scripts and tests make these.

A command is valid once it exists: the edges check what they decode. Those that only change the
scene are in `_scene_commands`; the rest, here and in their own files, are the daemon's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.geometry import Position
from ttmba_live.scene._device_commands import RenewDevices
from ttmba_live.scene._event import Event
from ttmba_live.scene._room_commands import SetRoomFile
from ttmba_live.scene._scene_commands import SceneCommand
from ttmba_live.scene._snapshot_commands import SnapshotCommand
from ttmba_live.scene._takes import Again, Vary
from ttmba_live.scene._transport_commands import TransportCommand


@dataclass(frozen=True, slots=True)
class Cue:
    """Plan this text, generate its events and play them."""

    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Plan this text and tell what it would be, without a sound."""

    text: str


@dataclass(frozen=True, slots=True)
class PlacePreview:
    """Place an event of a preview, counted from 0."""

    number: int
    index: int
    position: Position


@dataclass(frozen=True, slots=True)
class PlayPreview:
    """Make a preview's sounds and play them."""

    number: int


@dataclass(frozen=True, slots=True)
class DropPreview:
    """Forget a preview."""

    number: int


@dataclass(frozen=True, slots=True)
class AddEvent:
    """Play one event as it stands, without planning; its id is set."""

    event: Event


@dataclass(frozen=True, slots=True)
class Play:
    """Start a source's clip again, at once."""

    id: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Fade one source out."""

    id: str


@dataclass(frozen=True, slots=True)
class StopAll:
    """Fade everything out and forget what is planned."""


@dataclass(frozen=True, slots=True)
class Panic:
    """Silence, now."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask whether the daemon is there; the answer goes to ``port`` or to the port it sent from."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Send events and status to the sender's host, at ``port`` or at the port it sent from."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Send no more of them."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class SubscribeMeters:
    """Send levels to the sender's host, so many times a second."""

    port: int | None
    rate: float


@dataclass(frozen=True, slots=True)
class UnsubscribeMeters:
    """Send no more of them."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class SubscribeScene:
    """Send the scene as it is, and from then on what changes, to the sender's host."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class UnsubscribeScene:
    """Send no more of it."""

    port: int | None = None


@dataclass(frozen=True, slots=True)
class RecordStart:
    """Write the mix to a file of this name in the session folder."""

    name: str


@dataclass(frozen=True, slots=True)
class RecordStop:
    """Close that file."""


@dataclass(frozen=True, slots=True)
class SaveSession:
    """Write what was played as a session folder of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class SetHead:
    """Hear through another head: a file's name in the folder of heads, "default" or none."""

    name: str


@dataclass(frozen=True, slots=True)
class SearchLibrary:
    """Tell which of the user's own sounds fit these words."""

    words: str


Command = (
    SceneCommand | Cue | AddEvent | Play | Stop | Again | Vary | StopAll | Panic | Ping
    | Subscribe | Unsubscribe | SubscribeMeters | UnsubscribeMeters
    | SubscribeScene | UnsubscribeScene | Preview | PlacePreview | PlayPreview | DropPreview
    | RecordStart | RecordStop | SaveSession | SetHead | SearchLibrary | SetRoomFile
    | TransportCommand | RenewDevices | SnapshotCommand
)  # fmt: skip
"""Everything that can be asked of the daemon."""

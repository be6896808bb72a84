"""Every request the outside may make, as frozen values; OSC, scripts and tests make these.

A command is valid once it exists: the edges check what they decode. `apply` carries out those
that only change the scene; the rest are the daemon's to carry out.
"""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.geometry import Position, Quaternion
from ttmba_live.scene._device_commands import RenewDevices
from ttmba_live.scene._event import Event
from ttmba_live.scene._room_commands import (
    ChangeRoom,
    EnterRoom,
    SetRoomFile,
    SetSend,
    SetSpread,
)
from ttmba_live.scene._takes import Again, SetLora, Vary
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
class MovePolar:
    """Place a source; what is None stays as it is. Degrees, degrees, metres."""

    id: str
    azimuth: float | None = None
    elevation: float | None = None
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class MoveCartesian:
    """Place a source in metres (front, left, up); what is None stays as it is."""

    id: str
    x: float | None = None
    y: float | None = None
    z: float | None = None


@dataclass(frozen=True, slots=True)
class SetGain:
    """A source's level."""

    id: str
    gain_db: float


@dataclass(frozen=True, slots=True)
class SetMute:
    """Silence a source, or let it sound."""

    id: str
    mute: bool


@dataclass(frozen=True, slots=True)
class SetSolo:
    """Let a source sound alone, with others that are soloed, or not."""

    id: str
    solo: bool


@dataclass(frozen=True, slots=True)
class SetLoop:
    """Let a source's clip start again at its end, or not."""

    id: str
    loop: bool


@dataclass(frozen=True, slots=True)
class SetName:
    """A source's label for people."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SetNumber:
    """A source's ADM-OSC object number; whoever has it gets the other's in exchange."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class TurnHead:
    """The listener's head: a unit quaternion (w, x, y, z)."""

    orientation: Quaternion


@dataclass(frozen=True, slots=True)
class TurnHeadAxis:
    """One angle of the listener's head in degrees; what is None stays as it is."""

    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None


@dataclass(frozen=True, slots=True)
class Recenter:
    """Take how the head is turned now for straight ahead, or forget about that again."""

    forget: bool = False


@dataclass(frozen=True, slots=True)
class MoveListener:
    """The listener's place in metres (front, left, up); what is None stays as it is."""

    x: float | None = None
    y: float | None = None
    z: float | None = None


@dataclass(frozen=True, slots=True)
class SetMasterGain:
    """The level of the whole mix."""

    gain_db: float


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


SceneCommand = (
    MovePolar | MoveCartesian | SetGain | SetMute | SetSolo | SetLoop | SetName | SetNumber
    | TurnHead | TurnHeadAxis | Recenter | MoveListener | SetMasterGain
    | SetSend | SetSpread | EnterRoom | ChangeRoom | SetLora
)  # fmt: skip
"""What `apply` carries out."""

Command = (
    SceneCommand | Cue | AddEvent | Play | Stop | Again | Vary | StopAll | Panic | Ping
    | Subscribe | Unsubscribe | SubscribeMeters | UnsubscribeMeters
    | SubscribeScene | UnsubscribeScene | Preview | PlacePreview | PlayPreview | DropPreview
    | RecordStart | RecordStop | SaveSession | SetHead | SearchLibrary | SetRoomFile
    | TransportCommand | RenewDevices
)  # fmt: skip
"""Everything that can be asked of the daemon."""

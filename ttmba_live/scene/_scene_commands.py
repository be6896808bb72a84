"""Requests that only change the scene, as frozen values: `apply` carries them out."""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.geometry import Quaternion
from ttmba_live.scene._room_commands import ChangeRoom, EnterRoom, SetSend, SetSpread
from ttmba_live.scene._takes import SetLora


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


SceneCommand = (
    MovePolar | MoveCartesian | SetGain | SetMute | SetSolo | SetLoop | SetName | SetNumber
    | TurnHead | TurnHeadAxis | Recenter | MoveListener | SetMasterGain
    | SetSend | SetSpread | EnterRoom | ChangeRoom | SetLora
)  # fmt: skip
"""What `apply` carries out."""

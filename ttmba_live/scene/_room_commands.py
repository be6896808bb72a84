"""Requests about the room, and what sources send into it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.room import Room


@dataclass(frozen=True, slots=True)
class SetSend:
    """The level of what a source sends into the room."""

    id: str
    gain_db: float


@dataclass(frozen=True, slots=True)
class SetSpread:
    """How wide a source is: degrees to every side, 0..180."""

    id: str
    degrees: float


@dataclass(frozen=True, slots=True)
class EnterRoom:
    """Another room around everything."""

    room: Room


@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """One property of the room; see `ttmba_live.room.changed`."""

    field: str
    value: float | tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class SetRoomFile:
    """Let a measured response of that name be the room's late part; empty is none."""

    name: str

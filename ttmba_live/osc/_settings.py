"""What the server is told and whom it serves: settings, clients, the handler's shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple, Protocol

from annotated_types import Ge, Interval, MinLen

from ttmba_live.scene import Command, Scene

HeadTracker = Literal[
    "any", "none", "sparta", "iem", "ambix", "unity", "salte", "mach1", "3dti", "hedrot", "nx",
    "opentrack", "virtuoso", "gyrosc", "zigsim",
]  # fmt: skip
"""Programs that say how the head is turned."""

METER_RATE = 20.0
"""Meters are sent this many times a second at most."""


Port = Annotated[int, Interval(ge=0, le=65_535)]

MAX_ACTIONS = 1024
"""Commands and answers that one packet may cause, patterns and all."""

MAX_COMPLAINTS = 32
"""Errors that one packet may cause; the rest are counted in one more."""


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Where to listen and how patiently."""

    host: Annotated[str, MinLen(1)] = "127.0.0.1"
    """Address to listen on; 0.0.0.0 opens the daemon to the whole network."""
    port: Port = 7400
    """UDP port; 0 takes any free one."""
    adm: bool = False
    """Whether to listen on ADM-OSC's own port too."""
    adm_port: Port = 4001
    """ADM-OSC's own port; 0 takes any free one."""
    adm_reply_port: Port = 4002
    """Where queries that came in on that port are answered; 0 is the port they were sent from."""
    adm_distance: Annotated[float, Interval(gt=0.0, le=10_000.0)] = 10.0
    """Metres that ADM-OSC's distance 1.0 means, until a dmax message says otherwise."""
    max_ahead: Annotated[float, Interval(ge=0.0, le=86_400.0)] = 5.0
    """Seconds that a bundle may lie ahead; later ones act at once, with an error message."""
    max_held: Annotated[int, Interval(ge=0, le=100_000)] = 256
    """Bundles that may wait for their time."""
    max_subscribers: Annotated[int, Interval(ge=1, le=1024)] = 32
    """Subscribers; one more pushes out the oldest."""
    subscriber_timeout: Annotated[float, Ge(0.0)] = 3600.0
    """Seconds without a message from a subscriber after which it is forgotten; 0 is never."""
    notify: tuple[str, ...] = ()
    """Listeners, as "host:port", that are told of every start by /ttmba/startup and then get all
    news without asking."""
    invert_yaw: bool = False
    """Turn the yaw of head trackers round (not of /ttmba/listener and /adm/lis)."""
    invert_pitch: bool = False
    """Likewise the pitch."""
    invert_roll: bool = False
    """Likewise the roll."""
    head_tracker: HeadTracker = "any"
    """Whose head orientation is heard: "any" program's, "none", or one's by its name in
    docs/osc.md, so that two trackers do not pull at one head."""
    source_frame: Literal["spat", "spat-left", "osc-kreuz"] = "spat"
    """What /source/... means: "spat" is azimuth + right, x right, y front; "spat-left" the same
    with azimuth + left; "osc-kreuz" azimuth + left, x front, y left."""


class Client(NamedTuple):
    """Who sent a message, or is to get one."""

    host: str
    port: int


class Handler(Protocol):
    """What carries commands out."""

    @property
    def scene(self) -> Scene:
        """The scene as it is now."""

    def handle(self, command: Command, client: Client, due: float | None) -> None:
        """Carry out a command, or raise a `TtmbaError` that the client is told.

        Called on the event loop's thread. ``due`` is the unix time that the sender asked for,
        when that is now or was a moment ago, else None.
        """

"""One sound of the daemon's scene, as scripts hold it. Knows no sockets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

Until = Literal["ready", "playing", "done"]
"""States that can be waited for."""


class Conversation(Protocol):
    """What a sound needs of the client that it came from."""

    def call(self, address: str, *arguments: float | str) -> tuple[float | str, ...]:
        """Send a message and wait until it is taken."""

    def wait(self, *sounds: Sound, until: Until = "done", timeout: float = 60.0) -> None:
        """Wait until these sounds have come to a state or beyond."""

    def state(self, source: str) -> str:
        """The last state heard of a sound, by its id."""

    def progress(self, source: str) -> float:
        """How much of its clip was made when last heard, 0..1."""

    def forget(self, source: str, state: str = "ready") -> None:
        """Forget how far it has come: it is about to go on from that state."""


@dataclass(slots=True)
class Sound:
    """One sounding thing in the daemon's scene; made by `Client.cue`, `event` and `source`.

    Place and times are what the daemon decided (degrees, metres, seconds); zero where this client
    was not told, as for a source that somebody else made.
    """

    id: str
    sound: str = ""
    duration: float = 0.0
    azimuth: float = 0.0
    elevation: float = 0.0
    distance: float = 0.0
    start: float = 0.0
    _client: Conversation = field(kw_only=True, repr=False, compare=False)

    @property
    def state(self) -> str:
        """The last state heard: `planned` ... `playing`, `done`, `failed`; empty before any."""
        return self._client.state(self.id)

    @property
    def progress(self) -> float:
        """How much of its clip was made when last heard, 0..1."""
        return self._client.progress(self.id)

    def move(self, azimuth: float, elevation: float, distance: float) -> None:
        """Place it: degrees (+ left), degrees (+ up), metres."""
        self._say("aed", float(azimuth), float(elevation), float(distance))

    def move_xyz(self, x: float, y: float, z: float) -> None:
        """Place it: metres to the front, left and up."""
        self._say("xyz", float(x), float(y), float(z))

    def gain(self, decibels: float) -> None:
        """Set its level in dB."""
        self._say("gain", float(decibels))

    def mute(self, on: bool = True) -> None:
        """Silence it, or let it sound."""
        self._say("mute", int(on))

    def loop(self, on: bool = True) -> None:
        """Begin again at its end, or not."""
        self._say("loop", int(on))

    def play(self) -> None:
        """Start its clip again, at once."""
        self._client.forget(self.id)
        self._say("play")

    def stop(self) -> None:
        """Fade it out."""
        self._say("stop")

    def again(self, seed: int | None = None) -> None:
        """Make its clip anew, with this seed or the next; it takes over when it is there.

        `wait` for "ready" or "playing" waits for the new one.
        """
        self._client.forget(self.id, "queued")
        self._say("again", *_seed(seed))

    def vary(self, amount: float, seed: int | None = None) -> None:
        """The same from its present clip, of which so much may change: above 0, up to 1."""
        self._client.forget(self.id, "queued")
        self._say("vary", float(amount), *_seed(seed))

    def wait(self, until: Until = "done", timeout: float = 60.0) -> None:
        """Wait for a state, or a later one; see `Client.wait`."""
        self._client.wait(self, until=until, timeout=timeout)

    def _say(self, what: str, *arguments: float | str) -> None:
        self._client.call(f"/ttmba/source/{self.id}/{what}", *arguments)


def _seed(seed: int | None) -> tuple[str, ...]:
    """A seed as an argument: its digits, since many do not fit OSC's 32 bits."""
    return () if seed is None else (str(seed),)

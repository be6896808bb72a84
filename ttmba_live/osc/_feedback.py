"""What goes out, one protocol, message by message: answers and news. Knows not what comes in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from ttmba_live import __version__
from ttmba_live.errors import discreet
from ttmba_live.geometry import Position
from ttmba_live.osc._audience import Audience
from ttmba_live.osc._meters import Level, MeterDesk
from ttmba_live.osc._repeats import AGAIN, Repeats
from ttmba_live.osc._scene_desk import SceneDesk, points
from ttmba_live.osc._settings import Client, OscSettings
from ttmba_live.osc.namespace import _addresses as names
from ttmba_live.osc.namespace import _previews as previews
from ttmba_live.osc.namespace import _shown as shown
from ttmba_live.osc.namespace import _snapshots as snapshots
from ttmba_live.osc.namespace import _transport as transport
from ttmba_live.scene import Event, Scene

MAX_MESSAGE = 500
"""Characters of an error's message and of a state's note."""

_REMEMBERED = 256
"""Errors that are remembered for that."""

_EARLY = 32
"""Errors from before the start that the listeners of the settings are told."""


class Feedback(Audience):
    """The outgoing half of the server. Every method belongs to the event loop's thread.

    Nothing here raises: what cannot be sent is logged and forgotten.
    """

    def __init__(self, settings: OscSettings, transmit: Callable[[bytes, Client], None]) -> None:
        """Send by ``transmit``, which carries a packet to a client."""
        super().__init__(settings, transmit)
        self._desk = MeterDesk(self.meters)
        self._scene_desk = SceneDesk()
        self._new_viewers: list[Client] = []
        self._parts: dict[str, tuple[str, str, str]] = {}
        self._recording: tuple[str, str] | None = None
        self._generator: tuple[str, str, float, str] | None = None
        self._repeats = Repeats(self._tell_error)
        self._said: dict[tuple[str, str], float] = {}
        self._early: deque[tuple[str, str]] | None = deque(maxlen=_EARLY)

    def planned(self, client: Client | None, cue: int, events: int, planner: str) -> None:
        """A cue, or the first part of it, was understood and has so many events."""
        self.tell(client, names.PLANNED.address, cue, events, planner)

    def started(self, listeners: Iterable[Client], heard_at: str) -> None:
        """This program plays: those listeners hear that first, and then all news for ever."""
        early, self._early = self._early or (), None
        for listener in listeners:
            self.subscribers.add(listener, listener, lasting=True)
            self.send(listener, names.STARTUP.address, __version__, heard_at)
            self.welcome(listener)
            for error in early:
                self.send(listener, names.ERROR.address, *error)

    def failed(self, client: Client | None, why: str) -> None:
        """A cue came to nothing."""
        self.tell(client, names.FAILED.address, " ".join(why.split())[:MAX_MESSAGE])

    def state(self, client: Client | None, name: str, state: str, note: str = "") -> None:
        """An event entered a state."""
        self._scene_desk.state(name, state, note[:MAX_MESSAGE])
        self.tell(client, names.STATE.address, name, state, note[:MAX_MESSAGE])

    def progress(self, client: Client | None, name: str, share: float) -> None:
        """How far an event's clip is, 0..1."""
        self.tell(client, names.PROGRESS.address, name, float(share))

    def placed(self, client: Client | None, event: Event) -> None:
        """What was decided for an event."""
        p = event.position
        numbers = (event.duration, p.azimuth, p.elevation, p.distance, event.start)
        floats = (float(number) for number in numbers)
        self.tell(client, names.PLACED.address, event.id, event.sound, *floats)

    def news(self, text: str) -> None:
        """What the daemon says of itself, to subscribers, however often it says so."""
        line = discreet(" ".join(text.split())[:MAX_MESSAGE])
        if self._early is not None:
            self._early.append((names.STATUS.address, line))
        self.tell(None, names.ERROR.address, names.STATUS.address, line)

    def error(self, client: Client | None, address: str, message: str) -> None:
        """A message was refused, or something failed; of what streams, repetitions are counted."""
        line = " ".join(message.split())[:MAX_MESSAGE]
        if not (names.is_continuous(address) and self._repeats.counted((client, address, line))):
            self._tell_error(client, address, line)

    def _tell_error(self, client: Client | None, address: str, line: str) -> None:
        """Tell who made a mistake, and subscribers unless another one has just made the same."""
        arguments = (address[: names.MAX_ADDRESS], discreet(line))
        if self._early is not None:
            self._early.append(arguments)
        if not self._was_said(address, line):
            self.tell(client, names.ERROR.address, *arguments)
        elif client is not None:
            self.send(client, names.ERROR.address, *arguments)

    def status(self, voices: int, queue: int, cpu_load: float, underruns: int) -> None:
        """How the daemon is, to subscribers."""
        self.tell(None, names.STATUS.address, voices, queue, float(cpu_load), underruns)

    def limiter(self, held_db: float) -> None:
        """How far the limiter has held the mix down at most, in dB."""
        self.tell(None, names.LIMITER.address, float(held_db))

    def generator(self, name: str, state: str, share: float, note: str) -> None:
        """How far what makes clips is, to subscribers, those to come included."""
        self._generator = name, state, float(share), note[:MAX_MESSAGE]
        self.tell(None, names.GENERATOR.address, *self._generator)

    def pong(self, client: Client) -> None:
        """The answer to a ping."""
        self.send(client, names.PONG.address, __version__)

    def saving(self, client: Client | None, name: str, share: float, note: str) -> None:
        """How far a session's saving is, 0..1."""
        self.tell(client, names.SAVING.address, name, float(share), note[:MAX_MESSAGE])

    def saved(self, client: Client | None, name: str, folder: str) -> None:
        """A session is complete."""
        self.tell(client, names.SAVED.address, name, folder)

    def recording(self, client: Client | None, name: str, file: str) -> None:
        """A recording has begun, in a file of that name."""
        self._recording = name, file
        self.tell(client, names.RECORDING.address, name, file)

    def recorded(self, client: Client | None, file: str) -> None:
        """That recording is complete."""
        self._recording = None
        self.tell(client, shown.RECORDED.address, file)

    def part(self, kind: str, name: str, note: str) -> None:
        """What plays a part, and why, to subscribers, those to come included."""
        about = kind, name, discreet(note[:MAX_MESSAGE])
        if self._parts.get(kind) != about:
            self._parts[kind] = about
            self.tell(None, shown.PART.address, *about)

    def device_clock(self, way: str, device: str, ppm: float) -> None:
        """How much faster a device's clock is than the main output's, in millionths."""
        self.tell(None, shown.DEVICE_CLOCK.address, way, device[:MAX_MESSAGE], float(ppm))

    def head(self, client: Client | None, name: str, about: str) -> None:
        """Another head takes over."""
        self.tell(client, names.HEAD.address, name, about)

    def transport(self, state: str, seconds: float) -> None:
        """Where the show is."""
        self.tell(None, transport.AT.address, state, float(seconds))

    def room(self, preset: str, about: str) -> None:
        """Another room is around the listener."""
        self.tell(None, names.ROOM.address, preset, about)

    def stored(self, client: Client | None, name: str, sources: int, note: str) -> None:
        """A snapshot is kept."""
        self.tell(client, snapshots.STORED.address, name, sources, note)

    def recalled(self, client: Client | None, name: str, sources: int, note: str) -> None:
        """A snapshot is brought back."""
        self.tell(client, snapshots.RECALLED.address, name, sources, note[:MAX_MESSAGE])

    def deleted(self, client: Client | None, name: str) -> None:
        """A snapshot is forgotten."""
        self.tell(client, snapshots.DELETED.address, name)

    def listed(self, client: Client, number: int, of: int, name: str, sources: int) -> None:
        """One of the snapshots; number 0 of 0: there is none."""
        self.send(client, snapshots.LISTED.address, number, of, name, sources)

    def previewed(self, client: Client, number: int, events: int, planner: str) -> None:
        """A preview was planned."""
        self.send(client, previews.PREVIEWED.address, number, events, planner)

    def preview_event(self, client: Client, number: int, index: int, event: Event) -> None:
        """What one event of a preview would be, and its way."""
        p = event.position
        place = p.azimuth, p.elevation, p.distance
        numbers = (float(n) for n in (event.duration, *place, event.start, event.gain_db))
        address = previews.PREVIEW_EVENT.address
        self.send(client, address, number, index, event.sound, *numbers)
        for point in points(event.trajectory):
            self.send(client, previews.PREVIEW_PATH.address, number, index, *point)

    def found(self, client: Client, number: int, file: str, words: str, seconds: float) -> None:
        """One of the user's own sounds fits a search; number 0: none does."""
        text = words[:MAX_MESSAGE]
        self.send(client, names.FOUND.address, number, file[:MAX_MESSAGE], text, float(seconds))

    def welcome(self, target: Client) -> None:
        """Tell a new subscriber what is only said when it changes."""
        if self._generator:
            self.send(target, names.GENERATOR.address, *self._generator)
        for part in self._parts.values():
            self.send(target, shown.PART.address, *part)
        if self._recording:
            self.send(target, names.RECORDING.address, *self._recording)

    def view(self, target: Client) -> None:
        """Show a new subscriber the whole scene, at the next `show`."""
        self._new_viewers.append(target)

    def wants_scene(self) -> bool:
        """Whether anyone follows the scene."""
        return bool(tuple(self.viewers))

    def show(self, scene: Scene, places: Mapping[str, Position]) -> None:
        """The scene as it is, and where sources on their way are now, to those who follow it."""
        new = {client: None for client in self._new_viewers if client in self.viewers}
        self._new_viewers.clear()
        known = [client for client in self.viewers if client not in new]
        for address, arguments in self._scene_desk.changes(scene, places):
            self._deliver(tuple(known), address, arguments)
            if self.observer is not None:
                self.observer.said(address, arguments)
        for address, arguments in self._scene_desk.everything() if new else ():
            self._deliver(new, address, arguments)

    def wants_meters(self) -> bool:
        """Whether anyone has asked for levels."""
        return bool(tuple(self.meters)) or self._overheard()

    def _overheard(self) -> bool:
        meters = (names.METER.address, names.METER_MIX.address)
        return self.observer is not None and any(map(self.observer.listens, meters))

    def levels(self, sources: Mapping[str, Level], mix: tuple[Level, Level]) -> None:
        """A window's levels, `METER_RATE` times a second at most, to those who asked for them."""
        overheard = self._overheard()
        for every, clients, messages in self._desk.messages(sources, mix, always=overheard):
            for address, arguments in messages:
                self._deliver(tuple(clients), address, arguments)
                if every == 1 and overheard and self.observer is not None:
                    self.observer.said(address, arguments)

    def _was_said(self, address: str, line: str) -> bool:
        """Whether subscribers heard the same a moment ago: several may make one mistake."""
        now, key = time.monotonic(), (address, line)
        said = self._said.pop(key, 0.0)
        self._said[key] = said if now - said < AGAIN else now
        if len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]
        return now - said < AGAIN

"""The OSC server, one protocol: datagrams in, commands to a handler, answers out. Knows no audio.

All but the reading runs on the event loop's thread and nothing waits there. Whatever a datagram
holds, it is acted on or answered with ``/ttmba/error``; no exception leaves here.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ttmba_live.errors import TtmbaError
from ttmba_live.osc._codec import BadPacket, Message, Value, decode, encode
from ttmba_live.osc._door import Door, resolved
from ttmba_live.osc._feedback import Feedback
from ttmba_live.osc._intake import Intake, Take
from ttmba_live.osc._overtaken import Overtaken, Sender
from ttmba_live.osc._pieces import in_pieces
from ttmba_live.osc._ranking import rank
from ttmba_live.osc._schedule import Bundle, Schedule
from ttmba_live.osc._settings import MAX_ACTIONS, MAX_COMPLAINTS, Client, Handler, OscSettings
from ttmba_live.osc.namespace._addresses import Match, find, is_continuous
from ttmba_live.osc.namespace._table import AdmMemory, Answer, Desk, Playing
from ttmba_live.scene import (
    Command,
    Panic,
    Ping,
    StopAll,
    Subscribe,
    SubscribeMeters,
    SubscribeScene,
    Unsubscribe,
    UnsubscribeMeters,
    UnsubscribeScene,
)

WIRED = 65_536
"""What is added to the port of a client that is reached by other ways than UDP."""

MAX_REMEMBERED = 256
"""Clients of ADM-OSC's port that are answered from that port."""

_log = logging.getLogger(__name__)


class OscServer(Feedback):
    """Listens on UDP and calls the handler; its methods belong to the event loop's thread."""

    def __init__(
        self,
        settings: OscSettings,
        handler: Handler,
        began: Callable[[], object] = lambda: None,
    ) -> None:
        """Serve that handler; each thread that this starts calls ``began`` first."""
        super().__init__(settings, self._transmit_to)
        self._began = began
        self._settings = settings
        self._handler = handler
        self._memory = AdmMemory(settings.adm_distance)
        self._main: Door | None = None
        self._adm: Door | None = None
        self._through_adm: dict[Client, None] = {}
        self._listeners: list[Client] = []
        self._unreached: set[Client] = set()
        self._schedule: Schedule | None = None
        self._intake: Intake | None = None
        self._overtaken = Overtaken()
        self.playing = Playing()
        self._wires: dict[Client, Callable[[bytes], None]] = {}
        self.stirred: Callable[[], None] = lambda: None
        """Called after every datagram and command of a client."""
        self.give_way: Callable[[], object] = lambda: None
        """Called between pieces of work; set before the start. It may wait a moment."""
        self.stand_aside: Callable[[], object] = lambda: None
        """The same, for the thread that reads the socket."""

    async def start(self) -> None:
        """Bind the ports; `Unavailable` if one is taken or the host is unknown."""
        settings = self._settings
        self._schedule = Schedule(settings, asyncio.get_running_loop(), self._began)
        try:
            await self._open(settings)
        except TtmbaError:
            self.close()
            raise

    async def _open(self, settings: OscSettings) -> None:
        loop = asyncio.get_running_loop()
        intake = self._intake = Intake(
            loop, rank, lambda client, why: self.error(client, "", why), self.give_way
        )
        self._main = await self._door(settings.port, intake, self._receive)
        if settings.adm:
            self._adm = await self._door(settings.adm_port, intake, self._receive_adm)
        if settings.notify:
            self._main.allow_broadcast()
        family = self._main.family
        self._listeners = [await resolved(listener, family) for listener in settings.notify]

    async def _door(self, port: int, intake: Intake, take: Take) -> Door:
        def arrived(packet: bytes, client: Client) -> None:
            intake.put(packet, client, take)

        words = self._settings.host, port, arrived, self.refused, self._began
        return await Door.open(*words, self.stand_aside)

    def connect(self, host: str, port: int, send: Callable[[bytes], None]) -> Client:
        """Know, until `disconnect`, a client with a way of its own: ``send`` carries packets."""
        client = Client(host, port + WIRED)
        self._wires[client] = send
        return client

    def disconnect(self, client: Client) -> None:
        """That client is gone."""
        self._wires.pop(client, None)
        self.left(client)

    def receive(self, packet: bytes, client: Client) -> None:
        """A packet from a client that `connect` took in."""
        if self._intake is not None:
            self._intake.put(packet, client, self._receive)

    async def reach(self, listener: str) -> Client:
        """The client that "host:port" names; raises `InvalidInput` or `Unavailable`."""
        assert self._main is not None
        return await resolved(listener, self._main.family)

    def startup(self) -> None:
        """Tell the settings' listeners that everything is up."""
        self.started(self._listeners, f"{self._settings.host}:{self.port}")

    def close(self) -> None:
        """Close the sockets and forget what was waiting for its time."""
        if self._schedule is not None:
            self._schedule.close()
        for door in (self._main, self._adm):
            if door is not None:
                door.close()
        self._main = self._adm = None

    @property
    def port(self) -> int:
        """The bound port; 0 while closed."""
        return self._main.port if self._main is not None else 0

    @property
    def adm_port(self) -> int:
        """The bound ADM-OSC port; 0 while closed or not enabled."""
        return self._adm.port if self._adm is not None else 0

    def desk(self) -> Desk:
        """What the namespace's rows may look at, as it is now."""
        return Desk(self._handler.scene, self._settings, self._memory, self.playing)

    def _transmit_to(self, packet: bytes, client: Client) -> None:
        wire = self._wires.get(client)
        if wire is not None:
            wire(packet)
            return
        if client.port >= WIRED:
            return  # it has gone
        door = self._adm if client in self._through_adm else self._main
        why = door.send(packet, client) if door is not None else ""
        if why and self.subscribers.is_lasting(client) and client not in self._unreached:
            self._unreached.add(client)
            _log.warning("the listener %s:%d of `notify` is not reached: %s", *client, why)

    def _receive(self, packet: bytes, client: Client, came: int) -> None:
        self._through_adm.pop(client, None)
        self._take(packet, Sender(client, client, came))

    def _receive_adm(self, packet: bytes, client: Client, came: int) -> None:
        self._through_adm.pop(client, None)
        if len(self._through_adm) >= MAX_REMEMBERED:
            del self._through_adm[next(iter(self._through_adm))]
        self._through_adm[client] = None
        port = self._settings.adm_reply_port or client.port
        self._take(packet, Sender(client, Client(client.host, port), came))

    def _take(self, packet: bytes, sender: Sender) -> None:
        """Understand a datagram and act on its messages, now or later."""
        client = sender.client
        self.heard(client)
        self.stirred()
        try:
            messages = decode(packet)
        except BadPacket as error:
            self.error(client, error.address, str(error))
            return
        if self._schedule is None:
            return
        for timetag, group in itertools.groupby(messages, key=lambda m: m.timetag):
            together = tuple(group)
            act = partial(self._act, together, sender)
            controls = all(is_continuous(message.address) for message in together)
            bundle = Bundle(act, client.host, controls, sender.came)
            if complaint := self._schedule.put(timetag, bundle):
                self.error(client, together[0].address, complaint)

    def _act(self, messages: tuple[Message, ...], sender: Sender, due: float | None) -> None:
        """Act on messages that belong together, in order; complaints come after."""
        sender = replace(sender, due=due)
        refused: list[tuple[str, str]] = []
        left = MAX_ACTIONS
        for message in in_pieces(messages, self.give_way):
            matches, why = self._found(message.address)
            left -= len(matches)
            if left < 0:
                refused.append((message.address, f"one packet may do {MAX_ACTIONS} things at most"))
                break
            if not why:
                why = self._act_on(matches, message.arguments, sender)
            if why:
                refused.append((message.address, why))
        for address, why in refused[:MAX_COMPLAINTS]:
            self.error(sender.client, address, why)
        if len(refused) > MAX_COMPLAINTS:
            more = len(refused) - MAX_COMPLAINTS
            self.error(
                sender.client, refused[-1][0], f"{more} more messages of the packet were refused"
            )

    def _found(self, address: str) -> tuple[list[Match], str]:
        try:
            return find(address, self._handler.scene), ""
        except TtmbaError as error:
            return [], str(error)

    def _act_on(self, matches: list[Match], arguments: tuple[Value, ...], sender: Sender) -> str:
        """Act on every match of a message and say what went wrong, or ``""``.

        One that fails leaves the others alone.
        """
        refused: list[str] = []
        for match in matches:
            try:
                self._act_on_one(match, arguments, sender)
            except TtmbaError as error:
                refused.append(str(error))
            except Exception as error:
                _log.exception("while handling %s", match.address)
                refused.append(f"internal error: {error!r}")
        if not refused:
            return ""
        more = f" (and {len(refused) - 1} more like it)" if len(refused) > 1 else ""
        return refused[0] + more

    def _act_on_one(self, match: Match, arguments: tuple[Value, ...], sender: Sender) -> None:
        action = match.row.run(match.key, arguments, self.desk())
        if isinstance(action, Answer):
            self._answer(encode(match.address, *action.values), sender)
        elif action is not None:
            self._carry_out(action, sender)

    def _answer(self, packet: bytes, sender: Sender) -> None:
        """Answer a query by the way that it came."""
        if sender.client.port >= WIRED:
            self._transmit_to(packet, sender.client)
            return
        door = self._adm if sender.client in self._through_adm else self._main
        if door is not None:
            door.send(packet, sender.reply_to)

    def _carry_out(self, command: Command, sender: Sender) -> None:
        client = sender.client
        match command:
            case Ping(port):
                self.pong(Client(client.host, port or client.port))
            case Subscribe(port):
                target = Client(client.host, port or client.port)
                self.subscribers.add(target, client, lasting=target in self._wires)
                self.welcome(target)
            case Unsubscribe(port):
                self.subscribers.remove(Client(client.host, port or client.port))
            case SubscribeMeters(port, rate):
                target = Client(client.host, port or client.port)
                self.meters.add(target, client, rate, lasting=target in self._wires)
            case UnsubscribeMeters(port):
                self.meters.remove(Client(client.host, port or client.port))
            case SubscribeScene(port):
                target = Client(client.host, port or client.port)
                self.viewers.add(target, client, lasting=target in self._wires)
                self.view(target)
            case UnsubscribeScene(port):
                self.viewers.remove(Client(client.host, port or client.port))
            case _:
                if isinstance(command, Panic | StopAll):
                    self._overtake(sender)
                self._overtaken.check(command, sender)
                self._handler.handle(command, client, sender.due)

    def _overtake(self, sender: Sender) -> None:
        """Let nothing sound any more that came before a panic or a stop and has not acted."""
        if self._intake is not None and self._schedule is not None:
            self._schedule.forget(self._overtaken.by(sender, self._intake.newest))

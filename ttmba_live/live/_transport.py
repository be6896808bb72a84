"""The show's clock, one wiring: who moves it, what it plays, who is told. Thread: control.

Reports count for the moment at which they came, as the ear has it: what is rendered now is heard
later by what is kept ahead and by the device's latency.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.clock import Said, ShowClock, TransportSettings
from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.live._codes import Code
from ttmba_live.live._cues import Cues
from ttmba_live.live._leading import Leading
from ttmba_live.live._link import Link
from ttmba_live.live._orders import Cue
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.live._rooms import Rooms
from ttmba_live.live._show import Show
from ttmba_live.live._threads import beside
from ttmba_live.osc import Client, OscServer
from ttmba_live.room import Room
from ttmba_live.scene import (
    CueAt,
    Event,
    Halt,
    LoadScene,
    Locate,
    Roll,
    ShowAt,
    TransportCommand,
    read_events,
    read_room,
)
from ttmba_live.session import named
from ttmba_live.text import LINES

_SOON = RATE // 10
"""Frames until a show that is begun here begins: its first sound is heard whole and on time."""

_AGAIN = 10
"""Seconds after which those who send their time on demand are asked again."""

_NONE = "none"


class Transport:
    """One run's."""

    def __init__(  # noqa: PLR0913 - what it is wired to
        self,
        settings: TransportSettings,
        clock: ShowClock,
        show: Show,
        *,
        playback: Playback,
        cues: Cues,
        planning: Planning,
        rooms: Rooms,
        osc: OscServer,
        log: Callable[[str], None],
        folder: Callable[[], Path],
        delay: Callable[[], float],
        codes: list[Code],
        link: Link | None,
    ) -> None:
        """Stand at zero. ``delay`` is the seconds from the mixer to the ear.

        Scenes are looked for in the ``folder`` of that moment, which may ask the disk.
        """
        self.clock, self.show = clock, show
        self._playback, self._cues, self._planning, self._rooms = playback, cues, planning, rooms
        self._osc, self._log, self._folder, self._delay = osc, log, folder, delay
        self._link, self._tempo = link, settings.tempo
        self._codes: list[Code] = [*codes, *([link] if link else [])]
        self._leading = Leading(osc, settings.lead)
        self._told = clock.turn
        self._asked = False
        """Whether Link was asked to play and has not begun."""
        self._seconds = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Whether `look` has something to do many times a second."""
        return self.clock.rolling or bool(self._codes)

    async def start(self) -> None:
        """Find whom to lead, and open what brings time code; raises `TtmbaError`."""
        await self._leading.start()
        for code in self._codes:
            await code.start()
            self._log(f"the show's clock follows {code.about}")

    def carry_out(self, command: TransportCommand, client: Client) -> None:
        """Do what a command says; raises `TtmbaError` if that is not possible."""
        match command:
            case Roll() | Halt() | Locate():
                self._move(command)
            case ShowAt(seconds=seconds, speed=speed):
                self.clock.report(seconds, self._heard(), speed)
            case CueAt():
                self._spawn(self._plan(command, client, self.show.hushed))
            case LoadScene(name=name):
                self._load_named(name, client)
        self.look()

    def _move(self, command: Roll | Halt | Locate) -> None:
        """Run, stand or be elsewhere, and let those do it who are led."""
        link = self._link
        match command:
            case Roll(told=False) if link is not None and link.ask(play=True):
                self._asked = not self.clock.rolling
                return  # it begins with everyone's next bar
            case Roll(told=told):
                begins = self._heard() if told else self._playback.next_frame + _SOON
                self.clock.play(begins)
            case Halt(told=told):
                self.clock.stop(self._heard())
                if link is not None and not told:
                    self._asked = False
                    link.ask(play=False)
            case Locate(seconds=seconds):
                self.clock.locate(seconds, self._heard())
                if link is not None:
                    link.locate(seconds)
        if isinstance(command, Locate) or not command.told:
            self._leading.tell(command, rolling=self.clock.rolling)

    def look(self) -> None:
        """Read time code, begin what is due, and tell when the clock has turned."""
        self._listen()
        self.show.look()
        if self.clock.turn != self._told:
            self._told = self.clock.turn
            self._tell()

    def hush(self) -> None:
        """Silence the show until its clock begins or jumps by what is still to come."""
        self._listen()
        self.show.hush()
        if self._asked and self._link is not None:
            self._link.ask(play=False)
        self._asked = False

    def _listen(self) -> None:
        """Let the clock know what has come."""
        heard = self._heard()
        for code in self._codes:
            for one in code.read():
                self._take(one.said, heard - one.ago * RATE)
        self.clock.look(heard)

    def _take(self, said: Said, frame: float) -> None:
        self._asked = self._asked and said.how != "begins"
        match said.how:
            case "runs":
                self.clock.report(said.seconds, frame, said.speed)
            case "begins":
                self.clock.begin(said.seconds, frame, said.speed)
                self._tell_tempo(said.speed or 1.0)
            case "put":
                self.clock.locate(said.seconds, frame)
            case "stops":
                self.clock.stop(frame)

    def _tell_tempo(self, speed: float) -> None:
        """Of a clock with beats, when it begins."""
        meant = self._tempo
        self._log(
            f"the show begins at {speed * meant:.1f} beats a minute; its seconds are meant at "
            f"{meant:g} ([transport] tempo)"
        )

    def each_second(self) -> None:
        """Tell where a show is that runs; ask again, at times, who might not have heard."""
        self._seconds += 1
        if self.clock.rolling:
            self._tell()
        elif self._seconds % _AGAIN == 0:
            self._leading.greet()

    async def load(self, path: Path, client: Client | None, asked: int = 0) -> None:
        """Let the show be a scene file, or a session's; raises `TtmbaError`.

        ``asked`` is what `Show.hushed` was when it was asked for.
        """
        path, events, room = await beside(lambda: _read(path))
        self._cues.check_room(len(events), events)
        self.show.clear()
        if room is not None:
            self._rooms.enter(room)
        self._add(named(events), LINES, client, asked, path.parent)
        self._osc.playing.show = path.name
        self._log(f"the show is {path}: {len(events)} events")

    def close(self) -> None:
        """Stop listening and reading."""
        for code in self._codes:
            code.close()
        self.show.close()
        for task in self._tasks:
            task.cancel()

    def _heard(self) -> float:
        """The frame that is heard now."""
        return self._playback.next_frame - self._delay() * RATE

    def _tell(self) -> None:
        where = max(0.0, self.clock.at(self._heard()))
        self._osc.transport("playing" if self.clock.rolling else "stopped", where)

    def _add(
        self,
        events: list[Event],
        planner: str,
        client: Client | None,
        asked: int,
        folder: Path | None = None,
    ) -> None:
        asker = client or Client("", 0)
        cue = Cue(self._cues.next_number(), asker, held=True)
        self._osc.planned(client, cue.number, len(events), planner)
        self.show.add(events, cue, folder, asked=asked)

    def _load_named(self, name: str, client: Client) -> None:
        if name.casefold() == _NONE:
            self.show.clear()
            self._osc.playing.show = _NONE
            return
        self._spawn(self._load_told(name, client, self.show.hushed))

    async def _load_told(self, name: str, client: Client, asked: int) -> None:
        try:
            await self.load(await beside(lambda: self._scene(name)), client, asked)
        except TtmbaError as error:
            self._osc.error(client, "/ttmba/scene/load", str(error))

    def _scene(self, name: str) -> Path:
        """Find a scene of a name; it asks the disk. Raises `InvalidInput`."""
        folder = self._folder()
        found = [folder / file for file in (name, f"{name}.json", f"{name}.txt")]
        path = next((path for path in found if path.exists()), None)
        if path is None:
            raise InvalidInput(f"no scene {name!r} in the folder of sessions")
        return path

    async def _plan(self, command: CueAt, client: Client, asked: int) -> None:
        try:
            plan = await self._planning.whole(command.text)
            events = [replace(e, start=e.start + command.seconds) for e in plan.events]
            self._cues.check_room(len(events), events, self.show.seconds)
            self._add(events, plan.planner, client, asked)
        except Exception as error:
            why = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._osc.error(client, "/ttmba/transport/cue", why)
            return
        for note in plan.notes:
            self._osc.error(client, "/ttmba/transport/cue", note)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _read(path: Path) -> tuple[Path, list[Event], Room | None]:
    """A scene's file, its events and its room."""
    file = path / "session.json" if path.is_dir() else path
    return file, read_events(file), read_room(file)

"""Stands between a script in REAPER, which can read and write files only, and a daemon.

Two small files carry the newest state each way, so what is late is never more than one state old.
Knows the files and OSC; knows nothing of REAPER. Each file begins and ends with the same number:
one that does not is still being written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ttmba_live.errors import Unavailable
from ttmba_live.osc import Answer, Caller

_HEAD = "ttmba_live\t1"
_STEP = 0.01
"""Seconds between two looks at the file."""

_REST = 0.5
"""Seconds after REAPER moved a source in which no others' moves of it count: its own come back."""

_ASK = 1.0
"""Seconds between two questions whether the daemon is there."""

_AWAY = 3.0
"""Seconds without an answer after which the daemon is away."""

_LEFT = 15.0
"""Seconds without a sign of life after which the script has ended, however it ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the effect's sliders say: degrees, degrees, metres, dB, degrees, dB."""

    azimuth: float
    elevation: float
    distance: float
    gain: float
    spread: float
    room: float

    def said(self) -> Iterator[tuple[str, tuple[float, ...]]]:
        """The messages that place a source so, by the last part of their addresses."""
        yield "aed", (self.azimuth, self.elevation, self.distance)
        yield "gain", (self.gain,)
        yield "spread", (self.spread,)
        yield "room", (self.room,)


@dataclass(frozen=True, slots=True)
class Request:
    """What the script has written."""

    run: str
    count: int
    ends: bool
    places: dict[str, Place]

    @classmethod
    def read(cls, text: str) -> Request | None:
        """A whole file's text; None for one that is being written, or is none of ours."""
        lines = text.split("\n")
        head = lines[0].split("\t")
        if "\t".join(head[:2]) != _HEAD or len(head) != 4 or lines[-2:] != [f"end\t{head[3]}", ""]:
            return None
        places: dict[str, Place] = {}
        try:
            for line in lines[1:-2]:
                kind, _, rest = line.partition("\t")
                if kind == "source":
                    name, *numbers = rest.split("\t")
                    places[name] = Place(*map(float, numbers))
            return cls(head[2], int(head[3]), "quit" in lines, places)
        except (ValueError, TypeError):
            return None


@dataclass(slots=True)
class _Source:
    """One that the daemon has."""

    now: list[float] = field(default_factory=lambda: [0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    """What a `Place` says, as it is there."""
    sent: Place | None = None
    moved: float = -1e9
    """When REAPER moved it last."""
    serial: int = 0
    """How often others have."""


class Bridge:
    """One run of the script; `step` is called some 100 times a second."""

    def __init__(
        self, caller: Caller, folder: Path, run: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Serve the script's run of that name."""
        self._caller, self._folder, self._run, self._clock = caller, folder, run, clock
        self._sources: dict[str, _Source] = {}
        self._request: Request | None = None
        self._alive = clock()
        self._asked = self._heard = -1e9
        self._there = False
        self._told, self._count = "", 0

    def step(self) -> bool:
        """Carry what is new both ways; False once the script has ended."""
        now = self._clock()
        request = self._read()
        if request is not None and request.run != self._run:
            return False  # another has begun
        if request is not None and (self._request is None or request.count != self._request.count):
            self._request, self._alive = request, now
        if now - self._alive > _LEFT or (self._request is not None and self._request.ends):
            return False
        self._ask(now)
        self._hear(now)
        self._send(now)
        self._answer()
        return True

    def _read(self) -> Request | None:
        try:
            return Request.read((self._folder / "request.txt").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return None  # the script is about to replace it

    def _ask(self, now: float) -> None:
        if now - self._asked > _ASK:
            self._asked = now
            self._say("/ttmba/ping")
        if self._there and now - self._heard > _AWAY:
            self._there = False
            self._sources.clear()

    def _say(self, address: str, *arguments: float | str) -> None:
        try:
            self._caller.send(address, *arguments)
        except (Unavailable, ConnectionError):
            return  # it is away; it is asked again

    def _hear(self, now: float) -> None:
        while True:
            try:
                address, values = self._caller.receive(0.0)
            except (TimeoutError, Unavailable):
                return
            self._heard = now
            if not self._there:
                self._there = True
                self._say("/ttmba/scene/subscribe")
            self._take((address, values), now)

    def _take(self, answer: Answer, now: float) -> None:
        match answer:
            case "/ttmba/scene/source", (str(name), _, _, float(gain), *_):
                self._known(name, 3, [gain], now)
            case "/ttmba/scene/place", (str(name), float(a), float(e), float(d)):
                self._known(name, 0, [a, e, d], now)
            case "/ttmba/scene/space", (str(name), float(spread), float(room)):
                self._known(name, 4, [spread, room], now)
            case "/ttmba/scene/gone", (str(name),):
                self._sources.pop(name, None)

    def _known(self, name: str, first: int, values: list[float], now: float) -> None:
        one = self._sources.setdefault(name, _Source())
        held = one.now[first : first + len(values)]
        one.now[first : first + len(values)] = values
        differs = any(abs(a - b) > 0.01 for a, b in zip(held, values, strict=True))
        if differs and one.sent is not None and now - one.moved > _REST:
            one.serial += 1

    def _send(self, now: float) -> None:
        """What the sliders say that is new, of the sources that the daemon has."""
        for name, place in (self._request.places if self._request else {}).items():
            one = self._sources.get(name)
            if one is None or place == one.sent:
                continue
            before = dict(one.sent.said()) if one.sent else {}
            for address, values in place.said():
                if before.get(address) != values and not self._is_there(one, address, values):
                    one.moved = now
                    self._say(f"/ttmba/source/{name}/{address}", *values)
            one.sent = place

    @staticmethod
    def _is_there(one: _Source, address: str, values: tuple[float, ...]) -> bool:
        """Whether sliders have only followed what others moved."""
        if one.sent is None or not one.serial:
            return False
        known = dict(Place(*one.now).said())[address]
        return all(abs(a - b) < 0.01 for a, b in zip(known, values, strict=True))

    def _answer(self) -> None:
        lines = [
            "\t".join(["source", name, str(one.serial), *(f"{value:.4f}" for value in one.now)])
            for name, one in sorted(self._sources.items())
            if one.serial
        ]
        body = "".join(f"{line}\n" for line in lines)
        if body == self._told and self._count:
            return
        count = self._count + 1
        whole = f"{_HEAD}\t{self._run}\t{count}\n{body}end\t{count}\n"
        try:
            (self._folder / "answer.txt").write_text(whole, encoding="utf-8", newline="\n")
        except OSError:
            return  # it is being read; the next step writes it
        self._told, self._count = body, count


def serve_reaper(host: str, port: int, folder: Path, run: str) -> None:
    """Until the script ends; raises `Unavailable` or `InvalidInput` for a bad host or port."""
    with Caller(host, port) as caller:
        bridge = Bridge(caller, folder, run)
        while bridge.step():
            time.sleep(_STEP)

"""The conversation with one daemon, one state. Knows OSC and nothing of the daemon."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from ttmba_live.client._sound import Sound, Until
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.osc import MAX_CUE, Answer, Caller

if TYPE_CHECKING:
    from typing import Self

_STATES = ("planned", "queued", "generating", "ready", "playing", "done")
_RANK = {state: rank for rank, state in enumerate(_STATES, 1)}
_LINES_FIRST = "lines+"
"""Who planned a cue whose prose is still to come."""

_ERROR, _PONG = "/ttmba/error", "/ttmba/pong"
_KEPT = 10_000
"""Replies kept for `Client.replies` until somebody reads them."""


@dataclass(slots=True)
class _Progress:
    state: str = ""
    note: str = ""
    progress: float = 0.0


class Client:
    """One daemon, seen from one script. A context manager, for one thread.

    Every call returns when the daemon has taken the message, so what it refuses is raised where it
    was asked for. States come for what this client asked for; `subscribe` brings everybody's.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 7400, *, timeout: float = 2.0) -> None:
        """Aim at a daemon that answers within ``timeout`` seconds; nothing is sent yet."""
        self._caller = Caller(host, port)
        self._where, self._timeout = f"{host}:{port}", timeout
        self._replies: deque[Answer] = deque(maxlen=_KEPT)
        self._heard: dict[str, _Progress] = {}
        self._owed = 0

    def ping(self) -> str:
        """The daemon's version; raises `Unavailable` if nothing answers."""
        version: list[str] = []

        def hear(got: str, values: tuple[float | str, ...]) -> bool:
            if got == _PONG:
                version.append(str(values[0]))
            return got == _PONG and not self._owed

        self._ping()
        self._listen(hear, self._timeout)
        return version[-1]

    def cue(self, text: str, *, timeout: float = 60.0) -> list[Sound]:
        """Say something; returns its sounds as they were planned, before they are made.

        Raises `InvalidInput` if nothing could be made of it.
        """
        if not text.strip() or len(text) > MAX_CUE:
            raise InvalidInput(f"a cue has 1..{MAX_CUE} characters, not {len(text)}")
        self._caller.send("/ttmba/cue", text)
        return self._planned("/ttmba/cue", timeout)

    def event(
        self,
        id: str,  # noqa: A002 - the address's own word
        sound: str,
        duration: float = 4.0,
        azimuth: float = 0.0,
        elevation: float = 0.0,
        distance: float = 1.0,
        start: float = 0.0,
        **more: object,
    ) -> Sound:
        """Play one event as it stands; seconds, degrees, metres.

        ``more`` are other fields of a scene file's event: ``seed``, ``loop``, ``negative``,
        ``guidance``, ``gain_db``, ``trajectory``, ``envelope``.
        """
        numbers = tuple(float(n) for n in (duration, azimuth, elevation, distance, start))
        if more:
            names = ("duration", "azimuth", "elevation", "distance", "start")
            event = {"id": id, "sound": sound, **dict(zip(names, numbers, strict=True)), **more}
            [made] = self.cue(json.dumps(event), timeout=self._timeout)
            return made
        self._caller.send("/ttmba/event", id, sound, *numbers)
        [made] = self._planned("/ttmba/event", self._timeout)
        return made

    def source(self, id: str) -> Sound:  # noqa: A002 - the address's own word
        """A sound that is in the scene already, whoever made it."""
        return Sound(id, _client=self)

    def head(self, yaw: float, pitch: float = 0.0, roll: float = 0.0) -> None:
        """Turn the listener: degrees, + left, + up, + right ear down."""
        self.call("/ttmba/listener/ypr", float(yaw), float(pitch), float(roll))

    def place_head(self, x: float, y: float, z: float) -> None:
        """Place the listener: metres to the front, left and up."""
        self.call("/ttmba/listener/xyz", float(x), float(y), float(z))

    def gain(self, decibels: float) -> None:
        """Set the level of the mix in dB."""
        self.call("/ttmba/gain", float(decibels))

    def store(self, name: str) -> None:
        """Keep how everything stands now as a snapshot of this name."""
        self.call("/ttmba/snapshot/store", name)

    def recall(self, name: str, seconds: float = 0.0) -> None:
        """Let everything stand again as a snapshot has it, in so many seconds."""
        self.call("/ttmba/snapshot/recall", name, float(seconds))

    def stop(self) -> None:
        """Fade everything out and forget what is planned."""
        self.call("/ttmba/stop")

    def save(self, name: str, *, timeout: float = 60.0) -> str:
        """Save what was played as a session of this name; returns its folder when it is whole."""
        saving, folder = "/ttmba/session/save", ""
        self._caller.send(saving, name)

        def hear(got: str, values: tuple[float | str, ...]) -> bool:
            nonlocal folder
            if got == _ERROR and values[0] == saving:
                raise InvalidInput(str(values[1]))
            if got == "/ttmba/session/saved" and values[0] == name:
                folder = str(values[1])
            return bool(folder)

        self._listen(hear, timeout, f"session {name!r} not saved within {timeout:g} s")
        return folder

    def subscribe(self) -> None:
        """Hear of everything that happens, and the status once a second."""
        self.call("/ttmba/subscribe")

    def call(self, address: str, *arguments: float | str) -> tuple[float | str, ...]:
        """Send any message and wait until it is taken; returns the answer of a query, or ().

        Raises `InvalidInput` if it is refused.
        """
        self._caller.send(address, *arguments)
        self._ping()
        answer: tuple[float | str, ...] = ()
        refusal = ""

        def hear(got: str, values: tuple[float | str, ...]) -> bool:
            nonlocal answer, refusal
            if got == address:
                answer = values
            elif got == _ERROR and values[0] == address:
                refusal = str(values[1])
            return got == _PONG and not self._owed

        self._listen(hear, self._timeout)
        if refusal:
            raise InvalidInput(refusal)
        return answer

    def send(self, address: str, *arguments: float | str) -> None:
        """Send any message and do not wait: for streams of moves; errors are in `replies`."""
        self._caller.send(address, *arguments)

    def wait(self, *sounds: Sound, until: Until = "done", timeout: float = 60.0) -> None:
        """Wait until all these sounds, or all of this client's, have come to a state or beyond.

        Raises `GenerationFailed` for one that fails, and `TimeoutError`.
        """
        names = [one.id for one in sounds] or list(self._heard)
        least = _RANK[until]

        def there(*_: object) -> bool:
            for name in names:
                heard = self._heard.get(name, _Progress())
                if heard.state == "failed":
                    raise GenerationFailed(f"{name}: {heard.note}")
                if _RANK.get(heard.state, 0) < least:
                    return False
            return True

        if not there():
            self._listen(there, timeout, f"{', '.join(names)} not {until} within {timeout:g} s")

    def replies(self, seconds: float = 0.0) -> Iterator[Answer]:
        """What has come unasked so far, oldest first, until none comes for so many seconds."""
        while True:
            while self._replies:
                yield self._replies.popleft()
            try:
                self._take(seconds)
            except TimeoutError:
                return

    def state(self, source: str) -> str:
        """The last state heard of a sound, by its id."""
        return self._heard.get(source, _Progress()).state

    def progress(self, source: str) -> float:
        """How much of a sound's clip was made when last heard, 0..1."""
        return self._heard.get(source, _Progress()).progress

    def forget(self, source: str, state: str = "ready") -> None:
        """Forget how far a sound has come: it is about to go on from that state."""
        self._heard[source] = _Progress(state)

    def close(self) -> None:
        """Close the socket; the daemon goes on."""
        self._caller.close()

    def _planned(self, address: str, timeout: float) -> list[Sound]:
        """Hear how many events there are, and each one's place."""
        made: list[Sound] = []
        left, more = -1, False

        def hear(got: str, values: tuple[float | str, ...]) -> bool:
            nonlocal left, more
            if got == "/ttmba/cue/failed":
                if not made:
                    raise InvalidInput(str(values[0]))
                left, more = 0, False
            if got == "/ttmba/cue/planned":
                left = int(values[1])
                more = values[2:] == (_LINES_FIRST,)
            elif got == "/ttmba/event/placed" and left > 0:
                made.append(Sound(*values, _client=self))  # type: ignore[arg-type]
                left -= 1
            elif got == _ERROR and (values[0] == address != "/ttmba/cue" or left > 0):
                left -= 1  # a note on the plan comes before it, a refusal of one event after it
                if not made and left <= 0:
                    raise InvalidInput(str(values[1]))
            return left == 0 and not more

        self._listen(hear, timeout)
        return made

    def _ping(self) -> None:
        self._caller.send("/ttmba/ping")
        self._owed += 1

    def _listen(
        self,
        done: Callable[[str, tuple[float | str, ...]], bool],
        timeout: float,
        what: str = "",
    ) -> None:
        """Take replies until one of them is the one; `TimeoutError` saying what, or no answer."""
        end = time.monotonic() + timeout
        while True:
            try:
                address, values = self._take(max(0.0, end - time.monotonic()))
            except TimeoutError:
                if what:
                    raise TimeoutError(what) from None
                self._owed = 0
                line = f"the daemon at {self._where} did not answer within {timeout:g} s"
                raise Unavailable(line) from None
            if done(address, values):
                return

    def _take(self, seconds: float) -> Answer:
        address, values = answer = self._caller.receive(seconds)
        if address == "/ttmba/event/state":
            name, state, note = (str(value) for value in values)
            heard = self._heard.setdefault(name, _Progress())
            heard.state, heard.note = state, note
        elif address == "/ttmba/event/progress":
            self._heard.setdefault(str(values[0]), _Progress()).progress = float(values[1])
        if address == _PONG and self._owed:
            self._owed -= 1
        else:
            self._replies.append(answer)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

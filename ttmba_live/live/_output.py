"""Keeps sound coming out of a device that may go away, one state. Knows no sound library, no scene.

A device dies in many ways: its stream ends, or its callbacks stop while it says that it runs, or
closing it hangs. So nothing of it is called on the event loop but in one thread that lasts, a
silent clock takes over the ring while it is away, and it is only trusted again once it has called
back for a while.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable
from ttmba_live.live._device_thread import DeviceThread
from ttmba_live.live._late import Lateness
from ttmba_live.setup import AudioSettings
from ttmba_live.setup.outputs import OutputOpener, silent
from ttmba_live.sinks import Output, Pull

T = TypeVar("T")

_HINT = " ({} times now; a sound server that is short of time keeps up with [audio] block = 1024)"


@dataclass(frozen=True)
class Patience:
    """How long the keeper waits, in seconds and in looks at the count of callbacks.

    Looks, not seconds, decide that an output is lost: after a stall of the whole machine the
    device gets its chance to call before it is judged.
    """

    look: float = 0.1
    still_looks: int = 5
    proof_looks: int = 3
    retry: float = 1.0
    open: float = 15.0
    close: float = 2.0


class OutputKeeper:
    """Opens the wanted output, watches it, replaces it while it is lost, and brings it back.

    Its methods belong to the control thread's event loop. ``report`` is called there with one
    line whenever something changes; ``open_device`` and ``refresh`` are called in the device's
    thread.
    """

    def __init__(
        self,
        open_device: Callable[[], Output],
        fallback: Callable[[], Output],
        pull: Pull,
        report: Callable[[str], None],
        refresh: Callable[[], None],
        patience: Patience = Patience(),
        meanwhile: str = "the show goes on unheard until it is back",
    ) -> None:
        self.lost = self._starved = 0
        self._open_device = open_device
        self._fallback = fallback
        self._report = report
        self._refresh = refresh
        self._patience, self._meanwhile = patience, meanwhile
        self._gate = _Gate(pull)
        self._closing = asyncio.Event()
        self._thread = DeviceThread("device")
        self._sleeper: asyncio.Future[None] | None = None
        self._failures, self._late = 0, Lateness()
        self._current: Output | None = None
        self._candidate: Output | None = None

    @property
    def current(self) -> Output:
        """The output that pulls now: the device, or the silent clock in its place."""
        if self._current is None:
            raise Unavailable("the sound output has not been started")
        return self._current

    async def start(self) -> None:
        """Open the device for the first time; raises `Unavailable` with what it said."""
        output, key = await self._in_thread(self._opened, self._patience.open)
        self._use(output, key)

    async def run(self) -> None:
        """Watch until `close`; returns then."""
        looks = _Looks(self.current)
        while await self._sleep(self._patience.look):
            self._tell_failures(self.current)
            if looks.still(self.current) < self._patience.still_looks and self.current.active:
                continue
            try:
                await self._recover()
            except _ClosingError:
                return
            looks = _Looks(self.current)

    async def close(self) -> None:
        """Stop pulling and let the device go, waiting a little if it hangs; never raises."""
        self._closing.set()
        _end(self._sleeper)
        self._gate.key = None
        outputs = {self._current, self._candidate}
        closing = [self._thread.run(output.close) for output in outputs if output is not None]
        self._thread.end()
        if closing:
            await asyncio.wait(closing, timeout=self._patience.close)

    async def run_errand(self, work: Callable[[], None]) -> None:
        """Do something with the sound driver in the device's thread; raises what it raises."""
        await self._thread.run(work)

    def _tell_failures(self, output: Output) -> None:
        failures, before = output.failures, self._failures
        self._failures = failures
        if failures > before:
            self._report(f"sound device {output.name!r}: a block was lost: {output.failure}")
        if late := self._late.told(output.name, output.underflows):
            self._report(late)

    async def _recover(self) -> None:
        dead = self.current
        self.lost += 1
        why = "no longer asks for sound" if dead.active else "has ended"
        self._starved += dead.active
        hint = _HINT.format(self._starved) if dead.active and self._starved > 1 else ""
        self._report(f"sound device {dead.name!r} {why}{hint}: {self._meanwhile}")
        since = asyncio.get_running_loop().time()
        silent = self._fallback()
        key = object()
        silent.start(self._gate.guarded(key))
        self._use(silent, key)
        await self._in_thread(dead.close)
        device = await self._reopened()
        await self._in_thread(silent.close)
        away = asyncio.get_running_loop().time() - since
        self._report(f"sound device {device.name!r} plays again after {away:.1f} s")

    async def _reopened(self) -> Output:
        """Try again and again; return the device once it pulls."""
        said = ""
        pause = self._patience.look
        while True:
            if not await self._sleep(pause):
                raise _ClosingError
            pause = min(2.0 * pause, self._patience.retry)
            try:
                await self._in_thread(self._refresh)
                device, key = await self._in_thread(self._opened)
            except _ClosingError:
                raise
            except Exception as error:
                if str(error) != said:
                    said = str(error)
                    self._report(f"still unheard: {said}")
                continue
            if await self._proven(device):
                self._use(device, key)
                return device
            await self._in_thread(device.close)

    async def _proven(self, device: Output) -> bool:
        """A suspended device calls once or twice to fill its buffers; a live one goes on."""
        looks = _Looks(device)
        moved = 0
        for _ in range(self._patience.proof_looks + self._patience.still_looks):
            if not await self._sleep(self._patience.look):
                raise _ClosingError
            moved += looks.still(device) == 0
            if moved >= self._patience.proof_looks and device.active:
                return True
        return False

    def _opened(self) -> tuple[Output, object]:
        """Open the device behind a closed gate; in the device's thread."""
        key = object()
        output = self._open_device()
        output.start(self._gate.guarded(key))
        self._candidate = output
        if self._closing.is_set():
            output.close()
        return output, key

    def _use(self, output: Output, key: object) -> None:
        self._current = output
        self._failures, self._late = output.failures, Lateness()
        self._gate.key = key

    async def _sleep(self, seconds: float) -> bool:
        """Wait; False as soon as the keeper is closing."""
        if not self._closing.is_set():
            self._sleeper = sleeper = asyncio.get_running_loop().create_future()
            timer = sleeper.get_loop().call_later(seconds, _end, sleeper)
            await sleeper
            timer.cancel()
        return not self._closing.is_set()

    async def _in_thread(self, work: Callable[[], T], timeout: float | None = None) -> T:
        """Run ``work`` beside the loop; give up waiting for it when the keeper closes."""
        done = self._thread.run(work)
        waiter = asyncio.ensure_future(self._closing.wait())
        either: list[asyncio.Future[Any]] = [done, waiter]
        await asyncio.wait(either, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        if done.done():
            return done.result()
        if self._closing.is_set():
            raise _ClosingError
        self._closing.set()
        raise Unavailable(f"the sound device did not answer within {timeout:g} s")


def kept_output(
    audio: AudioSettings, way: OutputOpener, pull: Pull, report: Callable[[str], None]
) -> OutputKeeper:
    """A keeper of an output that is opened in a way; nothing is opened yet."""
    return OutputKeeper(way.open, partial(silent, audio), pull, report, way.refresh)


class _ClosingError(Exception):
    """The keeper closes: whoever waits stops waiting."""


class _Gate:
    """Lets one output at a time read the ring; all others get silence and never wait.

    A device that is being closed, or wakes up late, may still call while its successor pulls.
    """

    def __init__(self, pull: Pull) -> None:
        self.key: object | None = None
        self._pull = pull
        self._busy = threading.Lock()

    def guarded(self, key: object) -> Pull:
        def pull(out: Samples) -> int:
            if self.key is not key or not self._busy.acquire(blocking=False):
                out.fill(0.0)
                return len(out)
            try:
                return self._pull(out)
            finally:
                self._busy.release()

        return pull


class _Looks:
    """Counts the looks at an output since its callbacks last moved on."""

    def __init__(self, output: Output) -> None:
        self._seen = output.calls
        self._still = 0

    def still(self, output: Output) -> int:
        moved = output.calls != self._seen
        self._seen = output.calls
        self._still = 0 if moved else self._still + 1
        return self._still


def _end(sleeper: asyncio.Future[None] | None) -> None:
    if sleeper is not None and not sleeper.done():
        sleeper.set_result(None)

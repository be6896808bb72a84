"""An output keeper on a stage: made-up devices that die in every way a real one can."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

from ttmba_live.errors import Unavailable
from ttmba_live.live._output import OutputKeeper, Patience

QUICK = Patience(look=0.005, still_looks=5, proof_looks=3, retry=0.01, open=60.0, close=0.5)


class Fake:
    """A device whose own clock is the test's: it calls back only when a loop ticks it."""

    def __init__(self, name: str = "card", priming: int = 0, refuses: str = "") -> None:
        self.name = name
        self.latency = 0.01
        self.calls = 0
        self.failures = self.underflows = 0
        self.failure = ""
        self.active = False
        self.alive = not priming
        self.closed = threading.Event()
        self.may_close = threading.Event()
        self.may_close.set()
        self.heard: list[float] = []
        self._priming = priming
        self._refuses = refuses

    def start(self, pull) -> None:
        if self._refuses:
            raise Unavailable(self._refuses)
        self.pull = pull
        self.active = True
        for _ in range(self._priming):
            self.call()

    def call(self) -> None:
        out = np.full((16, 2), np.nan, np.float32)
        assert self.pull(out) == 16
        assert not np.isnan(out).any()
        self.heard.append(float(out[0, 0]))
        self.calls += 1

    def close(self) -> None:
        self.may_close.wait(10)
        self.active = False
        self.closed.set()


class Stage:
    """A keeper, the devices it will be given one after another, and all that happens."""

    def __init__(self, *devices: Fake, patience: Patience = QUICK) -> None:
        self.given: list[Fake] = []
        self.silences: list[Fake] = []
        self.said: list[str] = []
        self.refreshed = 0
        self.pulled = 0
        self._devices = list(devices)
        self.keeper = OutputKeeper(
            self._open, self._silent, self._pull, self.said.append, self._refresh, patience
        )

    def _open(self) -> Fake:
        self.given.append(self._devices.pop(0))
        return self.given[-1]

    def _silent(self) -> Fake:
        self.silences.append(Fake("null"))
        return self.silences[-1]

    def _refresh(self) -> None:
        assert all(device.closed.is_set() for device in self.given if device.active)
        self.refreshed += 1

    def _pull(self, out) -> int:
        self.pulled += 1
        out[:] = self.pulled
        return len(out)

    async def __aenter__(self):
        await self.keeper.start()
        self._tasks = [asyncio.create_task(self.keeper.run()), asyncio.create_task(self._tick())]
        return self

    async def _tick(self) -> None:
        """Be the clock of everything that lives; also proof that the loop is never blocked."""
        while True:
            for output in [*self.given, *self.silences]:
                if output.active and output.alive and not output.closed.is_set():
                    output.call()
            await asyncio.sleep(0.001)

    async def until(self, condition) -> None:
        try:
            async with asyncio.timeout(120):
                while not condition():  # noqa: ASYNC110 - a thread may be what makes it true
                    await asyncio.sleep(0.001)
        except TimeoutError:
            pytest.fail(f"it never came; said: {self.said}")

    async def __aexit__(self, *_: object) -> None:
        await self.keeper.close()
        await asyncio.wait_for(self._tasks[0], 60)
        self._tasks[1].cancel()
        await asyncio.gather(self._tasks[1], return_exceptions=True)


def perform(story) -> None:
    asyncio.run(asyncio.wait_for(story(), 300))

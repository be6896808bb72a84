"""The output keeper with made-up devices that die in every way a real one can."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import numpy as np
import pytest

from ttmba_live.errors import Unavailable
from ttmba_live.live._output import OutputKeeper, Patience

QUICK = Patience(look=0.005, still_looks=5, proof_looks=3, retry=0.01, open=5.0, close=0.5)


class Fake:
    """A device whose own clock is the test's: it calls back only when a loop ticks it."""

    def __init__(self, name: str = "card", priming: int = 0, refuses: str = "") -> None:
        self.name = name
        self.latency = 0.01
        self.calls = 0
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
        for _ in range(20_000):
            if condition():
                return
            await asyncio.sleep(0.001)
        pytest.fail(f"it never came; said: {self.said}")

    async def __aexit__(self, *_: object) -> None:
        await self.keeper.close()
        await asyncio.wait_for(self._tasks[0], 10)
        self._tasks[1].cancel()
        await asyncio.gather(self._tasks[1], return_exceptions=True)


def perform(story) -> None:
    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_device_that_lives_is_left_alone():
    async def story():
        card = Fake()
        async with Stage(card) as stage:
            await stage.until(lambda: card.calls > 100)
            assert stage.keeper.current is card
        assert stage.said == []
        assert stage.keeper.lost == 0
        assert card.closed.is_set()
        assert card.heard[:3] == [1.0, 2.0, 3.0]

    perform(story)


def test_the_first_opening_must_succeed():
    async def story():
        stage = Stage(Fake(refuses="no such card"))
        with pytest.raises(Unavailable, match="no such card"):
            await stage.keeper.start()
        with pytest.raises(Unavailable, match="not been started"):
            _ = stage.keeper.current
        await stage.keeper.close()

    perform(story)


@pytest.mark.parametrize("death", ["ended", "suspended"])
def test_a_lost_device_is_replaced_by_silence_and_comes_back(death):
    async def story():
        first, second = Fake(), Fake("new card")
        async with Stage(first, second) as stage:
            await stage.until(lambda: first.calls > 10)
            if death == "ended":
                first.active = False
            first.alive = False
            await stage.until(lambda: stage.keeper.current is second)
            await stage.until(lambda: len(stage.said) == 2 and second.heard[-1] > 0)
            (silent,) = stage.silences
            assert silent.closed.is_set()
            assert silent.calls > 0
            assert silent.heard[0] == first.heard[-1] + 1, "a block was lost on the way"
            sounding = [heard for heard in second.heard if heard]
            assert sounding[0] == silent.heard[-1] + 1 or silent.heard[-1] == 0
            assert stage.pulled == len([h for h in first.heard + silent.heard if h]) + len(sounding)
        assert stage.keeper.lost == 1
        assert first.closed.is_set()
        what = "has ended" if death == "ended" else "no longer asks for sound"
        assert f"'card' {what}" in stage.said[0]
        assert "'new card' plays again after" in stage.said[1]
        assert stage.refreshed == 1

    perform(story)


def test_a_stream_that_ended_is_not_waited_for():
    async def story():
        first, second = Fake(), Fake()
        endless = replace(QUICK, still_looks=10**9)
        async with Stage(first, second, patience=endless) as stage:
            first.active = False
            await stage.until(lambda: stage.keeper.current is second)

    perform(story)


def test_a_device_that_refuses_three_times_is_asked_a_fourth():
    async def story():
        refusing = [Fake(refuses="unplugged") for _ in range(2)]
        first, last = Fake(), Fake()
        async with Stage(first, *refusing, Fake(refuses="in use"), last) as stage:
            first.alive = False
            await stage.until(lambda: stage.keeper.current is last and len(stage.said) == 4)
            assert stage.said[1:3] == ["still unheard: unplugged", "still unheard: in use"]
            assert stage.refreshed == 4
            assert len(stage.silences) == 1
        assert last.closed.is_set()

    perform(story)


def test_a_device_that_only_fills_its_buffers_is_not_believed():
    async def story():
        first, asleep, awake = Fake(), Fake(priming=4), Fake()
        async with Stage(first, asleep, awake) as stage:
            first.alive = False
            await stage.until(lambda: stage.keeper.current is awake)
            assert asleep.closed.is_set()
            assert asleep.heard == [0.0] * 4, "a device on probation must not take from the ring"
            await stage.until(lambda: len(stage.said) == 2)
            assert stage.keeper.lost == len(stage.silences) == 1

    perform(story)


def test_a_device_that_hangs_on_closing_blocks_nothing():
    async def story():
        first, second = Fake(), Fake()
        first.may_close.clear()
        async with Stage(first, second) as stage:
            await stage.until(lambda: first.calls > 3)
            first.alive = False
            await stage.until(lambda: stage.silences and stage.silences[0].calls > 100)
            assert stage.given == [first], "PortAudio must not be used while it closes"
            first.may_close.set()
            await stage.until(lambda: stage.keeper.current is second)

    perform(story)


def test_a_device_that_wakes_while_it_is_being_closed_gets_silence():
    async def story():
        first, second = Fake(), Fake()
        first.may_close.clear()
        async with Stage(first, second) as stage:
            await stage.until(lambda: first.calls > 3)
            first.alive = False
            await stage.until(lambda: stage.keeper.lost == 1)
            before = len(first.heard)
            first.alive = True
            await stage.until(lambda: len(first.heard) > before + 10)
            assert not any(first.heard[before:])
            first.may_close.set()

    perform(story)


def test_closing_does_not_wait_for_a_device_that_hangs():
    async def story():
        card = Fake()
        card.may_close.clear()
        async with Stage(card):
            pass
        assert not card.closed.is_set()
        card.may_close.set()

    perform(story)


def test_closing_in_the_middle_of_a_recovery():
    async def story():
        first = Fake()
        async with Stage(first, *[Fake(refuses="gone") for _ in range(10_000)]) as stage:
            first.alive = False
            await stage.until(lambda: stage.refreshed > 2)
        (silent,) = stage.silences
        assert silent.closed.is_set()

    perform(story)


def test_closing_while_a_device_is_on_probation_closes_it():
    async def story():
        first, asleep = Fake(), Fake(priming=1)
        async with Stage(first, asleep) as stage:
            first.alive = False
            await stage.until(lambda: asleep.active)
        assert asleep.closed.is_set()

    perform(story)


def test_an_opening_that_takes_too_long_is_given_up_and_closed_later():
    async def story():
        go = threading.Event()
        card = Fake()

        def slow():
            go.wait(10)
            return card

        keeper = OutputKeeper(slow, Fake, len, print, print, Patience(open=0.02))
        with pytest.raises(Unavailable, match=r"did not answer within 0\.02 s"):
            await keeper.start()
        go.set()
        assert await asyncio.to_thread(card.closed.wait, 10)
        await keeper.close()

    perform(story)


def test_a_surprising_error_while_reopening_does_not_end_the_watch(monkeypatch):
    async def story():
        first, second = Fake(), Fake()
        async with Stage(first, second) as stage:
            given = stage.keeper._refresh
            trouble = iter([ZeroDivisionError("odd driver")])

            def refresh():
                for error in trouble:
                    raise error
                given()

            stage.keeper._refresh = refresh
            first.alive = False
            await stage.until(lambda: stage.keeper.current is second)
            assert "still unheard: odd driver" in stage.said

    perform(story)

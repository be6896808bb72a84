"""Closing the output keeper at any moment, whatever its device does."""

from __future__ import annotations

from output_stage import Fake, Stage, perform


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

"""The output keeper with made-up devices that die in every way a real one can."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from itertools import pairwise

import pytest
from output_stage import QUICK, Fake, Stage, perform

from ttmba_live.errors import Unavailable
from ttmba_live.live._output import OutputKeeper, Patience


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


def test_gaps_that_the_device_itself_has_are_told_and_not_each_of_them():
    async def story():
        card = Fake()
        async with Stage(card) as stage:
            for underflows, lines in ((2, 0), (3, 1), (29, 1), (30, 2), (299, 2), (300, 3)):
                card.underflows, calls = underflows, card.calls
                await stage.until(lambda: card.calls > calls + 20)  # noqa: B023 - called at once
                assert len(stage.said) == lines
        assert "'card' was late 300 times" in stage.said[-1]
        assert "[audio]" in stage.said[-1]

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


def test_a_device_that_starves_again_and_again_is_a_hint_at_larger_blocks():
    async def story():
        cards = [Fake() for _ in range(3)]
        async with Stage(*cards) as stage:
            for card, following in pairwise(cards):
                await stage.until(lambda card=card: card.calls > 10)
                card.alive = False
                await stage.until(lambda card=following: stage.keeper.current is card)
        lost = [line for line in stage.said if "no longer asks" in line]
        assert "block" not in lost[0]
        assert "2 times now" in lost[1]
        assert "[audio] block = 1024" in lost[1]

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


def test_an_opening_that_takes_too_long_is_given_up_and_closed_later():
    async def story():
        go = threading.Event()
        card = Fake()

        def slow():
            go.wait(120)
            return card

        keeper = OutputKeeper(slow, Fake, len, print, print, Patience(open=0.02))
        with pytest.raises(Unavailable, match=r"did not answer within 0\.02 s"):
            await keeper.start()
        go.set()
        assert await asyncio.to_thread(card.closed.wait, 120)
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

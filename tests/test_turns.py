"""The renderer and the control thread take turns: neither works while the other does, in bounds."""

from __future__ import annotations

import asyncio
import sys
import threading
import time

import pytest
from daemon import PATIENCE

from ttmba_live.engine import Turns, _turns
from ttmba_live.live._loop import yielding_loop
from ttmba_live.osc import Client, _intake, _pieces
from ttmba_live.osc._codec import encode
from ttmba_live.osc._intake import Intake
from ttmba_live.osc._pieces import in_pieces
from ttmba_live.osc._ranking import rank

MOMENT = 0.05
"""Seconds in which what does not wait would be through."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Let only the other's end end a wait."""
    monkeypatch.setattr(_turns, "_HOP", PATIENCE)
    monkeypatch.setattr(_turns, "_PIECE", PATIENCE)


def begun(call):
    """Call something in a thread; an event that is set once it is through."""
    through = threading.Event()
    threading.Thread(target=lambda: (call(), through.set()), daemon=True).start()
    return through


def test_a_hop_waits_for_the_piece_that_is_under_way():
    turns = Turns()
    turns.rest()
    turns.give_way()
    hop = begun(turns.begin_hop)
    assert not hop.wait(MOMENT)
    turns.rest()
    assert hop.wait(PATIENCE)


def test_work_that_knows_no_turns_stands_aside_before_every_call():
    """As loading compiled loops is: what it calls must not know."""
    turns, calls, through = Turns(), [], threading.Event()

    def work():
        before = sys.getprofile()
        with turns.standing_aside():
            while not through.is_set():
                calls.append(len(calls))
        assert sys.getprofile() is before

    working = begun(work)
    assert not working.wait(MOMENT)
    turns.begin_hop()
    time.sleep(MOMENT)  # the call that was under way
    reached = len(calls)
    assert reached > 1
    time.sleep(MOMENT)
    assert len(calls) == reached
    turns.end_hop()
    end = time.monotonic() + PATIENCE
    while len(calls) < reached + 100 and time.monotonic() < end:
        time.sleep(0.001)
    through.set()
    assert working.wait(PATIENCE)
    assert len(calls) >= reached + 100


def test_a_piece_waits_for_the_hop_and_lets_one_begin_between_two():
    turns = Turns()
    turns.rest()
    turns.begin_hop()
    piece = begun(turns.give_way)
    assert not piece.wait(MOMENT)
    turns.end_hop()
    assert piece.wait(PATIENCE)
    hop = begun(turns.begin_hop)
    assert not hop.wait(MOMENT)
    second = begun(turns.give_way)
    assert hop.wait(PATIENCE), "the next piece began first"
    assert not second.wait(MOMENT)
    turns.end_hop()
    assert second.wait(PATIENCE)


def test_neither_waits_for_ever(monkeypatch):
    monkeypatch.setattr(_turns, "_HOP", 0.001)
    monkeypatch.setattr(_turns, "_PIECE", 0.001)
    turns = Turns()
    turns.rest()
    turns.begin_hop()
    assert begun(turns.give_way).wait(PATIENCE), "a hop never ended"
    assert begun(turns.begin_hop).wait(PATIENCE), "a piece never ended"


def test_a_hop_waits_for_nobody_of_whom_it_is_not_told_when_he_rests():
    turns = Turns()
    turns.give_way()
    assert begun(turns.begin_hop).wait(PATIENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="its loop asks no selector")
def test_the_loop_calls_nothing_while_a_hop_is_rendered():
    turns, called = Turns(), threading.Event()

    def watched(loop):
        turns.begin_hop()
        loop.call_soon_threadsafe(called.set)
        early = called.wait(MOMENT)
        turns.end_hop()
        return early

    async def story():
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, watched, loop)

    with asyncio.Runner(loop_factory=lambda: yielding_loop(turns)) as runner:
        assert not runner.run(story()), "it was called beside the hop"
    assert called.is_set()


def test_a_program_can_be_started_on_that_loop():
    async def story():
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-S", "-c", "import sys; sys.exit(3)"
        )
        return await child.wait()

    with asyncio.Runner(loop_factory=lambda: yielding_loop(Turns())) as runner:
        assert runner.run(asyncio.wait_for(story(), PATIENCE)) == 3


def test_each_datagram_and_each_piece_of_a_bundle_gives_way(monkeypatch):
    monkeypatch.setattr(_intake, "SLICE", PATIENCE)  # else a slow machine asks the loop for more
    ways = []
    loop = type("Loop", (), {"call_soon_threadsafe": lambda _, call: ways.append(call)})()
    intake = Intake(loop, rank, lambda *_: None, lambda: ways.append("gave way"))
    for number in range(3):
        packet = encode("/ttmba/cue", f"dog {number}")
        intake.put(packet, Client("x", 1), lambda packet, *_: ways.append(packet))
    work = ways.pop(0)
    work()
    assert [way == "gave way" for way in ways[:6]] == [True, False] * 3

    gave = []
    for _ in in_pieces(range(4), lambda: gave.append(1)):
        time.sleep(2 * _pieces._TOGETHER)
    assert len(gave) == 3
    monkeypatch.setattr(_pieces, "_TOGETHER", PATIENCE)
    assert list(in_pieces(range(4), lambda: gave.append(1))) == [0, 1, 2, 3]
    assert len(gave) == 3, "what takes no time stays together"


def test_a_reader_stands_aside_for_a_hop_and_keeps_none_waiting():
    turns = Turns()
    turns.stand_aside()
    hop = begun(turns.begin_hop)
    assert hop.wait(PATIENCE), "a hop waited for a reader"
    reader = begun(turns.stand_aside)
    assert not reader.wait(MOMENT)
    turns.end_hop()
    assert reader.wait(PATIENCE)

"""Cues in order: event lines wait for nothing, prose comes when it is planned, numbers as sent."""

import asyncio
import gc
import threading
import weakref
from concurrent.futures import Future
from dataclasses import replace
from typing import ClassVar

import pytest
from hall import SECONDS, in_hall
from pulse import settled

from ttmba_live.errors import InvalidInput
from ttmba_live.live._cues import MAX_WAITING, Cues
from ttmba_live.live._making import Making
from ttmba_live.live._planning import Planning
from ttmba_live.osc import _pieces
from ttmba_live.scene import Event, Scene
from ttmba_live.setup import CueSettings
from ttmba_live.text import Plan
from ttmba_live.text.rules import Rules

CLIENT = ("127.0.0.1", 1)


class Stage:
    """Takes events as they come; nothing sounds."""

    next_frame = 0
    in_room = False
    waiting: ClassVar = {}
    scene = Scene()

    def sounds(self, source):
        del source
        return False

    def place(self, event, busy):
        return replace(event, id=event.id or f"{event.sound}{len(busy)}")


class Maker:
    """Whose clips never come."""

    def submit(self, spec, *, due=None, key=None):
        del spec, due, key
        return Future()


class Kept:
    """Whose clips come when one likes."""

    def __init__(self):
        self.futures = []

    def submit(self, spec, *, due=None, key=None):
        del spec, due, key
        self.futures.append(Future())
        return self.futures[-1]


class Told:
    """Everything that was told, in order."""

    def __init__(self):
        self.lines = []

    def planned(self, _, cue, events, planner):
        self.lines.append(("planned", cue, events, planner))

    def error(self, *what):
        self.lines.append(("error", what[-1]))

    def failed(self, _, why):
        self.lines.append(("failed", why))

    def state(self, *_):
        pass

    def placed(self, _, event):
        self.lines.append(("placed", event.sound, event.planner))

    def count(self, kind):
        return sum(line[0] == kind for line in self.lines)


class Hanging:
    """A planner that waits until it is let go, as a language model does."""

    name = "hanging"

    def __init__(self):
        self.go = threading.Event()
        self.closed = False

    def plan(self, text):
        self.go.wait(120)
        if "nothing" in text:
            raise InvalidInput("nothing in it")
        return Plan((Event.checked(text, 1.0, Event("x", 1.0).position),), "hanging", ("a note",))

    def warm(self):
        pass

    def close(self):
        self.closed = True
        self.go.set()


def staged(act, planner):
    """Let something happen to cues; returns what was told."""

    async def run():
        told = Told()
        planning = Planning(planner)
        stage, settings = Stage(), CueSettings()
        making = Making(stage, Maker(), told, settings)
        cues = Cues(stage, planning, making, told, settings)
        try:
            await act(cues, told)
        finally:
            planning.close()
        return told.lines

    return asyncio.run(run())


def test_lines_are_begun_before_prose_that_was_sent_before_them():
    planner = Hanging()

    async def act(cues, told):
        for n in range(40):
            cues.cue(f"prose {n}", CLIENT)
        cues.cue("bell@1@0,0@1@0", CLIENT)
        assert told.lines == [("planned", 41, 1, "lines"), ("placed", "bell", "lines")]
        cues.event(Event("horn", 1.0, id="horn"), CLIENT)
        assert told.lines[2:] == [("planned", 42, 1, "event"), ("placed", "horn", "")]
        planner.go.set()
        await settled(lambda: told.count("planned") == 42)

    lines = staged(act, planner)
    numbers = {line[1]: index for index, line in enumerate(lines) if line[0] == "planned"}
    assert sorted(numbers) == list(range(1, 43)), "numbers count cues as they were sent"
    for number in range(1, 41):
        placed = lines[numbers[number] + 1]
        assert placed == ("placed", f"prose {number - 1}", "hanging")


def test_lines_of_a_mixed_text_do_not_wait_for_its_prose():
    planner = Hanging()

    async def act(cues, told):
        cues.cue("bell@1@0,0@1@0\na dog barks", CLIENT)
        assert told.lines == [("planned", 1, 1, "lines+"), ("placed", "bell", "lines")]
        planner.go.set()
        await settled(lambda: told.count("placed") == 2)

    assert staged(act, planner)[2:] == [
        ("error", "a note"),
        ("planned", 1, 1, "hanging"),
        ("placed", "a dog barks", "hanging"),
    ]


def test_lines_stay_when_their_prose_comes_to_nothing():
    planner = Hanging()
    planner.go.set()

    async def act(cues, told):
        cues.cue("bell@1@0,0@1@0\nnothing", CLIENT)
        await settled(lambda: told.count("failed") == 1)
        await settled(lambda: cues.waiting == 1)

    assert ("placed", "bell", "lines") in staged(act, planner)


def test_what_is_no_cue_has_no_number():
    async def act(cues, told):
        for text in ("", " \n ", "a@b@c@d@e"):
            with pytest.raises(InvalidInput):
                cues.cue(text, CLIENT)
        assert told.count("failed") == 0  # the server tells the errors first
        await settled(lambda: told.count("failed") == 3)
        cues.cue("bell@1@0,0@1@0", CLIENT)
        assert ("planned", 1, 1, "lines") in told.lines
        with pytest.raises(InvalidInput, match="at most"):
            cues.cue("\n".join(["bell@1@0,0@1@0"] * MAX_WAITING), CLIENT)

    staged(act, Rules())


def test_a_stop_forgets_prose_that_is_being_planned():
    planner = Hanging()

    async def act(cues, told):
        cues.cue("a dog barks", CLIENT)
        await asyncio.sleep(0)
        cues.forget()
        planner.go.set()
        await settled(lambda: cues.waiting == 0)
        cues.cue("bell@1@0,0@1@0", CLIENT)
        assert [line[:2] for line in told.lines if line[0] == "planned"] == [("planned", 2)]

    staged(act, planner)


def test_the_end_ends_the_planner_too():
    planner = Hanging()

    async def act(cues, told):
        del told
        cues.cue("a dog barks", CLIENT)
        await asyncio.sleep(0)

    staged(act, planner)
    assert planner.closed


def test_a_clip_that_is_let_go_is_free_at_once(tmp_path):
    """Without the collector, which is seldom about: orders and cues must not hold each other."""

    async def act(hall):
        await hall.begin()
        await hall.play(2 * SECONDS)
        clip = weakref.ref(hall.playback.kept("a").clip.samples)
        hall.maker.orders.clear()
        hall.playback._let_go("a")
        await hall.play()
        assert hall.playback._run_folder.sync(60.0)
        assert clip() is None

    gc.collect()
    gc.disable()
    try:
        in_hall(tmp_path, act)
    finally:
        gc.enable()


def test_many_events_are_begun_and_their_clips_taken_in_pieces(monkeypatch):
    monkeypatch.setattr(_pieces, "_TOGETHER", 0.0)
    gave = []

    async def run():
        maker, stage = Kept(), Stage()
        making = Making(stage, maker, Told(), CueSettings(), None, lambda: gave.append(len(gave)))
        planning = Planning(Rules())
        cues = Cues(stage, planning, making, Told(), CueSettings())
        try:
            cues.planned([Event(f"x{n}", 1.0) for n in range(40)], "somebody", CLIENT)
            begun = len(gave)
            for future in maker.futures:
                future.set_exception(InvalidInput("no"))
            await settled(lambda: not making.waiting)
        finally:
            planning.close()
        return begun

    begun = asyncio.run(run())
    assert begun >= 39
    assert len(gave) >= begun + 40, "clips that came at once were taken in one piece"

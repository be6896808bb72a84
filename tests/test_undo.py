"""What cues in words changed is taken back; places are as they were ordered, or exchanged."""

import asyncio

import pytest
from snapshot_board import ME, Board
from timeless import timeless

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.live._follow_ups import Followed
from ttmba_live.live._ways import home, in_place
from ttmba_live.scene import Event, MovePolar, Play, SetGain, Stop, StopAll
from ttmba_live.text import Extent, Present, follow_ups
from ttmba_live.text.rules import Rules

PLAN = Rules().plan


class Stage(Board):
    """A board on which sources sound or not, and words are heard."""

    def __init__(self):
        super().__init__()
        self.heard = {"dog", "rain"}
        self.followed = Followed(self, self.act, self, lambda _: None)

    def act(self, command, _=ME):
        match command:
            case Play(id=name):
                self.heard.add(name)
            case Stop(id=name):
                self.heard.discard(name)
            case StopAll():
                self.heard.clear()
            case _:
                super().act(command)

    def sounds(self, name):
        return name in self.heard

    goes_on = sounds

    def has(self, name):
        return name in self.scene.sources

    def order(self, text):
        there = [Present(name, name, sounds=name in self.heard) for name in self.scene.sources]
        asked = follow_ups(text, there, ("dog",), PLAN)
        assert not asked.rest
        self.followed.carry_out(asked.orders, ME)


@timeless
async def test_undo_takes_back_what_the_last_cue_changed_and_nothing_else():
    stage = Stage()
    before = stage.dog
    stage.order("make the dog 6 dB louder")
    stage.order("move the dog to the left over 1 second")
    await asyncio.sleep(2.0)
    stage.act(SetGain("rain", -9.0))
    assert stage.dog.position.azimuth == 90.0
    stage.order("undo")
    await asyncio.sleep(1.0)
    assert (stage.dog.position, stage.dog.gain_db) == (before.position, 6.0)
    stage.order("undo that")
    await asyncio.sleep(1.0)
    assert stage.dog == before
    assert stage.scene.sources["rain"].gain_db == -9.0
    with pytest.raises(InvalidInput, match="nothing to undo"):
        stage.order("undo")


@timeless
async def test_undo_of_an_end_lets_it_sound_and_of_new_sounds_ends_them():
    stage = Stage()
    stage.order("stop")
    assert not stage.heard
    stage.order("undo")
    assert stage.heard == {"dog", "rain"}
    stage.order("stop the rain after 5 s")
    stage.order("undo")
    await asyncio.sleep(6.0)
    assert stage.heard == {"dog", "rain"}
    stage.order("mute the dog")
    stage.followed.began(("rain",))
    stage.order("undo")
    assert stage.heard == {"dog"}
    stage.order("undo")
    assert not stage.dog.mute


def test_what_comes_in_the_place_of_another_begins_there_when_that_ends():
    wolves = (Event("wolf howling", 4.0, Position(0.0), start=1.0), Event("wolf howling", 4.0))
    there = (Position(40.0, 5.0, 3.0),)
    first, second = in_place(wolves, there, Extent(after=2.0, seconds=8.0))
    assert (first.position, second.position) == (there[0], there[0])
    assert (first.start, first.duration) == (3.0, 8.0)
    assert in_place(wolves, (), Extent()) == wolves


def test_home_is_where_it_was_asked_to_be_or_would_be_on_its_own_way():
    now, asked = Position(10.0), Event("dog", 4.0, Position(-30.0, 0.0, 2.0))
    assert home(asked, 1.0, now, 1.5).positions == (now, asked.position)
    going = Trajectory((0.0, 2.0), (Position(-30.0), Position(-90.0)))
    moving = Event("dog", 4.0, Position(-30.0), trajectory=going)
    assert home(moving, 2.0, now, 1.5).positions[-1] == Position(-90.0)


@timeless
async def test_two_swap_their_places():
    stage = Stage()
    stage.act(MovePolar("dog", 60.0, 0.0, 3.0))
    rain = stage.scene.sources["rain"].position
    stage.order("swap them")
    await asyncio.sleep(2.0)
    assert stage.dog.position == rain
    assert stage.scene.sources["rain"].position == Position(60.0, 0.0, 3.0)


@timeless
async def test_redo_brings_back_what_was_undone_until_something_else_changes():
    stage = Stage()
    before = stage.dog
    with pytest.raises(InvalidInput, match="nothing to redo"):
        stage.order("redo")
    stage.order("make the dog 6 dB louder")
    stage.order("stop the rain")
    for again in range(2):
        stage.order("undo")
        stage.order("undo")
        await asyncio.sleep(1.0)
        assert (stage.dog.gain_db, "rain" in stage.heard) == (before.gain_db, True), again
        stage.order("redo")
        stage.order("redo")
        await asyncio.sleep(1.0)
        assert (stage.dog.gain_db, "rain" in stage.heard) == (before.gain_db + 6.0, False), again
    stage.order("undo")
    stage.order("mute the dog")
    with pytest.raises(InvalidInput, match="nothing to redo"):
        stage.order("redo")

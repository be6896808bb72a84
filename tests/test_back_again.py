"""What "everything back" brings back; levels after a fade that was cut off; files by words."""

import asyncio

import pytest
from snapshot_board import ME
from test_undo import Stage
from timeless import timeless

from ttmba_live.geometry import Position
from ttmba_live.scene import (
    FLOOR_DB,
    Event,
    RecordStart,
    RecordStop,
    SaveSession,
    SetGain,
    StopAll,
)


class Evening(Stage):
    """A stage on which an owl sounded long ago."""

    def __init__(self):
        super().__init__()
        self.done = []
        self.scene = self.scene.place(Event.checked("owl", 4.0, Position(0.0, 0.0, 2.0), id="owl"))
        self.heard = {"dog", "rain"}

    def act(self, command, _=ME):
        if isinstance(command, StopAll):
            self.followed.forget()
        if isinstance(command, (SaveSession, RecordStart, RecordStop)):
            self.done.append(command)
            return
        super().act(command)

    def hushed(self):
        return {name for name, one in self.scene.sources.items() if one.mute or one.hushed}


@pytest.mark.parametrize("back", ["everything back on", "bring everything back", "everything back"])
@timeless
async def test_what_was_taken_away_comes_back_and_nothing_else(back):
    stage = Evening()
    stage.order("only the dog")
    assert stage.hushed() == {"rain", "owl"}
    stage.order(back)
    assert stage.hushed() == set()
    assert stage.heard == {"dog", "rain"}
    stage.order("mute everything")
    stage.order(back)
    await asyncio.sleep(4.0)
    assert stage.hushed() == set()
    stage.order("stop")
    stage.order(back)
    await asyncio.sleep(4.0)
    assert stage.heard == {"dog", "rain"}
    stage.order("undo")
    assert stage.heard == set()


@timeless
async def test_what_ends_in_the_midst_of_a_fade_is_as_loud_as_it_was_to_be():
    stage = Evening()
    stage.order("stop")
    stage.order("bring everything back")
    await asyncio.sleep(0.5)
    stage.order("stop")
    assert FLOOR_DB < stage.dog.gain_db < 0.0
    stage.order("play the dog")
    assert stage.dog.gain_db == 0.0
    stage.order("fade out the dog over 4 seconds")
    await asyncio.sleep(1.0)
    stage.order("stop the dog")
    stage.order("bring back the dog")
    await asyncio.sleep(4.0)
    assert stage.dog.gain_db == 0.0
    stage.order("fade out the dog over 4 seconds")
    await asyncio.sleep(1.0)
    stage.order("stop the dog")
    stage.act(SetGain("dog", -9.0))  # somebody's hand goes before that
    stage.order("play the dog")
    assert stage.dog.gain_db == -9.0


@pytest.mark.parametrize("again", ["play the dog", "fade the dog in again over 1 second"])
@timeless
async def test_what_is_brought_back_in_its_fade_out_plays_on(again):
    stage = Evening()
    stage.order("fade out the dog over 4 seconds")
    await asyncio.sleep(1.0)
    stage.order(again)
    await asyncio.sleep(6.0)
    assert "dog" in stage.heard
    assert stage.dog.gain_db == 0.0


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("save the session as friday", SaveSession("friday")),
        ("save the session", SaveSession("session")),
        ("save the show so far", SaveSession("session")),
        ("start recording", RecordStart("take")),
        ("record this as Intro", RecordStart("Intro")),
        ("stop recording", RecordStop()),
        ("stop the recording", RecordStop()),
    ],
)
@timeless
async def test_a_cue_saves_and_records(text, command):
    stage = Evening()
    stage.order(text)
    assert stage.done == [command]


@timeless
async def test_everything_else_back_ends_a_solo_and_no_old_sound_begins():
    stage = Evening()
    stage.order("only the dog")
    stage.order("everything else back in")
    assert stage.hushed() == set()
    assert stage.heard == {"dog", "rain"}


@timeless
async def test_what_was_muted_and_is_played_is_heard():
    stage = Evening()
    stage.order("mute the dog")
    stage.order("turn the dog back on")
    assert not stage.dog.mute
    stage.order("undo")
    assert stage.dog.mute


@timeless
async def test_a_fade_that_is_stopped_stays_as_loud_as_it_is():
    stage = Evening()
    stage.order("fade out the dog over 4 seconds")
    await asyncio.sleep(1.0)
    stage.order("stop the fade")
    stood = stage.dog.gain_db
    assert FLOOR_DB < stood < 0.0
    await asyncio.sleep(5.0)
    assert (stage.dog.gain_db, stage.heard) == (stood, {"dog", "rain"})
    stage.order("undo twice")  # to have stopped it, and the fade
    await asyncio.sleep(1.0)
    assert stage.dog.gain_db == 0.0


@timeless
async def test_no_fade_to_stop_is_told():
    stage = Evening()
    told = []
    stage.error = lambda *what: told.append(what[-1])
    stage.order("stop the fade")
    assert told == ["dog: it is fading neither in nor out"]

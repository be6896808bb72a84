"""Kinds of English that strangers write: compasses, cue sheets, verbs in a row, asides."""

from __future__ import annotations

import pytest

from ttmba_live.scene import Event
from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text: str) -> tuple[Event, ...]:
    return RULES.plan(text).events


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [
        ("choir bearing 270", 90), ("choir at a bearing of 090 degrees", -90),
        ("heartbeat NNW", 22), ("heartbeat in the east-southeast", -112),
        ("an engine idles astern", 180), ("a bell off the starboard bow", -45),
        ("wolves howl due west", 90),
    ],
)  # fmt: skip
def test_points_of_a_compass_and_of_a_ship(text: str, azimuth: float):
    (event,) = events(text)
    assert event.position.azimuth == pytest.approx(azimuth, abs=1)


def test_hours_of_a_clock_face_are_no_times_if_they_run_backwards():
    first, second = events("Static at 10:30, then laughter at 4:30.")
    assert (first.position.azimuth, second.position.azimuth) == (45, -135)
    bell, gong = events("a bell at 1:30, a gong at 2:30")
    assert (bell.start, gong.start) == (90, 150)


@pytest.mark.parametrize(
    ("text", "elevation"),
    [("a drone at the nadir", -85), ("ice cracks under the lake", -45),
     ("a rooster on top of the barn", 50), ("a goat bleats up on the cliff", 40)],
)  # fmt: skip
def test_where_is_up_and_down(text: str, elevation: float):
    (event,) = events(text)
    assert event.position.elevation == elevation


def test_laps_tell_how_often_something_circles():
    (event,) = events("A drone circles me, one lap every 5 seconds, for 20 seconds.")
    assert event.trajectory is not None
    assert event.duration == 20
    assert len(event.trajectory.positions) == 12 * 4 + 1


def test_heights_and_azimuths_may_be_ramps():
    (drop,) = events("water drops falling from el 60 to el -40 at azimuth 110")
    assert drop.trajectory is not None
    ends = drop.trajectory.positions[0], drop.trajectory.positions[-1]
    assert [(round(p.azimuth), round(p.elevation)) for p in ends] == [(110, 60), (110, -40)]


def test_a_passing_thing_is_as_far_as_is_told():
    (train,) = events("A train passes from left to right, half a kilometre away.")
    assert train.trajectory is not None
    assert min(p.distance for p in train.trajectory.positions) == pytest.approx(500, rel=0.1)


@pytest.mark.parametrize(
    "text",
    ["gentle surf, loop under everything", "thunder overhead with a 3 sec tail",
     "a key turns in the lock to our right", "a dog, off R, three barks",
     "crowd outside the gates grows from a murmur to a roar", "Breathe. Gentle waves behind me."],
)  # fmt: skip
def test_what_is_only_said_of_a_sound_is_none(text: str):
    (event,) = events(text)
    assert event.trajectory is None


def test_a_crossfade_on_a_cue_sheet():
    music, crickets = events("crossfade: music SL out 6s / crickets all around in 6s")
    assert music.envelope is not None
    assert crickets.envelope is not None
    assert music.envelope.levels[-1] < -50 < 0 == music.envelope.levels[0]
    assert crickets.envelope.levels[0] < -50 < 0 == crickets.envelope.levels[-1]
    assert music.start == crickets.start == 0


def test_verbs_in_a_row_with_a_time_are_one_after_the_other():
    lands, inhales, breathes = events(
        "A dragon lands with a thud 8 m ahead, inhales for two seconds, then breathes fire."
    )
    assert "thud" in lands.sound
    assert lands.start < inhales.start < breathes.start == inhales.start + 2
    grenade, boom = events("grenade right 3m, beeps 2s, boom")
    assert boom.start == grenade.start + 2


def test_one_of_several_does_something_else():
    cats, falling = events(
        "Two cats fight on the roof, then one of them falls in the garden, right."
    )
    assert "cat" in falling.sound
    assert falling.start > cats.start
    guards, walking = events("Two guards chat on the left; one walks away to the right.")
    assert walking.trajectory is not None
    assert guards.trajectory is None


@pytest.mark.parametrize(
    "text",
    ["A dog barks on the right, and behind, a cat meows.",
     "A dog barks on the right. Then, behind, a cat meows."],
)  # fmt: skip
def test_a_place_between_commas_is_of_what_follows(text: str):
    dog, cat = events(text)
    assert (dog.position.azimuth, abs(cat.position.azimuth)) == (-90, 180)


def test_a_room_before_a_comma_is_no_sound_in_any_sentence():
    assert [e.sound for e in events("A dog barks. In the kitchen, a radio plays.")] == [
        "dog barking", "radio playing",
    ]  # fmt: skip


def test_an_answer_from_somewhere_is_the_same_sound_there():
    owl, other = events("An owl hoots on the right, answered from the hills on the left.")
    assert owl.sound == other.sound
    assert (other.position.azimuth, other.start > owl.start) == (90, True)


def test_again_the_other_way_follows():
    there, back = events("white noise L>R 2s, again R>L")
    assert back.start >= there.start + there.duration
    assert back.position.azimuth < 0 < there.position.azimuth

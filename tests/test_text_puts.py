"""How people put it, one by one: crossfades, noises that go, landings, all at once; Dutch."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text):
    return RULES.plan(text).events


def azimuths(text):
    return [round(event.position.azimuth) for event in events(text)]


# -- how people put it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["crossfade from rain to birdsong over 10 seconds", "xfade rain into birdsong in 10 s"]
)
def test_a_crossfade_is_two_sounds(text):
    rain, birds = events(text)
    assert (rain.start, birds.start) == (0, 0)
    assert (rain.duration, birds.envelope.at(10)) == (10, 0)
    assert rain.envelope.at(10) == birds.envelope.at(0) == -60


def test_random_places_are_different_ones():
    assert len(set(azimuths("gunshots at random positions, 5 of them, 0.5 s apart"))) == 5


def test_goes_may_tell_a_noise():
    assert azimuths("a ghost goes woo behind me, then in front of me, then behind me again") == [
        180, 0, 180
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a hum goes up above me", "a bubble floats up"])
def test_what_goes_up_rises(text):
    path = events(text)[0].trajectory.positions
    assert path[-1].elevation > path[0].elevation + 50
    assert path[-1].distance >= path[0].distance


def test_a_fly_lands_where_it_is_said_to_and_leaves_from_there():
    lands, leaves = events("a fly lands on my nose, then it flies off")
    assert lands.trajectory.positions[-1] == leaves.trajectory.positions[0]


def test_what_comes_from_afar_and_close_goes_away_again():
    (train,) = events("a train comes from far away, comes really close and then goes away again")
    metres = [p.distance for p in train.trajectory.positions]
    assert min(metres) < 0.2 * min(metres[0], metres[-1])


def test_an_angle_that_is_told_once_is_meant_on_both_sides():
    assert azimuths("two voices at 45 degrees left and right") == [45, -45]


def test_very_alone_tells_no_level():
    assert events("the drum is very noisy")[0].gain_db > events("the drum is noisy")[0].gain_db - 1


def test_what_is_said_of_all_is_said_of_each():
    for event in events("cello left, viola right, bass behind, all fade in together over 4 s"):
        assert (event.envelope.at(0), event.envelope.at(4)) == (-60, 0)


def test_pitch_is_no_height_and_a_coin_that_is_picked_up_no_level():
    (hum,) = events("a low hum, rising in pitch and volume over 40 seconds")
    assert hum.trajectory is None
    assert (hum.duration, hum.envelope.levels) == (40, (-24, 0))
    assert all(event.envelope is None for event in events("someone picks up coins on the left"))


def test_a_way_between_two_angles():
    (voice,) = events("a voice at 30 degrees left moves to 30 degrees right in 4 seconds")
    path = voice.trajectory
    assert (path.times[-1], path.positions[0].azimuth) == (4, 30)
    assert path.positions[-1].azimuth == -30


# -- Dutch ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sound", "azimuth", "start"),
    [
        ("Een hond blaft links", "dog barking", 90, 0),
        ("Een vrouw fluistert in mijn rechteroor", "woman whispering", -90, 0),
        ("Na vijf seconden slaat achter mij een deur dicht", "door slamming", 180, 5),
    ],
)
def test_dutch_is_read(text, sound, azimuth, start):
    (event,) = events(text)
    assert (event.sound, event.start) == (sound, start)
    assert event.position.azimuth == azimuth


def test_dutch_moves_and_follows():
    bell, bicycle = events(
        "Een fietsbel rinkelt links achter me, daarna rijdt de fiets naar rechts"
    )
    assert bell.position.azimuth == 135
    assert bicycle.start >= bell.duration
    assert bicycle.trajectory.positions[-1].azimuth < -60


@pytest.mark.parametrize(
    "text",
    [
        "Die Sirene wird über 12 Sekunden lauter",
        "la pluie de plus en plus forte en 12 secondes",
        "il vento sempre più forte in 12 secondi",
        "дождь всё громче за 12 секунд",
        "de muziek wordt steeds luider in 12 seconden",
    ],
)
def test_levels_over_time_in_other_languages(text):
    (event,) = events(text)
    assert event.duration == 12
    assert event.envelope.levels == (-24, 0)

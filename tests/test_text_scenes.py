"""What people write in one line and mean as a small scene: copies, levels, ends, parts, ways."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text):
    return RULES.plan(text).events


def azimuths(text):
    return [round(event.position.azimuth) for event in events(text)]


# -- several, each at its place ---------------------------------------------------------------


def test_counted_copies_have_their_places_and_their_spacing():
    bells = events("four bells: one left, one right, one above, one behind, one second apart")
    assert [bell.start for bell in bells] == [0, 1, 2, 3]
    assert [round(bell.position.azimuth) for bell in bells] == [90, -90, 0, 180]
    assert bells[2].position.elevation > 40 > bells[0].position.elevation
    assert {bell.sound for bell in bells} == {"bell ringing"}


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("two people whisper, one in the left ear and one in the right", "person whispering"),
        ("a whisper in each ear", "whisper"),
        ("two dogs, left and right", "dog barking"),
        ("a drum on either side of me", "drum beating"),
    ],
)
def test_a_pair_is_two_sounds_on_two_sides(text, sound):
    left, right = events(text)
    assert (left.sound, right.sound) == (sound, sound)
    assert (left.position.azimuth, right.position.azimuth) == (90, -90)
    assert left.position.distance == right.position.distance


def test_several_in_a_ring_stand_around_the_listener():
    assert azimuths("four voices in a circle around me") == [0, 90, 180, -90]
    (circling,) = events("four bees fly in a circle around me")
    assert circling.trajectory is not None


def test_spacing_without_places_is_how_often_it_comes():
    assert [e.start for e in events("three knocks two seconds apart")] == [0, 2, 4]
    assert [e.start for e in events("a bell, a gong and a drum, two seconds apart")] == [0, 2, 4]


# -- levels over time -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds", "first", "last"),
    [
        ("a hum gets stronger over twelve seconds", 12, -24, 0),
        ("wind gets quieter over 8 seconds", 8, 0, -24),
        ("the wind picks up over ten seconds", 10, -24, 0),
        ("a bell slowly fades to silence over 10 seconds", 10, 0, -60),
        ("the music slowly dies away", 8, 0, -60),
        ("engine hum at -20 dB rising to -6 dB over 10 s", 10, -20, -6),
    ],
)
def test_levels_go_where_the_words_say(text, seconds, first, last):
    (event,) = events(text)
    assert event.duration == seconds
    assert event.trajectory is None
    assert (event.envelope.levels[0], event.envelope.levels[-1]) == (first, last)
    assert event.envelope.times[-1] == seconds


def test_what_fades_in_goes_on_and_what_follows_waits_for_it():
    rain, thunder = events("rain fades in over 5 seconds, then thunder")
    assert rain.envelope.at(5) == 0
    assert rain.duration > 10
    assert thunder.start == 5


def test_a_fade_in_a_hold_and_a_fade_out_add_up():
    (choir,) = events("a choir fades in over 4 s, holds for 10 s and fades out over 6 s")
    assert choir.duration == 20
    assert [choir.envelope.at(t) for t in (0, 4, 14, 20)] == [-60, 0, 0, -60]


def test_steps_die_away_by_going():
    (steps,) = events("footsteps die away")
    path = steps.trajectory.positions
    assert path[-1].distance > 5 * path[0].distance


# -- ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("turn on the radio on the left, then turn it off after 9 s", 9),
        ("a generator hums behind me. At 8 s the generator stops", 8),
        ("start a drill on the right, kill it after 3 seconds", 3),
        ("the tap is running on the left. After 5 seconds it is turned off", 5),
        ("rain falls; kill the rain at 12 s", 12),
    ],
)
def test_a_switch_is_the_end_of_a_sound_and_none_of_its_own(text, seconds):
    (event,) = events(text)
    assert (event.start, event.duration) == (0, seconds)


def test_what_comes_after_an_end_counts_from_it():
    phone, woman = events("a phone rings and stops, after 2 seconds a woman says hello")
    assert woman.start == phone.duration + 2


def test_what_is_taken_off_the_stove_is_not_switched_off():
    assert len(events("a kettle whistles and after 4 s someone takes it off the stove")) == 2


# -- parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a bus on the right, its doors hiss",
        "a car on the right. The door slams",
        "a man on the right, his dog barks",
        "a truck on the right: its engine idles",
    ],
)
def test_a_part_is_where_its_owner_is(text):
    owner, part = events(text)
    assert part.position.azimuth == owner.position.azimuth == -90
    assert part.position.distance == owner.position.distance


def test_a_part_goes_along_or_is_where_its_owner_came_to():
    ambulance, siren = events("an ambulance passes from left to right, its siren wailing")
    assert siren.trajectory == ambulance.trajectory
    train, brakes = events("a train arrives on the left, its brakes squeal")
    assert brakes.start == train.duration
    assert brakes.position.distance == train.trajectory.positions[-1].distance


def test_a_door_that_is_nobodys_or_elsewhere_keeps_its_place():
    assert azimuths("a dog barks on the left. The door slams") == [90, 0]
    assert azimuths("a car on the left, the door slams on the right") == [90, -90]


# -- ways -------------------------------------------------------------------------------------


def test_a_spiral_turns_and_climbs():
    (bee,) = events("a bee spirals upwards around me")
    heights = [p.elevation for p in bee.trajectory.positions]
    assert heights == sorted(heights)
    assert heights[-1] - heights[0] >= 50
    assert len(bee.trajectory.positions) > 20  # two turns at least


@pytest.mark.parametrize("text", ["a diver sinks below me", "the elevator goes down"])
def test_what_sinks_begins_where_it_is(text):
    path = events(text)[0].trajectory.positions
    assert path[0].elevation == 0 > -40 > path[-1].elevation


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("motorbike starts on the left and drives to the right", 90, -90),
        ("the train starts far left and ends far right", 90, -90),
        ("footsteps leave to the right", 0, -90),
        ("the car drives off to the right", 0, -90),
        ("a train on the right leaves to the left", -90, 90),
    ],
)
def test_ways_begin_and_end_where_they_are_said_to(text, first, last):
    (event,) = events(text)
    path = event.trajectory.positions
    assert abs(path[0].azimuth - first) < 30
    assert abs(path[-1].azimuth - last) < 30


def test_what_goes_on_begins_where_it_was():
    cough, steps = events("a man coughs in front of me, then walks to the right")
    assert steps.trajectory.positions[0].azimuth == cough.position.azimuth == 0
    assert steps.trajectory.positions[-1].azimuth == -90

"""What is heard once more: its way, its time, and who it is that a text names twice."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text):
    return RULES.plan(text).events


def sides(event):
    return [
        round(p.azimuth) for p in (event.trajectory.positions[0], event.trajectory.positions[-1])
    ]


def test_all_times_of_a_way_have_it():
    found = events("meteors whoosh from left to right at 10, 25 and 40 seconds")
    assert [event.start for event in found] == [10.0, 25.0, 40.0]
    assert len({tuple(sides(event)) for event in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a car drives past from the left, then another from the right",
        "a train passes from the left, then again from the right",
        "motorbike zoom past from the left. then again but from the right",
    ],
)
def test_another_from_elsewhere_goes_the_other_way(text):
    first, second = events(text)
    assert sides(first)[0] > 0 > sides(first)[1]
    assert sides(second)[0] < 0 < sides(second)[1]
    assert second.start == first.start + first.duration


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("a bell. then again", [0.0, 5.0]),
        ("a bell rings on the left. Again. Again.", [0.0, 5.0, 10.0]),
        ("a bell, another", [0.0, 5.0]),
        ("eine Glocke, dann noch einmal", [0.0, 5.0]),
        ("the dog barks. Then again, the cat meows.", [0.0, 4.0]),
    ],
)
def test_again_alone_is_once_more_and_later(text, starts):
    assert [event.start for event in events(text)] == starts


def test_what_is_named_twice_is_told_of_alone():
    rain, dog = events("rain and a dog, the dog on the left")
    assert rain.position.azimuth == 0.0
    assert dog.position.azimuth == 90.0
    assert [e.position.azimuth for e in events("rain and a dog on the left")] == [90.0, 90.0]


def test_just_names_it_again():
    (waves,) = events("Waves. Just waves, going from side to side for like a minute.")
    assert waves.duration == 60.0
    assert waves.trajectory is not None


def test_a_clock_ticks_on_while_it_strikes():
    ticks, strikes = events("a clock ticks the whole time and at ten seconds it strikes")
    assert ticks.duration == strikes.start + strikes.duration


@pytest.mark.parametrize(
    ("text", "azimuths", "starts"),
    [
        ("a bell at 45 left, a drum at 60 right", [45.0, -60.0], [0.0, 0.0]),
        ("dog at 20 left, bell at 25", [90.0, 0.0], [20.0, 25.0]),
        ("dog at 5 left, bell at 12 right", [90.0, -90.0], [5.0, 12.0]),
    ],
)
def test_a_round_number_before_a_side_is_an_angle_if_all_are(text, azimuths, starts):
    found = events(text)
    assert [event.position.azimuth for event in found] == azimuths
    assert [event.start for event in found] == starts


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("four steps, half a second apart", [0.0, 0.5, 1.0, 1.5]),
        ("three steps, then a door slams", [0.0, 5.0]),
    ],
)
def test_steps_are_heard(text, starts):
    assert [event.start for event in events(text)] == starts


def test_and_are_a_distance_where_they_lead():
    (knock,) = events("a knock, three steps behind me")
    assert knock.position.azimuth == 180.0
    assert knock.position.distance == pytest.approx(2.25)


def test_a_height_in_degrees_is_kept_from_one_hour_to_another():
    (gull,) = events("Seagull, 30 degrees up, glides from ten o'clock to two o'clock")
    assert {round(p.elevation) for p in gull.trajectory.positions} == {30}


def test_what_arrives_begins_where_it_is_told():
    (car,) = events("a car approaches from 50 m behind")
    assert car.position.distance == 50.0


@pytest.mark.parametrize(
    "text",
    [
        "a train comes from behind and goes out the front, like it drives right through me",
        "My kid wants a train from behind to the front, he's five.",
    ],
)
def test_what_one_says_beside_it_is_no_sound(text):
    (train,) = events(text)
    assert train.trajectory is not None


def test_a_plural_after_a_semicolon_is_who_does_it():
    _whale, bubbles = events("a whale sings; bubbles scatter all round")
    assert bubbles.sound == "bubbles scattering"
    _hammer, bellows = events("hammer on anvil on the right; bellows on the left, breathing")
    assert bellows.position.azimuth == 90.0


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("In this order: a cork popping, the fizz, and glasses clinking.", [0.0, 4.0, 9.0]),
        ("a dog, a cat and a bird, in that order", [0.0, 4.0, 8.0]),
    ],
)
def test_in_this_order_is_one_after_the_other(text, starts):
    assert [event.start for event in events(text)] == starts


def test_a_distance_that_each_has_is_that_of_all():
    harp, drum = events("a harp left, a drum right, 6 m each")
    assert (harp.position.distance, drum.position.distance) == (6.0, 6.0)


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("soft brush strokes on the left mic, then the right mic, then both", 4),
        ("A lullaby hummed by a woman walking slowly round the cot you are lying in", 1),
        ("uh so like a bus drives by really loud", 1),
    ],
)
def test_what_strangers_wrote_is_read(text, sounds):
    plan = RULES.plan(text)
    assert len(plan.events) == sounds
    assert not any("could not read" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("The door opens. Steps cross from left to right. The door slams.", [0.0, 3.0, 9.0]),
        ("A crow calls at 10 s. Something splashes in the pond below.", [10.0, 15.0]),
        ("At 5 s a bell rings. Rain falls all around. A cat meows.", [5.0, 0.0, 0.0]),
    ],
)
def test_sentences_tell_one_thing_after_the_other(text, starts):
    assert [event.start for event in events(text)] == starts


def test_steps_that_come_to_the_door_approach():
    (steps,) = events("footsteps come up to the front door")
    first, *_, last = steps.trajectory.positions
    assert last.distance < first.distance / 2

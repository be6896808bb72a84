"""Places by what was named before, hours on a clock's face, ways back, and who does what next."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text):
    return RULES.plan(text).events


@pytest.mark.parametrize(
    "text",
    [
        "A fire on the left. Crickets behind it.",
        "A fire crackles on the left. A cat sits behind the fire.",
        "A fire on the left with a cat behind it",
        "A fire on the left. Behind it, a cat meows.",
        "A fire on the left. Behind the fire a cat meows.",
        "Ein Feuer links. Eine Katze hinter dem Feuer.",
        "Ein Feuer links, eine Katze dahinter.",
        "Un feu à gauche, un chat derrière le feu.",
        "Un fuego a la izquierda y un gato detrás del fuego.",
        "Een vuur links, een kat achter het vuur.",
        "Un fuoco a sinistra, un gatto dietro il fuoco.",
        "Um fogo à esquerda, um gato atrás do fogo.",
        "Костёр слева, кошка мяукает за ним.",
    ],
)
def test_what_is_behind_another_is_in_its_direction_and_farther_away(text):
    fire, other = events(text)
    assert other.position.azimuth == fire.position.azimuth == 90
    assert other.position.distance > 1.3 * fire.position.distance


@pytest.mark.parametrize(
    ("text", "azimuth", "elevation", "distance"),
    [
        ("A dog is 3 m in front of me. A cat is 2 m behind the dog.", 0, None, 5),
        ("A piano on the right and a drum kit further behind it", -90, None, 10),
        ("A fire on the left. A cat in front of it.", 90, None, 1.2),
        ("A choir on the left, an organ above it.", 90, 40, 4),
        ("A choir on the left, an organ above the choir.", 90, 40, 4),
        ("A train on the right, footsteps below it.", -90, -46.2, 15),
        ("A pan sizzles front right, water boils just to the left of it.", -25, None, 1.5),
        ("A piano in front. Left of the piano there is a violin.", 20, None, 4),
        ("A radio on the left and a man talks next to it.", 70, None, 3),
        ("A phone rings on the right, then a man answers next to it.", -70, None, 2),
    ],
)  # fmt: skip
def test_other_sides_of_a_sound(text, azimuth, elevation, distance):
    _, here = (event.position for event in events(text))
    assert (here.azimuth, here.distance) == (azimuth, distance)
    assert elevation is None or here.elevation == elevation


def test_what_is_by_something_on_its_way_is_where_that_is_then():
    car, dog = events("A car passes from left to right. A dog barks behind it.")
    assert dog.position.azimuth == car.trajectory.at(dog.start - car.start).azimuth


@pytest.mark.parametrize(
    "text",
    [
        "A fire on the left. A dog barks behind me.",
        "A fire on the left. A dog barks behind the fire engine.",
        "Food sizzles to the left of the microphone and a dog barks behind it.",
    ],
)
def test_what_is_behind_the_listener_or_something_unnamed_is_in_the_rear(text):
    assert events(text)[-1].position.azimuth == 180


def test_a_side_of_its_own_counts_for_more():
    assert events("A sofa creaks ahead. A cat behind the sofa on the left.")[1].position.azimuth > 0


def test_hours_go_on_without_their_word_but_not_beside_it():
    told = events("Drums at 6 o'clock, trumpet at 9, bass at 12.")
    assert [(one.position.azimuth, one.start) for one in told] == [(180, 0), (90, 0), (0, 0)]
    told = events("A dog at 3 o'clock at 5, a cat at 8.")
    assert [one.start for one in told] == [5, 8]


@pytest.mark.parametrize(
    "text",
    [
        "A ball bounces from left to right, then rolls back again.",
        "A cat runs from left to right, then walks back.",
        "A car drives from left to right. Then it drives back.",
    ],
)
def test_what_goes_back_goes_the_way_it_came(text):
    there, back = events(text)
    ends = [[event.trajectory.positions[n].azimuth for n in (0, -1)] for event in (there, back)]
    assert ends[0] == ends[1][::-1]
    assert back.start >= there.duration


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("A man speaks on the left. He laughs.", ["man speaking", "man laughing"]),
        ("A dog barks on the left. It whines.", ["dog barking", "dog whining"]),
        (
            "A boy on the left, a girl on the right. She giggles, then he shouts.",
            ["boy talking", "girl giggling", "boy shouting"],
        ),
    ],
)
def test_what_somebody_does_next_is_heard_where_they_are(text, sounds):
    told = events(text)
    assert [one.sound for one in told] == sounds
    assert told[-1].position.azimuth == 90
    assert told[-1].start > told[-2].start


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("A bee starts at my right ear, flies behind my head, and ends at my left ear.", 1),
        ("A bee buzzes, flies around my head, and leaves.", 1),
        ("A dog barks on the left, flies behind me.", 2),
        ("rain and leaves", 2),
    ],
)
def test_flies_and_leaves_are_things_or_what_something_does(text, sounds):
    assert len(events(text)) == sounds


def test_a_full_circle_is_one():
    (car,) = events("A toy car drives in a full circle around me in ten seconds.")
    path = car.trajectory.positions
    assert len(path) == 13
    assert path[0].azimuth == path[-1].azimuth


def test_one_left_and_a_second_later_another_right_are_as_high():
    told = events(
        "Fireworks go off high above, one to the left and, a second later, another to the right."
    )
    places = [(one.start, one.position.azimuth, one.position.elevation) for one in told]
    assert places == [(0, 90, 60), (1, -90, 60)]


def test_the_first_sound_the_second_and_the_last_come_in_turn():
    told = events("The first sound is a bell, the second a dog, the last a cat.")
    assert [one.sound for one in told] == ["bell ringing", "dog barking", "cat meowing"]
    assert told[0].start < told[1].start < told[2].start


def test_what_calls_once_every_five_seconds_calls_again():
    told = events("Every five seconds a cuckoo pops out above me and calls once.")
    assert len({one.start for one in told}) > 2


def test_applause_of_an_audience_is_one_sound():
    assert [one.sound for one in events("Applause from the whole audience.")] == ["applause"]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("a bell rings. Before that, a dog barks.", (4.0, 0.0)),
        ("a bell rings at 5 seconds. Two seconds before that, a dog barks.", (5.0, 3.0)),
        ("a bell rings. Two seconds before that, a dog barks.", (2.0, 0.0)),
    ],
)
def test_what_was_heard_before_that_comes_first(text, starts):
    assert tuple(event.start for event in RULES.plan(text).events) == starts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("a violin at minus 45, a cello at 45", (-45.0, 45.0)),
        ("a violin at minus 45 degrees, a cello at plus 30 degrees", (-45.0, 30.0)),
        ("a dog at minus ninety", (-90.0,)),
        ("drums on the left, and the bass too", (90.0, 90.0)),
        ("a piano, centre, far back", (0.0,)),
        ("I face north. A bell in the east", (-90.0,)),
    ],
)
def test_signs_in_words_and_places_that_are_another_s(text, sides):
    assert tuple(event.position.azimuth for event in RULES.plan(text).events) == sides


def test_an_angle_to_an_angle_is_a_way_and_no_time():
    for text in ("thunder goes from -90 to 90", "thunder moves from minus ninety to ninety"):
        (event,) = RULES.plan(text).events
        assert event.start == 0.0
        assert (event.position.azimuth, event.trajectory.positions[-1].azimuth) == (-90.0, 90.0)

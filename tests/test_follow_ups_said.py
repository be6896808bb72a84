"""Orders as people said them: names that are joined, pleasantries, questions, several undone."""

from __future__ import annotations

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.text import Present, Verb, follow_ups
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (
    Present("clock_ticking", "clock ticking", 90.0, distance=2.0),
    Present("fire_crackling", "fire crackling", -90.0, -15.0, distance=2.0),
    Present("cow_mooing", "cow mooing", 0.0, distance=5.0),
)


def asked(text, last=("clock_ticking",)):
    return follow_ups(text, THERE, last, PLAN)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("rapproche le feu et l'horloge", Verb.NEARER),
        ("stopp das Feuer und die Uhr", Verb.STOP),
        ("el fuego y el reloj más fuerte", Verb.UP),
        ("ferma il fuoco e l'orologio", Verb.STOP),
        ("o fogo e o relógio mais perto", Verb.NEARER),
        ("останови огонь и часы", Verb.STOP),
    ],
)
def test_names_that_are_joined_mean_both(text, verb):
    (order,) = asked(text).orders
    assert order.verb is verb
    assert sorted(order.ids) == ["clock_ticking", "fire_crackling"]


@pytest.mark.parametrize(
    "text",
    [
        "okay, the clock louder",
        "good. the clock louder",
        "lovely, now the clock a bit louder, thank you",
        "ok, die Uhr lauter",
    ],
)
def test_pleasantries_are_no_sounds(text):
    found = asked(text)
    (order,) = found.orders
    assert (order.verb, order.ids, found.rest) == (Verb.UP, ("clock_ticking",), "")


@pytest.mark.parametrize(
    ("text", "verb", "times"),
    [
        ("undo", Verb.UNDO, 1.0),
        ("undo the last two things", Verb.UNDO, 2.0),
        ("undo twice", Verb.UNDO, 2.0),
        ("undo 3", Verb.UNDO, 3.0),
        ("redo 3", Verb.REDO, 3.0),
    ],
)
def test_several_are_undone(text, verb, times):
    (order,) = asked(text).orders
    assert (order.verb, order.extent.times) == (verb, times)


@pytest.mark.parametrize(("text", "name"), [
    ("save that as storm one", "storm one"), ("call this night", "night"),
    ("call this one night", "night"), ("store this as A", "A"),
])  # fmt: skip
def test_names_of_snapshots(text, name):
    (order,) = asked(text).orders
    assert (order.verb, order.name) == (Verb.STORE, name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what's playing?", "asks; nobody answers"),
        ("what have we got running?", "no order that is known"),
        ("whenever it's behind me, louder", "no order that is known"),
    ],
)
def test_questions_and_conditions_make_no_sound(text, says):
    with pytest.raises(InvalidInput, match=says):
        asked(text)


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("everything except the cow ducks by 9", Verb.DOWN, ("clock_ticking", "fire_crackling")),
        ("it's too loud, take it down a third", Verb.DOWN, ("clock_ticking",)),
        ("turn the whole scene ninety degrees clockwise", Verb.RIGHTWARDS, None),
        ("reverse the spin", Verb.TURN, ("clock_ticking",)),
        ("jetzt nur noch die Kuh", Verb.SOLO, ("cow_mooing",)),
        ("in einer Minute alles aus", Verb.STOP, None),
        ("now let the fire creep round to the left", Verb.PLACE, ("fire_crackling",)),
        ("and put them both a bit further off", Verb.FARTHER, ("clock_ticking",)),
    ],
)
def test_orders_as_people_said_them(text, verb, ids):
    order = asked(text).orders[-1]
    assert order.verb is verb
    assert sorted(order.ids) == sorted(ids or [one.id for one in THERE])


def test_names_that_are_joined_in_dutch():
    (order,) = asked("stop het vuur en de koe").orders
    assert sorted(order.ids) == ["cow_mooing", "fire_crackling"]


def test_of_names_that_are_joined_one_is_not_there():
    with pytest.raises(InvalidInput, match="nothing is called"):
        asked("arrête le feu et la trompette")


def test_a_question_in_a_story_is_part_of_it():
    assert asked("What is that? A dog barks on the left").rest.startswith("What is that?")


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("solo il fuoco", Verb.SOLO),
        ("seulement le feu", Verb.SOLO),
        ("solo el fuego", Verb.SOLO),
        ("только огонь", Verb.SOLO),
        ("only the fire keeps going", Verb.SOLO),
    ],
)
def test_one_alone_in_other_languages(text, verb):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (verb, ("fire_crackling",))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("everybody in again", Verb.UNSOLO),
        ("otra vez las dos", Verb.UNSOLO),
        ("swap them back", Verb.UNDO),
        ("arrête de tourner", Verb.HOLD),
        ("behind", Verb.PLACE),
        ("and up above", Verb.PLACE),
    ],
)
def test_orders_without_a_name(text, verb):
    (order,) = asked(text).orders
    assert order.verb is verb


def test_seconds_from_now():
    (order,) = asked("five seconds from now stop the clock").orders
    assert (order.verb, order.extent.after) == (Verb.STOP, 5.0)


@pytest.mark.parametrize(
    "text",
    [
        "turn the sounds on the left down by 6 dB",
        "turn everything on the left down by 6 dB",
        "everything on the left 6 dB down",
        "everything on the left is 6 dB quieter",
    ],
)
def test_the_level_of_what_is_on_a_side(text):
    (order,) = asked(text).orders
    assert (order.verb, order.ids, order.extent.db) == (Verb.DOWN, ("clock_ticking",), 6.0)


@pytest.mark.parametrize(
    "text",
    [
        "wait until the clock stops, then mute the fire",
        "wait until the clock ends then mute the fire",
    ],
)
def test_to_wait_ends_nothing(text):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (Verb.MUTE, ("fire_crackling",))
    assert (order.awaits, order.until) == (("clock_ticking",), "end")


def test_what_is_left_out_may_be_told_last():
    (order,) = asked("fade everything out over 4 seconds except the clock").orders
    assert (order.verb, order.extent.seconds) == (Verb.FADE_OUT, 4.0)
    assert sorted(order.ids) == ["cow_mooing", "fire_crackling"]


@pytest.mark.parametrize("text", ["move the fire closer to 1 metre", "fire closer to 1 metre"])
def test_closer_to_a_distance(text):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (Verb.PLACE, ("fire_crackling",))
    assert order.path.positions[-1].distance == 1.0


def test_a_level_after_a_place():
    place, level = asked("the fire to the left and 6 dB quieter").orders
    assert (place.verb, place.ids) == (Verb.PLACE, ("fire_crackling",))
    assert (level.verb, level.ids, level.extent.db) == (Verb.DOWN, ("fire_crackling",), 6.0)


@pytest.mark.parametrize(("last", "side"), [("clock_ticking", -90.0), ("fire_crackling", 90.0)])
def test_the_other_side_is_across_from_what_was_spoken_of(last, side):
    read = asked("another one on the other side", (last,))
    (event,) = PLAN(read.rest).events
    assert event.position.azimuth == side


@pytest.mark.parametrize("text", ["the dgo louder", "the viola a bit quieter", "the drum down"])
def test_what_has_a_name_and_is_not_there_gets_no_level(text):
    with pytest.raises(InvalidInput, match=r"nothing is called 'the \w+'; there are"):
        asked(text)
    assert not asked("the crowd gets louder").orders


def test_what_sounds_is_named_first():
    ended = [Present(f"old_{n}", f"old {n}", sounds=False) for n in range(9)]
    with pytest.raises(InvalidInput, match="there are: clock_ticking, fire_crackling, cow_mooing"):
        follow_ups("the viola louder", (*ended, *THERE), (), PLAN)


@pytest.mark.parametrize("text", ["the clock directly above me", "clock up high above"])
def test_a_bare_name_with_a_place(text):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (Verb.PLACE, ("clock_ticking",))
    assert order.path.positions[-1].elevation > 40.0

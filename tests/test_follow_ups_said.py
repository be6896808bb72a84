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
    "text", ["what's playing?", "what have we got running?", "whenever it's behind me, louder"]
)
def test_questions_and_conditions_make_no_sound(text):
    with pytest.raises(InvalidInput, match="no order that is known"):
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

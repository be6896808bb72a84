"""Orders as they were spoken in rehearsals: short, and two at once."""

import pytest

from ttmba_live.text import Present, Verb, follow_ups
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (
    Present("wind_blowing", "wind blowing", 180.0, 10.0, distance=6.0),
    Present("thunder_rolling", "thunder rolling", -90.0, 35.0, distance=40.0),
    Present("dog_barking", "dog barking", 0.0, -15.0, distance=3.0),
)
OTHERS = ("wind_blowing", "thunder_rolling")


def asked(text):
    return follow_ups(text, THERE, ("dog_barking",), PLAN)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("closer with the thunder", [(Verb.NEARER, ("thunder_rolling",), None)]),
        ("wind up three", [(Verb.UP, ("wind_blowing",), 3.0)]),
        ("dog down 6", [(Verb.DOWN, ("dog_barking",), 6.0)]),
        ("dog minus nine dB", [(Verb.DOWN, ("dog_barking",), 9.0)]),
        ("bring the wind under", [(Verb.DOWN, ("wind_blowing",), None)]),
        ("it's getting closer", [(Verb.NEARER, ("dog_barking",), None)]),
        ("mute the wind but keep the dog", [(Verb.MUTE, ("wind_blowing",), None)]),
        ("stop everything but keep the dog", [(Verb.STOP, OTHERS, None)]),
        ("kill the lot", [(Verb.STOP, (*OTHERS, "dog_barking"), None)]),
        (
            "turn everything 45 degrees to the left",
            [(Verb.LEFTWARDS, (*OTHERS, "dog_barking"), None)],
        ),
        ("everything back to full volume", [(Verb.LEVEL, (*OTHERS, "dog_barking"), None)]),
        ("shut everything up", [(Verb.STOP, (*OTHERS, "dog_barking"), None)]),
        ("half the volume for everything", [(Verb.LEVEL, (*OTHERS, "dog_barking"), None)]),
        ("make the dog louder than the wind", [(Verb.UP, ("dog_barking",), None)]),
        ("take another take of the dog", [(Verb.TAKE, ("dog_barking",), None)]),
        ("make the dog bark again", [(Verb.PLAY, ("dog_barking",), None)]),
        ("fade the thunder in again", [(Verb.FADE_IN, ("thunder_rolling",), None)]),
        ("dog out over five seconds, then silence", [(Verb.FADE_OUT, ("dog_barking",), None)]),
        ("fade the thunder in", [(Verb.FADE_IN, ("thunder_rolling",), None)]),
        ("give the thunder a slow fade in", [(Verb.FADE_IN, ("thunder_rolling",), None)]),
        ("alles zurück", [(Verb.PLAY, (*OTHERS, "dog_barking"), None)]),
        ("remets le chien à gauche", [(Verb.PLACE, ("dog_barking",), None)]),
        ("noch leiser", [(Verb.DOWN, ("dog_barking",), None)]),
        ("der Hund ein Stück weg", [(Verb.FARTHER, ("dog_barking",), None)]),
        ("baisse-le un peu", [(Verb.DOWN, ("dog_barking",), None)]),
        ("baisse-le de six décibels", [(Verb.DOWN, ("dog_barking",), 6.0)]),
        ("le chien de l'autre côté", [(Verb.ACROSS, ("dog_barking",), None)]),
    ],
)
def test_an_order_is_one(text, orders):
    found = asked(text)
    assert [(one.verb, one.ids, one.extent.db) for one in found.orders] == orders
    assert not found.rest


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("quieter. the thunder closer", [Verb.DOWN, Verb.NEARER]),
        ("Noch leiser. Ja, und den Hund näher ran.", [Verb.DOWN, Verb.NEARER]),
        ("togli il vento e metti dei piccioni", [Verb.REPLACE]),
        ("appelle-le A", [Verb.STORE]),
    ],
)
def test_two_at_once(text, verbs):
    found = asked(text)
    assert [one.verb for one in found.orders] == verbs
    assert not found.rest


def test_a_level_below_zero_in_words_is_one():
    (order,) = asked("set the dog to minus six dB").orders
    assert (order.verb, order.extent.level) == (Verb.LEVEL, -6.0)


@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("save the session as first half", Verb.SAVE, "first half"),
        ("record this as last take", Verb.RECORD, "last take"),
        ("save this moment as dusk", Verb.STORE, "dusk"),
        ("store scene as half way", Verb.STORE, "half way"),
    ],
)
def test_names_of_several_words(text, verb, name):
    (order,) = asked(text).orders
    assert (order.verb, order.name) == (verb, name)


@pytest.mark.parametrize("text", ["quiet. A dog barks", "the cicadas come up, then a bell rings"])
def test_a_scene_stays_one(text):
    assert asked(text).rest

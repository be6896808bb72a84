"""Orders as a stranger gave them in rehearsals: files, circles, not so loud, questions."""

from __future__ import annotations

import pytest
from test_follow_ups_said import PLAN, THERE, asked

from ttmba_live.errors import InvalidInput
from ttmba_live.text import Present, Verb, follow_ups


@pytest.mark.parametrize("text", ["save the session as friday", "save this show as friday"])
def test_a_session_is_saved_by_words_and_is_no_sound(text):
    found = asked(text)
    (order,) = found.orders
    assert (order.verb, order.name, found.rest) == (Verb.SAVE, "friday", "")


@pytest.mark.parametrize(
    "text",
    [
        "l'horloge tourne autour de moi pendant 10 secondes",
        "el reloj gira alrededor de mí",
        "l'orologio gira intorno a me",
        "o relógio gira ao meu redor",
        "the clock circles around me",
    ],
)
def test_what_is_there_circles_when_it_is_told_to_be_on_its_way(text):
    found = asked(text)
    (order,) = found.orders
    assert (order.verb, order.ids, found.rest) == (Verb.PLACE, ("clock_ticking",), "")
    assert len(order.path.positions) > 4


def test_in_dutch_as_well():
    (order,) = asked("de koe draait om me heen").orders
    assert (order.verb, order.ids) == (Verb.PLACE, ("cow_mooing",))


def test_what_follows_me_is_behind_me():
    (order,) = asked("the cow follows me").orders
    assert (order.verb, order.ids) == (Verb.PLACE, ("cow_mooing",))
    assert abs(order.path.positions[-1].azimuth) == 180.0


@pytest.mark.parametrize("text", ["the cat should stop", "the cat has to stop now"])
def test_what_is_not_there_need_not_stop(text):
    with pytest.raises(InvalidInput, match="nothing is called 'the cat'"):
        asked(text)


@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("the clock, not so close", Verb.FARTHER, "clock_ticking"),
        ("the clock shouldn't be so loud", Verb.DOWN, "clock_ticking"),
        ("the clock isn't loud enough", Verb.UP, "clock_ticking"),
        ("not so close with the fire", Verb.FARTHER, "fire_crackling"),
        ("everyone on the left, a bit further away", Verb.FARTHER, "clock_ticking"),
        ("everybody on the right goes 10 dB down", Verb.DOWN, "fire_crackling"),
        ("make the clock louder while it passes", Verb.UP, "clock_ticking"),
        ("spread the fire out wide", Verb.WIDER, "fire_crackling"),
        ("stop that one", Verb.STOP, "clock_ticking"),
        ("less", Verb.DOWN, "clock_ticking"),
        ("still too loud", Verb.DOWN, "clock_ticking"),
    ],
)
def test_what_a_rehearsal_said(text, verb, name):
    found = asked(text)
    (order,) = found.orders
    assert (order.verb, order.ids, found.rest) == (verb, (name,), "")


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("bring the clock up while the fire goes down", [Verb.UP, Verb.LOWER]),
        ("fade the fire out, and meanwhile bring the cow to the left", [Verb.FADE_OUT, Verb.PLACE]),
        ("blackout", [Verb.STOP]),
        ("clear the stage", [Verb.STOP]),
        ("bring it all back", [Verb.FADE_IN]),
        ("undo that again", [Verb.UNDO]),
    ],
)
def test_more_that_a_rehearsal_said(text, verbs):
    found = asked(text)
    assert [order.verb for order in found.orders] == verbs
    assert found.rest == ""


@pytest.mark.parametrize(
    "text",
    [
        "is the fire still on?",
        "where is the cow now",
        "how loud is the clock?",
        "where are the cows?",
    ],
)
def test_a_question_moves_nothing(text):
    with pytest.raises(InvalidInput, match="asks; nobody answers"):
        asked(text)


def test_a_word_for_what_it_does_names_nothing():
    there = (*THERE, Present("radio_playing", "radio playing", 0.0))
    assert not follow_ups("die Geige stumm", there, (), PLAN).orders

"""How people who had not seen the table speak of what is there: names, places, second thoughts."""

from __future__ import annotations

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.room import named
from ttmba_live.text import Present, Verb, follow_ups, room_changed
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (
    Present("man", "man talking", 90.0),
    Present("woman", "woman talking", -90.0),
    Present("drum", "drum beating", 0.0, -10.0),
    Present("crow", "crow cawing", 180.0, 35.0),
    Present("crow_2", "crow cawing", 90.0, 35.0),
)
ALL = tuple(one.id for one in THERE)
SILENT = (Present("rain", "rain falling", sounds=False),)


def orders(text, last=("drum",), there=THERE):
    found = follow_ups(text, there, last, PLAN)
    assert not found.rest, found.rest
    return [(order.verb, order.ids) for order in found.orders]


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("everything quieter except the drum", Verb.DOWN, ("man", "woman", "crow", "crow_2")),
        ("everything down except the drum", Verb.DOWN, ("man", "woman", "crow", "crow_2")),
        ("closer still, over 5 seconds", Verb.NEARER, ("drum",)),
        ("halfway closer", Verb.NEARER, ("drum",)),
        ("drum back 3 metres", Verb.FARTHER, ("drum",)),
        ("kill the second crow", Verb.STOP, ("crow_2",)),
        ("the one behind me louder", Verb.UP, ("crow",)),
        ("the one in front off", Verb.STOP, ("drum",)),
        ("whatever's on the right, move it behind", Verb.PLACE, ("woman",)),
        ("mute the other two", Verb.MUTE, ("man", "woman", "crow", "crow_2")),
        ("solo off", Verb.UNSOLO, ALL),
        ("drum to 6", Verb.PLACE, ("drum",)),
        ("drum to the back over 4 seconds", Verb.PLACE, ("drum",)),
        ("both crows up above me", Verb.PLACE, ("crow", "crow_2")),
        ("no, 45 to the right", Verb.PLACE, ("drum",)),
        ("dead centre", Verb.PLACE, ("drum",)),
        ("move it next to the woman", Verb.PLACE, ("drum",)),
        ("bring it past me to the left in 6 seconds", Verb.PLACE, ("drum",)),
        ("too much, down 3", Verb.DOWN, ("drum",)),
        ("fade it out over 3", Verb.FADE_OUT, ("drum",)),
        ("take the drum out over 4 seconds", Verb.FADE_OUT, ("drum",)),
        ("drum down to nothing over 10 seconds", Verb.FADE_OUT, ("drum",)),
        ("dont touch the drum, everything else off", Verb.STOP, ("man", "woman", "crow", "crow_2")),
        ("agian", Verb.PLAY, ("drum",)),
        ("back to how it was at the start", Verb.RESET, ALL),
    ],
)
def test_a_sound_is_meant_however_it_is_called(text, verb, ids):
    assert orders(text) == [(verb, ids)]


def test_several_in_one_breath():
    assert orders("him quieter, her louder") == [(Verb.DOWN, ("man",)), (Verb.UP, ("woman",))]
    assert [verb for verb, _ in orders("man left, woman right, drum behind")] == [Verb.PLACE] * 3
    held = orders("bring it back but slower")
    assert held == [(Verb.FADE_IN, ("drum",)), (Verb.SLOWER, ("drum",))]
    assert orders("hit it again, behind me this time") == [
        (Verb.PLAY, ("drum",)),
        (Verb.PLACE, ("drum",)),
    ]


def test_places_as_they_are_said():
    def end(text):
        return follow_ups(text, THERE, ("drum",), PLAN).orders[0].path.positions[-1]

    assert end("drum to 9 o'clock").azimuth == pytest.approx(90.0)
    assert abs(end("drum to 6").azimuth) == pytest.approx(180.0)
    assert end("no, 45 to the right").azimuth == pytest.approx(-45.0)
    assert end("move it next to the woman").azimuth == pytest.approx(-75.0)


def test_another_one_is_a_new_one_of_the_same():
    found = follow_ups("another one behind me", THERE, ("crow",), PLAN)
    assert (found.orders, found.rest) == ((), "a crow cawing behind me")
    assert follow_ups("and a third on the left", THERE, ("crow",), PLAN).rest.startswith("a crow")


def test_a_text_without_orders_is_planned_as_it_was_written():
    for text in (
        "Rain, 5 seconds",
        "no, a dog barks, ten seconds",
        "A gong. Hall, dry, two seconds",
    ):
        assert follow_ups(text, THERE, ("drum",), PLAN).rest == text


def test_a_bare_name_is_a_new_sound_once_the_old_one_is_over():
    for text in ("rain to the left", "rain left"):
        assert not follow_ups(text, SILENT, ("rain",), PLAN).orders, text


def test_what_is_said_of_the_room():
    hall = named("hall")
    assert room_changed("no reverb now, dry", hall).late_db == -60.0
    assert room_changed("smaller room", hall).size[0] == pytest.approx(28.0)
    assert room_changed("a bigger room please", hall).decay == pytest.approx(1.9 * 1.5)
    assert room_changed("more reverb", hall).late_db == 6.0
    assert room_changed("reverb back on", room_changed("dry", hall)) == hall
    for text in ("we leave the church", "let's leave this hall", "now go out of the cave"):
        assert room_changed(text, hall) == named("field"), text
    for text in ("a dry cough", "rain in a small room", "echo", "leave the dog", "we leave"):
        assert room_changed(text, hall) is None, text


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("everything down over eight seconds except the drum", Verb.DOWN, ALL[:2] + ALL[3:]),
        ("nah bring the drum right down", Verb.DOWN, ("drum",)),
        ("drum up a notch", Verb.UP, ("drum",)),
        ("drum way down, not the man mind", Verb.DOWN, ("drum",)),
        ("crows off, man keeps going", Verb.STOP, ("crow", "crow_2")),
        ("the two at the back quieter", Verb.DOWN, ("crow",)),
        ("crows out over four", Verb.FADE_OUT, ("crow", "crow_2")),
        ("hush the man over six seconds", Verb.FADE_OUT, ("man",)),
        ("swap the man and the woman round", Verb.SWAP, ("man",)),
        ("rotate the lot a quarter turn clockwise", Verb.RIGHTWARDS, ALL),
        ("drum ten metres nearer", Verb.NEARER, ("drum",)),
        ("drum back towards me", Verb.NEARER, ("drum",)),
        ("drum double volume", Verb.UP, ("drum",)),
        ("park the drum on my right", Verb.PLACE, ("drum",)),
        ("put the drum where the woman is", Verb.PLACE, ("drum",)),
        ("bring everyone back how we started", Verb.RESET, ALL),
    ],
)
def test_in_the_heat_of_a_show(text, verb, ids):
    assert orders(text) == [(verb, ids)]


def test_a_part_of_a_word_names_what_has_it_and_no_other():
    there = (Present("foghorn", "foghorn sounding", 180.0), Present("bell", "church bell", 0.0))
    assert orders("kill the horn", (), there) == [(Verb.STOP, ("foghorn",))]
    both = (*there, Present("cowbell", "cowbell ringing", 90.0))
    assert orders("stop the bell", (), both) == [(Verb.STOP, ("bell",))]
    train = (Present("train", "train passing", 0.0),)
    with pytest.raises(InvalidInput, match="nothing is called"):
        orders("stop the rain", (), train)
    assert not follow_ups("tambourine 45 left, cowbell 45 right", there, (), PLAN).orders


def test_words_that_nobody_understands_make_no_sound():
    found = follow_ups("stop the drum, half three more", THERE, ("drum",), PLAN)
    assert ([order.verb for order in found.orders], found.rest) == ([Verb.STOP], "")
    assert found.lost == "half three more"
    assert follow_ups("stop the drum, a zorgon hums", THERE, (), PLAN).rest == "a zorgon hums"
    for text in ("now", "three more", "recall the loud bit", "pause the drum"):
        with pytest.raises(InvalidInput, match="names no sound"):
            follow_ups(text, THERE, ("drum",), PLAN)
    assert follow_ups("three more", (), (), PLAN).rest == "three more"

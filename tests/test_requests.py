"""Ways to ask for a sound, in eight languages, are no part of it; orders are asked for as well."""

from __future__ import annotations

import pytest

from ttmba_live.text import Present, Verb, follow_ups
from ttmba_live.text.rules import Rules

RULES = Rules()
THERE = (
    Present("rain_falling", "rain falling", 90.0, distance=2.0),
    Present("dog_barking", "dog barking", -90.0, distance=2.0),
    Present("bell_ringing", "bell ringing", 0.0, distance=2.0),
)


def sounds(text):
    return [event.sound for event in RULES.plan(text).events]


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("I was wondering if I could hear a train on the left", "train passing"),
        ("It'd be lovely to have a cat purring near my left ear", "cat purring"),
        ("Would it be possible to get a dog barking behind me?", "dog barking"),
        ("Do you think you could play some rain above me?", "rain falling"),
        ("May I ask for a lawnmower on the left for one whole minute?", "lawnmower"),
        ("Could I please hear what it is like to stand next to a waterfall?", "waterfall roaring"),
        ("looking for a creaky door on the right", "creaky door opening"),
        ("Any chance of a foghorn in the distance?", "foghorn sounding"),
        ("Ich hätte gern einen Hund, der links bellt", "dog barking"),
        ("Es wäre schön, wenn hinter mir eine Katze miaut", "cat meowing"),
        ("Ich würde gerne eine Glocke hinter mir hören", "bell ringing"),
        ("J'aimerais entendre un chien à gauche", "dog barking"),
        ("Serait-il possible d'avoir une cloche derrière moi ?", "bell ringing"),
        ("¿Sería posible escuchar una campana detrás de mí?", "bell ringing"),
        ("Potresti mettere un po' di pioggia sopra di me?", "rain falling"),
        ("Você poderia colocar chuva em cima de mim?", "rain falling"),
        ("Ik zou graag een hond links horen", "dog barking"),
        ("Я хотел бы услышать собаку слева", "dog barking"),
        ("後ろで鐘を鳴らしてもらえますか", "bell ringing"),
        ("能不能放一点雨声在头顶", "rain falling"),
    ],
)
def test_how_it_is_asked_for_is_no_part_of_a_sound(text, sound):
    assert sounds(text) == [sound]


def test_one_may_ask_in_the_midst_of_a_text():
    text = (
        "A dog barks on the left and I'd like to hear a cat on the right. Then could I have rain?"
    )
    assert sounds(text) == ["dog barking", "cat meowing", "rain falling"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Great tits sing above me", ["great tits singing"]),
        ("A lovely old clock ticks", ["lovely old clock ticking"]),
        ("Hear, hear! The crowd cheers behind me.", ["hear", "crowd cheering"]),
    ],
)
def test_words_that_could_ask_and_do_not(text, wanted):
    assert sounds(text) == wanted


@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("would you be so kind as to stop the dog", Verb.STOP, "dog_barking"),
        ("I would like the dog to move to the left", Verb.PLACE, "dog_barking"),
        ("it would be great if the dog could be closer", Verb.NEARER, "dog_barking"),
        ("would it be possible to mute the bell", Verb.MUTE, "bell_ringing"),
        ("would you mind moving the dog to the left", Verb.PLACE, "dog_barking"),
        ("let's try the dog on the right", Verb.PLACE, "dog_barking"),
        ("let's hear the dog on its own", Verb.SOLO, "dog_barking"),
        ("we could do with a bit less rain", Verb.DOWN, "rain_falling"),
        ("tu peux baisser la pluie s'il te plaît", Verb.DOWN, "rain_falling"),
        ("pourrais-tu arrêter la cloche", Verb.STOP, "bell_ringing"),
        ("¿puedes bajar la lluvia?", Verb.DOWN, "rain_falling"),
        ("puoi fermare il cane", Verb.STOP, "dog_barking"),
        ("poderia parar o cachorro", Verb.STOP, "dog_barking"),
        ("можно остановить собаку", Verb.STOP, "dog_barking"),
        ("wäre es möglich, die Glocke stumm zu schalten", Verb.MUTE, "bell_ringing"),
    ],
)
def test_an_order_is_asked_for_as_politely(text, verb, name):
    found = follow_ups(text, THERE, ("rain_falling",), RULES.plan)
    (order,) = found.orders
    assert (order.verb, order.ids, found.rest) == (verb, (name,), "")


@pytest.mark.parametrize("text", ["I'd like a cat on the left", "could I hear a wolf, please"])
def test_who_asks_for_a_new_sound_gets_one(text):
    found = follow_ups(text, THERE, ("rain_falling",), RULES.plan)
    assert (found.orders, found.rest) == ((), text)

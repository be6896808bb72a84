"""Orders with infinitives and causatives, and what is said of every order, in other languages."""

import pytest

from ttmba_live.text import Present, Verb
from ttmba_live.text.follow_ups import follow_ups
from ttmba_live.text.rules import Rules

RULES = Rules()
DOG, RAIN = "dog_barking", "rain_falling"
THERE = (Present(DOG, "dog barking", 90.0, -15.0), Present(RAIN, "rain falling", 0.0, 25.0))


def the_order(text):
    found = follow_ups(text, THERE, (DOG,), RULES.plan)
    assert not found.rest, found
    (order,) = found.orders
    return order


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [
        ("den Hund nach rechts bewegen", -90.0), ("den Hund nach links stellen", 90.0),
        ("den Hund hinter mich schieben", 180.0), ("lass den Hund nach rechts laufen", -90.0),
        ("den Hund nach rechts", -90.0), ("déplacer le chien à droite", -90.0),
        ("fais aller le chien à droite", -90.0), ("fais passer le chien derrière moi", 180.0),
        ("mover el perro a la derecha", -90.0), ("haz que el perro vaya a la derecha", -90.0),
        ("spostare il cane a destra", -90.0), ("fai andare il cane a sinistra", 90.0),
        ("de hond naar rechts verplaatsen", -90.0), ("передвинуть собаку вправо", -90.0),
    ],
)  # fmt: skip
def test_places(text, azimuth):
    order = the_order(text)
    assert (order.verb, order.ids) == (Verb.PLACE, (DOG,))
    assert abs(order.path.positions[-1].azimuth - azimuth) % 360.0 < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "fais tourner le chien autour de moi", "faire tourner le chien",
        "fais-le tourner autour de moi", "haz girar el perro", "haz que el perro gire",
        "haz girar al perro a mi alrededor", "fai girare il cane", "fallo girare intorno a me",
        "faça o cão girar ao meu redor", "den Hund um mich kreisen lassen",
        "lass den Hund um mich kreisen", "laat de hond om me heen draaien",
        "пусть собака кружит вокруг меня", "让狗绕着我转", "犬を私の周りで回して",
    ],
)  # fmt: skip
def test_circles(text):
    order = the_order(text)
    assert (order.verb, order.ids) == (Verb.PLACE, (DOG,))
    assert len({round(place.azimuth) for place in order.path.positions}) > 3


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("den Regen lauter machen", Verb.UP, (RAIN,)),
        ("den Regen leiser drehen", Verb.DOWN, (RAIN,)),
        ("den Regen aufdrehen", Verb.UP, (RAIN,)), ("den Hund weg", Verb.STOP, (DOG,)),
        ("Hund aus", Verb.STOP, (DOG,)), ("den Regen ausschalten", Verb.STOP, (RAIN,)),
        ("den Hund näher holen", Verb.NEARER, (DOG,)),
        ("den Regen ausblenden", Verb.FADE_OUT, (RAIN,)),
        ("baisser la pluie", Verb.DOWN, (RAIN,)), ("rends la pluie plus forte", Verb.UP, (RAIN,)),
        ("fais taire le chien", Verb.STOP, (DOG,)), ("rapprocher le chien", Verb.NEARER, (DOG,)),
        ("pon la lluvia más fuerte", Verb.UP, (RAIN,)), ("subir la lluvia", Verb.UP, (RAIN,)),
        ("haz callar al perro", Verb.STOP, (DOG,)),
        ("metti la pioggia più forte", Verb.UP, (RAIN,)),
        ("abbassare la pioggia", Verb.DOWN, (RAIN,)), ("fai tacere il cane", Verb.STOP, (DOG,)),
        ("deixe a chuva mais alta", Verb.UP, (RAIN,)), ("de regen harder zetten", Verb.UP, (RAIN,)),
        ("сделать дождь тише", Verb.DOWN, (RAIN,)), ("выключить дождь", Verb.STOP, (RAIN,)),
        ("请把雨停掉", Verb.STOP, (RAIN,)), ("雨を止めてください", Verb.STOP, (RAIN,)),
        ("de regen zachter alsjeblieft", Verb.DOWN, (RAIN,)),
        ("de hond een beetje naar links", Verb.LEFTWARDS, (DOG,)),
        ("il cane un po' a destra", Verb.RIGHTWARDS, (DOG,)),
    ],
)  # fmt: skip
def test_levels_and_ends(text, verb, ids):
    order = the_order(text)
    assert (order.verb, order.ids) == (verb, ids)

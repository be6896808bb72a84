"""Cues about how everything stands, and what stands where: words in all languages of cues."""

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.text import Present, Verb
from ttmba_live.text.follow_ups import follow_ups
from ttmba_live.text.rules import Rules

RULES = Rules()
DOG, RAIN, CAT, BELL = "dog_barking", "rain_falling", "cat_meowing", "bell_ringing"
THERE = (
    Present(DOG, "dog barking", 90.0),
    Present(RAIN, "rain falling", 0.0, 25.0),
    Present(CAT, "cat meowing", -90.0),
    Present(BELL, "bell ringing", -90.0, 5.0, sounds=False),
)
ALL = (DOG, RAIN, CAT, BELL)


def asked(text, last=(DOG,), kept=("A", "verse"), there=THERE):
    return follow_ups(text, there, last, RULES.plan, kept)


def the_order(text, **known):
    found = asked(text, **known)
    assert not found.rest, found
    (order,) = found.orders
    return order


@pytest.mark.parametrize(
    "text",
    [
        "replace the dog with a wolf", "swap the dog for a wolf", "the dog becomes a wolf",
        "turn the dog into a wolf", "wolf instead of the dog", "instead of the dog, a wolf",
        "ersetze den Hund durch einen Wolf", "den Hund durch einen Wolf ersetzen",
        "der Hund wird ein Wolf", "ein Wolf statt des Hundes",
        "remplace le chien par un loup", "le chien devient un loup",
        "transforme le chien en loup", "un loup à la place du chien",
        "reemplaza el perro por un lobo", "cambia el perro por un lobo",
        "sostituisci il cane con un lupo", "un lupo al posto del cane",
        "substitua o cão por um lobo", "vervang de hond door een wolf",
        "замени собаку на волка", "把狗换成狼", "犬を狼に変えて",
    ],
)  # fmt: skip
def test_one_sound_stands_where_another_did(text):
    order = the_order(text)
    assert (order.verb, order.ids, order.keeps_distance) == (Verb.REPLACE, (DOG,), True)
    (event,) = RULES.plan(order.sound).events
    assert "wol" in event.sound


def test_what_words_put_elsewhere_stands_there():
    assert not the_order("replace the dog with a wolf on the left").keeps_distance
    assert not the_order("replace the dog with a car that passes left to right").keeps_distance
    order = the_order("swap the dog for the cat")
    assert (order.verb, order.ids, order.other) == (Verb.SWAP, (DOG,), (CAT,))
    with pytest.raises(InvalidInput, match="nothing is called 'the choir'"):
        asked("replace the choir with a wolf")


@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("go back to snapshot A", Verb.RECALL, "A"), ("recall A", Verb.RECALL, "A"),
        ("back to a", Verb.RECALL, "A"), ("snapshot A", Verb.RECALL, "A"),
        ("back to the verse", Verb.RECALL, "verse"), ("recall bridge", Verb.RECALL, "bridge"),
        ("store this as B", Verb.STORE, "B"),
        ("save everything as Chorus 2", Verb.STORE, "Chorus 2"),
        ("take a snapshot called Bridge", Verb.STORE, "Bridge"),
        ("delete snapshot verse", Verb.FORGET, "verse"),
        ("zurück zu A", Verb.RECALL, "A"), ("speichere das als B", Verb.STORE, "B"),
        ("reviens à A", Verb.RECALL, "A"), ("enregistre ça comme B", Verb.STORE, "B"),
        ("vuelve a A", Verb.RECALL, "A"), ("guarda esto como B", Verb.STORE, "B"),
        ("torna ad A", Verb.RECALL, "A"), ("salva come B", Verb.STORE, "B"),
        ("volte a A", Verb.RECALL, "A"), ("terug naar A", Verb.RECALL, "A"),
        ("вернись к A", Verb.RECALL, "A"), ("回到A", Verb.RECALL, "A"),
        ("Aに戻して", Verb.RECALL, "A"),
        ("undo", Verb.UNDO, ""), ("Undo that, please!", Verb.UNDO, ""),
        ("rückgängig machen", Verb.UNDO, ""), ("annule", Verb.UNDO, ""),
        ("deshaz eso", Verb.UNDO, ""), ("annulla", Verb.UNDO, ""), ("desfaz", Verb.UNDO, ""),
        ("maak dat ongedaan", Verb.UNDO, ""), ("отмени", Verb.UNDO, ""), ("撤销", Verb.UNDO, ""),
        ("元に戻して", Verb.UNDO, ""),
    ],
)  # fmt: skip
def test_snapshots_by_words(text, verb, name):
    order = the_order(text)
    assert (order.verb, order.ids, order.name) == (verb, (), name)


def test_a_recall_takes_as_long_as_told_and_a_place_is_no_snapshot():
    assert the_order("recall A over 8 seconds").extent.takes == 8.0
    assert the_order("back to the left").verb is Verb.PLACE
    assert the_order("to the left, then back to the right").verb is Verb.PLACE
    with pytest.raises(InvalidInput, match="needs a name"):
        asked("take a snapshot")


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("bring everything back to where it was", Verb.HOME, ALL),
        ("put the dog back where it was", Verb.HOME, (DOG,)),
        ("reset everything", Verb.RESET, ALL), ("reset the cat", Verb.RESET, (CAT,)),
        ("alles zurück an seinen Platz", Verb.HOME, ALL), ("alles zurücksetzen", Verb.RESET, ALL),
        ("remets tout à sa place", Verb.HOME, ALL), ("todo a su sitio", Verb.HOME, ALL),
        ("rimetti tutto a posto", Verb.HOME, ALL), ("reset alles", Verb.RESET, ALL),
        ("верни всё на место", Verb.HOME, ALL), ("把全部放回原处", Verb.HOME, ALL),
    ],
)  # fmt: skip
def test_back_to_how_it_was_ordered(text, verb, ids):
    order = the_order(text)
    assert (order.verb, order.ids) == (verb, ids)


@pytest.mark.parametrize(
    "text",
    ["swap the dog and the cat", "swap them", "the dog and the cat swap places",
     "vertausche den Hund und die Katze", "échange le chien et le chat", "échange-les",
     "intercambia el perro y el gato", "scambia il cane e il gatto", "交换狗和猫"],
)  # fmt: skip
def test_two_swap(text):
    order = the_order(text, last=(DOG, CAT))
    assert (order.verb, order.ids, order.other) == (Verb.SWAP, (DOG,), (CAT,))


def test_a_swap_of_one_or_of_many_says_what_it_takes():
    with pytest.raises(InvalidInput, match="a swap takes two"):
        asked("swap them")


def test_what_is_silent_enters_and_what_sounds_is_joined_by_a_new_one():
    order = the_order("the bell enters after 6 s")
    assert (order.verb, order.ids, order.extent.after) == (Verb.PLAY, (BELL,), 6.0)
    for text in ("the dog enters after 6 s", "the flute enters after 6 s"):
        found = asked(text)
        assert (found.orders, found.rest) == ((), text)
        (event,) = RULES.plan(text).events
        assert event.start == 6.0

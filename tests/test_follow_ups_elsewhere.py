"""Orders as other people and other languages give them; found in conversations by strangers."""

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.room import named
from ttmba_live.text import Present, Verb, follow_ups
from ttmba_live.text._rooms import only_room, room_changed
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (
    Present("rain_falling", "rain falling", 90.0, 25.0, distance=8.0),
    Present("dog_barking", "dog barking", -90.0, 0.0, distance=3.0),
    Present("church_bell", "church bell ringing", 0.0, 5.0, distance=20.0),
)
PAIR = THERE[:2]
REST = ("rain_falling", "church_bell")


def asked(text, there=THERE, last=("dog_barking",)):
    return follow_ups(text, there, last, PLAN)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("alles aus bis auf den Hund", Verb.STOP),
        ("alles uit behalve de hond", Verb.STOP),
        ("coupe tout sauf le chien", Verb.STOP),
        ("die anderen leiser", Verb.DOWN),
        ("der Rest aus", Verb.STOP),
        ("de rest mag weg", Verb.STOP),
        ("everyone goes dead quiet except the dog", Verb.MUTE),
    ],
)
def test_all_but_one(text, verb):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (verb, REST)


@pytest.mark.parametrize(
    "text",
    [
        "swap those two over",
        "swap the two",
        "échange les deux",
        "tausche die beiden",
        "intercambia los dos",
        "verwissel de twee",
        "scambia i due",
        "troca os dois",
    ],
)
def test_the_two_are_both_that_sound(text):
    (order,) = asked(text, PAIR).orders
    assert (order.verb, {*order.ids, *order.other}) == (Verb.SWAP, {one.id for one in PAIR})


@pytest.mark.parametrize("text", ["both louder", "les deux plus fort", "allebei harder"])
def test_and_are_both_louder(text):
    (order,) = asked(text, PAIR).orders
    assert (order.verb, set(order.ids)) == (Verb.UP, {one.id for one in PAIR})


@pytest.mark.parametrize(
    ("text", "verb", "db"),
    [
        ("lose three dB off that", Verb.DOWN, 3.0),
        ("take 3 dB off the dog", Verb.DOWN, 3.0),
        ("add 3 dB to the dog", Verb.UP, 3.0),
        ("hond drie dB erbij", Verb.UP, 3.0),
        ("hond drie dB eraf", Verb.DOWN, 3.0),
    ],
)
def test_levels_that_are_added_or_taken(text, verb, db):
    (order,) = asked(text).orders
    assert (order.verb, order.ids, order.extent.db) == (verb, ("dog_barking",), db)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("que el perro se acerque poco a poco", Verb.NEARER),
        ("traz o cão para perto em oito segundos", Verb.NEARER),
        ("bájale al perro", Verb.DOWN),
        ("nimm den Hund etwas zurück", Verb.DOWN),
        ("den Hund etwas zurücknehmen", Verb.DOWN),
        ("moins vite que ça", Verb.SLOWER),
        ("halve the speed", Verb.SLOWER),
        ("shush the dog", Verb.MUTE),
        ("cancel the dog", Verb.STOP),
        ("haha ok that's enough of the dog", Verb.STOP),
        ("stop right there", Verb.HOLD),
        ("stop the fade", Verb.STEADY),
        ("stop fading the dog", Verb.STEADY),
        ("arrête le fondu", Verb.STEADY),
        ("better. put it at four o'clock", Verb.PLACE),
        ("send the dog spinning", Verb.PLACE),
        ("the dog a smidge closer", Verb.NEARER),
        ("rifallo", Verb.PLAY),
        ("the dog only barks every twelve seconds", Verb.PLAY),
    ],
)
def test_one_order(text, verb):
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (verb, ("dog_barking",))


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("rifallo, ma più forte", [Verb.PLAY, Verb.UP]),
        ("outra vez, mas mais devagar", [Verb.PLAY, Verb.SLOWER]),
        ("encore une fois, mais plus fort", [Verb.PLAY, Verb.UP]),
        ("crossfade from the rain to the dog over ten seconds", [Verb.FADE_OUT, Verb.FADE_IN]),
    ],
)
def test_two_orders(text, verbs):
    found = asked(text)
    assert [order.verb for order in found.orders] == verbs
    assert found.rest == ""


@pytest.mark.parametrize(
    ("text", "what", "seconds"),
    [
        ("fade to black, fifteen count", "seconds", 15.0),
        ("wait ten seconds, then stop the rain", "after", 10.0),
        ("over tien seconden alles uit", "after", 10.0),
        ("após cinco segundos o cão mais alto", "after", 5.0),
        ("через десять секунд собаку громче", "after", 10.0),
        ("собаку громче за пять секунд", "within", 5.0),
        ("el perro más fuerte en siete segundos", "within", 7.0),
        ("il cane più forte in dodici secondi", "within", 12.0),
        ("le chien plus fort en sept secondes", "within", 7.0),
    ],
)
def test_times_of_orders(text, what, seconds):
    (order,) = asked(text).orders
    assert getattr(order.extent, what) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "detune the bell by three hertz",
        "match the dog to the bell",
        "another three",
        "duplicate",
        "ramp to minus twelve over 2.5 s",
        "mm",
        "double the rain",
        "60 bpm",
        "every 45 seconds instead",
        "bell every 2 sec now",
        "bell only every minute",
        "dog less often",
        "fewer dogs",
        "reset to the start",
        "slower and heavier",
    ],
)
def test_an_order_that_nobody_knows_makes_no_sound(text):
    with pytest.raises(InvalidInput, match="no order that is known"):
        asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "keep a dog on the left",
        "mets un chien à gauche",
        "double bass on the left",
        "a bell every 10 seconds",
        "snare roll panning L to R over 8 bars at 120 bpm",
        "Bring up the cicadas over six seconds, hold, and lose them again at the end.",
        "Two metronomes, one at each ear, the left one faster.",
    ],
)
def test_a_new_sound_is_none(text):
    found = asked(text)
    assert not found.orders
    assert found.rest


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("dog too loud", Verb.DOWN),
        ("dog still way too quiet", Verb.UP),
        ("dog too close", Verb.FARTHER),
        ("dog is too far away", Verb.NEARER),
        ("stop spinning", Verb.HOLD),
        ("dog 2m away", Verb.PLACE),
    ],
)
def test_short_orders_make_no_sound_and_end_none(text, verb):
    found = asked(text)
    assert [(order.verb, order.ids) for order in found.orders] == [(verb, ("dog_barking",))]
    assert not found.rest


@pytest.mark.parametrize(
    "text",
    [
        "on se met dans une grande église",
        "ab in die Kirche",
        "estamos en una iglesia grande",
        "ci mettiamo dentro una grotta",
        "step into the cellar",
    ],
)
def test_going_somewhere_is_no_sound(text):
    assert only_room(text)


@pytest.mark.parametrize(
    "text", ["weniger Hall", "moins d'écho", "menos eco", "meno riverbero", "way too washy"]
)
def test_less_of_the_room(text):
    assert room_changed(text, named("church")).late_db == -6.0


def test_and_more_of_it_and_out_of_it():
    now = named("church")
    assert room_changed("mehr Hall", now).late_db == 6.0
    assert room_changed("smaller church", now).size < now.size
    assert room_changed("and outside again, open field", now) == named("field")


@pytest.mark.parametrize(
    ("text", "verb", "seconds"),
    [
        ("I can't hear the dog", Verb.UP, None),
        ("the dog is lost in the rain", Verb.UP, None),
        ("the dog is too quiet, bring it up", Verb.UP, None),
        ("dog's lost, bring it up a little", Verb.UP, None),
        ("der Hund ist zu laut, mach ihn leiser", Verb.DOWN, None),
        ("fade the dog out in 15", Verb.FADE_OUT, 15.0),
        ("dog normal", Verb.LEVEL, None),
    ],
)
def test_a_complaint_and_its_order_are_one(text, verb, seconds):
    (order,) = asked(text).orders
    assert (order.verb, order.ids, order.extent.within) == (verb, ("dog_barking",), seconds)

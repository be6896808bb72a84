"""Orders to what is there as strangers gave them, in all languages of cues."""

from types import SimpleNamespace

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.live._follow_ups import Followed
from ttmba_live.scene import Event, Scene, SetGain, apply
from ttmba_live.text import Present, Verb, only_room
from ttmba_live.text.follow_ups import FollowUps, follow_ups
from ttmba_live.text.rules import Rules

RULES = Rules()
THERE = (
    Present("rain_falling", "rain falling", 0.0, 25.0),
    Present("dog_barking", "dog barking", 90.0, -15.0),
    Present("waves_breaking", "sea waves crashing"),
    Present("bell_ringing", "bell ringing", -90.0, 5.0, sounds=False),
)
ALL = tuple(one.id for one in THERE)


def asked(text: str, last: tuple[str, ...] = ("dog_barking",)) -> FollowUps:
    return follow_ups(text, THERE, last, RULES.plan)


@pytest.mark.parametrize(
    "text",
    [
        "stoppt den Regen", "hör auf mit dem Regen", "Schluss mit dem Regen", "Regen stopp",
        "okay that's enough rain", "rain out", "pare a chuva", "stop de regen",
        "останови дождь", "雨を止めて", "把雨停掉", "停止雨声", "arrête la pluie",
    ],
)  # fmt: skip
def test_stop_is_never_more(text: str) -> None:
    found = asked(text)
    assert [(one.verb, one.ids) for one in found.orders] == [(Verb.STOP, ("rain_falling",))]
    assert not found.rest


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("dog +6", Verb.UP, ("dog_barking",)),
        ("dog -6 dB", Verb.DOWN, ("dog_barking",)),
        ("rain a bit down", Verb.DOWN, ("rain_falling",)),
        ("die Wellen leiser", Verb.DOWN, ("waves_breaking",)),
        ("dog and rain louder", Verb.UP, ("dog_barking", "rain_falling")),
        ("сделай дождь тише", Verb.DOWN, ("rain_falling",)),
        ("大声一点", Verb.UP, ("dog_barking",)),
        ("the dog is too close", Verb.FARTHER, ("dog_barking",)),
        ("a bit to the left", Verb.LEFTWARDS, ("dog_barking",)),
        ("everything a little to the left", Verb.LEFTWARDS, ALL),
        ("all of it slightly to the right", Verb.RIGHTWARDS, ALL),
        ("die Wellen etwas nach links", Verb.LEFTWARDS, ("waves_breaking",)),
        ("la pluie un peu à droite", Verb.RIGHTWARDS, ("rain_falling",)),
        ("Regen weiter weg", Verb.FARTHER, ("rain_falling",)),
        ("der Regen soll weiter weg", Verb.FARTHER, ("rain_falling",)),
        ("Regen weg", Verb.STOP, ("rain_falling",)),
        ("alles außer dem Regen aus", Verb.STOP, ALL[1:]),
        ("coupe tout sauf la pluie", Verb.STOP, ALL[1:]),
        ("tout sauf la pluie s'arrête", Verb.STOP, ALL[1:]),
        ("lauter bitte", Verb.UP, ("dog_barking",)),
        ("plus fort s'il te plaît", Verb.UP, ("dog_barking",)),
        ("a bit more of everything", Verb.UP, ALL),
        ("dim the rain", Verb.DOWN, ("rain_falling",)),
    ],
)
def test_levels_and_steps(text: str, verb: Verb, ids: tuple[str, ...]) -> None:
    (order,) = asked(text).orders
    assert (order.verb, order.ids) == (verb, ids)


def test_what_sounds_is_meant_before_what_does_not() -> None:
    owls = (
        Present("owl_hooting", "owl hooting", sounds=False),
        Present("owl_calling", "owl calling"),
    )
    (order,) = follow_ups("die Eule etwas leiser", owls, (), RULES.plan).orders
    assert order.ids == ("owl_calling",)


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [("to the left", 90.0), ("to the right", -90.0), ("behind me", 180.0),
     ("把狗移到左边", 90.0), ("犬を右に動かして", -90.0)],
)  # fmt: skip
def test_places_without_a_verb(text: str, azimuth: float) -> None:
    (order,) = asked(text).orders
    assert order.path is not None
    assert order.ids == ("dog_barking",)
    assert abs(order.path.positions[-1].azimuth) == abs(azimuth)


def test_instead() -> None:
    found = asked("replace the rain with snow")
    (order,) = found.orders
    assert (order.verb, order.ids, order.sound) == (Verb.REPLACE, ("rain_falling",), "snow")
    assert not found.rest
    (swap,) = asked("exchange the rain with the dog").orders
    assert (swap.verb, swap.ids, swap.other) == (Verb.SWAP, ("rain_falling",), ("dog_barking",))


def test_panic_is_silence() -> None:
    (order,) = asked("panic").orders
    assert (order.verb, order.all) == (Verb.STOP, True)


def test_louder_means_what_sounds() -> None:
    """After a silence, nothing is raised that nobody hears."""
    silent = tuple(Present(one.id, one.sound, sounds=False) for one in THERE)
    with pytest.raises(InvalidInput, match="nothing sounds"):
        follow_ups("louder", silent, ("dog_barking",), RULES.plan)
    (again,) = follow_ups("again", silent, ("dog_barking",), RULES.plan).orders
    assert again.ids == ("dog_barking",)


@pytest.mark.parametrize("text", ["make it darker", "make the rain wetter", "make the dog bigger"])
def test_a_character_cannot_be_changed(text: str) -> None:
    with pytest.raises(InvalidInput, match="another take"):
        asked(text)


@pytest.mark.parametrize(
    "text",
    ["a dog barks on the left", "rain on the right", "no rain just wind", "thunder -6 dB",
     "it rains down on the roof", "a louder dog", "the dog and the cat on the left"],
)  # fmt: skip
def test_new_sounds_stay_new(text: str) -> None:
    found = asked(text)
    assert not found.orders
    assert found.rest == text


def test_only_a_room() -> None:
    for text in (
        "we are in a cathedral now",
        "go to the church",
        "jetzt sind wir im Wald",
        "on est dans une église",
    ):
        assert only_room(text), text
    for text in ("a bell rings in a cathedral", "a dog barks", "Schritte im Wald"):
        assert not only_room(text), text


@pytest.mark.parametrize(
    ("text", "gain", "why"),
    [
        ("make the rain louder", 40.0, "it is at 40 dB already, and that is the loudest"),
        ("make the rain quieter", -200.0, "it is at -200 dB already, and that is the quietest"),
    ],
)
def test_what_can_go_no_further_is_told_with_its_level(text: str, gain: float, why: str) -> None:
    scene = Scene().place(Event("rain falling", 4.0, id="rain_falling"))
    scene = apply(scene, SetGain("rain_falling", gain))
    told: list[tuple[object, ...]] = []
    tell = SimpleNamespace(error=lambda *said: told.append(said))
    there = SimpleNamespace(scene=scene, sounds=lambda _: True, goes_on=lambda _: True)
    Followed(there, told.append, tell, lambda _: None).carry_out(asked(text).orders, None)
    assert told == [(None, "/ttmba/cue", f"rain_falling: {why} there is")]

"""What people say and type in French, Spanish, Italian and Portuguese, as events."""

from __future__ import annotations

import pytest

from ttmba_live.text import plan_text
from ttmba_live.text.rules import Rules


def _heard(text: str) -> list[str]:
    return [event.sound for event in plan_text(Rules(), text).events]


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("une sorciere ricane derriere, tres fort", ["witch cackling"]),
        ("Un train passe et s'arrête devant", ["train passing"]),
        ("pajaro canta arriba, trueno lejos atras", ["bird singing", "thunder rolling"]),
        ("cucchiaino vicinissimo, poi campanacci lontano", ["spoon stirring", "cowbell ringing"]),
        ("caminhao de lixo passa, trovao ao longe", ["garbage truck driving", "thunder rolling"]),
    ],
)
def test_a_sound_is_known_without_its_accents(text: str, sounds: list[str]) -> None:
    assert _heard(text) == sounds


@pytest.mark.parametrize(
    "text",
    [
        "une vache meugle à gauche, rien d'autre",
        "una vaca muge a la izquierda q pasa despacito, nada más",
        "una mucca muggisce a sx, lento e pesante, nient'altro",
        "uma vaca muge à esquerda, bem devagarinho, só isso",
    ],
)
def test_how_and_nothing_else_are_no_sounds(text: str) -> None:
    assert len(_heard(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Deux hommes discutent à gauche huit secondes, une cloche sonne dès qu'ils se taisent",
        "Dos hombres discuten a la izquierda ocho segundos, suena una campana en cuanto se callan",
        "Due uomini discutono a sinistra per otto secondi, suona una campana non appena smettono",
        "Dois homens discutem à esquerda durante oito segundos, toca um sino assim que se calam",
    ],
)
def test_what_begins_as_soon_as_others_are_silent_begins_at_their_end(text: str) -> None:
    men, bell = plan_text(Rules(), text).events
    assert bell.start == pytest.approx(men.start + men.duration)


def test_one_sound_at_one_place_after_the_other_has_its_interval() -> None:
    events = plan_text(Rules(), "goccia sopra, poi sotto, poi a sx, ogni 3 secondi").events
    assert [event.start for event in events] == pytest.approx([0.0, 3.0, 6.0])


def test_what_grows_and_stops_keeps_its_growth() -> None:
    text = "La lluvia se hace cada vez más fuerte durante diez segundos y para."
    (rain,) = plan_text(Rules(), text).events
    assert rain.envelope is not None
    assert rain.duration == pytest.approx(10.0)


def test_numbers_like_a_line_s_among_words_are_read_as_words_and_say_so():
    plan = plan_text(Rules(), "a dog@4@90 barks")
    assert [note for note in plan.notes if "an event line is sound@duration@" in note]
    assert not [n for n in plan_text(Rules(), "dog @4s, a cat @6s").notes if "event line" in n]

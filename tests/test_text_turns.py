"""Sounds among one another: turns, lists of places, the other side, what begins as another ends."""

from __future__ import annotations

import pytest
from ruled import events, one


def starts(text: str) -> list[float]:
    return [event.start for event in events(text)]


def azimuths(text: str) -> list[int]:
    return [round(event.position.azimuth) for event in events(text)]


@pytest.mark.parametrize(
    "text",
    [
        "violin left and cello right alternate",
        "a dog on the left and a cat on the right take turns",
        "Eine Geige links und ein Cello rechts wechseln sich ab",
        "un violon à gauche et un violoncelle à droite alternent",
        "un violín a la izquierda y un chelo a la derecha se alternan",
        "un violino a sinistra e un violoncello a destra si alternano",
        "um violino à esquerda e um violoncelo à direita alternam",
        "een viool links en een cello rechts wisselen elkaar af",
        "скрипка слева и виолончель справа играют по очереди",
        "左边的小提琴和右边的大提琴交替演奏",
        "左のバイオリンと右のチェロが交互に鳴る",
    ],
)
def test_two_sounds_take_turns(text: str) -> None:
    assert sorted(starts(text)) == [0, 2, 4, 6]
    assert azimuths(text) == [90, 90, -90, -90]


def test_turns_are_counted_and_timed_as_is_told() -> None:
    assert sorted(starts("violin L vs cello R trade 4x")) == [2 * n for n in range(8)]
    assert sorted(starts("dog left, cat right, alternating every 3 seconds")) == [0, 3, 6, 9]
    assert len(events("dog left. cat right. they alternate for 20 seconds")) == 10
    assert len(events("太鼓が左右交互に六回鳴る")) == 6


@pytest.mark.parametrize(
    ("text", "angles"),
    [
        ("A trumpet, a flute and a cello, left, centre and right", [90, 0, -90]),
        ("dog, cat, bird at left, right and behind respectively", [90, -90, 180]),
        ("a dog and a cat bark, left and right respectively", [90, -90]),
        ("piano, violin, cello: L, C, R", [90, 0, -90]),
        ("left, center, right: a piano, a violin, a cello", [90, 0, -90]),
        ("un chien et un chat, à gauche et à droite respectivement", [90, -90]),
        ("狗和猫分别在左边和右边", [90, -90]),
        ("um coro: três vozes, uma à esquerda, uma à direita, uma atrás", [90, -90, 180]),
    ],
)
def test_a_list_of_places_is_handed_out(text: str, angles: list[int]) -> None:
    assert azimuths(text)[-len(angles) :] == angles


@pytest.mark.parametrize(
    ("text", "angles"),
    [
        ("A dog barks on the left. A cat answers on the opposite side.", [90, -90]),
        ("a frog croaks front right and another on the opposite side", [-45, 135]),
        ("a bell at 60 degrees left, a gong directly opposite", [60, -120]),
        ("a whisper in my right ear, then in the other ear", [-90, 90]),
        ("bell stage left. gong on the opposite side", [-90, 90]),
        ("rechts bellt ein Hund, auf der anderen Seite miaut eine Katze", [-90, 90]),
        ("右边狗叫，另一边猫叫", [-90, 90]),
        ("a man sits across from me and coughs", [0]),
        ("a dog on the other side of the street", [0]),
    ],
)
def test_the_other_side_is_across_from_the_one_named_last(text: str, angles: list[int]) -> None:
    assert azimuths(text) == angles


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("As soon as the music stops, a dog barks on the left.", [0, 8]),
        ("A dog barks once the rain has stopped", [0, 10]),
        ("The radio stops as soon as the phone rings", [0, 8]),
        ("Two seconds after the music stops, a dog barks", [0, 10]),
        ("A fan hums. A dog barks. When the fan stops, a door slams.", [0, 0, 8]),
        ("A fan hums and stops after 6 s, and 2 s later a door slams", [0, 8]),
        ("Sobald die Musik aufhört, bellt ein Hund", [0, 8]),
        ("La radio se tait dès que le téléphone sonne", [0, 8]),
        ("cuando acaba el trueno (atrás) empieza la lluvia", [0, 6]),
        ("Appena finisce la musica, un cane abbaia", [0, 8]),
        ("Assim que a música para, um cão late", [0, 8]),
        ("Zodra de muziek stopt, blaft een hond", [0, 8]),
        ("Как только музыка замолкает, лает собака", [0, 8]),
        ("音乐一停，狗就叫", [0, 8]),
        ("音楽が止まると、犬が吠える", [0, 8]),
        ("Ein Hund bellt. Dann miaut eine Katze.", [0, 4]),
        ("Лает собака. Потом мяукает кошка.", [0, 4]),
        ("A pencil scribbles, an eraser rubs, and a page is torn out.", [0, 0, 5]),
        ("a hatch bangs above, water gushes below right after", [0, 5]),
        ("A bus drives from left to right, stops on the right, and its doors hiss", [0, 6]),
        ("Rain falls, the wind blows and a window is shut", [0, 0, 0]),
    ],
)
def test_what_comes_after_what(text: str, at: list[float]) -> None:
    assert starts(text) == at


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("drei Hunde bellen", "three dogs barking"),
        ("deux chiens aboient", "two dogs barking"),
        ("左で三匹の犬が吠える", "three dogs barking"),
        ("三只狗在左边叫", "three dogs barking"),
        ("ein Hund bellt", "dog barking"),
    ],
)
def test_numbers_of_things_are_said_in_english(text: str, sound: str) -> None:
    assert one(text).sound == sound


@pytest.mark.parametrize(("text", "first"), [("siren F2B", 0), ("siren B2F", 180)])
def test_front_and_back_have_letters(text: str, first: float) -> None:
    way = one(text).trajectory
    assert way is not None
    assert abs(way.positions[0].azimuth) == pytest.approx(first, abs=30)


def test_the_ball_of_a_match_is_no_sound_of_its_own() -> None:
    match = one("A ping-pong match is heard, with the ball alternating between left and right.")
    assert match.trajectory is not None
    assert "match" in match.sound

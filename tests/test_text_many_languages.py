"""The same said in ten languages means the same: found by typing each in all of them."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text):
    return RULES.plan(text).events


def only(text):
    (event,) = events(text)
    return event


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ein Hund bellt ab der zwölften Sekunde", 12.0),
        ("un chien aboie à la douzième seconde", 12.0),
        ("un perro ladra hacia el segundo nueve", 9.0),
        ("un cane abbaia al settimo secondo", 7.0),
        ("um cão ladra no sétimo segundo", 7.0),
        ("een hond blaft op de zevende seconde", 7.0),
        ("собака лает на седьмой секунде", 7.0),
        ("犬が7秒目に吠える", 7.0),
        ("狗在第七秒叫", 7.0),
    ],
)
def test_seconds_are_counted(text, seconds):
    event = only(text)
    assert (event.sound, event.start) == ("dog barking", seconds)


@pytest.mark.parametrize(
    "text",
    [
        "ein Hund bellt hinter dem Hörer",
        "un chien aboie derrière l'auditeur",
        "un perro ladra detrás del oyente",
        "un cane abbaia dietro l'ascoltatore",
        "um cão ladra atrás do ouvinte",
        "een hond blaft achter de luisteraar",
        "собака лает позади слушателя",
        "a dog barks behind the listener",
    ],
)
def test_whoever_listens_is_in_the_middle(text):
    event = only(text)
    assert (event.sound, abs(event.position.azimuth)) == ("dog barking", 180.0)


@pytest.mark.parametrize(
    "text",
    [
        "eine Biene kreist um den Kopf des Hörers",
        "une abeille tourne autour de la tête du spectateur",
        "una abeja da vueltas alrededor del oyente",
        "un'ape gira attorno alla testa dell'ascoltatore",
        "uma abelha voa em volta da cabeça do ouvinte",
        "een bij zoemt rond het hoofd van de luisteraar",
        "пчела кружит вокруг слушателя",
    ],
)
def test_and_circled(text):
    event = only(text)
    assert event.sound == "bee buzzing"
    assert {90, -90} <= {round(p.azimuth) for p in event.trajectory.positions}


@pytest.mark.parametrize(
    "text",
    [
        "eine Mücke vom rechten Ohr zum linken",
        "un moustique de l'oreille droite à la gauche",
        "un mosquito de la oreja derecha a la izquierda",
        "una zanzara dall'orecchio destro a quello sinistro",
        "um mosquito do ouvido direito ao esquerdo",
    ],
)
def test_from_ear_to_ear_either_way(text):
    first, *_, last = only(text).trajectory.positions
    assert (first.azimuth, last.azimuth) == (-90.0, 90.0)
    assert max(first.distance, last.distance) < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "a bell 30 degrees left and 20 degrees up",
        "eine Glocke 30 Grad links und 20 Grad oben",
        "une cloche à 30 degrés à gauche et 20 degrés en haut",
        "una campana a 30 grados a la izquierda y 20 grados arriba",
        "una campana a 30 gradi a sinistra e 20 gradi in alto",
        "um sino a 30 graus à esquerda e 20 graus acima",
        "een bel 30 graden links en 20 graden omhoog",
        "колокол 30 градусов слева и 20 градусов вверх",
        "鐘が左30度、上20度で鳴る",
        "钟在左边30度、上方20度",
    ],
)
def test_two_angles_are_azimuth_and_elevation(text):
    event = only(text)
    assert (event.position.azimuth, event.position.elevation) == (30.0, 20.0)


@pytest.mark.parametrize(
    "text",
    [
        "a bird two metres above me",
        "ein Vogel zwei Meter über mir",
        "un oiseau deux mètres au-dessus de moi",
        "un pájaro dos metros por encima de mí",
        "un uccello due metri sopra di me",
        "um pássaro dois metros acima de mim",
        "een vogel twee meter boven me",
        "птица в двух метрах над мной",
        "頭の二メートル上で鳥が鳴く",
        "鸟在我头顶上方两米",
    ],
)
def test_metres_above_somebody_are_right_above(text):
    event = only(text)
    assert (event.position.elevation, event.position.distance) == (85.0, 2.0)


@pytest.mark.parametrize(
    "text",
    [
        "the music stops abruptly after 4 seconds",
        "die Musik bricht plötzlich ab nach 4 Sekunden",
        "la musique s'arrête brusquement après 4 secondes",
        "la música se corta de golpe a los 4 segundos",
        "la musica si interrompe di colpo dopo 4 secondi",
        "a música para de repente aos 4 segundos",
        "de muziek stopt plotseling na 4 seconden",
        "музыка резко обрывается через 4 секунды",
        "音楽が4秒後に突然止まる",
        "音乐4秒后突然停止",
    ],
)
def test_what_stops_is_heard_before(text):
    event = only(text)
    assert (event.start, event.duration) == (0.0, 4.0)


@pytest.mark.parametrize(
    "text",
    [
        "Regen. Die Gesamtdauer beträgt 18 Sekunden.",
        "De la pluie. La durée totale est de 18 secondes.",
        "lluvia con una duración de 18 segundos",
        "Pioggia. La durata totale è di 18 secondi.",
        "Chuva, com duração de 18 segundos",
        "regen, in totaal 18 seconden",
        "дождь, всего 18 секунд",
        "雨、全体で18秒",
        "雨声，总长18秒",
    ],
)
def test_a_total_length_is_no_sound(text):
    event = only(text)
    assert event.sound.startswith("rain")
    assert event.duration == 18.0


@pytest.mark.parametrize(
    "text",
    [
        "oye, una campana a la izquierda",
        "dai, una campana a sinistra",
        "pessoal, um sino à esquerda",
        "doe maar een bel links",
        "komm, eine Glocke links",
        "dis donc, une cloche à gauche",
        "слушай, колокол слева",
        "um, let's see, a bell on the left",
    ],
)
def test_how_one_begins_is_no_sound(text):
    event = only(text)
    assert (event.sound, event.position.azimuth) == ("bell ringing", 90.0)


@pytest.mark.parametrize(
    "text",
    [
        "a bell 3 m to the left, a gong on the right, same distance",
        "eine Glocke 3 m links, im gleichen Abstand rechts ein Gong",
        "une cloche à gauche à 3 m, un gong à droite à la même distance",
        "колокол в 3 метрах слева, гонг справа на том же расстоянии",
        "鐘が3m左、同じ距離で右に銅鑼",
        "钟在左边3米，锣在右边同样距离",
    ],
)
def test_the_same_distance_is_that_of_what_was_before(text):
    bell, gong = events(text)
    assert (bell.position.distance, gong.position.distance) == (3.0, 3.0)
    assert (bell.position.azimuth, gong.position.azimuth) == (90.0, -90.0)


@pytest.mark.parametrize(
    "text",
    [
        "ein Auto fährt rechts an mir vorbei",
        "машина проезжает справа от меня",
        "車が右側を通り過ぎる",
        "汽车从我右边经过",
        "a car drives past on the right side",
    ],
)
def test_past_on_a_side_is_a_way(text):
    event = only(text)
    assert event.trajectory is not None
    assert all(p.azimuth < -5.0 for p in event.trajectory.positions)

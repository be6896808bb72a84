"""What a thing does next: it came, stopped and goes on; circled and settles; overtakes."""

from __future__ import annotations

import pytest

from ttmba_live.scene import Event
from ttmba_live.text.rules import Rules


def events(text: str) -> tuple[Event, ...]:
    return Rules().plan(text).events


@pytest.mark.parametrize(
    "text",
    [
        "A tram comes from the left, stops in front, the doors open, it drives off to the right.",
        "U-Bahn kommt von links, hält direkt vor mir, Türen öffnen sich, fährt nach rechts weg",
        "el metro llega por la izquierda, frena enfrente, abren puertas y se va por la derecha",
        "trem chega da esq, para na frente, portas abrem, sai pela dir",
        "метро подъезжает слева, тормозит передо мной, двери открываются, уезжает вправо",
        "地铁从左边进站 停在面前 车门打开 然后向右开走",
    ],
)
def test_what_stopped_goes_on_and_not_its_doors(text: str) -> None:
    came, doors, went = events(text)
    assert "door" in doors.sound
    assert "door" not in went.sound
    assert came.position.azimuth > 45
    assert abs(doors.position.azimuth) < 30
    assert doors.start >= came.start + came.duration
    assert went.start > doors.start
    assert went.trajectory is not None
    assert went.trajectory.positions[-1].azimuth < -45


@pytest.mark.parametrize(
    "text",
    [
        "a wasp circles my head three times, finally stops at my left ear",
        "hommel draait 3x om m'n hoofd en landt op m'n linkeroor",
        "一只马蜂绕着我的头转三圈 最后停在左耳边",
        "蜂が頭の周りを3周して左耳に止まる",
    ],
)
def test_what_circles_is_still_afterwards(text: str) -> None:
    circling, still = events(text)
    assert circling.trajectory is not None
    assert len(circling.trajectory.positions) > 24
    assert still.trajectory is None
    assert (still.start, still.position.azimuth) == (circling.duration, 90)


@pytest.mark.parametrize(
    "text",
    [
        "un cycliste arrive derrière, me double par la gauche et disparaît devant",
        "una moto arriva da dietro, mi sorpassa a sinistra e sparisce davanti",
        "fietser komt van achter, haalt me links in en verdwijnt naar voren",
        "バイクが後ろから来て、左から追い越して、前へ走り去る",
    ],
)
def test_overtaking_is_by_the_side_that_is_told(text: str) -> None:
    (rider,) = events(text)
    assert rider.trajectory is not None
    azimuths = [place.azimuth for place in rider.trajectory.positions]
    assert abs(azimuths[0]) > 120
    assert any(80 < azimuth < 100 for azimuth in azimuths)
    assert not any(-120 < azimuth < -60 for azimuth in azimuths)


@pytest.mark.parametrize(
    "text",
    [
        "Three women sing around me: one in front, another on the left and the last behind me",
        "Três mulheres cantam à minha volta: uma à frente, outra à esquerda e a última atrás",
    ],
)
def test_those_around_the_listener_are_as_many_as_are_counted(text: str) -> None:
    assert [event.position.azimuth for event in events(text)] == [0, 90, 180]


def test_a_lap_and_how_many_are_one_way() -> None:
    (helicopter,) = events(
        "elicottero in cerchio sopra di me, 1 giro ogni 5s x 4 giri, rumore basso"
    )
    assert helicopter.duration == 20
    assert helicopter.gain_db < 0


@pytest.mark.parametrize(
    "text",
    [
        "a guitar in the centre, claps on the left, the guitar fades out at the end",
        "guitarra al centro, palmas a la izquierda, la guitarra se va apagando al final",
    ],
)
def test_what_fades_is_what_was_named(text: str) -> None:
    guitar, claps = events(text)
    assert (guitar.envelope is not None, claps.envelope) == (True, None)


@pytest.mark.parametrize(
    "text",
    [
        "auf 10 Uhr knackt ein Ast, auf 4 Uhr knackt noch einer, 2 Sek dazwischen",
        "as 10 horas um sino, as 4 horas outro, intervalo de 2 seg",
        "十点钟方向一声枪响 四点钟方向又一声 间隔2秒",
    ],
)
def test_a_gap_that_is_told_last_is_between_the_two(text: str) -> None:
    assert [(event.start, event.position.azimuth) for event in events(text)] == [(0, 60), (2, -120)]


def test_further_is_more_than_usual_and_no_side() -> None:
    violin, drum = events("a violin on the left, a timpani on the right, five metres further back")
    assert (violin.position.azimuth, drum.position.azimuth) == (90, -90)
    assert drum.position.distance > 5


@pytest.mark.parametrize(
    "text",
    [
        "a drone flies 2 laps around me in 12 s, at head height, about 3 m away",
        "drone vliegt 2 rondjes om me heen in 12s, op hoofdhoogte, ca 3 m afstand",
    ],
)
def test_how_high_it_circles_is_no_place_to_settle_at(text: str) -> None:
    (drone,) = events(text)
    assert drone.duration == 12.0
    assert drone.position.distance == pytest.approx(3.0, abs=0.2)

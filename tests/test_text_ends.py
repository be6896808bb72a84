"""What ends a sound: its last seconds, a told moment, silence, what its thing does next."""

import pytest
from ruled import RULES, events, one


@pytest.mark.parametrize(
    ("text", "seconds", "fade"),
    [
        (("A radio crackles on the left, tuning through stations, 20 seconds; fade it out in the"
         " last 4 seconds"), 20.0, 4.0),
        ("Rain, 30 seconds, fading out over the last 10 seconds", 30.0, 10.0),
        ("Rain for 12 s. In the last 3 seconds it fades out.", 12.0, 3.0),
        ("Regen, 20 Sekunden, in den letzten 5 Sekunden ausgeblendet", 20.0, 5.0),
        ("A choir, 15 s, fade it out over 6 s", 15.0, 6.0),
    ],
)  # fmt: skip
def test_a_fade_in_the_last_seconds_is_no_length(text: str, seconds: float, fade: float) -> None:
    event = one(text)
    assert event.duration == seconds
    assert event.envelope is not None
    assert event.envelope.times[-2:] == (seconds - fade, seconds)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("A phone rings on the left until picked up at 28", 28.0),
        ("A bell rings until second 12", 12.0),
        ("A radio plays until it is switched off at 15 s", 15.0),
        ("An alarm beeps until someone picks it up at second 9", 9.0),
        ("Ein Telefon klingelt, bis bei Sekunde 8 jemand abhebt", 8.0),
        ("Una campana suena hasta el segundo 12", 12.0),
        ("Une cloche sonne jusqu'à la seconde 12", 12.0),
    ],
)
def test_until_a_told_moment(text: str, end: float) -> None:
    event = one(text)
    assert event.start + event.duration == end


@pytest.mark.parametrize(
    "text",
    [
        (
            "Two men argue on the left; at second 5 a glass is smashed; at second 7 a door slams"
            " and everyone goes quiet."
        ),
        "Rain falls. A crowd talks on the right. At 7 s everything falls silent.",
        "Regen. Männer streiten links. Bei Sekunde 7 verstummen alle.",
        "Une foule parle à gauche. À 7 secondes tout le monde se tait.",
        "Una multitud habla a la izquierda. A los 7 segundos todos callan.",
    ],
)
def test_what_sounds_before_silence_lasts_until_then(text: str) -> None:
    plan = RULES.plan(text)
    beds = [event for event in plan.events if event.start == 0.0]
    assert {event.start + event.duration for event in beds} == {7.0}
    words = " ".join(event.sound for event in plan.events)
    assert not any(word in words for word in ("quiet", "silent", "verstummen", "tait", "callan"))


def test_silence_at_the_end_is_no_sound() -> None:
    dog, gong = events("A dog barks on the left, then a gong on the right, then silence.")
    assert gong.start >= dog.start + dog.duration
    assert len(events("Rain on the left and a dog on the right. Everyone goes quiet.")) == 2


def test_what_is_told_after_silence_begins_there() -> None:
    crowd, clock = events("A crowd talks. At 6 s everyone goes quiet. A clock ticks.")
    assert crowd.duration == 6.0
    assert clock.start == 6.0


def test_all_but_one_falls_silent() -> None:
    crowd, clock = events("A crowd talks. At 6 s everyone goes quiet except a clock on the left.")
    assert (crowd.duration, clock.start, clock.position.azimuth) == (6.0, 6.0, 90.0)


def test_a_kettle_boils_until_it_whistles() -> None:
    boils, whistles = events(
        "The kettle starts boiling on the stove front left, after 6 seconds it whistles, then"
        " it's taken off and the whistle dies away."
    )
    assert boils.start + boils.duration >= whistles.start == 6.0
    assert whistles.position.azimuth == boils.position.azimuth == 45.0
    assert whistles.envelope is not None
    assert "taken" not in whistles.sound

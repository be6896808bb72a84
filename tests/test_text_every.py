"""How often, in minutes and in the words of ten languages."""

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("a bell every minute", 60),
        ("a bell once a minute", 60),
        ("a bell every half minute", 30),
        ("a bell every 2 minutes", 120),
        ("a bell rings every two seconds", 2),
        ("eine Glocke jede Minute", 60),
        ("eine Glocke alle zwei Minuten", 120),
        ("une cloche toutes les minutes", 60),
        ("una campana cada minuto", 60),
        ("una campana ogni minuto", 60),
        ("um sino a cada minuto", 60),
        ("een klok elke minuut", 60),
        ("колокол каждую минуту", 60),
        ("每分钟敲一次钟", 60),
        ("毎分鐘が鳴る", 60),
    ],
)
def test_a_bell_rings_at_that_interval(text, seconds):
    found = RULES.plan(text).events
    assert {event.sound for event in found} == {"bell ringing"}
    assert [event.start for event in found[:3]] == [0, seconds, 2 * seconds]

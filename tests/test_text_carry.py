"""Far things that were planned stay audible; lines are played as written."""

import math

from ttmba_live.text import plan_text
from ttmba_live.text.rules import Rules


def level_db(event):
    """What is heard of an event at its place, relative to its clip at one metre."""
    return event.gain_db - 20 * math.log10(event.position.distance)


def test_distant_sounds_are_softer_but_not_lost():
    near = plan_text(Rules(), "a dog barks 3 m away").events[0]
    middle = plan_text(Rules(), "a dog barks 20 m away").events[0]
    far = plan_text(Rules(), "a dog barks 100 m away").events[0]
    assert near.gain_db == 0.0
    assert level_db(near) > level_db(middle) + 3 > level_db(far) + 6
    assert level_db(far) > level_db(near) - 12


def test_lines_are_played_as_written():
    lines = plan_text(Rules(), "thunder@5@0,0@40@0\na dog barks far away").events
    assert lines[0].gain_db == 0.0
    assert lines[1].gain_db > 0.0

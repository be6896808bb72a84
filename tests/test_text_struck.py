"""How often a clock or a bell is struck, and that the sketch of it is struck so often."""

import numpy as np
import pytest
from ruled import events, one

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._palette import RECIPES
from ttmba_live.generate.sketch._words import choose
from ttmba_live.generate.sketch.kit import high_pass


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("A church clock strikes eleven behind me", "eleven times"),
        ("The clock strikes twelve", "twelve times"),
        ("It strikes nine", "nine times"),
        ("Es schlägt elf", "eleven times"),
        ("Eine Turmuhr schlägt hinten links zwölf", "twelve times"),
        ("Sonnent onze coups", "eleven times"),
        ("Rain on the left. It strikes four.", "four times"),
        ("Dan las once", "eleven times"),
        ("Die Uhr schlägt hinten elf", "eleven times"),
        ("Часы бьют одиннадцать", "eleven times"),
    ],
)
def test_a_clock_is_struck_as_often_as_is_told(text: str, times: str) -> None:
    *_, last = events(text)
    assert last.sound.endswith(times)
    assert any(word in last.sound for word in ("clock", "bell"))


@pytest.mark.parametrize("number", ["six", "eleven", "twelve"])
def test_the_sketch_has_as_many_strokes(number: str) -> None:
    event = one(f"A church bell strikes {number}")
    chosen = choose(event.sound)
    frames = round(event.duration * RATE)
    wave = RECIPES[chosen.recipe].make(frames, np.random.default_rng(1), chosen.tilt)
    clicks = np.abs(high_pass(wave, 2500.0))
    loud = np.flatnonzero(clicks > 0.4 * clicks.max())
    strokes = 1 + int(np.count_nonzero(np.diff(loud) > RATE // 4))
    assert strokes == {"six": 6, "eleven": 11, "twelve": 12}[number]

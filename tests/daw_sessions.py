"""A session of tracks with accents and commas in their names, written for DAWs."""

import shutil

import numpy as np
import pytest

from ttmba_live.audio import RATE
from ttmba_live.daw import (
    About,
    Item,
    Marker,
    Session,
    Track,
)
from ttmba_live.geometry import Position, Trajectory

NAMES = [
    "rain",
    'leaves "dry"',
    "it's \"dry\" leaves",
    "all `three` of 'them' \"here\"",
    "雨と🐕 犬が吠える",
    "#hash ;semi |bar >close <open",
    "x" * 300,
    "é🐕" * 1000,
    "a & b < c",
    "tab\tand\nline\u2028end\x07",
]  # fmt: skip
START = round(1.2345 * RATE)
LEFT = Position(90.0, 0.0, 2.0)
CIRCLE = Trajectory.checked([(0.0, 90.0, 0.0, 2.0), (2.0, -90.0, 0.0, 1.0)])


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


def session(names=NAMES, path=None):
    tracks = []
    for number, name in enumerate(names, 1):
        start = START * number
        items = (
            Item(f"clips/{number}", "dry", name, f"clips/{number}.wav", start, RATE, LEFT, path),
            Item(f"stems/{number}", "stem", name, f"stems/{number}.wav", start, RATE + 64, LEFT),
        )
        tracks.append(Track(name, 1 + number % 2, items))
    markers = (Marker("cue 1", START), Marker("cue `2\"'", 2 * START))
    mix = Item("mix", "mix", "mix", "mix.wav", 0, 12 * RATE)
    return Session("night", "ttmba_live 1.2.3", tuple(tracks), markers, mix)


def noise(frames, channels=1, seed=0):
    shape = (frames,) if channels == 1 else (frames, channels)
    return np.random.default_rng(seed).uniform(-0.9, 0.9, shape).astype(np.float32)


ABOUT = About(NAMES[4], START, LEFT, CIRCLE, track="rain_2", scene="cue 3")

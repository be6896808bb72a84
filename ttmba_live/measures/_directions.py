"""The paper's direction test (Fig. 3) for people: scenes of two sources, and where each of them is.

Knows what is drawn, what is asked and what is right; the page knows no answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ttmba_live.audio import Samples, write_sound
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.measures._blind import CLIPS, new_page, write_key, write_page
from ttmba_live.scene import Event

COLUMNS = ("file", "question", "clip", "right")

QUESTIONS = {
    "left/right": ("left", "right"),
    "front/rear": ("front", "rear"),
    "above/below": ("above", "below"),
}

SOUNDS = (
    "dog barking", "bird chirping", "footsteps", "church bell", "siren", "rain", "baby crying",
    "telephone ringing", "hammer", "cat meowing",
)  # fmt: skip

SECONDS, APART = 4.0, 2.0
"""Of each source, and by how much the second begins later: each is heard alone, then both."""

_AZIMUTHS, _ELEVATIONS = (30.0, 60.0), (30.0, 40.0)
"""Degrees from straight ahead, or behind, and from the horizon: no place is a matter of taste."""

_DISTANCE = 1.4
"""Metres; where most heads were measured."""

Render = Callable[[Sequence[Event]], Samples]
"""Events to (frames, 2) at 48 kHz."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A source and where it is, in the words that are asked for."""

    event: Event
    answers: tuple[str, ...]


def draw(scenes: int, seed: int, distance: float = _DISTANCE) -> list[tuple[Placed, Placed]]:
    """Two different sounds in two different octants for each scene, all octants equally often."""
    chance = np.random.default_rng(seed)
    octants = _shuffled(chance, [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], scenes)
    found = []
    for number, (first, second) in enumerate(octants):
        one, other = chance.choice(len(SOUNDS), size=2, replace=False)
        pairs = ((one, first, 0.0), (other, second, APART))
        a, b = (
            _placed(chance, number, SOUNDS[at], octant, start, distance)
            for at, octant, start in pairs
        )
        found.append((a, b))
    return found


T = TypeVar("T")


def _shuffled(chance: np.random.Generator, all_of: list[T], scenes: int) -> list[tuple[T, T]]:
    """Pairs of different ones; each comes as often as the others, but for a last odd part."""
    pairs: list[tuple[T, T]] = []
    while len(pairs) < scenes:
        order = chance.permutation(len(all_of))
        pairs += [(all_of[order[at]], all_of[order[at + 1]]) for at in range(0, len(all_of) - 1, 2)]
    return pairs[:scenes]


def _placed(
    chance: np.random.Generator,
    number: int,
    sound: str,
    octant: tuple[int, int, int],
    start: float,
    distance: float,
) -> Placed:
    right, rear, below = octant
    aside, up = chance.uniform(*_AZIMUTHS), chance.uniform(*_ELEVATIONS)
    azimuth = (180.0 - aside if rear else aside) * (-1.0 if right else 1.0)
    place = Position(azimuth, -up if below else up, distance)
    name = "second" if start else "first"
    event = Event.checked(sound, SECONDS, place, start=start, id=name, seed=number)
    answers = tuple(words[at] for words, at in zip(QUESTIONS.values(), octant, strict=True))
    return Placed(event, answers)


def make_direction_test(scenes: int, out: Path, render: Render, seed: int = 0) -> None:
    """Write ``out/page``, for listeners, and ``out/key.csv``, which they must not see.

    Raises `InvalidInput` for no scene, and what ``render`` raises.
    """
    if not 1 <= scenes <= 1000:
        raise InvalidInput(f"--directions must lie in 1..1000, not {scenes}")
    page = new_page(out)
    key, trials = [], []
    for number, pair in enumerate(draw(scenes, seed)):
        file = hashlib.sha256(f"{seed}\0{number}".encode()).hexdigest()[:16] + ".wav"
        wet = render([one.event for one in pair])
        write_sound(page / CLIPS / file, _quiet_enough(wet))
        rows = []
        for one in pair:
            heard = f"{one.event.id} sound: {one.event.sound}"
            for (question, words), answer in zip(QUESTIONS.items(), one.answers, strict=True):
                name = f"{file} {one.event.id} {question}"
                rows.append({"key": name, "label": heard, "choices": words})
                key.append((name, question, one.event.sound, answer))
        trials.append({"caption": "", "reference": file, "rows": rows})
    write_key(out, COLUMNS, key)
    question = "Where is each of the two sounds?"
    write_page(page, {"question": question, "reference": "Play", "trials": trials})


def _quiet_enough(wet: Samples) -> Samples:
    """Without peaks over 0.9."""
    peak = float(np.abs(wet).max(initial=0.0))
    quieter: Samples = wet * np.float32(min(1.0, 0.9 / max(peak, 1e-9)))
    return quieter

"""The words that tilt a recipe: big or small, near or far, of wood or metal. Knows no recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

Motion = Literal["", "passing", "coming", "going"]

MANY = 99


@dataclass(frozen=True, slots=True)
class Tilt:
    """How a recipe is played. Plain numbers are -1, 0 or 1; 0 and "" mean that nothing was said."""

    weight: int = 0
    size: int = 0
    speed: int = 0
    distance: int = 0
    """-1 near, 1 far."""
    wet: int = 0
    """-1 dry, 1 wet."""
    mood: int = 0
    """-1 calm or sad, 1 excited or angry."""
    count: int = 0
    """How many; `MANY` stands for more than are told."""
    material: str = ""
    motion: Motion = ""
    space: int = 0
    """1 in a cave, a hall, a church."""
    dry: bool = False
    """Whether there is a room around the listener, so that none is to be in the sketch."""

    @property
    def strokes(self) -> int:
        """How often something is struck, if a number was said; else 0."""
        return self.count if self.count < MANY else 0


def _all(words: str, field: str, way: int) -> dict[str, tuple[str, int]]:
    return dict.fromkeys(words.split(), (field, way))


TILTS: dict[str, tuple[str, int]] = {
    **_all("heavy heavily strong strongly loud loudly hard violent violently stormy", "weight", 1),
    **_all("pouring roaring raging torrential powerful thunderous deafening", "weight", 1),
    **_all("light lightly soft softly gentle gently quiet quietly faint faintly", "weight", -1),
    **_all("calm weak mild muted delicate subtle", "weight", -1),
    **_all("large big huge giant deep low enormous massive gigantic great", "size", 1),
    **_all("adult male bass tall colossal monstrous", "size", 1),
    **_all("small little tiny high young mini miniature toy female", "size", -1),
    **_all("high-pitched shrill thin puppy kitten lamb foal chick duckling piglet cub", "size", -1),
    **_all("fast quick quickly rapid rapidly hurried brisk speeding frantic", "speed", 1),
    **_all("slow slowly lazy sluggish leisurely unhurried", "speed", -1),
    **_all("distant distance far faraway remote background muffled", "distance", 1),
    **_all("near nearby close closeup close-up", "distance", -1),
    **_all("wet soaked soggy dripping damp muddy slimy slippery sloppy", "wet", 1),
    **_all("dry dried brittle crisp parched", "wet", -1),
    **_all("angry angrily furious aggressive fierce excited excitedly happy happily", "mood", 1),
    **_all("scared terrified panicked hysterical joyful nervous tense wild", "mood", 1),
    **_all("sad sadly sleepy tired calmly peaceful peacefully relaxed tender", "mood", -1),
    **_all("melancholic mournful weary content", "mood", -1),
    **_all("single one once", "count", 1),
    **_all("two twice pair couple double", "count", 2),
    **_all("three thrice triple", "count", 3),
    **_all("four", "count", 4),
    **_all("five", "count", 5),
    **_all("six", "count", 6),
    **_all("seven", "count", 7),
    **_all("eight", "count", 8),
    **_all("nine", "count", 9),
    **_all("ten", "count", 10),
    **_all("eleven", "count", 11),
    **_all("twelve", "count", 12),
    **_all("many several multiple dozens hundreds lots", "count", MANY),
    **_all("group flock herd pack swarm", "count", MANY),
    **_all("echoing echoey reverberant cave cathedral hall tunnel cavern corridor", "space", 1),
    **_all("hallway stairwell warehouse gymnasium", "space", 1),
}
"""Word -> (which field, which way)."""

MATERIALS: dict[str, str] = {
    word: material
    for material, words in {
        "wood": "wood wooden oak timber plank planks floorboard parquet bamboo log branch",
        "metal": "metal metallic steel iron tin brass copper silver aluminium aluminum rusty",
        "stone": "stone rock marble concrete brick tile tiled pavement asphalt cobblestones",
        "glass": "glass crystal",
        "plastic": "plastic rubber vinyl",
        "ceramic": "ceramic porcelain china clay pottery",
        "cloth": "cloth carpet cardboard paper leather fabric",
    }.items()
    for word in words.split()
}
"""Word -> what a struck thing is made of."""

MOTIONS: dict[str, Motion] = {
    **dict.fromkeys(("pass", "passes", "passing", "passed", "flyby", "flyover"), "passing"),
    **dict.fromkeys(("approach", "approaches", "approaching", "nears", "nearing"), "coming"),
    **dict.fromkeys(("leaving", "departs", "departing", "recedes", "receding"), "going"),
}
"""Word -> how a thing that travels goes."""

_GO = "drive go fly rush speed zoom roll ride race come whizz buzz run sail walk gallop move"
_GOES = frozenset(
    form
    for verb in _GO.split()
    for form in (verb, f"{verb}s", f"{verb}es", f"{verb}ing", f"{verb[:-1]}ing", f"{verb[:-1]}ies")
)
PARTICLES: dict[str, Motion] = {
    "by": "passing",
    "past": "passing",
    "overhead": "passing",
    "away": "going",
    "closer": "coming",
}
"""Word behind a verb of motion -> how the thing goes; "far away" and "by the sea" are places."""


def tilt_of(words: Sequence[str]) -> Tilt:
    """Read the tilt from lower-case words; the first word for a field holds.

    >>> tilt_of(["two", "big", "dogs"]) == Tilt(size=1, count=2)
    True
    """
    found: dict[str, Any] = {}
    for word in words:
        if word in TILTS:
            field, way = TILTS[word]
            found.setdefault(field, way)
    material = next((MATERIALS[word] for word in words if word in MATERIALS), "")
    motion: Motion = next((MOTIONS[word] for word in words if word in MOTIONS), "")
    for verb, word in pairwise(words):
        if not motion and verb in _GOES:
            motion = PARTICLES.get(word, "")
    return Tilt(**found, material=material, motion=motion)

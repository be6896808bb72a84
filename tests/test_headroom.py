"""Sixteen sources around the listener stay off the limiter."""

import random

import pytest

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import Sketch
from ttmba_live.geometry import Position
from ttmba_live.scene import Event
from ttmba_live.session import bounce, scene_entries
from ttmba_live.setup import BinauralSettings, choose

TYPICAL = (
    "rain", "wind in trees", "thunder", "stream", "campfire", "dog barking", "birds", "cat meowing",
    "footsteps on gravel", "crowd murmur", "laughter", "door slam", "church bell", "helicopter",
    "car passing", "piano",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_sixteen_sources_at_one_to_three_metres_do_not_work_the_limiter(seed):
    chance = random.Random(seed)
    events, clips = [], {}
    for number, sound in enumerate(TYPICAL):
        place = Position(
            chance.uniform(-180, 180), chance.uniform(-20, 40), chance.uniform(1.0, 3.0)
        )
        events.append(Event.checked(sound, 3.0, place, id=f"s{number}"))
        clips[f"s{number}"] = Sketch().generate(ClipSpec(sound, 3.0, seed)).clip
    renderer, _ = choose.renderer(BinauralSettings(renderer="nfs"), 256)
    entries, end = scene_entries(events, clips)
    assert bounce(renderer, entries, end).held_db == 0.0


def test_one_source_at_one_ear_does_not_work_the_limiter():
    renderer, _ = choose.renderer(BinauralSettings(renderer="nfs"), 256)
    for sound in ("rain", "thunder", "glass breaking", "gunshot", "dog barking"):
        clip = Sketch().generate(ClipSpec(sound, 2.0, 1)).clip
        event = Event.checked(sound, 2.0, Position(90.0, 0.0, 1.0), id="one")
        entries, end = scene_entries([event], {"one": clip})
        assert bounce(renderer, entries, end).held_db == 0.0, sound

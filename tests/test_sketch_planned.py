"""What the planner calls a sound leads to the sketch of that sound."""

import pytest

from ttmba_live.generate.sketch._palette import FAMILY_OF
from ttmba_live.generate.sketch._words import choose
from ttmba_live.text import _lexicon
from ttmba_live.text.rules import Rules

ELSEWHERE = {
    "airport", "arcade machine", "barbershop", "bb gun", "bus station", "cacophony", "cannonball",
    "cap gun", "carrot", "cereal", "champagne", "champagne glass", "child", "concrete mixer",
    "countdown", "dial up", "drone swarm", "dry leaves", "electric motor", "elevator", "fax",
    "fax machine", "fingernail", "fingernails", "fireball", "football", "forklift", "garden",
    "glissando", "golf club", "handcuffs", "hot air balloon", "intercom", "iron gate", "kettle",
    "keyboards", "knuckles", "leather", "light bulb", "mattress", "mechanism", "mechanisms",
    "merry-go-round", "meteor", "nails", "office", "padlock", "park", "party horn",
    "ping-pong table", "plastic", "poltergeist", "pots", "pots and pans", "pots, pans",
    "power up", "railway station", "rainwater", "rock and roll", "rubber band", "schoolyard",
    "sea shanty", "slingshot", "stair", "supermarket", "tap", "tape recorder", "teapot",
    "telephone bell", "timber", "train station", "wood", "x-ray machine",
}  # fmt: skip
"""What these do sounds in another family than what they are: a tap runs, a stair creaks."""


@pytest.mark.parametrize(
    ("prompt", "recipe"),
    [
        ("rain falling", "rain"), ("heavy rain falling on leaves", "rain"),
        ("thunder rolling", "thunder"), ("skateboard rolling", "skateboard"),
        ("seagull crying", "gull"), ("brook babbling", "stream"), ("whale singing", "whale"),
        ("monkey chattering", "monkey"), ("woodpecker drumming", "woodpecker"),
        ("hairdryer blowing", "hair dryer"), ("pen scratching", "writing"),
        ("fountain splashing", "fountain"), ("howling coyote", "coyote"),
    ],
)  # fmt: skip
def test_whose_sound_it_is_tells_more_than_what_many_do(prompt, recipe):
    assert choose(prompt).recipe == recipe


@pytest.mark.parametrize(
    ("prompt", "recipe"),
    [
        ("man laughing", "laugh"), ("glass breaking", "glass breaking"),
        ("crowd cheering", "cheering"), ("pan sizzling", "frying"),
        ("something falling", "thud"), ("door creaking", "door creak"),
    ],
)  # fmt: skip
def test_what_only_one_thing_does_tells_more_than_a_place_or_material(prompt, recipe):
    assert choose(prompt).recipe == recipe


def test_what_the_planner_says_of_a_thing_sounds_like_the_thing():
    wrong, rules = [], Rules()
    for word in _lexicon.kinds():
        alone = choose(word)
        if alone.recipe is None or alone.kin or word in ELSEWHERE:
            continue
        for event in rules.read(f"a {word} on the left").events:
            recipe = choose(event.sound).recipe
            if recipe is None or FAMILY_OF[recipe] != FAMILY_OF[alone.recipe]:
                wrong.append((word, event.sound, recipe))
    assert wrong == []

from __future__ import annotations

import inspect

import pytest

from ttmba_live.generate.sketch import RECIPES
from ttmba_live.generate.sketch._forms import bare_forms
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._words import choose, table


def test_every_name_calls_its_recipe():
    assert {name: choose(name).recipe for name in RECIPES} == {name: name for name in RECIPES}
    assert not [name for name in RECIPES if choose(name).kin]
    for recipe in RECIPES.values():
        assert list(inspect.signature(recipe.make).parameters) == ["frames", "rng", "tilt"]


def test_every_line_of_the_table_names_a_recipe_and_adds_a_word():
    phrases = table().phrases
    called = {entry.recipe for entry in phrases.values()}
    assert called == set(RECIPES)
    assert len(phrases) > 3000


@pytest.mark.parametrize(
    ("prompt", "recipe"),
    [
        ("dog barking", "dog"),
        ("Two dogs", "dog"),
        ("BARKING!", "dog"),
        ("puppies", "dog"),
        ("raindrops on a tin roof", "rain on metal"),
        ("it is raining", "rain"),
        ("rain and thunder", "rain"),
        ("thunder and rain", "thunder"),
        ("a dog barking in the rain", "dog"),
        ("ocean waves", "waves"),
        ("the sea", "waves"),
        ("crackling campfire", "fire"),
        ("fire engine", "siren"),
        ("fire engines passing", "siren"),
        ("a police car's siren", "siren"),
        ("car engine idling", "engine"),
        ("buses", "truck"),
        ("someone walking on gravel", "steps on gravel"),
        ("person running", "running"),
        ("jogging", "running"),
        ("footsteps in the rain", "footsteps"),
        ("the dog's bowl", "dog"),
        ("church bells ringing", "church bell"),
        ("wind chimes", "wind chimes"),
        ("birds chirping", "birds"),
        ("crickets chirping at night", "crickets"),
        ("howling winds", "wind"),
        ("ambulance siren wailing", "siren"),
        ("a train", "train"),
        ("old wooden door creaks open slowly", "door creak"),
        ("crowd laughing", "crowd laughing"),
        ("distant chainsaw", "chainsaw"),
        ("pouring wine into a glass", "pouring"),
        ("glass of water being poured", "pouring"),
        ("sword drawn from its sheath", "sword draw"),
        ("fire truck siren", "siren"),
        ("train whistle", "train whistle"),
        ("car door slam", "car door"),
        ("dog eating", "animal eating"),
        ("the sound of a dog", "dog"),
        ("bell bird", "birds"),
        ("birds singing in a forest", "birds"),
        ("at night, an owl hoots", "owl"),
        ("a herd of cows", "cow"),
        ("a helicopter flies over the city", "helicopter"),
        ("kettle whistling", "kettle"),
        ("footsteps in the snow", "steps on snow"),
        ("filling the bath", "bath"),
        ("a bat", "bat"),
        ("a rock and roll band", "electric guitar"),
        ("un perro ladra", "dog"),
        ("外面在打雷", "thunder"),
        ("doorslam", "door slam"),
        ("ice cubes dropped in a glass", "glass clink"),
        ("shell casing dropping", "coins"),
        ("cello drone", "cello"),
        ("ambient drone pad", "dark drone"),
        ("lightning strike", "thunder"),
        ("swallowing", "drinking"),
        ("bed springs", "squeak"),
        ("dumbbells dropped in a gym", "metal clang"),
        ("crossbow shot", "arrow"),
        ("scream of a hawk", "hawk"),
        ("jail cell door", "metal clang"),
        ("hot air balloon burner", "inferno"),
        ("brainstorm", None),
        ("hotdog", None),
        ("winding", None),
        ("scarring", None),
        ("", None),
        ("犬", None),
        ("!!! 42", None),
    ],
)
def test_words_choose(prompt: str, recipe: str | None):
    assert choose(prompt).recipe == recipe


def test_bare_forms():
    assert "run" in bare_forms("running")
    assert "chime" in bare_forms("chiming")
    assert "canary" in bare_forms("canaries")
    assert list(bare_forms("winding")) == ["winding"]


def test_tilts_are_read():
    assert choose("heavy distant rain").tilt == Tilt(weight=1, distance=1)
    assert choose("small dog, fast").tilt == Tilt(size=-1, speed=1)
    assert choose("slow footsteps of a giant").tilt == Tilt(size=1, speed=-1)
    assert choose("light heavy rain").tilt == Tilt(weight=-1)
    assert choose("rain").tilt == Tilt()
    assert choose("three knocks on a wooden door").tilt == Tilt(count=3, material="wood")
    assert choose("a wet, angry cat very near").tilt == Tilt(wet=1, mood=1, distance=-1)
    assert choose("a car drives by").tilt == Tilt(motion="passing")
    assert choose("a train far away by the sea").tilt == Tilt(distance=1)
    assert choose("a car passing by in a tunnel").tilt == Tilt(motion="passing", space=1)

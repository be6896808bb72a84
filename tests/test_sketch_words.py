from __future__ import annotations

import inspect

import pytest

from ttmba_live.generate.sketch import RECIPES
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._words import WORDS, bare_forms, choose


def test_the_table_and_the_palette_name_the_same_recipes():
    assert list(WORDS) == list(RECIPES)
    entries = [entry for name in WORDS for entry in WORDS[name]]
    assert len(entries) == len(set(entries))
    for recipe in RECIPES.values():
        assert list(inspect.signature(recipe.make).parameters) == ["frames", "rng", "tilt"]


@pytest.mark.parametrize(
    ("prompt", "recipe"),
    [
        ("dog barking", "dog"),
        ("Two dogs", "dog"),
        ("BARKING!", "dog"),
        ("puppies", "dog"),
        ("raindrops on a tin roof", "rain"),
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
        ("buses", "engine"),
        ("someone walking on gravel", "footsteps"),
        ("person running", "footsteps"),
        ("jogging", "footsteps"),
        ("footsteps in the rain", "footsteps"),
        ("the dog's bowl", "dog"),
        ("church bells ringing", "bell"),
        ("wind chimes", "wind"),
        ("birds chirping", "birds"),
        ("crickets chirping at night", "crickets"),
        ("howling winds", "wind"),
        ("ambulance siren wailing", "siren"),
        ("a train", None),
        ("brainstorm", None),
        ("hotdog", None),
        ("a winding road", None),
        ("carpet", None),
        ("scarring", None),
        ("", None),
        ("犬", None),
        ("!!! 42", None),
    ],
)
def test_words_choose(prompt: str, recipe: str | None):
    assert choose(prompt).recipe == recipe


@pytest.mark.parametrize(("name", "entry"), [(n, e) for n in WORDS for e in WORDS[n]])
def test_every_entry_and_its_plural_are_found(name: str, entry: str):
    assert choose(entry).recipe == name
    assert choose(f"the {entry.upper()}s of old").recipe == name


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

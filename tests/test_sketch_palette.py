"""The palette as a whole: what the world's names lead to, and that its sounds differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sketches import audioset, centre, envelope, onsets, pitches, share, sketch
from sound_features import features, judge

import ttmba_live.text
from ttmba_live.generate.sketch import FAMILIES, RECIPES
from ttmba_live.generate.sketch._words import choose

FAMILY_OF = {name: family for family, recipes in FAMILIES.items() for name in recipes}


def family_of(prompt: str) -> str:
    return FAMILY_OF.get(choose(prompt).recipe or "", "")


def test_classes_of_audioset_lead_to_the_right_family():
    classes = audioset()
    assert len(classes) == 527
    wrong = {
        name: f"{choose(name).recipe}, not {'/'.join(families)}"
        for name, families in classes.items()
        if family_of(name) not in families
    }
    print(*(f"{name}: {found}" for name, found in wrong.items()), sep="\n")
    assert len(wrong) <= 0.05 * len(classes)


def kinds() -> list[tuple[str, str]]:
    """(kind, kind and what it does) of all that the planner knows."""
    data = Path(ttmba_live.text.__file__).parent / "data" / "kinds.txt"
    found = []
    for line in data.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        for word in line.partition("|")[2].split():
            kind, _, does = word.replace("_", " ").partition(":")
            found.append((kind, f"{kind} {does}".strip()))
    return found


def test_every_kind_that_the_planner_knows_is_played():
    says_nothing = {"can", "sound"}
    found = kinds()
    assert len(found) > 900
    missing = [k for k, does in found if not (choose(k).recipe and choose(does).recipe)]
    assert set(missing) <= says_nothing


@pytest.mark.parametrize(
    ("prompt", "recipe", "kin"),
    [
        ("a ferret", "mouse", "ferret"),
        ("two camels", "cow", "camels"),
        ("the hum of a transformer", "mains hum", ""),
        ("a frisbee", "whoosh", "frisbee"),
    ],
)
def test_what_has_only_a_relative_is_named(prompt: str, recipe: str, kin: str):
    choice = choose(prompt)
    assert (choice.recipe, choice.kin) == (recipe, kin)


# Sounds that differ


def told(names: list[str], known: int, unseen: int) -> list[tuple[str, str]]:
    rows = {
        name: np.array([features(sketch(name, 6.0, seed)) for seed in range(known + unseen)])
        for name in names
    }
    return judge(
        {name: row[:known] for name, row in rows.items()},
        {name: row[known:] for name, row in rows.items()},
    )


def test_near_neighbours_can_be_told_apart():
    alike = ["rain", "fire", "sheep", "goat", "steps on sand", "steps on grass", "engine", "truck"]
    found = told(alike, 3, 1)
    assert sum(name == nearest for name, nearest in found) >= len(found) - 1


@pytest.mark.slow
def test_all_kinds_can_be_told_apart():
    found = told(list(RECIPES), 4, 2)  # who knows little has it the harder
    wrong = [(name, nearest) for name, nearest in found if name != nearest]
    print(*sorted(wrong), sep="\n")
    assert len(wrong) <= 0.05 * len(found)
    families = [pair for pair in wrong if FAMILY_OF[pair[0]] != FAMILY_OF[pair[1]]]
    assert len(families) <= 0.01 * len(found)


# Modifiers act


@pytest.mark.parametrize(
    "kind",
    ["dog", "cow", "cat", "engine", "chainsaw", "footsteps", "church bell", "stream", "door slam"],
)
def test_big_things_are_lower_than_small_ones(kind: str):
    assert centre(sketch(f"huge {kind}")) < 0.9 * centre(sketch(f"tiny {kind}"))


@pytest.mark.parametrize("kind", ["footsteps", "clock", "typing", "hammer", "clap"])
def test_fast_ones_strike_more_often(kind: str):
    slow, fast = (
        len(onsets(sketch(f"{word} {kind}", 10.0), apart=0.03)) for word in ("slow", "fast")
    )
    assert fast > 1.25 * slow


@pytest.mark.parametrize("kind", ["knocks", "gunshots", "door slams", "beeps", "claps"])
@pytest.mark.parametrize(("word", "count"), [("one", 1), ("two", 2), ("three", 3)])
def test_a_count_is_obeyed(kind: str, word: str, count: int):
    assert len(onsets(sketch(f"{word} {kind}", 8.0), apart=0.11)) == count


def test_two_dogs_bark_more_than_one():
    one, two = (len(onsets(sketch(f"{word} dog", 12.0), apart=0.06)) for word in ("one", "two"))
    assert two > 1.2 * one


def test_knocks_are_of_their_material():
    wood, metal = sketch("knocking on wood", 4.0), sketch("knocking on metal", 4.0)
    assert centre(metal) > 1.5 * centre(wood)
    tail = [np.median(envelope(x)) / envelope(x).max() for x in (wood, metal)]
    assert tail[1] > 2.0 * tail[0]


def test_wet_things_splash_and_dry_ones_ring_less():
    plain, wet = sketch("footsteps", 8.0), sketch("wet footsteps", 8.0)
    assert share(wet, 450, 3500) > 1.5 * share(plain, 450, 3500)
    ringing, dry = sketch("metal clang", 8.0), sketch("dry metal clang", 8.0)
    assert np.median(envelope(dry)) < 0.8 * np.median(envelope(ringing))


def test_near_is_brighter_and_far_is_duller():
    near, plain, far = (centre(sketch(f"{w} applause")) for w in ("close", "", "distant"))
    assert near > plain > far


def test_a_cave_rings_on():
    plain, cave = sketch("three knocks", 6.0), sketch("three knocks in a cave", 6.0)
    assert np.median(envelope(cave)[:300]) > 3.0 * np.median(envelope(plain)[:300])


@pytest.mark.parametrize("kind", ["motorcycle", "siren", "helicopter"])
def test_what_passes_rises_and_falls(kind: str):
    level = envelope(sketch(f"{kind} passing by", 10.0), 24_000)
    assert 7 <= level.argmax() <= 12
    assert level.max() > 2.0 * max(level[:3].mean(), level[-3:].mean())
    assert envelope(sketch(f"{kind} approaching", 10.0), 24_000).argmax() >= 16
    assert envelope(sketch(f"{kind} driving away", 10.0), 24_000).argmax() <= 3


def test_an_angry_cow_moos_higher_than_a_sad_one():
    angry, sad = (
        np.nanmedian(pitches(sketch(f"{w} cow", 12.0), 60, 190)) for w in ("angry", "sad")
    )
    assert angry > 1.05 * sad

"""Random scenes: what a spec allows, the same for a seed, and one line for each mistake in it."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from commands import one_line, run
from test_batch import QUICK, read_lines

from ttmba_live.audio import write_sound
from ttmba_live.batch import find_files, random_orders, read_spec
from ttmba_live.batch._labels import class_of
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.library import LibrarySetup, Store
from ttmba_live.scene import scene_from_json

EXAMPLE = Path(__file__).parent.parent / "examples" / "batch_spec.toml"


def spec_of(tmp_path, text):
    path = tmp_path / "spec.toml"
    path.write_text(text, encoding="utf-8")
    return read_spec(path)


def scenes(spec, count=40, seed=3):
    return [scene_from_json(order.scene) for order in random_orders(spec, count, seed, "spec")]


def sounding(events, at):
    return sum(event.start <= at < event.start + event.duration for event in events)


def test_random_scenes_keep_to_their_spec():
    spec = read_spec(EXAMPLE)
    orders = list(random_orders(spec, 60, 3, "spec"))
    every = [scene_from_json(order.scene) for order in orders]
    assert {order.room for order in orders} == set(spec.room.names)
    assert {len(events) for events in every} <= set(range(1, 7))
    assert max(map(len, every)) > 3
    most = max(sounding(events, one.start) for events in every for one in events)
    assert most == 2
    events = list(itertools.chain(*every))
    assert all(e.start + e.duration <= 12.001 and 1 <= e.duration <= 4 for e in events)
    assert all(-20 <= e.position.elevation <= 45 for e in events)
    assert all(1 <= e.position.distance <= 4 and -6 <= e.gain_db <= 0 for e in events)
    share = np.mean([e.trajectory is not None for e in events])
    assert 0.25 < share < 0.55
    names = [prompts for prompts in spec.classes.values() for e in events if e.sound in prompts]
    counts = [names.count(prompts) for prompts in spec.classes.values()]
    assert min(counts) > 0.5 * max(counts), "all classes are about as frequent"


def test_a_seed_makes_the_same_scenes_and_a_longer_batch_begins_with_them():
    spec = read_spec(EXAMPLE)
    few, many = list(random_orders(spec, 5, 3, "x")), list(random_orders(spec, 9, 3, "x"))
    assert few == many[:5]
    others = list(random_orders(spec, 5, 4, "x"))
    assert all(one.scene != other.scene for one, other in zip(few, others, strict=True))
    seeds = [event.seed for order in many for event in scene_from_json(order.scene)]
    assert len(set(seeds)) == len(seeds)


def test_ways_around_keep_their_distance_and_straight_ones_their_speed(tmp_path):
    head = '[classes]\na = ["bee"]\n[sounds]\nseconds = [8, 8]\n[motion]\nshare = 1\n'
    around = spec_of(tmp_path, head + 'kinds = ["around"]\ndegrees_per_second = [90, 90]\n')
    for (event,) in (events for events in scenes(around, 9) if len(events) == 1):
        way = event.trajectory
        at = [way.at(time / 10) for time in range(81)]
        assert all(math.isclose(p.distance, event.position.distance) for p in at)
        steps = [(b.azimuth - a.azimuth + 180) % 360 - 180 for a, b in itertools.pairwise(at)]
        assert abs(sum(steps)) == pytest.approx(720, abs=1), "twice around in 8 s"
    line = spec_of(tmp_path, head + 'kinds = ["line"]\nmetres_per_second = [0.5, 0.5]\n')
    moved = 0
    for event in itertools.chain(*scenes(line, 9)):
        begin, middle, end = (event.trajectory.at(time).xyz for time in (0.0, 0.5, 1.0))
        moved += math.dist(begin, end) > 0.4
        assert math.dist(begin, end) <= 0.51
        assert math.dist(middle, np.add(begin, end) / 2) < 0.03 or math.dist(begin, end) < 0.49
    assert moved > 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no section [classes]"),
        ("[classes]\n", "[classes] is empty"),
        ("[classes]\ndog = []\n", "classes.dog must be a list of texts"),
        ('[classes]\ndog = "a dog"\n', "classes.dog must be a list of texts"),
        ('[classes]\na = ["x"]\nb = ["X"]\n', "'X' is of two classes, a and b"),
        ('[classes]\na = [" "]\n', "classes.a: an event's sound"),
        ('[classes]\na = ["x"]\n[scenes]\n', "did you mean 'scene'"),
        ('[classes]\na = ["x"]\n[scene]\nevent = [1, 2]\n', "did you mean 'events'"),
        ('[classes]\na = ["x"]\n[scene]\nevents = [4, 1]\n', "begins with the lower value"),
        ('[classes]\na = ["x"]\n[scene]\nevents = 4\n', "a list of 2, each a whole number from 1"),
        ('[classes]\na = ["x"]\n[sounds]\nseconds = [20, 30]\n', "shortest event"),
        ('[classes]\na = ["x"]\n[room]\nnames = ["moon"]\n', '"cathedral"'),
        ('[classes]\na = ["x"]\n[motion]\nkinds = ["still"]\n', '"around" or "line"'),
        ("[classes\n", "is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_spec_is_one_line_that_says_what_is_expected(tmp_path, text, words):
    with pytest.raises(InvalidInput) as told:
        spec_of(tmp_path, text)
    assert words in str(told.value)
    assert "spec.toml" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.slow
def test_the_command_makes_them_with_the_labels_of_the_spec(tmp_path):
    out = tmp_path / "out"
    spec = tmp_path / "spec.toml"
    spec.write_text(
        '[classes]\nbell = ["church bell"]\ndog = ["dog barking"]\n'
        "[scene]\nseconds = [2, 2]\nevents = [2, 2]\n[sounds]\nseconds = [0.5, 1]\n"
    )
    words = ("batch", "-o", str(out), "--random", "3", "--spec", str(spec), "--seed", "7", *QUICK)
    done = run(*words, "--workers", "1", "--write", "mix,labels")
    assert done.returncode == 0, done.stderr
    made = read_lines(out / "manifest.jsonl")
    assert [line["id"] for line in made] == ["random_000001", "random_000002", "random_000003"]
    for line in made:
        rows = (out / line["folder"] / "labels.csv").read_text().splitlines()
        told = {int(row.split(",")[1]) for row in rows}
        assert told == {"cd".index(event["sound"][0]) for event in line["events"]}
    assert "go together" in one_line(run("batch", "-o", str(out), "--random", "3"))
    assert "SOURCE" in one_line(run("batch", "-o", str(out)))
    assert "lie in 1.." in one_line(run(*words[:4], "0", *words[5:7]))


def test_a_prompt_is_of_its_own_class_though_it_holds_the_words_of_another(tmp_path):
    spec = spec_of(tmp_path, '[classes]\nany = ["dog"]\nangry = ["angry dog"]\n')
    assert [class_of(sound, spec.labelled()) for sound in ("dog", "angry dog")] == [0, 1]


def test_scenes_from_the_library_name_its_files_and_their_length(tmp_path):
    sounds = tmp_path / "sounds"
    for name, seconds in (("dogs/dog bark.wav", 0.7), ("dog growl.wav", 0.3), ("rain.wav", 9)):
        path = sounds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sound(path, np.full(round(48_000 * seconds), 0.1, np.float32))
    library = LibrarySetup(tmp_path / "library.sqlite")
    store = Store(library.index, create=True)
    store.add(sounds)
    store.close()
    spec = spec_of(
        tmp_path, '[classes]\ndog = ["dog"]\nrain = ["rain"]\n[sounds]\nsource = "library"\n'
    )
    found = find_files(spec, library)
    events = []
    for order in random_orders(spec, 30, 1, "spec", found):
        assert Path(order.folder) == sounds
        events += scene_from_json(order.scene)
    assert {e.file for e in events} == {"dogs/dog bark.wav", "dog growl.wav", "rain.wav"}
    assert {e.duration for e in events if e.file == "dog growl.wav"} == {0.3}
    assert {e.maker for e in events} == {"library"}
    cat = spec_of(tmp_path, '[classes]\ncat = ["cat"]\n[sounds]\nsource = "library"\n')
    with pytest.raises(Unavailable, match="'cat'"):
        find_files(cat, library)


def test_the_example_has_every_setting_of_a_spec():
    import tomllib
    from dataclasses import fields

    data = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    spec = read_spec(EXAMPLE)
    assert set(data) == {field.name for field in fields(spec)}
    for name in set(data) - {"classes"}:
        assert set(data[name]) == {field.name for field in fields(getattr(spec, name))}, name
    assert json.dumps(data["classes"]["dog"]) == json.dumps(list(spec.classes["dog"]))

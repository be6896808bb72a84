"""Which words decide whether a file of one's own is taken: the artist's, not the planner's."""

import unicodedata
from contextlib import closing

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.generate import ClipSpec, NothingFits
from ttmba_live.generate.chain import Chain, Link
from ttmba_live.generate.library import LibrarySetup, Store
from ttmba_live.generate.sketch_maker import sketch
from ttmba_live.scene import event_from_json, event_to_json
from ttmba_live.setup import spec_of
from ttmba_live.text import in_english
from ttmba_live.text.rules import Rules

NAMES = (
    "rain_on_tent_2019.wav",
    "wind_in_trees_night.wav",
    "theremin_loop_120bpm.wav",
    "typewriter Olympia.wav",
    "Kick 909.wav",
    "Straßenbahn Klingel.wav",
    unicodedata.normalize("NFD", "Glöckchen Café.wav"),
    "dog growl.wav",
    "dog bark.wav",
)


@pytest.fixture
def index(tmp_path):
    folder = tmp_path / "sounds"
    folder.mkdir()
    noise = np.random.default_rng(1).standard_normal(RATE // 4) * 0.1
    for name in NAMES:
        soundfile.write(folder / name, noise, RATE)
    made = Store(tmp_path / "i.sqlite", create=True)
    made.add(folder)
    yield made
    made.close()


def taken(setup, spec):
    try:
        return setup().generate(spec).note.removeprefix("from ").split(",")[0]
    except NothingFits:
        return ""


@pytest.mark.parametrize(
    ("cue", "file"),
    [
        ("rain on a tent overhead", NAMES[0]),
        ("wind in the trees at night", NAMES[1]),
        ("theremin on the left", NAMES[2]),
        ("a typewriter behind me", NAMES[3]),
        ("kick drum in front", NAMES[4]),
        ("a dog on the left", NAMES[8]),
        ("a dog howls on the left", ""),
    ],
)
def test_the_words_of_a_cue_decide(index, cue, file):
    event = Rules().plan(cue).events[0]
    assert taken(LibrarySetup(index.path), spec_of(event_from_json(event_to_json(event)))) == file


@pytest.mark.parametrize(
    ("prompt", "file"),
    [
        ("STRASSENBAHN klingel", NAMES[5]),
        ("straßenbahn", NAMES[5]),
        ("glöckchen cafe", NAMES[6]),
        ("drum", NAMES[4]),
    ],
)
def test_signs_of_other_languages_and_kinds_of_a_thing(index, prompt, file):
    assert taken(LibrarySetup(index.path), ClipSpec(prompt, 0.2, 1)) == file


def test_a_file_that_nearly_fits_is_named_by_what_is_made_instead(index):
    chain = Chain([Link("library", LibrarySetup(index.path)), Link("sketch", sketch)])
    made = chain.generate(ClipSpec("typewriter bell", 0.2, 1))
    assert made.maker == "sketch"
    assert "Olympia.wav has 50%" in made.note
    assert "Olympia" not in chain.generate(ClipSpec("spaceship engine", 0.2, 1)).note


def test_a_file_that_fits_and_cannot_be_used_is_named_by_what_is_made_instead(index, tmp_path):
    soundfile.write(tmp_path / "sounds" / NAMES[7], np.zeros(RATE), RATE)  # since it was added
    chain = Chain([Link("library", LibrarySetup(index.path)), Link("sketch", sketch)])
    made = chain.generate(ClipSpec("dog growl", 0.2, 1))
    assert made.maker == "sketch"
    assert "dog growl.wav fits, but is passed over: it is silent" in made.note
    with pytest.raises(NothingFits, match=r"dog growl\.wav fits, but"):
        LibrarySetup(index.path)().generate(ClipSpec("dog growl", 0.2, 1))


def test_an_older_index_gets_its_words_anew_and_keeps_what_was_heard(index, tmp_path):
    index.keep_meanings("m", [(1, b"ab")])
    index._db.executescript("UPDATE texts SET words = 'rain general on'; PRAGMA user_version = 2;")
    again = Store(index.path)
    assert again.add(tmp_path / "sounds").known == len(NAMES)
    assert again.meanings("m") == [(1, b"ab")]
    assert taken(LibrarySetup(again.path), ClipSpec("tent", 0.2, 1)) == NAMES[0]
    again.close()


FOREIGN = (
    "Waschmaschine schleudert.wav",
    "kuhglocken.wav",
    "vent fort.flac",
    "campanas.wav",
    "дождь по крыше.wav",
    "Tiere/Hund 03.wav",
    "helicopter.wav",
)


@pytest.fixture
def foreign(tmp_path):
    noise = np.random.default_rng(1).standard_normal(RATE // 4) * 0.1
    for name in FOREIGN:
        path = tmp_path / "sounds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, noise, RATE)
    setup = LibrarySetup(tmp_path / "i.sqlite", english=in_english)
    setup.store(create=True).add(tmp_path / "sounds")
    return setup


@pytest.mark.parametrize(
    ("cue", "file"),
    [
        ("a washing machine on the left", FOREIGN[0]),
        ("machine à laver à gauche", FOREIGN[0]),
        ("Waschmaschine schleudert rechts", FOREIGN[0]),
        ("Kuhglocken", FOREIGN[1]),
        ("cowbells behind me", FOREIGN[1]),
        ("wind in front", FOREIGN[2]),
        ("church bells", FOREIGN[3]),
        ("Kirchenglocken in der Ferne", FOREIGN[3]),
        ("campane lontane", FOREIGN[3]),
        ("rain on the left", FOREIGN[4]),
        ("a dog on the right", FOREIGN[5]),
        ("perro a la izquierda", FOREIGN[5]),
        ("Hubschrauber kreist über mir", FOREIGN[6]),
        ("a violin", ""),
    ],
)
def test_names_and_cues_meet_in_whatever_language_each_of_them_is(foreign, cue, file):
    event = Rules().plan(cue).events[0]
    assert taken(foreign, spec_of(event_from_json(event_to_json(event)))) == file


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("Hubschrauber", FOREIGN[6]),
        ("vertolet вертолёт", FOREIGN[6]),
        ("lavadora", FOREIGN[0]),
        ("gigue", ""),
    ],
)
def test_a_search_may_be_in_any_language_too(foreign, words, file):
    found = foreign.search(words, 5)
    assert (found[0].entry.path if found else "") == file


def test_an_index_that_knew_english_alone_learns_at_the_next_add(foreign, tmp_path):
    store = foreign.store()
    store._db.executescript("UPDATE texts SET words = 'x'; PRAGMA user_version = 3;")
    store.close()
    assert not foreign.search("cowbell", 5)
    assert foreign.store().add(tmp_path / "sounds").known == len(FOREIGN)
    assert foreign.search("cowbell", 5)


def test_what_holds_no_numbers_is_refused_by_name_at_the_add(tmp_path):
    sound = np.full(RATE // 10, 0.1, np.float32)
    for name, wrong in (("nan.wav", np.nan), ("late.wav", -np.inf), ("fine.wav", 0.1)):
        soundfile.write(tmp_path / name, np.append(sound, np.float32(wrong)), RATE, "FLOAT")
    soundfile.write(tmp_path / "empty.wav", sound[:0], RATE)
    with closing(Store(tmp_path / "i.sqlite", create=True)) as store:
        done = store.add(tmp_path)
    assert done.new == 1
    assert dict(done.refused) == {
        "empty.wav": "holds no sound",
        "late.wav": "holds NaN or infinite samples",
        "nan.wav": "holds NaN or infinite samples",
    }

"""One's own sounds: what names say, what is found, what is made of it, what goes wrong."""

import itertools
import os
import signal
import subprocess
import sys
from contextlib import closing, suppress

import numpy as np
import pytest
import soundfile
from daemon import Daemon, wait_for
from pulse import until

from ttmba_live.audio import RATE, write_sound
from ttmba_live.cli import main
from ttmba_live.daw import About, write_wave
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.generate import ClipSpec, NothingFits, Start
from ttmba_live.generate.library import LibrarySetup, Store, search
from ttmba_live.generate.library._ucs import categories, described

NAMES = (
    "DOORWood_Old Cabin Door Creak Open_JD_FARM.wav",
    "ANMLDog_Labrador Bark x4_BSB_PETS.wav",
    "AEROHeli-EXT_Chopper Flyover_RAINCO_WIND.wav",
    "Weather/thunder_roll-distant 03.flac",
    "Weather/Rain/heavy-rain-on-tin-roof.wav",
    "Bells/ChurchBellToll_02.wav",
    "gunshot_9mm_indoor.aiff",
    "foot steps/Gravel walk slow.ogg",
    "people/kids playing in park.wav",
    "zz_untitled_004.wav",
)


def noise(seconds, seed=0, level=0.1):
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(round(seconds * RATE))).astype(np.float32)


def put(folder, *names, seconds=1.0):
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, noise(seconds, number), RATE)


@pytest.fixture
def sounds(tmp_path):
    put(tmp_path / "sounds", *NAMES)
    write_wave(tmp_path / "sounds/take7.wav", noise(1.0), About("a wolf howls at the moon"))
    with soundfile.SoundFile(tmp_path / "sounds/x1.flac", "w", RATE, 1) as file:
        file.title, file.license = "Bicycle bell", "CC0"
        file.write(noise(0.5))
    (tmp_path / "sounds/broken.wav").write_bytes(b"RIFF....WAVEnot really")
    return tmp_path / "sounds"


@pytest.fixture
def store(tmp_path, sounds):
    made = Store(tmp_path / "index.sqlite", create=True)
    done = made.add(sounds)
    assert (done.new, done.refused) == (
        len(NAMES) + 2,
        [("broken.wav", "not a readable sound file")],
    )
    yield made
    made.close()


def test_a_variation_is_another_file_and_one_alone_is_refused(tmp_path):
    put(tmp_path / "sounds", *(f"crow caw {number}.wav" for number in range(3)), "lonely gong.wav")
    store = Store(tmp_path / "crows.sqlite", create=True)
    store.add(tmp_path / "sounds")
    library = LibrarySetup(tmp_path / "crows.sqlite")()
    heard, lineage = [library.generate(ClipSpec("crow", 1.0, 7)).note], ((7, 1.0),)
    for seed in range(8, 14):
        start = Start(tmp_path, "", 0.5, lineage)
        heard.append(library.generate(ClipSpec("crow", 1.0, seed, start=start)).note)
        lineage += ((seed, 0.5),)
    assert all(one != other for one, other in itertools.pairwise(heard))
    assert len(set(heard)) == 3
    with pytest.raises(GenerationFailed, match="nothing else"):
        library.generate(ClipSpec("gong", 1.0, 8, start=Start(tmp_path, "", 0.5, ((7, 1.0),))))


def best(store, words, least=0.6):
    found = search(store, words, least)
    return found[0].entry.path if found else ""


@pytest.mark.parametrize(
    ("prompt", "file"),
    [
        ("old wooden door creaks open slowly", NAMES[0]),
        ("dogs barking", NAMES[1]),
        ("a hound", NAMES[1]),
        ("helicopter passes overhead", NAMES[2]),
        ("distant thunder rolling", NAMES[3]),
        ("rain on a metal roof", NAMES[4]),
        ("church bells", NAMES[5]),
        ("gun shot", NAMES[6]),
        ("slow footsteps on gravel", NAMES[7]),
        ("children playing", NAMES[8]),
        ("a wolf howling", "take7.wav"),
        ("bike bell", "x1.flac"),
    ],
)
def test_words_find_the_file_that_a_person_would_take(store, prompt, file):
    assert best(store, prompt) == file


@pytest.mark.parametrize("prompt", ["spaceship", "wind", "loud", "the sound of", "", "雨", "FARM"])
def test_what_is_not_there_is_not_found(store, prompt):
    """Who made a file, and for which library, is no word for its sound."""
    assert best(store, prompt) == ""


@pytest.mark.parametrize(
    "prompt", ['"', 'dog" OR', "NEAR(", "dog* -bell", "\0", "a" * 10_000, "dog " * 500]
)
def test_no_words_are_commands_to_the_index(store, prompt):
    search(store, prompt, 0.6)


def test_names_by_the_universal_category_system():
    assert len(categories()) > 700
    assert described("DOORWood_Barn Slam_AB_LIB") == "doors wood  Barn Slam"
    assert "helicopter" in described("AEROHeli-EXT_Flyover_AB_LIB")
    for plain in ("my_own_name", "rain_on_tent_2019", "WIND_IN_TREES_NIGHT", "Door_slam_x"):
        assert described(plain) == plain
    assert described("RAIN_Heavy Drops_JD_LIB") == "rain general  Heavy Drops"


def test_the_seed_picks_among_near_equals_and_the_same_seed_the_same(tmp_path):
    put(
        tmp_path / "s",
        *(f"dog bark {n}.wav" for n in range(5)),
        "dog bark with birds and a stream.wav",
    )
    store = Store(tmp_path / "i.sqlite", create=True)
    store.add(tmp_path / "s")
    library = LibrarySetup(tmp_path / "i.sqlite")()
    notes = [library.generate(ClipSpec("dog barks", 1.0, seed)).note for seed in range(10)]
    assert len(set(notes)) == 5
    assert notes[:5] == notes[5:]
    assert not any("stream" in note for note in notes)
    store.close()


def test_clips_have_the_wanted_length_and_the_common_loudness(tmp_path):
    folder = tmp_path / "s"
    put(folder, "rain.wav", seconds=2.0)
    quiet = np.concatenate([np.zeros(RATE), 0.02 * noise(1.0), np.zeros(RATE)])
    write_sound(folder / "wind.wav", quiet.astype(np.float32))
    bark = noise(0.4) * np.exp(-np.arange(round(0.4 * RATE)) / 2000).astype(np.float32)
    write_sound(folder / "dog.wav", bark)
    Store(tmp_path / "i.sqlite", create=True).add(folder)
    library = LibrarySetup(tmp_path / "i.sqlite")()
    for prompt, seconds, loop in [("rain", 1.0, False), ("rain", 7.0, False), ("rain", 3.0, True)]:
        samples = library.generate(ClipSpec(prompt, seconds, 1, loop)).clip.samples
        assert len(samples) == round(seconds * RATE)
        rms = 20 * np.log10(np.sqrt(np.mean(samples**2)))
        assert -36 < rms < -24
        assert np.sqrt(np.mean(samples[-RATE // 5 : -RATE // 20] ** 2)) > 0.01
    made = library.generate(ClipSpec("wind", 0.9, 1))
    assert np.abs(made.clip.samples[: RATE // 50]).max() > 0.01, "silence comes first"
    made = library.generate(ClipSpec("dog", 2.0, 1))
    assert "ends after" in made.note
    assert not made.clip.samples[RATE:].any(), "a bark is not repeated"


def test_what_has_changed_or_gone_is_noticed(store, sounds):
    (sounds / NAMES[1]).unlink()
    put(sounds, "cow moo.wav")
    done = store.add(sounds)
    assert (done.new, done.gone) == (1, 1)
    assert best(store, "dog bark") == ""
    assert best(store, "cow") == "cow moo.wav"
    assert store.remove(sounds) == store.size + len(NAMES) + 2
    with pytest.raises(InvalidInput, match="was not added"):
        store.remove(sounds)


def test_a_file_that_vanished_is_told_and_the_next_one_taken(tmp_path):
    put(tmp_path / "s", "dog bark 1.wav", "dog bark 2.wav")
    Store(tmp_path / "i.sqlite", create=True).add(tmp_path / "s")
    library = LibrarySetup(tmp_path / "i.sqlite")()
    first = library.generate(ClipSpec("dog", 1.0, 0)).note.removeprefix("from ")
    (tmp_path / "s" / first).unlink()
    note = library.generate(ClipSpec("dog", 1.0, 0)).note
    assert f"{first} fits, but is passed over" in note
    for left in (tmp_path / "s").iterdir():
        left.unlink()
    with pytest.raises(NothingFits, match=f"{first} fits, but is passed over"):
        library.generate(ClipSpec("dog", 1.0, 0))


def test_links_that_leave_the_folder_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere", "secret dog.wav")
    put(tmp_path / "s", "rain.wav")
    try:
        (tmp_path / "s/dog.wav").symlink_to(tmp_path / "elsewhere/secret dog.wav")
    except OSError:
        pytest.skip("links cannot be made here")
    store = Store(tmp_path / "i.sqlite", create=True)
    assert store.add(tmp_path / "s").new == 1
    store.close()


def test_a_drive_that_is_not_there_is_told_and_nothing_is_forgotten(store, sounds, tmp_path):
    sounds.rename(tmp_path / "away")
    with pytest.raises(Unavailable, match="is no folder"):
        store.add(sounds)
    assert store.size == len(NAMES) + 2
    with pytest.raises(Unavailable, match="no library yet"):
        Store(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("this is no index at all, but it is long enough" * 20)
    with pytest.raises(Unavailable, match="cannot be used"):
        Store(tmp_path / "text.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_adding_goes_on_where_it_was_killed(tmp_path):
    put(tmp_path / "s", *(f"{n // 300}/sound {n}.wav" for n in range(900)), seconds=0.01)
    (tmp_path / "c.toml").write_text(f"[library]\nindex = '{(tmp_path / 'i.sqlite').as_posix()}'\n")
    words = ["library", "add", str(tmp_path / "s"), "--config", str(tmp_path / "c.toml")]
    child = subprocess.Popen(
        [sys.executable, "-m", "ttmba_live", *words], stderr=subprocess.DEVNULL
    )

    def begun():
        with suppress(Unavailable), closing(Store(tmp_path / "i.sqlite")) as store:
            return store.size or child.poll() is not None

    until(begun, what="the first sounds")
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    store = Store(tmp_path / "i.sqlite", create=True)
    before = store.size
    done = store.add(tmp_path / "s")
    assert (done.new, done.known) == (900 - before, before)
    assert before > 0
    store.close()


def test_the_command_line_and_the_daemon(tmp_path, sounds, capsys):
    index = (tmp_path / "i.sqlite").as_posix()
    config = tmp_path / "c.toml"
    config.write_text(f"[library]\nindex = '{index}'\n")

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main(["library", *words, "--config", str(config)])
        return ended.value.code

    assert run("search", "dog") == 2
    assert "library add FOLDER" in capsys.readouterr().err
    assert run("add", str(sounds)) == 0
    said = capsys.readouterr().err
    assert "12 new" in said
    assert "broken.wav: not a readable sound file" in said
    assert run("search", "dog", "bark") == 0
    assert "Labrador" in capsys.readouterr().out
    assert run("list") == 0
    assert run("add", str(tmp_path / "nowhere")) == 2
    settings = f"[library]\nindex = '{index}'\n"
    with (
        Daemon(tmp_path, "--generator", "library", config=settings) as daemon,
        daemon.caller() as caller,
    ):

        def answer(*message, to, when=bool):
            caller.send(*message)
            return wait_for(caller, lambda at, values: at == to and when(values), to)[1]

        found = "/ttmba/library/found"
        number, file, words, seconds = answer("/ttmba/library/search", "church bell", to=found)
        assert (number, file.endswith("ChurchBellToll_02.wav")) == (1, True)
        assert "toll" in words
        assert seconds == pytest.approx(1.0)
        assert answer("/ttmba/library/search", "spaceship", to=found)[0] == 0
        state, ready = "/ttmba/event/state", lambda values: values[1] in {"ready", "failed"}
        event = ("/ttmba/event", "a", "church bell", 0.5, 0.0, 0.0, 1.0, 0.0)
        assert "ChurchBellToll" in answer(*event, to=state, when=ready)[2]
        event = ("/ttmba/event", "b", "crickets", 0.5, 0.0, 0.0, 1.0, 0.0)
        assert answer(*event, to=state, when=ready)[2].startswith("seed "), "sketched"

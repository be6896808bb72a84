"""The library by what sounds sound like: a tiny CLAP model in the hub's layout, random weights."""

import contextlib

import clap_tiny
import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE, read_clip
from ttmba_live.cli import main
from ttmba_live.errors import Unavailable
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.library import LibrarySetup, Meanings, Store, search, understand
from ttmba_live.generate.library.clap import Clap

FILES = ("hum.wav", "hiss.wav", "clicks.wav", "church bell.wav", "silence.wav")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return clap_tiny.write(tmp_path_factory.mktemp("clap") / "model")


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sounds")
    time, rng = np.arange(2 * RATE) / RATE, np.random.default_rng(1)
    bell = np.sin(2 * np.pi * 900 * time) * np.exp(-3 * time)
    made = (
        np.sin(2 * np.pi * 100 * time), rng.standard_normal(2 * RATE),
        (np.arange(2 * RATE) % 4800 < 20), bell, np.zeros(2 * RATE),
    )  # fmt: skip
    for name, samples in zip(FILES, made, strict=True):
        soundfile.write(folder / name, 0.1 * samples, RATE)
    return folder


@pytest.fixture
def store(tmp_path, sounds):
    made = Store(tmp_path / "index.sqlite", create=True)
    made.add(sounds)
    yield made
    made.close()


def heard_by(store, clap, most=10_000):
    """Let a model hear an index, and stop it after so many batches."""
    calls = []

    def progress(done, of):
        calls.append((done, of))
        if len(calls) == most:
            raise KeyboardInterrupt

    with contextlib.suppress(KeyboardInterrupt):
        understand(store, clap, progress)
    return calls


def test_the_nearest_are_those_that_the_model_itself_finds_nearest(store, sounds, model):
    clap = Clap(model)
    heard_by(store, clap)
    wanted = clap_tiny.cosines(
        model, "a low hum", [read_clip(sounds / name)[0].samples for name in FILES]
    )
    found = search(store, "a low hum", meanings=Meanings(store, clap, like=-1.0))
    got = {one.entry.path: one.likeness for one in found}
    assert [got[name] for name in FILES] == pytest.approx(wanted, abs=2e-3)
    rest = [one.likeness for one in found if not one.share]
    assert rest == sorted(rest, reverse=True)
    assert found[0].entry.path == "hum.wav", "it has the word as well"


def test_a_listening_that_is_ended_goes_on_with_what_is_left(store, model, monkeypatch):
    monkeypatch.setattr("ttmba_live.generate.library._meaning._BATCH", 2)
    clap = Clap(model)
    assert heard_by(store, clap, most=1) == [(2, 5)]
    assert heard_by(store, clap) == [(2, 3), (3, 3)]
    assert heard_by(store, clap) == []
    other = Clap(clap_tiny.write(store.path.parent / "other", seed=4))
    other.identity = "another model"
    assert heard_by(store, other)[-1] == (5, 5), "another model hears everything anew"


def test_words_alone_count_where_nothing_was_listened_to(store, model):
    plain = search(store, "church bell", 0.6)
    meant = search(store, "church bell", 0.6, meanings=Meanings(store, Clap(model)))
    assert [one.entry.path for one in meant] == [one.entry.path for one in plain]
    assert not search(store, "xylophone", 0.6, meanings=Meanings(store, Clap(model)))


def test_the_generator_plays_what_sounds_like_it_though_no_word_fits(tmp_path, store, model):
    clap = Clap(model)
    heard_by(store, clap)
    nearest = search(store, "xylophone", 0.6, meanings=Meanings(store, clap, like=-1.0))[0]
    library = LibrarySetup(tmp_path / "index.sqlite", clap=model, like=nearest.likeness - 0.01)()
    assert nearest.entry.path in library.generate(ClipSpec("xylophone", 1.0, 0)).note


def test_a_model_that_cannot_be_used_is_told_once_and_words_still_find(tmp_path, store):
    (tmp_path / "empty").mkdir()
    library = LibrarySetup(tmp_path / "index.sqlite", clap=tmp_path / "empty")()
    first, second = (library.generate(ClipSpec("church bell", 1.0, n)).note for n in range(2))
    assert "no CLAP model" in first
    assert "CLAP" not in second
    (tmp_path / "wrong").mkdir()
    for name in ("config.json", "model.safetensors"):
        (tmp_path / "wrong" / name).write_text("{}")
    with pytest.raises(Unavailable, match="cannot be used"):
        Clap(tmp_path / "wrong")


def test_the_command_line_listens_and_says_so(tmp_path, sounds, model, capsys):
    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code == 0
        return capsys.readouterr()

    config = tmp_path / "settings.toml"
    index = (tmp_path / "i.sqlite").as_posix()
    config.write_text(f'[library]\nindex = "{index}"\n')
    words = ("library", "add", str(sounds), "--config", str(config))
    assert "by words alone" in run(*words).err
    config.write_text(f'[library]\nindex = "{index}"\nclap = "{model.as_posix()}"\n')
    assert "5 sounds were listened to" in run(*words).err
    found = run("library", "search", "church", "bell", "--config", str(config)).out.splitlines()
    share, likeness, seconds, *_ = found[0].split()
    assert (share, float(seconds)) == ("100%", 2.0)
    assert -1.0 <= float(likeness) <= 1.0

"""The daemon with TangoFlux in its child process: a tiny model in the hub's layout, on the CPU."""

import json
import shutil
from contextlib import contextmanager

import numba
import pytest
import soundfile
import tangoflux_tiny as tiny
from commands import called, one_line, run
from daemon import Daemon, hear, own_cache
from test_live import loud, residue_db

from ttmba_live.binaural.stream import KEPT

MINUTES = 120.0


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("tangoflux") / "model", tiny.parts())


@contextmanager
def tangoflux(folder, model, *words, more="", **env):
    """A daemon that generates with ``model``, with a cache of its own below ``folder``."""
    (folder / "settings").mkdir()
    config = f'[tangoflux]\nfolder = "{model.as_posix()}"\nsteps = 4\n{more}'
    env = {**own_cache(folder / "cache"), **env}
    words = ("--generator", "tangoflux", "--session", str(folder / "run"), *words)
    with Daemon(folder / "settings", *words, config=config, env=env) as daemon:
        yield daemon


def clips_of(folder):
    return [soundfile.read(clip)[0] for clip in sorted((folder / "run" / "clips").glob("*.wav"))]


def loading(caller, model):
    """How much of the model was loaded, as told from the subscription on until it is ready."""
    caller.send("/ttmba/subscribe")
    name, state, share, why = hear(caller, "/ttmba/generator")
    assert name == "tangoflux"
    assert str(model) in why
    shares = [share]
    while state != "ready":
        _, state, share, _ = hear(caller, "/ttmba/generator", name, seconds=MINUTES)
        shares.append(share)
    return shares


@pytest.mark.slow
def test_a_cue_is_generated_with_progress_and_comes_from_the_disk_the_second_time(tmp_path, model):
    with tangoflux(tmp_path, model) as daemon:
        with daemon.caller() as caller, daemon.caller() as latecomer:
            shares = loading(caller, model)
            assert shares == sorted(shares)
            assert len(shares) > 5
            assert loading(latecomer, model) == [1.0]
            for turn in range(2):
                caller.send("/ttmba/event", f"e{turn}", "a dog barks", 0.5, 90.0, 0.0, 1.0, 0.0)
                hear(caller, "/ttmba/event/state", f"e{turn}", "ready", seconds=MINUTES)
                hear(caller, "/ttmba/event/state", f"e{turn}", "done", seconds=MINUTES)
        assert daemon.terminate() == 0
        assert "% loaded" in "".join(daemon.said)
        assert "generator tangoflux ready" in "".join(daemon.said)
    first, second = clips_of(tmp_path)
    assert len(first) == 24_000
    assert (first == second).all()
    assert loud(first) > 0
    assert any((tmp_path / "cache" / "ttmba_live" / "clips").iterdir()), "the clip was kept"


def states_of(caller, name, last, seconds=MINUTES):
    """Every (state, note) of an event up to the first that ``last`` accepts."""
    found = []
    while not found or not last(*found[-1]):
        found.append(hear(caller, "/ttmba/event/state", name, seconds=seconds)[1:])
    return found


@pytest.mark.slow
def test_a_sketch_sounds_until_its_clip_is_there(tmp_path, model):
    (tmp_path / "file").touch()
    # The loops are compiled elsewhere, or the clip would be there before the daemon is.
    loops = numba.config.CACHE_DIR if KEPT else str(tmp_path)
    env = {"XDG_CACHE_HOME": str(tmp_path / "file"), "NUMBA_CACHE_DIR": loops}
    record = tmp_path / "all.wav"
    words = ("--record", str(record))
    with tangoflux(tmp_path, model, *words, more="[generator]\npreview = true\n", **env) as daemon:
        with daemon.caller() as caller, daemon.caller() as other:
            caller.send("/ttmba/event", "long", "rain", 25.0, 90.0, 0.0, 1.0, 0.0)
            caller.send("/ttmba/source/long/loop", 1)
            other.send("/ttmba/event", "short", "bell", 0.3, -90.0, 0.0, 1.0, 0.0)
            found = states_of(caller, "long", lambda _, note: "took over" in note)
            assert [state for state, _ in found if state != "generating"] == [
                "planned", "queued", "ready", "playing", "ready", "playing",
            ]  # fmt: skip
            assert found[3][1] == "a sketch, until the clip is there"
            assert "not kept" in "".join(note for _, note in found), (
                "a cache that cannot be written"
            )
            found = states_of(other, "short", lambda state, _: state == "done")
            assert [note.split()[0] for state, note in found if state == "playing"] == ["a", "late"]
            caller.send("/ttmba/source/long/stop")
            hear(caller, "/ttmba/event/state", "long", "done")
        assert daemon.terminate() == 0
    assert len(clips_of(tmp_path)) == 4, "two sketches and two clips"
    replay = tmp_path / "replay.wav"
    assert called("render", str(tmp_path / "run"), "-o", str(replay)).returncode == 0
    heard, again = (soundfile.read(file)[0] for file in (record, replay))
    assert loud(heard[:, 0]) > 0
    assert residue_db(again, heard) < -100


@pytest.mark.slow
def test_wrong_weights_are_told_and_the_sketch_stays(tmp_path, model):
    wrong = tmp_path / "wrong"
    shutil.copytree(model, wrong)
    about = json.loads((wrong / "vae_config.json").read_text())
    (wrong / "vae_config.json").write_text(json.dumps({**about, "decoder_channels": 16}))
    with tangoflux(tmp_path, wrong, more="[generator]\npreview = true\n") as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/subscribe")
            caller.send("/ttmba/event", "a", "rain", 2.0, 0.0, 0.0, 1.0, 0.0)
            notes = []
            while not notes or notes[-1][1] != "failed":
                address, values = caller.receive(MINUTES)
                if address == "/ttmba/event/state":
                    notes.append(values)
            assert "vae.safetensors" in notes[-1][2]
            assert "a sketch stays" in notes[-1][2]
            assert "playing" in [state for _, state, _ in notes]
        assert daemon.terminate() == 0


def test_without_weights_the_line_says_what_to_fetch(tmp_path):
    config = tmp_path / "settings.toml"
    config.write_text(f'[tangoflux]\nfolder = "{(tmp_path / "nowhere").as_posix()}"\n')
    words = ("serve", "--generator", "tangoflux", "--device", "null", "--config", str(config))
    assert "download" in one_line(run(*words))

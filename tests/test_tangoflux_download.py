"""Downloads against a hub of our own: whole, checked, resumed, and what stands in the way."""

import argparse
import json
import shutil
import sys
from types import SimpleNamespace

import pytest
import tangoflux_tiny as tiny
from hub import hub_with
from ttmba_live.generate.tangoflux.download import (
    LICENCE,
    SOURCES,
    add_arguments,
    download,
    run_download,
)

from ttmba_live.errors import Unavailable
from ttmba_live.generate.tangoflux import check_files, default_folder, load


@pytest.fixture(scope="module")
def repositories(tmp_path_factory):
    """What the real repositories hold, in small."""
    folder = tiny.write(tmp_path_factory.mktemp("model"), tiny.parts())
    return {
        source.repository: {
            name: (folder / source.below / name).read_bytes() for name in source.names
        }
        for source in SOURCES
    }


@pytest.fixture
def hub(repositories, monkeypatch):
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with hub_with({name: dict(files) for name, files in repositories.items()}) as hub:
        yield hub


def fetch(hub, folder):
    said = []
    download(folder, say=said.append, endpoint=hub.url)
    return said


def test_a_fresh_download_is_whole_and_names_licence_and_folder(hub, tmp_path, repositories):
    folder = tmp_path / "deep" / "model"
    said = fetch(hub, folder)
    assert said[0] == LICENCE
    assert "non-commercial" in LICENCE
    assert said[1] == f"folder: {folder}"
    assert "no network" in said[-1]
    for source in SOURCES:
        for name in source.names:
            assert (folder / source.below / name).read_bytes() == repositories[source.repository][
                name
            ]
    check_files(folder)
    (folder / "vae_config.json").write_text(json.dumps(tiny.VAE))
    assert load(folder).device.type == "cpu"


def test_what_is_there_is_not_fetched_again(hub, tmp_path):
    fetch(hub, tmp_path)
    hub.requests.clear()
    said = fetch(hub, tmp_path)
    assert sum("already there" in line for line in said) == 6
    assert not [path for kind, path, _ in hub.requests if kind == "GET"]


def test_a_damaged_file_is_fetched_again(hub, tmp_path, repositories):
    fetch(hub, tmp_path)
    path = tmp_path / "vae.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    hub.requests.clear()
    fetch(hub, tmp_path)
    assert path.read_bytes() == repositories["declare-lab/TangoFlux"]["vae.safetensors"]
    assert {path for kind, path, _ in hub.requests if kind == "GET"} == {"vae.safetensors"}


def test_a_download_cut_off_goes_on_where_it_was(hub, tmp_path, repositories, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    hub.break_after["tangoflux.safetensors"] = 100_000
    fetch(hub, tmp_path)
    ranges = [r for kind, path, r in hub.requests if kind == "GET" and "tango" in path and r]
    assert "bytes=100000-" in ranges
    held = (tmp_path / "tangoflux.safetensors").read_bytes()
    assert held == repositories["declare-lab/TangoFlux"]["tangoflux.safetensors"]


def test_a_file_that_is_not_what_was_announced_is_removed(hub, tmp_path, repositories):
    content = bytearray(repositories["declare-lab/TangoFlux"]["vae.safetensors"])
    content[-1] ^= 1
    hub.served["vae.safetensors"] = bytes(content)
    with pytest.raises(Unavailable, match=r"vae\.safetensors .* does not match"):
        fetch(hub, tmp_path)
    assert not (tmp_path / "vae.safetensors").exists()


def test_a_file_gone_from_the_hub_is_named(hub, tmp_path):
    del hub.repositories["google/flan-t5-large"]["tokenizer.json"]
    with pytest.raises(Unavailable, match=r"google/flan-t5-large has no tokenizer\.json"):
        fetch(hub, tmp_path)


def test_no_network(tmp_path):
    with hub_with({}) as gone:
        pass
    with pytest.raises(Unavailable, match=r"^cannot fetch declare-lab/TangoFlux: .*") as caught:
        fetch(gone, tmp_path)
    assert "\n" not in str(caught.value)


def test_too_little_room_is_said_before_anything_is_fetched(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(Unavailable, match="has room for"):
        fetch(hub, tmp_path)
    assert not hub.requests


def test_a_folder_that_cannot_be_made(hub, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot write"):
        fetch(hub, tmp_path / "file" / "model")


def test_the_command_has_a_default_folder_and_talks_on_stderr(monkeypatch, capsys, tmp_path):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert parser.parse_args([]).folder == default_folder()
    asked = []

    def fake(folder, *, say):
        asked.append(folder)
        say("a line")

    monkeypatch.setattr(sys.modules[download.__module__], "download", fake)
    run_download(parser.parse_args(["--folder", str(tmp_path)]))
    assert asked == [tmp_path]
    assert capsys.readouterr() == ("", "a line\n")

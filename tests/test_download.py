"""Downloads against a hub of our own: whole, checked, resumed, and what stands in the way."""

import json
import shutil
from types import SimpleNamespace

import pytest
import tangoflux_tiny as tiny
from hub import hub_with
from huggingface_hub import HfApi
from huggingface_hub.hf_api import RepoFile

from ttmba_live.cli import main
from ttmba_live.errors import Unavailable
from ttmba_live.generate.model.download import download
from ttmba_live.generate.tangoflux import PACKAGE, check_files, load
from ttmba_live.setup.downloads import PACKAGES

LICENCE, SOURCES = PACKAGE.licence, PACKAGE.sources


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
    download(PACKAGE, folder, say=said.append, endpoint=hub.url)
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


def test_the_licence_is_asked_for_once(hub, tmp_path):
    asked = []

    def agrees(answer):
        asked.append(answer)
        return answer

    with pytest.raises(Unavailable, match="licence was not accepted"):
        download(PACKAGE, tmp_path, agrees=lambda: agrees(False), endpoint=hub.url)
    assert not hub.requests
    for _ in range(2):
        download(PACKAGE, tmp_path, agrees=lambda: agrees(True), endpoint=hub.url)
    assert asked == [False, True]
    assert (tmp_path / "licence.txt").read_text() == LICENCE


def test_a_gated_model_says_what_to_do(hub, tmp_path):
    hub.gated.add("declare-lab/TangoFlux")
    with pytest.raises(Unavailable, match=r"is gated: accept its terms at https.*hf auth login"):
        fetch(hub, tmp_path)


def test_only_files_that_are_named_are_fetched(hub, tmp_path):
    hub.repositories["declare-lab/TangoFlux"]["evil.py"] = b"print('no')"
    fetch(hub, tmp_path)
    names = {name for source in SOURCES for name in source.names}
    assert {path for _, path, _ in hub.requests} <= names


def test_a_hub_that_announces_other_names_fills_no_other_place(hub, tmp_path, monkeypatch):
    asked = HfApi.get_paths_info

    def announced(*arguments, **more):
        names = ("../evil.py", "/evil.py", "a/../../evil.py", "evil.py")
        extra = [RepoFile(path=name, size=1, oid="0" * 40) for name in names]
        return [*asked(*arguments, **more), *extra]

    monkeypatch.setattr(HfApi, "get_paths_info", announced)
    model = tmp_path / "model"
    fetch(hub, model)
    wanted = {model / source.below / name for source in SOURCES for name in source.names}
    found = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert wanted <= found
    assert all(path.is_relative_to(model) for path in found)
    assert not any(path.name == "evil.py" for path in found)


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main(["download", *words])
    return ended.value.code


def test_without_a_name_all_models_are_told_with_their_terms(capsys):
    assert run() == 0
    out = capsys.readouterr().out
    for package in PACKAGES.values():
        assert package.name in out
        assert package.licence in out


def test_a_name_that_is_none_and_a_licence_nobody_accepted(capsys, monkeypatch, tmp_path):
    assert run("tangofluks") == 2
    assert "did you mean 'tangoflux'" in capsys.readouterr().err
    assert run("../../etc") == 2
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    assert run("tangoflux", "--folder", str(tmp_path / "new")) == 2
    err = capsys.readouterr().err
    assert LICENCE in err
    assert "say --yes" in err
    assert not (tmp_path / "new").exists()

"""Weights files: what is read, what is refused, and in how many lines."""

import json
import os
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from ttmba_live.binaural.nfs import (
    NFS,
    Settings,
    default_weights,
    load_checkpoint,
    save_checkpoint,
)
from ttmba_live.errors import InvalidInput, Unavailable

pytestmark = pytest.mark.usefixtures("one_thread")

GOLDEN = Path(__file__).parent / "golden" / "nfs" / "nfs_short.pt"


@pytest.fixture
def model():
    torch.manual_seed(2)
    return NFS(Settings(4, 8, 64, frame="head", shift_ms=(-1.0, 1.0), training="a test")).eval()


def refused(path):
    with pytest.raises(InvalidInput) as caught:
        load_checkpoint(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_own_format_round_trip(tmp_path, model):
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, model)
    again = load_checkpoint(path)
    assert again.settings == model.settings
    pose, dry = torch.randn(1, 7, 3), torch.randn(1, 1, 320)
    assert torch.allclose(again(pose, dry), model(pose, dry), atol=1e-5)
    assert not again.training
    assert not any(p.requires_grad for p in again.parameters())
    assert [p.name for p in tmp_path.iterdir()] == ["a.safetensors"]


def test_shipped_weights_load_and_say_what_they_are():
    model = load_checkpoint()
    assert model.settings.frame == "head"
    assert model.settings.rate == 48_000
    assert "KEMAR" in model.settings.training
    assert "Gardner" in model.settings.licence
    assert default_weights().stat().st_size < 2.5e6


def test_noise_injection_is_dropped():
    assert not any("inject" in name for name in load_checkpoint(GOLDEN).state_dict())


def test_hostile_pickle_is_not_run(tmp_path):
    class Hostile:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    path = tmp_path / "bad.pt"
    torch.save({"nfs": Hostile()}, path)
    assert "not run" in refused(path)
    path.write_bytes(pickle.dumps(Hostile()))
    refused(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["x.pt", "x.safetensors"])
@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE", b"\x00" * 100, b"\xff" * 64])
def test_other_files_are_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(Unavailable, match="no such file"):
        load_checkpoint(tmp_path / "none.pt")


@pytest.mark.parametrize("content", [[1, 2], {"model": {}}, {"nfs": {}}, {"nfs": {"a": 1}}])
def test_other_checkpoints_are_refused(tmp_path, content):
    torch.save(content, tmp_path / "x.pt")
    refused(tmp_path / "x.pt")


def test_published_checkpoint_must_be_complete_and_finite(tmp_path):
    state = torch.load(GOLDEN, weights_only=True)["nfs"]
    for change, word in (
        (lambda s: s.pop("module.lfs.scale.mlp.1.conv.bias"), "lacks"),
        (lambda s: s.update({"module.extra": torch.ones(1)}), "extra"),
        (lambda s: s.update({"module.lfs.scale.mlp.1.conv.bias": torch.ones(3)}), "shape"),
        (lambda s: s["module.rfs.project.proj"].fill_(float("nan")), "NaN"),
    ):
        changed = {name: value.clone() for name, value in state.items()}
        change(changed)
        torch.save({"nfs": changed}, tmp_path / "x.pt")
        assert word in refused(tmp_path / "x.pt")


@pytest.mark.parametrize(
    "change",
    [
        {"frame": "planet"},
        {"channels": 10**9},
        {"window": 63},
        {"rate": 5},
        {"shift_ms": [1.0, -1.0]},
        {"shift_ms": [1.0]},
        {"head_radius": 3.0},
        {"surprise": 1},
        {"channels": "many"},
    ],
)
def test_own_header_is_checked(tmp_path, model, change):
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, model)
    settings = {"channels": 4, "width": 8, "window": 64, "shift_ms": [-1, 1], **change}
    header = {"format": "ttmba-nfs-1", "settings": json.dumps(settings)}
    save_file(load_file(path), path, header)
    refused(path)


def test_own_format_needs_its_header(tmp_path, model):
    path = tmp_path / "a.safetensors"
    save_file(dict(model.state_dict()), path)
    assert "header" in refused(path)

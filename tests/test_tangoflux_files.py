"""Folders that lack something, hold something else, or were cut off: each says so in one line."""

import json
import shutil
import struct
import subprocess
import sys

import pytest
import tangoflux_tiny as tiny
import torch
from safetensors.torch import load_file, save_file

from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.generate.tangoflux import Setup, check_files, load

SHARED = "text_encoder.shared.weight"
TIED = "text_encoder.encoder.embed_tokens.weight"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("whole"), tiny.parts())


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "model")


def change(path, **tensors):
    """Rewrite a weight file with tensors set, or (None) taken away."""
    state = load_file(path)
    for name, tensor in tensors.items():
        state.pop(name, None)
        if tensor is not None:
            state[name] = tensor
    save_file(state, path)


def refused(folder, kind=TtmbaError):
    with pytest.raises(kind) as caught:
        load(folder)
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "tangoflux.safetensors",
        "vae.safetensors",
        "text_encoder/config.json",
        "text_encoder/tokenizer.json",
    ],
)
def test_a_missing_file_is_named_with_what_to_do(folder, name):
    (folder / name).unlink()
    text = refused(folder, Unavailable)
    assert name in text
    assert "ttmba-live download" in text
    with pytest.raises(Unavailable, match="lacks"):
        check_files(folder)


def test_no_folder_at_all(tmp_path):
    assert "no weights in" in refused(tmp_path / "nowhere", Unavailable)


@pytest.mark.parametrize("name", ["tangoflux.safetensors", "vae.safetensors"])
@pytest.mark.parametrize("keep", [0, 5, 100, -1])
def test_a_file_cut_off_is_named(folder, name, keep):
    path = folder / name
    path.write_bytes(path.read_bytes()[:keep])
    text = refused(folder, InvalidInput)
    assert name in text
    assert "damaged" in text
    with pytest.raises(InvalidInput):
        check_files(folder)


def test_files_of_another_kind_are_refused(folder):
    for content in (b"<html>not found</html>" * 9, struct.pack("<Q", 4) + b"[1]]" + b"x" * 90):
        (folder / "vae.safetensors").write_bytes(content)
        assert "vae.safetensors" in refused(folder, InvalidInput)


def test_whole_numbers_are_no_weights(folder):
    change(folder / "tangoflux.safetensors", **{"fc.0.bias": torch.zeros(32, dtype=torch.int64)})
    assert "I64" in refused(folder)


def test_missing_unknown_and_misshapen_names_are_told(folder):
    path = folder / "tangoflux.safetensors"
    change(path, **{"fc.0.bias": None, "fc.9.bias": torch.zeros(3), "fc.0.weight": torch.zeros(2)})
    text = refused(folder, InvalidInput)
    assert "missing: fc.0.bias" in text
    assert "unknown: fc.9.bias" in text
    assert "fc.0.weight is [2], not [32, 32]" in text


def test_the_autoencoders_names_are_checked_too_those_of_its_unused_half_included(folder):
    change(folder / "vae.safetensors", **{"encoder.conv1.bias": None})
    assert "missing: encoder.conv1.bias" in refused(folder, InvalidInput)


def test_the_tied_name_may_be_there_but_must_be_the_same(folder):
    path = folder / "tangoflux.safetensors"
    shared = load_file(path)[SHARED]
    change(path, **{TIED: shared.clone()})
    assert load(folder).device.type == "cpu"
    change(path, **{TIED: shared + 1.0})
    assert "differs" in refused(folder, InvalidInput)
    change(path, **{TIED: shared.clone(), SHARED: None})
    assert f"missing: {SHARED}" in refused(folder, InvalidInput)


@pytest.mark.parametrize("value", ["6", None, 0, -1, True, float("nan")])
def test_a_config_with_impossible_values_is_refused(folder, value):
    path = folder / "config.json"
    path.write_text(json.dumps(tiny.CONFIG | {"num_layers": value}), encoding="utf-8")
    assert "num_layers" in refused(folder, InvalidInput)


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_config_that_is_no_object_is_refused(folder, content):
    (folder / "config.json").write_text(content, encoding="utf-8")
    assert "config.json" in refused(folder, InvalidInput)


def test_a_text_encoder_of_another_width_is_refused(folder):
    path = folder / "config.json"
    path.write_text(json.dumps(tiny.CONFIG | {"joint_attention_dim": 64}), encoding="utf-8")
    assert "32 wide" in refused(folder, InvalidInput)


@pytest.mark.parametrize(
    "bad", [{"colour": 1}, {"downsampling_ratios": [3], "channel_multiples": [1]}]
)
def test_an_autoencoder_that_cannot_be_is_refused(folder, bad):
    (folder / "vae_config.json").write_text(json.dumps(bad), encoding="utf-8")
    assert "vae_config.json" in refused(folder, InvalidInput)


def test_a_tokenizer_that_is_none_is_refused(folder):
    (folder / "text_encoder" / "tokenizer.json").write_text("{}", encoding="utf-8")
    assert "tokenizer" in refused(folder, InvalidInput)


def test_a_device_that_is_not_there_is_refused(folder):
    with pytest.raises(Unavailable, match="device 'cuda:77'"):
        load(folder, "cuda:77")
    with pytest.raises(Unavailable, match="device 'gramophone'"):
        load(folder, "gramophone")


def test_the_fingerprint_tells_models_apart(whole, folder):
    assert Setup(whole).identity() == Setup(folder).identity()
    path = folder / "vae.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert Setup(whole).identity() != Setup(folder).identity()
    path.unlink()
    with pytest.raises(Unavailable):
        Setup(folder).identity()


def test_looking_at_a_folder_loads_no_torch(whole):
    code = (
        "import sys; from pathlib import Path; from ttmba_live.generate.tangoflux import Setup\n"
        f"setup = Setup(Path({str(whole)!r})); setup.check(); setup.identity()\n"
        "print(*sorted({'torch', 'diffusers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

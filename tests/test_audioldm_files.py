"""AudioLDM's files: what runs no code, and which are missing, cut off or another's."""

import json
import pickle

import audioldm_tiny as tiny
import pytest
import torch

from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.generate.audioldm._load import load_audioldm, load_audioldm2

pytestmark = pytest.mark.usefixtures("one_thread")


def refused(load, folder, kind=TtmbaError):
    with pytest.raises(kind) as caught:
        load(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_checkpoint_that_would_run_code_is_not_read(tmp_path):
    folder, _ = tiny.write_checkpoint(tmp_path / "model")
    path = folder / "audioldm_16k_crossattn_t5.pth"
    torch.save({"state_dict": {"a": Trap()}}, path)
    assert "more than weights" in refused(load_audioldm, folder, InvalidInput)
    assert not Trap.sprung


class Trap:
    """Would run code if it were unpickled."""

    sprung = False

    def __reduce__(self):
        return (_spring, ())


def _spring():
    Trap.sprung = True
    return Trap()


def test_files_that_are_missing_cut_off_or_anothers_are_named(tmp_path):
    folder, _ = tiny.write_checkpoint(tmp_path / "one")
    path = folder / "audioldm_16k_crossattn_t5.pth"
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    assert "damaged" in refused(load_audioldm, folder, InvalidInput)
    torch.save({"state_dict": {"a": torch.zeros(3)}}, path)
    assert "no network" in refused(load_audioldm, folder, InvalidInput)
    path.write_bytes(pickle.dumps([1, 2]))
    refused(load_audioldm, folder, InvalidInput)
    path.unlink()
    text = refused(load_audioldm, folder, Unavailable)
    assert "ttmba-live download audioldm" in text


def test_parts_of_audioldm2_that_do_not_fit_are_named(tmp_path):
    folder, _ = tiny.write_pipeline(tmp_path / "two")
    about = folder / "vae" / "config.json"
    config = json.loads(about.read_text())
    about.write_text(json.dumps({**config, "block_out_channels": [32, 32, 64]}))
    assert "vae" in refused(load_audioldm2, folder, InvalidInput)
    about.write_text(json.dumps(config))
    (folder / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    text = refused(load_audioldm2, folder, Unavailable)
    assert "unet/diffusion_pytorch_model.safetensors" in text
    assert "ttmba-live download audioldm2" in text

"""BinauralGrad's training: it learns, goes on, and its files load."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch

from ttmba_live.binaural.binauralgrad import (
    Sizes,
    load_binauralgrad,
)
from ttmba_live.errors import InvalidInput
from ttmba_live.training import _binauralgrad_recipe
from ttmba_live.training._binauralgrad_recipe import BinauralGradOptions, train_binauralgrad

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def benchmark(tmp_path):
    """One subject of 0.8 s, whose ears hear what geometry says, one louder."""
    folder = tmp_path / "bench" / "trainset" / "subject1"
    folder.mkdir(parents=True)
    dry = 0.1 * np.random.default_rng(0).standard_normal(38_400).astype(np.float32)
    ears = np.stack([0.9 * np.roll(dry, 130), 0.4 * np.roll(dry, 150)], axis=1)
    soundfile.write(folder / "mono.wav", dry, 48_000, subtype="FLOAT")
    soundfile.write(folder / "binaural.wav", ears, 48_000, subtype="FLOAT")
    np.savetxt(folder / "tx_positions.txt", np.tile([1.0, 0.2, 0.0, 0.0, 0.0, 1.0, 0.0], (96, 1)))
    return tmp_path / "bench"


@pytest.mark.slow
def test_training_learns_goes_on_and_its_files_load(benchmark, tmp_path, monkeypatch):
    monkeypatch.setattr(_binauralgrad_recipe, "WINDOW", 8_000)
    run = BinauralGradOptions(
        str(benchmark), str(tmp_path / "a"), 4, 3, steps=12, batch=2, save_every=4, compute="cpu"
    )
    stages = load_binauralgrad(train_binauralgrad(run))
    assert (stages.one.sizes, stages.two.sizes) == (Sizes(3, 1, 4, 3), Sizes(4, 2, 4, 3))
    for name in ("pretrained_ckpt.s1.csv", "pretrained_ckpt.s2.csv"):
        rows = (tmp_path / "a" / name).read_text(encoding="utf-8").split()[1:]
        losses = [float(row.split(",")[1]) for row in rows]
        assert len(losses) == 3
        assert losses[-1] < losses[0]
    step = _binauralgrad_recipe._step

    def stopped(progress, recordings, options, number):
        if (number, progress.step) == (1, 6):
            raise KeyboardInterrupt
        return step(progress, recordings, options, number)

    other = replace(run, out=str(tmp_path / "b"))
    with monkeypatch.context() as patched:
        patched.setattr(_binauralgrad_recipe, "_step", stopped)
        with pytest.raises(KeyboardInterrupt):
            train_binauralgrad(other)
    again = load_binauralgrad(train_binauralgrad(other))
    for name, value in stages.two.state_dict().items():
        assert torch.equal(value, again.two.state_dict()[name]), name
    with pytest.raises(InvalidInput, match="other options"):
        train_binauralgrad(replace(run, seed=1))


def test_recordings_that_are_too_short_are_told(benchmark, tmp_path, monkeypatch):
    monkeypatch.setattr(_binauralgrad_recipe, "WINDOW", 48_000)
    with pytest.raises(InvalidInput, match="no recording is 48000 samples long"):
        train_binauralgrad(BinauralGradOptions(str(benchmark), str(tmp_path / "run")))

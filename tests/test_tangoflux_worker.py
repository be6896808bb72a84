"""TangoFlux in its process: loads with progress, survives kills, names wrong weights."""

import time

import numpy as np
import psutil
import pytest
import tangoflux_tiny as tiny
import torch

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.tangoflux import Setup
from ttmba_live.generate.worker import Worker

PATIENCE = 120.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("tiny"), tiny.parts())


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.slow
def test_the_whole_way(folder, tmp_path):
    setup, told, shares = Setup(folder, steps=3), [], []
    shelf = Shelf(Cache(tmp_path / "cache"), setup.identity())
    worker = Worker(setup, tmp_path / "clips", shelf=shelf, told=told.append)
    try:
        specs = [ClipSpec("rain", 0.06, seed) for seed in range(3)]
        futures = [worker.submit(spec) for spec in specs[1:]]
        first = worker.submit(specs[0], progress=shares.append).result(PATIENCE)
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        assert len(shares) == 5
        loading = [state.share for state in told if state.name == "loading"]
        assert loading == sorted(loading)
        assert len(loading) > 50
        assert told[-1].name == "ready"
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        here = setup()
        for future, spec in zip(futures, specs[1:], strict=True):
            clip = future.result(PATIENCE).clip.samples
            assert np.abs(clip - here.generate(spec).clip.samples).max() < 1e-4
        torch.set_num_threads(before)

        long = worker.submit(ClipSpec("wind " * 300, 3600.0, 5))
        until(long.running)
        psutil.Process(worker.pid).kill()
        again = worker.submit(specs[0]).result(PATIENCE)
        assert np.array_equal(again.clip.samples, first.clip.samples), "from disk, with no model"
        long.cancel()
        for spec, reason in [
            (ClipSpec("", 1.0, 0), "empty"),
            (ClipSpec("a", 0.0, 0), "3600"),
            (ClipSpec("a", float("nan"), 0), "3600"),
            (ClipSpec("a", 1e9, 0), "3600"),
        ]:
            with pytest.raises(GenerationFailed, match=reason):
                worker.submit(spec).result(PATIENCE)
        assert worker.submit(ClipSpec("🌧 \ud800", 0.05, 0)).result(PATIENCE).clip.seconds == 0.05
    finally:
        worker.close()


def test_wrong_weights_are_named_by_state_and_by_each_order(tmp_path):
    folder = tiny.write(tmp_path / "model", tiny.parts())
    path = folder / "vae.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    worker = Worker(Setup(folder), tmp_path / "clips")
    try:
        for _ in range(2):
            with pytest.raises(GenerationFailed, match=r"vae\.safetensors is damaged"):
                worker.submit(ClipSpec("rain", 1.0, 0)).result(PATIENCE)
        assert worker.state.name == "failed"
        assert "vae.safetensors" in worker.state.why
    finally:
        worker.close()

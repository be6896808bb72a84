"""Recorded looks of Stable Audio 3 equal plain ones: by a stand-in, and by CUDA graphs."""

import numpy as np
import pytest
import stable_audio_tiny as tiny
import torch

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.model._generator import ModelGenerator
from ttmba_live.generate.stable_audio._graph import GraphedLooks
from ttmba_live.generate.stable_audio._load import load_model

pytestmark = pytest.mark.usefixtures("one_thread")
on_gpu = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
]
SHAPES = 3
"""Of what follows: two rows are one clip with guidance, or two without."""
ASKS = (
    [Ask("a dog barks", 0.05, 1, 1.0)],
    [Ask("rain", 0.05, 2, 3.0, "wind and thunder")],
    [Ask("rain", 0.05, 3, 1.0), Ask("", 0.05, 4, 1.0)],
    [Ask("a horn", 0.09, 5, 1.0)],
)


def repeat(body):
    """A capture for the CPU: runs the body as it is."""
    return body


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("model") / "tiny", tiny.parts())


def both(folder, device):
    """The model with recordings, and without."""
    graphed, plain = load_model(folder, device), load_model(folder, device)
    plain._graphs = None
    return graphed, plain


def compare(graphed, plain, bound):
    for _ in range(2):
        for asks in ASKS:
            found, exact = graphed.make(asks, 4), plain.make(asks, 4)
            assert torch.abs(found - exact).max() <= bound * torch.abs(exact).max()
    assert not graphed.fault


def test_recorded_looks_equal_plain_ones(folder):
    graphed, plain = both(folder, "cpu")
    graphed._graphs = GraphedLooks(repeat)
    compare(graphed, plain, 0.0)
    assert len(graphed._graphs) == SHAPES


def test_another_transformer_is_recorded_anew(folder):
    graphed, plain = both(folder, "cpu")
    graphed._graphs = GraphedLooks(repeat)
    before = graphed.make(ASKS[0], 4)
    other = load_model(folder)
    for weight in other.networks.transformer.parameters():
        weight.data.mul_(0.5)
    for model in (graphed, plain):
        model.steer(other.networks.transformer, other.networks.duration)
    assert torch.equal(graphed.make(ASKS[0], 4), plain.make(ASKS[0], 4))
    assert not torch.equal(graphed.make(ASKS[0], 4), before)


def test_where_nothing_can_be_recorded_plain_looks_serve(folder):
    def broken(body):
        raise RuntimeError("no graphs here\nat all")

    graphed, plain = both(folder, "cpu")
    graphed._graphs = GraphedLooks(broken)
    assert torch.equal(graphed.make(ASKS[0], 4), plain.make(ASKS[0], 4))
    assert graphed.fault == "CUDA graphs cannot be used: no graphs here"


class TestOnGpu:
    pytestmark = on_gpu

    def test_recorded_looks_equal_plain_ones(self, folder):
        graphed, plain = both(folder, "cuda")
        compare(graphed, plain, 0.02)
        assert len(graphed._graphs) == SHAPES

    def test_half_precision_is_near_the_cpu(self, folder):
        exact = load_model(folder, wanted="float32").make(ASKS[0], 4)
        found = load_model(folder, "cuda").make(ASKS[0], 4).cpu()
        assert torch.abs(found - exact).max() < 0.1 * torch.abs(exact).max()

    def test_clips_come_warmed_up_and_in_batches(self, folder):
        model = load_model(folder, "cuda")
        generator = ModelGenerator(model, steps=4, guidance=1.0)
        for _ in generator.warm_up():
            pass
        specs = [ClipSpec(words, 1.0, seed) for words in ("rain", "a dog") for seed in (1, 2)]
        made = dict(generator.generate_many(specs))
        again = dict(generator.generate_many(specs))
        for number in range(len(specs)):
            clip = made[number].clip.samples
            assert len(clip) == 48_000
            assert np.array_equal(clip, again[number].clip.samples)

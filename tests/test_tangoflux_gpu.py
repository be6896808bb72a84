"""TangoFlux on a CUDA device: recorded steps, half precision, tiles by free memory. Tiny model."""

import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.model._generator import ModelGenerator
from ttmba_live.generate.tangoflux._flow import eager_step
from ttmba_live.generate.tangoflux._tangoflux import load_model
from ttmba_live.training.trial import Case, tuning_cost

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
]
PROMPTS = ["a dog barks", "rain on leaves"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("tiny"), tiny.parts())


@pytest.fixture(scope="module")
def model(folder):
    return load_model(folder, "cuda")


def latents(model, prompts=("rain",), seeds=(1,), guidance=4.5, steps=4):
    return model.sample(prompts, 2.0, steps, guidance, seeds)


@pytest.mark.parametrize("guidance", [1.0, 4.5])
def test_recorded_steps_equal_plain_ones(model, guidance):
    recorded = [latents(model, guidance=guidance).clone() for _ in range(2)]
    assert not model._make_step.fault
    assert len(model._make_step) > 0
    graphs, model._make_step = model._make_step, eager_step
    try:
        plain = latents(model, guidance=guidance)
    finally:
        model._make_step = graphs
    for one in recorded:
        assert torch.abs(one - plain).max() < 0.02 * torch.abs(plain).max()
    assert torch.equal(*recorded)


def test_half_precision_is_near_the_cpu(folder, model):
    exact = latents(load_model(folder, "cpu"))
    found = latents(model).cpu()
    assert torch.abs(found - exact).max() < 0.1 * torch.abs(exact).max()


def test_pieces_of_any_size_sound_the_same(model):
    made = latents(model)
    whole = model.decode(made, model.span, tile=made.shape[1])
    for tile in (None, 5):
        assert (
            torch.abs(model.decode(made, model.span, tile=tile) - whole).max()
            < 0.01 * whole.abs().max()
        )


def test_clips_come_warmed_up_and_in_batches(model):
    generator = ModelGenerator(model, steps=4, guidance=4.5)
    for _ in generator.warm_up():
        pass
    specs = [ClipSpec(prompt, 1.0, seed) for prompt in PROMPTS for seed in (1, 2)]
    made = dict(generator.generate_many(specs))
    again = dict(generator.generate_many(specs))
    for number, spec in enumerate(specs):
        clip = made[number].clip.samples
        assert len(clip) == 48_000, spec
        assert np.array_equal(clip, again[number].clip.samples)


def test_learning_in_half_precision_keeps_numbers():
    """At full width, where cuDNN's way back through attention was seen to fail."""
    cost = tuning_cost(Case("tangoflux", "cuda", "flow", 16, batch=1, rounds=2))
    assert np.isfinite(cost.loss_value)

"""Orders to clips: exact lengths, batches, recorded steps, what goes wrong."""

import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch

from ttmba_live.audio import RATE
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate.model._generator import ModelGenerator
from ttmba_live.generate.tangoflux import Setup, load
from ttmba_live.generate.tangoflux._flow import eager_step
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._tangoflux import load_model

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("tiny"), tiny.parts())


@pytest.fixture(scope="module")
def model(folder):
    return load(folder)


@pytest.fixture
def generator(model):
    return ModelGenerator(model, steps=2, guidance=4.5)


def spec(prompt="rain", seconds=0.05, seed=1, *, loop=False):
    return ClipSpec(prompt, seconds, seed, loop)


def outcomes(generator, specs, **options):
    return dict(generator.generate_many(specs, **options))


def test_it_is_a_generator(generator):
    checked: Generator = generator
    assert checked.name == "tangoflux"


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("seconds", [1e-5, 0.001, 0.0301, 0.0696, 0.07, 0.5, 3.21])
def test_lengths_are_exact_and_peaks_safe(generator, seconds, loop):
    clip = generator.generate(spec(seconds=seconds, loop=loop)).clip.samples
    assert len(clip) == max(1, round(seconds * RATE))
    assert np.abs(clip).max() < 10 ** (-3 / 20)
    if len(clip) > 100:
        assert np.abs(clip).max() > 0.005


@pytest.mark.parametrize("seconds", [0.03, 0.5, 3600.0])
def test_ends_are_silent_unless_looped(generator, seconds):
    clip = generator.generate(spec(seconds=min(seconds, 20.0))).clip.samples
    assert max(abs(clip[0]), abs(clip[-1])) < 0.02 * np.abs(clip).max()


def test_no_clip_ends_in_silence(generator):
    for seconds in (0.05, 0.069, 1.0):
        clip = generator.generate(spec(seconds=seconds)).clip.samples
        tail = clip[-len(clip) // 5 :]
        assert np.sqrt(np.mean(tail**2)) > 0.1 * np.sqrt(np.mean(clip**2))


def test_long_clips_repeat_without_a_gap(generator):
    clip = generator.generate(spec(seconds=4.0)).clip.samples
    blocks = clip.reshape(-1, RATE // 10)
    level = np.sqrt(np.mean(blocks**2, axis=1))
    assert level.min() > 0.5 * level.max()


def test_equal_orders_equal_clips_alone_and_in_company(generator):
    specs = [spec(), spec("a dog barks", 0.04, 2), spec("wind", 0.06, 3), spec("hail", 0.2, 1)]
    together = outcomes(generator, specs)
    assert sorted(together) == [0, 1, 2, 3]
    for number, one in enumerate(specs):
        alone = generator.generate(one).clip.samples
        assert np.array_equal(alone, generator.generate(one).clip.samples)
        assert np.abs(together[number].clip.samples - alone).max() < 1e-4
    other = generator.generate(spec(seed=2)).clip.samples
    assert np.abs(other - generator.generate(spec()).clip.samples).max() > 0.01


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_impossible_lengths_fail_alone(generator, seconds):
    done = outcomes(generator, [spec(seconds=seconds), spec()])
    assert isinstance(done[0], GenerationFailed)
    assert "3600" in str(done[0])
    assert isinstance(done[1], Made)
    with pytest.raises(GenerationFailed, match="3600"):
        generator.generate(spec(seconds=seconds))


@pytest.mark.parametrize("prompt", ["", "  \n "])
def test_an_empty_prompt_fails(generator, prompt):
    with pytest.raises(GenerationFailed, match="empty"):
        generator.generate(spec(prompt))


@pytest.mark.parametrize("prompt", ["🌧🐕", "大雨", "\0\ud800", "a" * 300])
def test_odd_prompts_sound(generator, prompt):
    assert not generator.generate(spec(prompt)).note


def test_ten_thousand_characters_are_cut_with_a_note(generator):
    made = generator.generate(spec("a dog barks at the moon " * 420))
    assert made.note == "only the first 512 tokens of the prompt were used"


def test_progress_rises_step_by_step(generator):
    told = []
    outcomes(generator, [spec(), spec("wind")], progress=lambda *at: told.append(at))
    shares = [share for number, share in told if number == 0]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(0.9)
    assert len(shares) == 3


def test_work_nobody_waits_for_stops_between_steps(model):
    generator = ModelGenerator(model, steps=1000, guidance=4.5)
    asked = []

    def unwanted(number):
        asked.append(number)
        return len(asked) > 3

    done = outcomes(generator, [spec()], unwanted=unwanted)
    assert str(done[0]) == "no longer wanted"
    assert len(asked) < 6
    some = ModelGenerator(model, steps=2, guidance=4.5)
    done = outcomes(some, [spec(), spec(seed=2)], unwanted=lambda number: number == 0)
    assert isinstance(done[1], Made)


class Small:
    """A model whose device holds one clip, or none."""

    def __init__(self, model, most):
        self.model, self.most, self.batches = model, most, []

    def __getattr__(self, name):
        return getattr(self.model, name)

    def make(self, asks, *arguments):
        self.batches.append(len(asks))
        if len(asks) > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate\n 2 GiB")
        return self.model.make(asks, *arguments)


def test_out_of_memory_makes_smaller_batches(model):
    small = Small(model, 2)
    done = outcomes(
        ModelGenerator(small, steps=1, guidance=4.5), [spec(seed=seed) for seed in range(5)]
    )
    assert small.batches == [5, 2, 3, 1, 2]
    assert all(isinstance(outcome, Made) for outcome in done.values())


def test_out_of_memory_for_one_clip_says_so(model):
    with pytest.raises(GenerationFailed, match=r"memory is too small.*Tried to allocate 2 GiB"):
        ModelGenerator(Small(model, 0), steps=1, guidance=4.5).generate(spec())


def test_batches_are_bounded(model):
    small = Small(model, 99)
    specs = [spec(seed=seed) for seed in range(7)]
    assert len(outcomes(ModelGenerator(small, steps=1, guidance=4.5, batch=3), specs)) == 7
    assert small.batches == [3, 3, 1]


def test_a_setup_makes_the_generator_and_names_what_decides(folder, generator):
    setup = Setup(folder, steps=2)
    setup.check()
    told = []
    made = setup.load(told.append).generate(spec())
    assert np.array_equal(made.clip.samples, generator.generate(spec()).clip.samples)
    assert told == sorted(told)
    assert told[-1] == 1.0
    others = {Setup(folder, steps=3), Setup(folder, guidance=2.0), Setup(folder, "cuda"), setup}
    assert len({one.identity() for one in others}) == 4
    assert Setup(folder, "cuda:1").identity() == Setup(folder, "cuda").identity()


def repeat(body):
    """A capture for the CPU: runs the body as it is."""
    return body


@pytest.mark.parametrize("guidance", [4.5, 1.0])
def test_recorded_steps_equal_plain_ones(model, guidance, monkeypatch):
    prompts, seconds, seeds = ["rain", "a dog barks", "hail"], [1.0, 2.0, 3.0], [1, 2, 3]
    plain = model.sample(prompts, seconds, 4, guidance, seeds)
    steps = GraphedSteps(repeat)
    monkeypatch.setattr(model, "_make_step", steps)
    for _ in range(2):
        again = model.sample(prompts, seconds, 4, guidance, seeds)
        assert torch.abs(again - plain).max() < 1e-6
    assert not steps.fault
    other = model.sample(prompts, seconds, 4, guidance + 1.0, seeds)
    monkeypatch.setattr(model, "_make_step", eager_step)
    assert torch.abs(other - model.sample(prompts, seconds, 4, guidance + 1.0, seeds)).max() < 1e-6


def test_where_nothing_can_be_recorded_plain_steps_serve(model, monkeypatch):
    def broken(body):
        raise RuntimeError("no graphs here\nat all")

    plain = model.sample(["rain"], 1.0, 2, 4.5, [1])
    steps = GraphedSteps(broken)
    monkeypatch.setattr(model, "_make_step", steps)
    assert torch.equal(model.sample(["rain"], 1.0, 2, 4.5, [1]), plain)
    assert steps.fault == "CUDA graphs cannot be used: no graphs here"


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("guidance", [4.5, 1.0])
def test_half_precision_is_near_float32_and_recorded_steps_equal_it(folder, model, dtype, guidance):
    half = load_model(folder, dtype=dtype)
    order = (["rain", "a dog barks"], [1.0, 2.0], 4, guidance, [1, 2])
    exact, near = model.sample(*order), half.sample(*order)
    assert near.dtype == torch.float32
    assert 0.0 < torch.abs(near - exact).max() < 0.05 * exact.abs().max()
    half._make_step = GraphedSteps(repeat)
    assert torch.abs(half.sample(*order) - near).max() < 1e-3
    assert half.decode(near, 0.05).dtype == torch.float32

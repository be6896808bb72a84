"""Stable Audio 3 learns: its loss and places by hand, a LoRA that plays, runs that go on."""

import numpy as np
import pytest
import stable_audio_tiny as tiny
import torch
from safetensors.torch import load_file
from test_training_cli import train
from test_tuning import rows

from ttmba_live.audio import write_sound
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.stable_audio import tuning
from ttmba_live.generate.stable_audio._load import load_model
from ttmba_live.generate.stable_audio._places import place_of, shift_of
from ttmba_live.generate.stable_audio.tuning import load_tuning
from ttmba_live.setup.downloads import package
from ttmba_live.setup.generators import learner_of, usual_with
from ttmba_live.training import _tuning_recipe
from ttmba_live.training._tuning_recipe import Learnt, TuningOptions, error_of, train_model
from ttmba_live.training.trial import Case, tuning_cost

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module", autouse=True)
def _little_silence():
    """The tiny models' latent frames are short, so six seconds would be thousands."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tuning, "SILENCE", 0.01)
        patched.setattr(tuning, "MOST_SILENCE", 0.02)
        yield


@pytest.fixture(scope="module")
def made():
    return tiny.lively(1)


@pytest.fixture(scope="module")
def base(made, tmp_path_factory):
    """A base model with differential attention."""
    return tiny.write_base(tmp_path_factory.mktemp("sa3") / "base", made)


@pytest.fixture(scope="module")
def distilled(tmp_path_factory):
    """A model of the same sizes, otherwise sampled, with weights of its own."""
    return tiny.write(tmp_path_factory.mktemp("sa3") / "distilled", tiny.lively(3))


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """Two sounds of 20 ms in two folders, their captions beside them."""
    folder = tmp_path_factory.mktemp("captioned")
    (folder / "more").mkdir()
    time = np.arange(960) / 48_000
    write_sound(folder / "one.wav", 0.5 * np.sin(2 * np.pi * 440 * time).astype(np.float32))
    noise = np.random.default_rng(0).normal(0, 0.1, 960).astype(np.float32)
    write_sound(folder / "more" / "one.flac", noise)
    (folder / "one.txt").write_text("a hum,\n low\n", encoding="utf-8")
    (folder / "more" / "one.txt").write_text("a hiss", encoding="utf-8")
    (folder / "readme.txt").write_text("no sound is called so", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def learnt(sounds, base, tmp_path_factory):
    """A run of ten steps and its LoRA."""
    out = tmp_path_factory.mktemp("run")
    return out, train_model(options(sounds, base, out), load_tuning)


def options(sounds, weights, out, **more):
    given = {"rank": 4, "steps": 10, "batch": 2, "rate": 3e-2, "save_every": 5, "compute": "cpu"}
    given |= {"drop": 0.0}
    return TuningOptions(str(sounds), str(out), str(weights), **{**given, **more})


def latents_of(model, prompt="a hiss", guidance=1.0, lora=""):
    return model.make([Ask(prompt, 0.1, 1, guidance, lora=lora)], 3)


@pytest.mark.parametrize("caption", ["a hum", ""])
def test_the_loss_is_that_of_a_hand_computation(made, base, caption):
    """With an empty caption neither words nor length are heard across, but the length steers."""
    transformer, duration, _, text = made
    loaded = load_tuning(base, "cpu", 4)
    source = torch.Generator().manual_seed(2)
    sound, noise = (torch.randn(1, tiny.LATENT, 6, generator=source) for _ in range(2))
    with torch.no_grad():
        loss = error_of(loaded, Learnt(sound, caption, 1.2), noise, torch.tensor([0.3]), caption)
        length = duration(torch.tensor([2.0]))  # whole seconds, rounded up
        heard = torch.zeros(1, tiny.TOKENS + 1, tiny.WIDTH)
        if caption:
            tokens = torch.tensor([loaded._model.reader._tokens.used(caption)])
            heard[:] = transformer.prompt_padding_embedding
            heard[0, : tokens.shape[1]] = text(input_ids=tokens)[0][0]
            heard[0, -1] = length[0]
        looked = transformer(
            0.7 * sound + 0.3 * noise, torch.tensor([0.3]), heard, length,
            local_add_cond=torch.zeros(1, tiny.LATENT + 1, 6),
        ).sample  # fmt: skip
    by_hand = np.mean((looked - (noise - sound)).numpy().astype(np.float64) ** 2)
    assert float(loss) == pytest.approx(by_hand, rel=1e-5)


def test_places_are_drawn_as_the_models_own_trainer_draws_them():
    rng = np.random.default_rng(0)
    logistic = 1.0 / (1.0 + np.exp(-rng.normal(size=200_000)))
    kept = 1.0 - (logistic[logistic > 0.075] - 0.075) / 0.925
    evenly = np.linspace(0.01, 0.99, 9)
    found = [place_of(1.0 - number) for number in evenly]
    assert found == pytest.approx(np.quantile(kept, evenly), abs=0.01)
    shift = shift_of(tiny.SHIFT)
    by_hand = [1.0 - np.exp(-mu) / (np.exp(-mu) + (1.0 / (1.0 - 0.4) - 1.0)) for mu in (0.5, 1.15)]
    assert [shift(0.4, frames) for frames in (10, 9000)] == pytest.approx(by_hand)
    assert shift_of(None) is None
    with pytest.raises(ValueError, match="type odd"):
        shift_of({"type": "odd"})


def test_a_look_hears_a_sound_and_some_of_the_silence_after_it(base):
    loaded = load_tuning(base, "cpu", 4)
    sound = np.ones(960, np.float32)
    latents = loaded.latents(sound)
    draw = np.random.default_rng(0)
    lengths = [loaded.example(latents, 0.02, draw)[0].shape[-1] for _ in range(300)]
    least, most = (loaded.shape(seconds)[-1] for seconds in (0.02, 0.04))
    assert min(lengths) >= least
    assert max(lengths) == most == latents.shape[-1]
    silent = (np.mean(lengths) - 0.5) * tiny.HOP / tiny.RATE - 0.02
    assert silent == pytest.approx(0.01 * (1.0 - np.exp(-2.0)), rel=0.2), "exponential, cut"


def test_it_learns_and_both_models_play_what_it_learnt(learnt, base, distilled):
    out, path = learnt
    judged = [float(row["judged"]) for row in rows(out)]
    assert judged[-1] < 0.9 * judged[0], "the loss falls"
    beside = latents_of(load_tuning(base, "cpu", None, path)._model, guidance=4.0)
    merged = latents_of(load_model(base, wanted="float32", lora=path), guidance=4.0)
    assert merged.numpy() == pytest.approx(beside.numpy(), abs=1e-3)
    for folder in (base, distilled):
        plain, changed = (
            latents_of(load_model(folder, wanted="float32", lora=lora)) for lora in (None, path)
        )
        assert (plain - changed).abs().max() > 1e-2 * plain.abs().max()
    assert "Community License" in (out / "NOTICE.txt").read_text(encoding="utf-8")
    assert learner_of(str(path)) == "stable-audio-3"
    assert usual_with(None, str(path)).stable_audio_3.lora == str(path)


def test_guidance_leads_away_from_no_caption(base):
    model = load_model(base, wanted="float32")
    one, two = (latents_of(model, guidance=guidance) for guidance in (1.0, 3.0))
    assert (one - two).abs().max() > 1e-2


@pytest.mark.slow
def test_a_run_goes_on_where_it_stopped(learnt, sounds, base, tmp_path, monkeypatch):
    step = _tuning_recipe._step

    def stopped(tuning, progress, *rest):
        if progress.step == 7:
            raise KeyboardInterrupt
        return step(tuning, progress, *rest)

    run = options(sounds, base, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(_tuning_recipe, "_step", stopped)
        with pytest.raises(KeyboardInterrupt):
            train_model(run, load_tuning)
    first, second = load_file(learnt[1]), load_file(train_model(run, load_tuning))
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.slow
def test_computing_again_gives_the_same_gradients(base):
    found = []
    for sparing in (False, True):
        torch.manual_seed(1)
        loaded = load_tuning(base, "cpu", 4)
        loaded.sparing = sparing
        source = torch.Generator().manual_seed(2)
        sound, noise = (torch.randn(1, tiny.LATENT, 6, generator=source) for _ in range(2))
        error_of(loaded, Learnt(sound, "a", 0.1), noise, torch.tensor([0.3]), "a").backward()
        found.append([one.grad for one in loaded.learner.parameters()])
    for one, other in zip(*found, strict=True):
        assert one.numpy() == pytest.approx(other.numpy(), abs=1e-6)


@pytest.mark.slow
def test_the_verb_trains_and_refuses_in_one_line(sounds, base, distilled, tmp_path, capsys):
    few = ("--steps", 1, "--batch", 1, "--rank", 2, "--compute", "cpu")
    run = tmp_path / "run"
    train("stable-audio-3", sounds, "-o", run, "--weights", base, *few, "--checkpointing")
    path = run / "lora.safetensors"
    assert capsys.readouterr().out.strip() == str(path)
    train("stable-audio-3", sounds, "-o", run / "b", "--weights", base, *few, "--begin", path)
    with pytest.raises(InvalidInput, match="distilled"):
        train("stable-audio-3", sounds, "-o", run / "c", "--weights", distilled, *few)
    with pytest.raises(Unavailable, match="download stable-audio-3-small-sfx-base"):
        train("stable-audio-3", sounds, "-o", run / "c", "--weights", run / "none", *few)
    with pytest.raises(InvalidInput, match="LoRA alone"):
        train("stable-audio-3", sounds, "-o", run / "c", "--weights", base, *few, "--full")


def test_what_a_step_costs_is_told():
    cost = tuning_cost(Case("stable-audio-3-small", "cpu", "flow", 4, 1, 1, small=True))
    assert 0 < cost.learnt < cost.parameters
    assert min(cost.seconds, cost.peak_gb, cost.loss_value) > 0.0
    with pytest.raises(InvalidInput, match="--learns lora"):
        tuning_cost(Case("stable-audio-3-small", "cpu", "flow", None, 1, 1, small=True))


def test_bases_are_fetched_with_the_text_encoder_of_what_was_distilled_from_them():
    own, text = package("stable-audio-3-small-sfx-base").sources
    assert own.repository == "stabilityai/stable-audio-3-small-sfx-base"
    assert set(own.names) == {"model_config.json", "model.safetensors"}
    assert text.repository == "stabilityai/stable-audio-3-small-sfx"
    assert {name.split("/")[0] for name in text.names} == {"t5gemma-b-b-ul2"}

"""TangoFlux learns: losses by hand, a LoRA that merges and loads again, runs that go on."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch
from safetensors.torch import load_file
from test_training_cli import train

from ttmba_live.audio import write_sound
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.tangoflux import Setup
from ttmba_live.generate.tangoflux._decoder import make_vae
from ttmba_live.generate.tangoflux._tangoflux import load_model
from ttmba_live.generate.tangoflux.tuning import load_tuning
from ttmba_live.training import _moves, _tuning_recipe
from ttmba_live.training._crpo_recipe import CrpoOptions, Pair, losses_of, train_crpo
from ttmba_live.training._flow_losses import between, flow_error, preference_loss
from ttmba_live.training._run import Progress
from ttmba_live.training._tuning_recipe import Learnt, TuningOptions, noise_for, train_model

pytestmark = pytest.mark.usefixtures("one_thread")


VAE = tiny.VAE | {"encoder_hidden_size": 128, "channel_multiples": [1, 1, 1, 1]}
"""Its encoder gives as many numbers as the transformer takes."""


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    parts = list(tiny.parts())
    torch.manual_seed(8)
    parts[3] = make_vae(VAE).eval()
    folder = tiny.write(tmp_path_factory.mktemp("tangoflux"), parts)
    (folder / "vae_config.json").write_text(json.dumps(VAE), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """Two sounds of 70 ms, as much as the tiny model hears, one with a comma in its caption."""
    folder = tmp_path_factory.mktemp("sounds")
    time = np.arange(3360) / 48_000
    tone = 0.5 * np.sin(2 * np.pi * 440.0 * time).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 0.1, 3360).astype(np.float32)
    write_sound(folder / "hum.wav", tone)
    write_sound(folder / "hiss.flac", noise)
    (folder / "captions.csv").write_text(
        'name,caption\nhum.wav,"a hum, low"\nhiss,a hiss\n', encoding="utf-8"
    )
    return folder


def options(sounds, weights, out, **more):
    given = {"rank": 4, "steps": 12, "batch": 2, "rate": 3e-3, "save_every": 4, "compute": "cpu"}
    return TuningOptions(str(sounds), str(out), str(weights), **{**given, **more})


def train_tangoflux(given):
    return train_model(given, load_tuning)


def rows(folder):
    lines = (folder / "log.csv").read_text(encoding="utf-8").splitlines()
    return [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]


def test_losses_are_those_of_the_paper():
    rng = np.random.default_rng(0)
    sound, noise, looked = (torch.from_numpy(rng.normal(size=(2, 3, 4))) for _ in range(3))
    share = torch.tensor([0.25, 1.0], dtype=torch.float64)
    x = between(sound, noise, share)
    assert x[0].numpy() == pytest.approx(0.75 * sound[0].numpy() + 0.25 * noise[0].numpy())
    assert torch.equal(x[1], noise[1])
    # The paper's t is 1 at the sound, its velocity points there: u = -looked.
    paper = [np.mean((-looked[n].numpy() - (sound[n] - noise[n]).numpy()) ** 2) for n in (0, 1)]
    assert flow_error(looked, sound, noise).numpy() == pytest.approx(paper)
    better, worse, *before = (torch.tensor([value]) for value in (0.5, 0.9, 0.6, 0.8))
    by_hand = -math.log(1.0 / (1.0 + math.exp(3.0 * ((0.5 - 0.9) - (0.6 - 0.8)))))
    assert float(preference_loss(better, worse, *before, 3.0)) == pytest.approx(by_hand)
    assert float(preference_loss(*before, *before, 3.0)) == pytest.approx(math.log(2.0))


def test_a_look_is_the_samplers(weights):
    """One Euler step by looks is the generator's clip of one step."""
    tuning = load_tuning(weights, "cpu", 4)
    noise = torch.randn(1, tiny.FRAMES, 64, generator=torch.Generator().manual_seed(3))
    made = tuning.make("rain", 0.05, [3], 1, 1.0)
    with torch.no_grad():
        looked = tuning.look(noise, torch.ones(1), "rain", 0.05)
    assert (noise - looked).numpy() == pytest.approx(made.numpy(), abs=1e-5)


def test_it_learns_and_the_generator_plays_what_it_learnt(sounds, weights, tmp_path):
    path = train_tangoflux(options(sounds, weights, tmp_path, drop=0.0))
    judged = [float(row["judged"]) for row in rows(tmp_path)]
    assert [int(row["step"]) for row in rows(tmp_path)] == [0, 4, 8, 12]
    assert judged[-1] < 0.95 * judged[0], "the loss falls"
    beside = load_tuning(weights, "cpu", 4, begin=path).make("a hiss", 0.05, [1], 3, 4.5)
    merged = load_model(weights, lora=path).sample(["a hiss"], 0.05, 3, 4.5, [1])
    plain = load_model(weights).sample(["a hiss"], 0.05, 3, 4.5, [1])
    assert merged.numpy() == pytest.approx(beside.numpy(), abs=1e-4)
    assert (merged - plain).abs().max() > 0.01
    setups = [Setup(weights), Setup(weights, lora=path)]
    assert setups[0].identity() != setups[1].identity(), "kept clips are not mistaken"
    setups[1].check()


def test_a_run_goes_on_where_it_stopped(sounds, weights, tmp_path, monkeypatch):
    whole = train_tangoflux(options(sounds, weights, tmp_path / "a"))
    step = _tuning_recipe._step

    def stopped(tuning, progress, *rest):
        if progress.step == 10:
            raise KeyboardInterrupt
        return step(tuning, progress, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(_tuning_recipe, "_step", stopped)
        with pytest.raises(KeyboardInterrupt):
            train_tangoflux(options(sounds, weights, tmp_path / "b"))
    again = train_tangoflux(options(sounds, weights, tmp_path / "b"))
    first, second = load_file(whole), load_file(again)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert [row["judged"] for row in rows(tmp_path / "a")] == [
        row["judged"] for row in rows(tmp_path / "b")
    ]
    with pytest.raises(InvalidInput, match="other options"):
        train_tangoflux(options(sounds, weights, tmp_path / "a", seed=1))


def test_gradients_that_are_no_numbers_move_nothing_and_end_a_run(weights):
    tuning = load_tuning(weights, "cpu", 4)
    before = {name: value.clone() for name, value in tuning.learner.state_dict().items()}
    optimizer = _moves.optimizer_of(tuning, 1e-3)
    assert not torch.backends.cuda.cudnn_sdp_enabled()
    progress = Progress(tuning.learner, optimizer, {})

    def step(value):
        for part in tuning.learner.parameters():
            part.grad = torch.full_like(part, value)
        _moves.stepped(progress)

    for _ in range(2):
        for _ in range(_moves.PATIENCE - 1):
            step(math.nan)
        assert all(torch.equal(before[n], v) for n, v in tuning.learner.state_dict().items())
        step(0.0)
    for _ in range(_moves.PATIENCE - 1):
        step(math.inf)
    with pytest.raises(Unavailable, match="step 30: the gradients of 10 steps were not finite"):
        step(math.nan)


def test_preference_prefers_what_it_is_told_to(weights):
    tuning = load_tuning(weights, "cpu", 4)
    source = torch.Generator().manual_seed(0)
    clips = [
        Learnt(torch.randn(1, tiny.FRAMES, 64, generator=source), "rain", 0.05) for _ in range(2)
    ]
    pair = Pair(clips[0], clips[1], (1.0, 0.0))
    optimizer = torch.optim.Adam(tuning.learner.parameters(), lr=3e-3)
    noise, share = noise_for(clips[0].latents, source), torch.tensor([0.4])
    first, flow = losses_of(tuning, pair, noise, share, 50.0)
    assert first.item() == pytest.approx(math.log(2.0)), "nothing is learnt yet"
    assert flow.item() > 0.0
    for _ in range(5):
        optimizer.zero_grad()
        losses_of(tuning, pair, noise, share, 50.0)[0].backward()
        optimizer.step()
    last, _ = losses_of(tuning, pair, noise, share, 50.0)
    assert last.item() < 0.6
    tuning.learner.remember()
    assert losses_of(tuning, pair, noise, share, 50.0)[0].item() == pytest.approx(math.log(2.0))


def crpo(sounds, weights, out, **more):
    given = {"rank": 4, "rounds": 2, "candidates": 3, "steps": 2, "batch": 2, "seconds": 0.05}
    given |= {"sampling": 2, "compute": "cpu", "clap": ""}
    return CrpoOptions(str(sounds), str(out), str(weights), **{**given, **more})


def test_crpo_ranks_its_own_clips_round_by_round(sounds, weights, tmp_path):
    heard = []

    def loudest(caption, samples):
        heard.append(caption)
        return float(np.abs(samples).max())

    whole = train_crpo(crpo(sounds, weights, tmp_path / "a"), loudest)
    assert sorted(set(heard)) == ["a hiss", "a hum, low"]
    assert len(heard) == 2 * 2 * 3
    found = rows(tmp_path / "a")
    assert [row["round"] for row in found] == ["1", "2"]
    assert all(float(row["better"]) > float(row["worse"]) for row in found)
    train_crpo(crpo(sounds, weights, tmp_path / "b", rounds=1), loudest)
    again = train_crpo(crpo(sounds, weights, tmp_path / "b"), loudest)
    with_it = [load_model(weights, lora=path).sample(["a hum"], 0.05, 2) for path in (whole, again)]
    assert torch.equal(*with_it), "a second round goes on from the first"


def test_the_verb_trains_and_says_where_the_lora_is(sounds, weights, tmp_path, capsys):
    few = ("--weights", weights, "--steps", 2, "--batch", 1, "--rank", 2, "--compute", "cpu")
    train("tangoflux", sounds, "-o", tmp_path / "run", *few)
    assert capsys.readouterr().out.strip() == str(tmp_path / "run" / "lora.safetensors")
    with pytest.raises(Unavailable, match="CLAP"):
        train("crpo", sounds, "-o", tmp_path / "crpo", *few, "--clap", tmp_path / "none")
    with pytest.raises(InvalidInput, match="--rank must be at least 1"):
        train("tangoflux", sounds, "-o", tmp_path / "run", "--rank", 0)
    with pytest.raises(InvalidInput, match="--candidates must be at least 2"):
        train("crpo", sounds, "-o", tmp_path / "crpo", *few, "--candidates", 1)


def test_captions_in_lines_of_json(sounds, weights, tmp_path):
    (tmp_path / "hum.wav").write_bytes((sounds / "hum.wav").read_bytes())
    lines = [{"file_name": "hum.wav", "text": "a hum"}, {"name": "none", "caption": "nothing"}]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "metadata.jsonl").write_text(text, encoding="utf-8")
    run = options(tmp_path, weights, tmp_path / "run", steps=1, batch=1)
    assert train_tangoflux(run).is_file()
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "hum.wav"}', encoding="utf-8")
    with pytest.raises(InvalidInput, match="line 1: expected"):
        train_tangoflux(run)


def test_what_cannot_be_learnt_is_told_in_one_line(sounds, weights, tmp_path):
    with pytest.raises(InvalidInput, match="has none of captions"):
        train_tangoflux(options(tmp_path, weights, tmp_path / "run"))
    (tmp_path / "captions.csv").write_text("name,caption\nother,a hum\n", encoding="utf-8")
    write_sound(tmp_path / "mute.wav", np.zeros(480, np.float32))
    with pytest.raises(InvalidInput, match="no caption fits"):
        train_tangoflux(options(tmp_path, weights, tmp_path / "run"))
    (tmp_path / "captions.csv").write_text("name,caption\nmute,a hum\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"mute\.wav: silence"):
        train_tangoflux(options(tmp_path, weights, tmp_path / "run"))
    with pytest.raises(Unavailable, match="no such file"):
        load_model(weights, lora=tmp_path / "none.safetensors")
    with pytest.raises(InvalidInput, match="no LoRA of TangoFlux"):
        load_model(weights, lora=weights / "vae.safetensors")
    run = options(sounds, weights, tmp_path / "run", steps=1, batch=1)
    path = train_tangoflux(run)
    with pytest.raises(InvalidInput, match="other options"):
        train_tangoflux(replace(run, rank=8))
    tuning = load_tuning(weights, "cpu", 4)
    tuning.learner.names[0] = "transformer.other"
    tuning.learner.save(path, {})
    with pytest.raises(InvalidInput, match=r"transformer\.other does not fit"):
        load_model(weights, lora=path)

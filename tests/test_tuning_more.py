"""TangoFlux learns in full, in little memory, and by what CLAP ranks; what it would cost."""

import json
import math

import clap_tiny
import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch
from test_bench import bench
from test_tuning import crpo, options, rows, sounds, train_tangoflux, weights  # noqa: F401 - fixtures

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.tangoflux._tangoflux import load_model
from ttmba_live.generate.tangoflux.tuning import load_tuning
from ttmba_live.training import _crpo_recipe
from ttmba_live.training._crpo_recipe import Pair, losses_of, train_crpo
from ttmba_live.training._tuning_recipe import Learnt, noise_for

pytestmark = pytest.mark.usefixtures("one_thread")


def test_all_weights_learn_and_the_folder_plays(sounds, weights, tmp_path):  # noqa: F811
    folder = train_tangoflux(options(sounds, weights, tmp_path, drop=0.0, full=True))
    judged = [float(row["judged"]) for row in rows(tmp_path)]
    assert judged[-1] < 0.9 * judged[0], "the loss falls"
    before, after = (
        load_model(where).sample(["a hiss"], 0.05, 2, 4.5, [1]) for where in (weights, folder)
    )
    assert (after - before).abs().max() > 0.01
    with pytest.raises(InvalidInput, match="--full trains none"):
        train_tangoflux(options(sounds, weights, tmp_path / "b", full=True, begin="x.safetensors"))


def a_pair(tuning):
    source = torch.Generator().manual_seed(0)
    clips = [
        Learnt(torch.randn(1, tiny.FRAMES, 64, generator=source), "rain", 0.05) for _ in range(2)
    ]
    return Pair(*clips, (1.0, 0.0)), noise_for(clips[0].latents, source), torch.tensor([0.4])


def test_computing_again_gives_the_same_gradients(weights):  # noqa: F811
    found = []
    for sparing in (False, True):
        torch.manual_seed(1)
        tuning = load_tuning(weights, "cpu", 4)
        tuning.sparing = sparing
        tuning.learner.remember()
        pair, noise, share = a_pair(tuning)
        sum(losses_of(tuning, pair, noise, share, 50.0)).backward()
        found.append([one.grad for one in tuning.learner.parameters() if one.grad is not None])
    assert any(one.abs().max() > 0.0 for one in found[0])
    for one, other in zip(*found, strict=True):
        assert one.numpy() == pytest.approx(other.numpy(), abs=1e-6)


def test_in_full_too_it_prefers_what_it_is_told_to(weights):  # noqa: F811
    tuning = load_tuning(weights, "cpu", None)
    tuning.learner.remember()
    given = a_pair(tuning)
    optimizer = torch.optim.Adam(tuning.learner.parameters(), lr=1e-4)
    for at in range(4):
        loss = losses_of(tuning, *given, 50.0)[0]
        assert at or loss.item() == pytest.approx(math.log(2.0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert losses_of(tuning, *given, 50.0)[0].item() < 0.6


def test_clap_of_the_hubs_layout_ranks_the_clips(sounds, weights, tmp_path, monkeypatch):  # noqa: F811
    """Winner and loser of each caption and round are those of transformers' cosines."""
    clap = clap_tiny.write(tmp_path / "clap")
    heard, kept = [], _crpo_recipe._ranked

    def ranked(tuning, latents, caption, seconds, rank):
        pair = kept(tuning, latents, caption, seconds, rank)
        heard.append((latents, [tuning.sound(row[None], seconds) for row in latents], pair))
        return pair

    monkeypatch.setattr(_crpo_recipe, "_ranked", ranked)
    train_crpo(crpo(sounds, weights, tmp_path / "run", clap=str(clap), candidates=4))
    assert len(heard) == 2 * 2, "two captions, two rounds"
    for latents, clips, pair in heard:
        by_hand = clap_tiny.cosines(clap, pair.better.caption, clips)
        best, last = int(np.argmax(by_hand)), int(np.argmin(by_hand))
        assert best != last
        assert torch.equal(pair.better.latents[0], latents[best])
        assert torch.equal(pair.worse.latents[0], latents[last])
        assert pair.scores == pytest.approx((by_hand[best], by_hand[last]), abs=1e-5)
    assert not torch.equal(heard[0][0], heard[2][0]), "another round, other clips"
    log = rows(tmp_path / "run")
    assert float(log[0]["better"]) == pytest.approx(
        np.mean([pair.scores[0] for *_, pair in heard[:2]]), abs=1e-5
    )


def test_what_it_costs_is_told_by_a_command():
    words = ("--small", "--rank", "4", "--loss", "flow", "--device", "cpu", "--json")
    done = bench("tuning", *words)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    by_name = {(row["loss"], row["learns"], row["checkpointing"]): row for row in found["rows"]}
    assert len(by_name) == 4
    for row in by_name.values():
        assert row["steps_per_second"] * row["seconds"] == pytest.approx(1.0)
        assert row["peak_gb"] > 0.0
        assert row["loss_value"] > 0.0
    some = by_name["flow", "rank 4", False]["learnt"], by_name["flow", "all", False]["learnt"]
    assert 0 < some[0] < some[1] < found["parameters"]
    assert bench("tuning", "--batch", "0").returncode == 2

"""Batches on a Ray cluster that loses what it runs on, clips that share passes, and queues."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tangoflux_tiny
from commands import one_line, run
from daemon import PATIENCE
from test_batch import lines

from ttmba_live.batch._flow import bundled
from ttmba_live.batch._order import Ask, Order, Recipe
from ttmba_live.batch._workshop import Workshop
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.model._generator import ModelGenerator
from ttmba_live.generate.tangoflux import Setup

BENCH = Path(__file__).parent.parent / "bench"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A model's folder, and a settings file that names it."""
    where = tmp_path_factory.mktemp("tiny")
    folder = tangoflux_tiny.write(where / "model", tangoflux_tiny.parts())
    config = where / "ttmba.toml"
    config.write_text(f"[tangoflux]\nfolder = {json.dumps(str(folder))}\nsteps = 2\n")
    return folder, config


def spec(prompt, seed):
    return ClipSpec(prompt, 0.5, seed)


def test_a_clip_is_the_same_in_any_company_where_passes_are_filled(tiny):
    model = Setup(tiny[0], "cpu").load_model(lambda _: None)
    generator = ModelGenerator(model, steps=2, guidance=4.5, batch=4, filled=True)
    alone = generator.generate(spec("rain", 1)).clip.samples
    some = [spec("wind", 7), spec("rain", 1), spec("bell", 3)]
    made = dict(generator.generate_many(some))
    assert np.array_equal(made[1].clip.samples, alone)
    many = [*some, *(spec("rain", seed) for seed in range(2, 7)), spec("rain", 1)]
    made = dict(generator.generate_many(many))
    assert np.array_equal(made[8].clip.samples, alone)
    assert not np.array_equal(made[3].clip.samples, alone)


def test_clips_of_several_scenes_are_made_together_and_kept(tiny, tmp_path, monkeypatch):
    config = tiny[1].read_text(encoding="utf-8")

    def workshop(name):
        about = {"planner": "rules", "generator": "tangoflux", "renderer": "sphere"}
        return Workshop(Recipe(str(tmp_path / name), ("mix", "clips"), config=config, **about))

    texts = (
        "rain@1@0,0@1@0",
        "bell@1@0,0@1@0\nrain@1@90,0@1@0",
        "rain@0@0,0@1@0",
        "rain@1@9,0@1@0",
    )
    orders = [Order(f"s{n}", "here", text=text, seed=n % 3) for n, text in enumerate(texts)]
    together, alone = workshop("together"), workshop("alone")
    (bundle,) = bundled((Ask("clips", order) for order in orders), 9)
    outcomes = together.do(bundle)
    assert [bool(outcome.fault) for outcome in outcomes] == [False, False, True, False]
    for order, outcome in zip(orders, outcomes, strict=True):
        if not outcome.fault:
            (rendered,) = together.do((Ask("render", order, outcome.part),))
            (whole,) = alone.do((Ask("scene", order),))
            assert not rendered.fault + whole.fault
            mixes = [
                tmp_path / name / "scenes" / order.id / "mix.wav" for name in ("together", "alone")
            ]
            assert mixes[0].read_bytes() == mixes[1].read_bytes()
    kept = list((tmp_path / "together" / "kept_clips").iterdir())
    assert len(kept) == 3, "the first and the last scene have one clip between them"
    again = workshop("together")
    monkeypatch.setattr(ModelGenerator, "generate_many", None)  # whoever asks for more fails
    orders = [Order("again", "here", text=texts[1], seed=1)]
    assert not again.do((Ask("scene", orders[0]),))[0].fault


def test_a_render_that_another_worker_has_finished_is_no_failure(tmp_path):
    recipe = Recipe(str(tmp_path), ("mix",), planner="rules", generator="sketch", renderer="sphere")
    order = Order("a", "here", text="rain@1@0,0@1@0", seed=1)
    workshop = Workshop(recipe)
    ((clips),) = workshop.do((Ask("clips", order),))
    for _ in range(2):
        (outcome,) = workshop.do((Ask("render", order, clips.part),))
        assert not outcome.fault
    assert [path.name for path in (tmp_path / "scenes").iterdir()] == ["a"]
    (lost,) = workshop.do((Ask("render", Order("b", "here"), clips.part),))
    assert lost.fault


def test_models_are_counted_on_a_cluster_alone(tmp_path):
    source = str(lines(tmp_path / "a.jsonl", {"prompt": "rain"}))
    words = ("batch", source, "-o", str(tmp_path / "out"))
    assert "--ray" in one_line(run(*words, "--models", "2"))
    assert "lie in 1.." in one_line(run(*words, "--models", "0", "--ray", "local"))
    assert "lie in 0.01..1" in one_line(run(*words, "--gpu-share", "0", "--ray", "local"))


def test_what_a_queue_does_is_what_theory_says(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import _queues

    monkeypatch.setattr(_queues, "CUE", (1, 1))
    pool = _queues.Pool(1, 1, fixed=0.9, each=0.1, way=0.0)
    monkeypatch.setattr(_queues, "DUE", ((1.0, 1.0 + 1e-6), (0.0, 9.0)))
    for load in (0.3, 0.7):
        seen = _queues.simulate(pool, load, seconds=30_000)
        assert seen.in_time == pytest.approx(1.0 - load, abs=0.02), "M/D/1: who need not wait"
        assert seen.busy == pytest.approx(load, abs=0.02)
    two = _queues.simulate(_queues.Pool(2, 1, 0.9, 0.1, 0.0), 0.7, seconds=30_000)
    assert two.in_time > 0.8


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_batch_outlives_a_lost_model_a_worker_a_node_and_its_own_command(tiny):
    pytest.importorskip("ray", reason='pip install "ttmba_live[cluster]"')
    words = ("--kill", "--scenes", "12", "--generator", "tangoflux", "--config", str(tiny[1]))
    done = subprocess.run(
        [sys.executable, str(BENCH / "cluster.py"), *words],
        capture_output=True, text=True, check=False, timeout=3 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "files equal without Ray, byte for byte" in done.stdout
    assert len([line for line in done.stdout.splitlines() if " was killed " in line]) == 3

"""Both recipes end to end on tiny data: they learn, go on where they stopped, and repeat."""

import numpy as np
import pytest
import soundfile
import torch

from ttmba_live.binaural.nfs import NFS, Settings, load_checkpoint, to_pose
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.training import _sofa_recipe
from ttmba_live.training._benchmark import read_benchmark
from ttmba_live.training._losses import (
    level_error,
    magnitude_error,
    multi_resolution_error,
    paper_loss,
    phase_error,
    wave_error,
)
from ttmba_live.training._mirror import forget_sideways, mirror_left
from ttmba_live.training._paper_recipe import PaperOptions, train_on_benchmark

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def benchmark(tmp_path):
    rng = np.random.default_rng(0)
    for subject in ("subject1", "subject2"):
        folder = tmp_path / "bench" / "trainset" / subject
        folder.mkdir(parents=True)
        dry = 0.1 * rng.standard_normal(24_000).astype(np.float32)
        ears = np.stack([0.5 * np.roll(dry, 150), 0.3 * np.roll(dry, 170)], axis=1)
        soundfile.write(folder / "mono.wav", dry, 48_000, subtype="FLOAT")
        soundfile.write(folder / "binaural.wav", ears, 48_000, subtype="FLOAT")
        rows = np.tile([1.0, 0.2, 0.0, 0.0, 0.0, 1.0, 0.0], (60, 1))
        np.savetxt(folder / "tx_positions.txt", rows)
    return tmp_path / "bench"


def options(benchmark, out, epochs):
    return PaperOptions(
        str(benchmark), str(out), 4, 8, window=960, epochs=epochs, batch=2, seconds=0.1,
        rate=1e-2, compute="cpu",
    )  # fmt: skip


def weights(path):
    return load_checkpoint(path).state_dict()


def test_paper_recipe_learns_and_repeats(benchmark, tmp_path):
    first = train_on_benchmark(options(benchmark, tmp_path / "a", 3))
    again = train_on_benchmark(options(benchmark, tmp_path / "b", 3))
    one, other = weights(first), weights(again)
    for name, value in one.items():
        assert torch.equal(value, other[name]), name
    lines = (tmp_path / "a" / "log.csv").read_text().split()[1:]
    losses = [float(line.split(",")[1]) for line in lines]
    assert len(losses) == 3
    assert losses[-1] < losses[0]


def test_paper_recipe_goes_on_where_it_stopped(benchmark, tmp_path, monkeypatch):
    whole = train_on_benchmark(options(benchmark, tmp_path / "a", 3))
    stopped = tmp_path / "b"
    from ttmba_live.training import _paper_recipe

    run = _paper_recipe._epoch

    def interrupted(*arguments):
        if arguments[3] == 2:
            raise KeyboardInterrupt
        return run(*arguments)

    monkeypatch.setattr(_paper_recipe, "_epoch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train_on_benchmark(options(benchmark, stopped, 3))
    monkeypatch.setattr(_paper_recipe, "_epoch", run)
    resumed = train_on_benchmark(options(benchmark, stopped, 3))
    one, other = weights(whole), weights(resumed)
    for name, value in one.items():
        assert torch.allclose(value, other[name], atol=1e-6), name


def test_a_run_is_not_taken_up_with_other_options(benchmark, tmp_path):
    train_on_benchmark(options(benchmark, tmp_path / "a", 1))
    with pytest.raises(InvalidInput, match="other options"):
        train_on_benchmark(options(benchmark, tmp_path / "a", 2))


def test_damaged_benchmarks_are_refused(benchmark, tmp_path):
    with pytest.raises(Unavailable, match="benchmark"):
        read_benchmark(tmp_path, "trainset")
    rows = benchmark / "trainset" / "subject1" / "tx_positions.txt"
    rows.write_text("1 2 3\n")
    with pytest.raises(InvalidInput, match="seven"):
        read_benchmark(benchmark, "trainset")
    soundfile.write(rows.parent / "mono.wav", np.zeros(8000), 8000)
    with pytest.raises(InvalidInput, match="48000"):
        read_benchmark(benchmark, "trainset")


def test_loss_terms_are_zero_for_the_truth_and_see_what_they_should():
    truth = torch.randn(2, 2, 9600) * 0.1
    terms = (wave_error, phase_error, level_error, multi_resolution_error, magnitude_error)
    for term in terms:
        assert term(truth, truth) < 1e-4, term
        assert term(truth.flip(1), truth) > 0, term
    assert phase_error(-truth, truth) == pytest.approx(np.pi, abs=1e-3)
    assert level_error(truth * torch.tensor([[10.0], [1.0]]), truth) == pytest.approx(2.0, abs=0.02)
    assert phase_error(truth * 0, truth) == 0
    parts = 1e3 * wave_error(truth.flip(1), truth) + phase_error(truth.flip(1), truth)
    parts += 10 * level_error(truth.flip(1), truth) + multi_resolution_error(truth.flip(1), truth)
    assert paper_loss(truth.flip(1), truth) == pytest.approx(float(parts), rel=1e-5)


def test_mirrored_branches_answer_for_each_other():
    torch.manual_seed(3)
    model = NFS(Settings(8, 16, 480, frame="head", shift_ms=(-0.2, 0.2))).eval()
    forget_sideways(model)
    mirror_left(model)
    places, hertz = torch.randn(6, 3, 1), torch.linspace(0, 24_000, 9)
    mirrored = places * torch.tensor([1.0, -1.0, 1.0]).reshape(1, 3, 1)
    with torch.no_grad():
        here, there = (
            model.field(to_pose(model.settings, x), 1, hertz) for x in (places, mirrored)
        )
    for given, wanted in zip(here, there, strict=True):
        assert torch.allclose(given, wanted.flip(1), atol=1e-5)


@pytest.fixture
def sofa(tmp_path):
    from test_training_head import ball_head, write_sofa

    write_sofa(tmp_path / "ball.sofa", ball_head(80))
    return tmp_path / "ball.sofa"


def sofa_options(sofa, out, **changes):
    given = {"channels": 8, "width": 16, "steps": 24, "batch": 8, "hold_out": 0.1, "compute": "cpu"}
    return _sofa_recipe.SofaOptions(str(sofa), str(out), save_every=12, **{**given, **changes})


def test_sofa_recipe_learns_goes_on_and_repeats(sofa, tmp_path, monkeypatch):
    whole = _sofa_recipe.train_on_head(sofa_options(sofa, tmp_path / "a"))
    lines = (tmp_path / "a" / "log.csv").read_text().split()
    errors = [float(line.split(",")[2]) for line in lines[1:]]
    assert errors[-1] < errors[0] < 12.0
    settings = load_checkpoint(whole).settings
    assert settings.frame == "head"
    assert settings.head_radius == pytest.approx(0.0875, abs=0.002)
    run = _sofa_recipe._step

    def interrupted(progress, *arguments):
        if progress.step == 17:
            raise KeyboardInterrupt
        run(progress, *arguments)

    monkeypatch.setattr(_sofa_recipe, "_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _sofa_recipe.train_on_head(sofa_options(sofa, tmp_path / "b"))
    monkeypatch.setattr(_sofa_recipe, "_step", run)
    resumed = _sofa_recipe.train_on_head(sofa_options(sofa, tmp_path / "b"))
    one, other = weights(whole), weights(resumed)
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


@pytest.mark.parametrize("changes", [{"hold_out": 0.9}, {"channels": 0}, {"width": 7}])
def test_impossible_options_are_refused(sofa, tmp_path, changes):
    with pytest.raises(InvalidInput):
        _sofa_recipe.train_on_head(sofa_options(sofa, tmp_path / "a", **changes))

"""BinauralGrad: numbers of the original code, its two files, what a caller hears of it."""

import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import signal

from ttmba_live.audio import write_sound
from ttmba_live.binaural.binauralgrad import (
    BinauralGrad,
    Denoiser,
    Sizes,
    Stages,
    _rendering,
    load_binauralgrad,
    predictor,
    run_stage,
    sample,
    sixteen_bits,
    step_numbers,
    step_table,
    warped,
)
from ttmba_live.binaural.binauralgrad_files import FILES
from ttmba_live.cli import main
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.training import _whole_rival

pytestmark = pytest.mark.usefixtures("one_thread")

GOLDEN = Path(__file__).parent / "golden" / "binauralgrad"
EXPECTED = np.load(GOLDEN / "expected.npz")
MADE = {"one": 1, "two": 2}


def known(name):
    return torch.from_numpy(EXPECTED[name])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Random weights under the published names."""
    found = tmp_path_factory.mktemp("binauralgrad")
    for name, published in zip(("stage_one.pt", "stage_two.pt"), FILES, strict=True):
        shutil.copy(GOLDEN / name, found / published)
    return found


@pytest.fixture(scope="module")
def stages(folder):
    return load_binauralgrad(folder)


def heard(name):
    parts = [known("warp"), known("mono")]
    return torch.cat(parts if name == "one" else [*parts, known("mean_given")])


@pytest.mark.parametrize("name", ["one", "two"])
def test_one_pass_is_the_original_codes(stages, name):
    first, end = EXPECTED["window"]
    pose = known("pose_rows").T[:, first // 400 : end // 400].repeat_interleave(400, 1)[None]
    sound = heard(name)[None, :, first:end]
    network, noisy = getattr(stages, name), known(f"{name}_noisy")[None]
    with torch.no_grad():
        for number, wanted in zip(
            known("steps_fractional"), EXPECTED[f"{name}_out_fractional"], strict=True
        ):
            found = network(noisy, number[None], sound, pose)[0].numpy()
            assert found == pytest.approx(wanted, abs=5e-5)
        three = [part.unflatten(2, (3, 400))[0].transpose(0, 1) for part in (noisy, sound, pose)]
        found = network(three[0], known("steps_integer"), *three[1:]).numpy()
    assert found == pytest.approx(EXPECTED[f"{name}_out_integer"], abs=5e-5)


@pytest.mark.parametrize("name", ["one", "two"])
def test_six_steps_are_the_original_codes(stages, name):
    sound = torch.cat([known("warp"), known("mono")])
    if name == "two":
        sound = torch.cat([sound, known("one_result")])
    predict = predictor(getattr(stages, name), sound, known("pose_rows").T)
    states = list(sample(predict, iter(known(f"{name}_noise").float() / 16.0)))
    for found, wanted in zip(states, EXPECTED[f"{name}_trace"], strict=True):
        assert found[:, 4000:4200].numpy() == pytest.approx(wanted, abs=2e-4)
    assert states[-1].numpy() == pytest.approx(EXPECTED[f"{name}_result"], abs=2e-4)


def test_schedule_table_and_warp_are_the_original_codes():
    assert step_numbers()[::-1] == pytest.approx(EXPECTED["sampling_steps"], abs=1e-4)
    assert step_table().numpy() == pytest.approx(EXPECTED["step_table"], abs=1e-6)
    found = warped(known("mono"), known("pose_rows").T)
    assert found.numpy() == pytest.approx(EXPECTED["warp_float"], abs=1e-4)
    assert np.array_equal(sixteen_bits(known("warp_float")).numpy(), EXPECTED["warp"])


def test_the_published_networks_have_the_published_size():
    sizes = [Sizes(3, 1), Sizes(4, 2)]
    numbers = [sum(p.numel() for p in Denoiser(size).parameters()) for size in sizes]
    assert numbers == [6_909_921, 6_910_238]
    assert sizes[0].reach == 3072


def test_pieces_are_the_whole(stages, monkeypatch):
    sound, pose = heard("one"), known("pose_rows").T
    noisy = known("one_noise")[0].float() / 16.0
    whole = predictor(stages.one, sound, pose)(noisy, 13.4)
    monkeypatch.setattr(_rendering, "PIECE", 1500)
    assert (predictor(stages.one, sound, pose)(noisy, 13.4) - whole).abs().max() < 1e-5


def test_a_tiny_network_shows_that_its_reach_is_enough():
    torch.manual_seed(0)
    network = Denoiser(Sizes(3, 1, 4, 5)).eval()
    sound, pose = torch.randn(3, 800), torch.randn(7, 2)
    noisy = torch.randn(1, 800)
    answer = predictor(network, sound, pose)(noisy, 50.0)
    noisy[0, 400] += 10.0
    changed = (predictor(network, sound, pose)(noisy, 50.0) - answer).abs()[0] > 1e-7
    places = torch.nonzero(changed)[:, 0]
    assert 400 - network.sizes.reach <= int(places.min()) < 400 < int(places.max())
    assert int(places.max()) <= 400 + network.sizes.reach


class Warp(Denoiser):
    """Says of any sound that what is not the warp is noise: six steps then give the warp."""

    def forward(self, noisy, steps, sound, pose):
        del pose
        wanted = sound[:, :2] if self.sizes.made == 2 else sound[:, :2].mean(1, keepdim=True)
        kept = np.interp(float(steps), np.arange(200), np.cumprod(1 - np.linspace(1e-4, 0.02, 200)))
        return (noisy - float(np.sqrt(kept)) * wanted) / float(np.sqrt(1.0 - kept))


def test_places_are_this_projects():
    stages = Stages(Warp(Sizes(3, 1, 2, 1)), Warp(Sizes(4, 2, 2, 1)))
    renderer = BinauralGrad(stages)
    click = np.zeros(2000, np.float32)
    click[100:110] = 0.5
    frames = 2000 + renderer.tail(2.0)
    heard = {
        azimuth: renderer.render(click, Position(azimuth, 0.0, 2.0), frames)
        for azimuth in (90.0, -90.0)
    }
    assert heard[90.0].shape == (frames, 2)
    peaks = {azimuth: np.abs(ears).argmax(axis=0) for azimuth, ears in heard.items()}
    assert peaks[90.0][0] < peaks[90.0][1] - 15, "the left ear first"
    assert peaks[-90.0][1] < peaks[-90.0][0] - 15
    assert peaks[90.0][0] == pytest.approx(105 + (2.0 - 0.08) / 343.0 * 48_000, abs=12)
    way = np.array([Position(90.0 - 9.0 * at, 0.0, 2.0).xyz for at in range(20)])
    moved = renderer.render(click, way, frames)
    assert not np.allclose(moved, heard[90.0])


def test_equal_input_gives_equal_sound(stages):
    dry = np.random.default_rng(0).normal(0, 0.1, 900).astype(np.float32)
    first, second = (BinauralGrad(stages).render(dry, Position(30.0), 1000) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, BinauralGrad(stages, seed=7).render(dry, Position(30.0), 1000))
    assert np.isfinite(first).all()
    assert np.abs(first).max() <= 1.0


def test_a_stage_is_asked_six_times(stages):
    noises = chain(known("one_noise").float() / 16.0, [None])
    found = run_stage(stages.one, heard("one"), known("pose_rows").T, noises)
    assert found.numpy() == pytest.approx(EXPECTED["one_result"], abs=2e-4)
    assert next(noises) is None, "all six tensors of noise were used"


def done(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def test_the_command_line_places_a_file(folder, tmp_path, capsys):
    dry = np.random.default_rng(0).normal(0, 0.1, 1200).astype(np.float32)
    write_sound(tmp_path / "dry.wav", dry[:, None])
    words = ["binauralize", str(tmp_path / "dry.wav"), "-o", str(tmp_path / "wet.wav")]
    words += ["--renderer", "binauralgrad", "--checkpoint"]
    assert done([*words, str(folder)]) == 0
    assert (tmp_path / "wet.wav").is_file()
    assert done([*words, str(tmp_path)]) == 2
    assert "pretrained_ckpt.s1.pt and pretrained_ckpt.s2.pt" in capsys.readouterr().err
    assert done([*words, str(tmp_path / "dry.wav")]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert done([*words, str(folder), "--room", "church"]) == 2
    assert "plays no rooms" in capsys.readouterr().err


def test_wrong_files_are_told_in_one_line(folder, tmp_path):
    with pytest.raises(Unavailable, match="links to them"):
        load_binauralgrad(tmp_path)
    one, two = (tmp_path / name for name in FILES)
    shutil.copy(folder / FILES[1], one)
    shutil.copy(folder / FILES[0], two)
    with pytest.raises(InvalidInput, match="is it the other stage"):
        load_binauralgrad(tmp_path)
    one.write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match="damaged"):
        load_binauralgrad(tmp_path)
    torch.save({"step": 1}, one)
    with pytest.raises(InvalidInput, match="no weights under 'model'"):
        load_binauralgrad(tmp_path)
    whole = torch.load(folder / FILES[0], weights_only=True)
    del whole["model"]["skip_projection.bias"]
    torch.save(whole, one)
    with pytest.raises(InvalidInput, match=r"skip_projection\.bias"):
        load_binauralgrad(tmp_path)


def test_a_renderer_of_whole_clips_is_judged_as_it_sounds():
    """One that convolves with known responses is fitted and timed as these are."""
    rng = np.random.default_rng(0)
    decay = np.exp(-np.arange(200) / 20.0)
    truth = rng.standard_normal((2, 2, 200)) * decay
    directions = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

    class Convolving:
        glide = 400

        def tail(self, distance):
            return round(48_000 * distance / 343.0) + 200

        def render(self, samples, way, frames):
            late = round(way.distance / 343.0 * 48_000) + 5
            wet = signal.oaconvolve(samples[None], 3.0 * truth[int(way.azimuth > 45.0)], axes=1)
            return np.pad(wet, ((0, 0), (late, frames)))[:, :frames].T.astype(np.float32)

    found = _whole_rival.fitted(Convolving(), directions, 1.4)
    waves = np.fft.irfft(found)[..., 96 + 5 : 96 + 205] / 3.0
    assert np.sum((waves - truth) ** 2) < 0.02 * np.sum(truth**2)
    clip = rng.normal(0, 0.1, 3000).astype(np.float32)
    for answer, wanted in _whole_rival.waves(Convolving(), directions, 1.4, truth, [clip]):
        assert answer == pytest.approx(wanted, abs=1e-4 * np.abs(wanted).max())


@pytest.mark.parametrize("name", ["one", "two"])
def test_what_earlier_layers_predict_is_the_original_codes(stages, name):
    first, end = EXPECTED["window"]
    pose = known("pose_rows").T[:, first // 400 : end // 400].repeat_interleave(400, 1)[None]
    network, noisy = getattr(stages, name), known(f"{name}_noisy")[None]
    step = known("steps_fractional")[4:5]
    with torch.no_grad():
        *earlier, last = network.looks(noisy, step, heard(name)[None, :, first:end], pose)
        whole = network(noisy, step, heard(name)[None, :, first:end], pose)
    found = torch.cat(earlier)[..., :240].numpy()
    assert found == pytest.approx(EXPECTED[f"{name}_intermediate"], abs=5e-5)
    assert torch.equal(last, whole)

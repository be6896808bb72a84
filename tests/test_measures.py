"""Table 1: its figures by hand, its networks against other computations, the verb on small ones."""

import csv

import measures_tiny
import numpy as np
import pytest
import soundfile
import torch

from ttmba_live import cli
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.captions import read_captions
from ttmba_live.measures import PACKAGES
from ttmba_live.measures._clips import heard, read_set
from ttmba_live.measures._cnn14 import make_cnn14
from ttmba_live.measures._listening import read_pth
from ttmba_live.measures._statistics import (
    FLOOR,
    divergence,
    estimate,
    frechet_distance,
    inception_score,
)

pytestmark = pytest.mark.usefixtures("one_thread")


def gaussian(mean, deviations, count=40, seed=0):
    """Rows whose mean and covariance are exactly those of independent Gaussians."""
    rows = np.random.default_rng(seed).standard_normal((count, len(mean)))
    rows -= rows.mean(axis=0)
    white = rows @ np.linalg.inv(np.linalg.cholesky(np.cov(rows.T))).T
    return white * deviations + mean


def test_frechet_distance_of_gaussians_has_a_closed_form():
    one, other = gaussian([0.0, 1.0], [1.0, 2.0]), gaussian([3.0, 1.0], [4.0, 0.5], seed=1)
    assert frechet_distance(one, other) == pytest.approx(9.0 + 9.0 + 2.25)
    assert frechet_distance(one, one) == pytest.approx(0.0, abs=1e-12)


def test_frechet_distance_of_few_clips_is_that_of_their_covariances():
    from scipy.linalg import sqrtm

    rng = np.random.default_rng(2)
    one, other = rng.standard_normal((5, 8)), rng.standard_normal((6, 8)) + 1.0
    a, b = np.cov(one.T), np.cov(other.T)
    wanted = np.sum((one.mean(0) - other.mean(0)) ** 2) + np.trace(a + b - 2 * sqrtm(a @ b).real)
    assert frechet_distance(one, other) == pytest.approx(wanted, rel=1e-6)


def test_divergence_by_hand():
    same, other = np.array([[0.5, 0.5]]), np.array([[0.9, 0.1]])
    assert divergence(same, same)[0] == 0.0
    wanted = 0.5 * np.log(0.5 / 0.9) + 0.5 * np.log(0.5 / 0.1)
    assert divergence(same, other)[0] == pytest.approx(wanted, abs=1e-4)
    sure = np.array([[1.0, 0.0]])
    assert divergence(sure, sure[:, ::-1])[0] == pytest.approx(-np.log(FLOOR), abs=1e-4)


def test_inception_score_by_hand():
    assert inception_score(np.eye(4)) == pytest.approx(4.0)
    assert inception_score(np.full((4, 4), 0.25)) == pytest.approx(1.0)
    halves = np.repeat(np.array([[1.0, 0.0], [0.5, 0.5]]), 60, axis=0)
    # Ten parts of twelve: five hold the sure clips alone, five the others alone.
    assert inception_score(halves) == pytest.approx(1.0)


def test_margins_shrink_with_the_clips():
    rng = np.random.default_rng(0)
    few, many = (estimate(np.mean, rng.standard_normal(n)) for n in (25, 2500))
    assert few.margin == pytest.approx(1.96 / 5, rel=0.4)
    assert many.margin == pytest.approx(1.96 / 50, rel=0.4)
    assert np.isnan(estimate(np.mean, np.zeros(3), resamples=0).margin)


def plain_cnn14(state, wave, hop):
    """The network again, in numpy and float64, one clip."""
    w = {name: value.double().numpy() for name, value in state.items()}
    window = w["spectrogram_extractor.stft.conv_real.weight"].shape[-1]
    padded = np.pad(wave, window // 2, mode="reflect")
    frames = np.stack([padded[at : at + window] for at in range(0, len(padded) - window + 1, hop)])
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    power = np.abs(np.fft.rfft(frames * hann)) ** 2
    sound = 10 * np.log10(np.maximum(power @ w["logmel_extractor.melW"], 1e-10))

    def norm(name, x, axis):
        shape = [1] * x.ndim
        shape[axis] = -1
        scale = w[f"{name}.weight"] / np.sqrt(w[f"{name}.running_var"] + 1e-5)
        shift = w[f"{name}.bias"] - w[f"{name}.running_mean"] * scale
        return x * scale.reshape(shape) + shift.reshape(shape)

    sound = norm("bn0", sound, 1)[None]
    for block in range(1, 7):
        for step in (1, 2):
            kernel = w[f"conv_block{block}.conv{step}.weight"]
            wide = np.pad(sound, ((0, 0), (1, 1), (1, 1)))
            _, high, broad = sound.shape
            sound = sum(
                np.einsum("oc,chw->ohw", kernel[:, :, i, j], wide[:, i : i + high, j : j + broad])
                for i in range(3)
                for j in range(3)
            )
            sound = np.maximum(norm(f"conv_block{block}.bn{step}", sound, 0), 0.0)
        if block < 6:
            c, high, broad = sound.shape
            even = sound[:, : high // 2 * 2, : broad // 2 * 2]
            sound = even.reshape(c, high // 2, 2, broad // 2, 2).mean(axis=(2, 4))
    pooled = sound.mean(axis=2)
    hidden = w["fc1.weight"] @ (pooled.max(axis=1) + pooled.mean(axis=1)) + w["fc1.bias"]
    hidden = np.maximum(hidden, 0.0)
    return hidden, w["fc_audioset.weight"] @ hidden + w["fc_audioset.bias"]


@pytest.mark.parametrize("silent", [False, True])
def test_cnn14_equals_another_computation(silent):
    state = measures_tiny.cnn14_state()
    wave = 0.1 * np.random.default_rng(3).standard_normal(11_000) * (not silent)
    network = make_cnn14(state, 160)
    embedding, scores = network(torch.from_numpy(wave[None]).float())
    for given, wanted in zip((embedding, scores), plain_cnn14(state, wave, 160), strict=True):
        assert np.abs(wanted).max() > 0.1
        assert given[0].numpy() == pytest.approx(wanted, abs=2e-4 * np.abs(wanted).max())


def test_a_wrong_file_is_told_in_one_line(tmp_path):
    state = measures_tiny.cnn14_state()
    del state["fc1.bias"]
    with pytest.raises(InvalidInput, match=r"fc1\.bias"):
        make_cnn14(state, 160)
    (tmp_path / "a.pth").write_bytes(b"not a zip")
    with pytest.raises(InvalidInput, match="damaged"):
        read_pth(tmp_path / "a.pth")


def test_clips_of_any_rate_and_length_are_heard_alike():
    late = np.arange(48_000 * 9) / 48_000
    tone = np.sin(2 * np.pi * 440 * late).astype(np.float32)
    given = heard(tone, 48_000)
    assert given.shape == (128_000,)
    assert given[200:-200] == pytest.approx(
        np.sin(2 * np.pi * 440 * np.arange(128_000) / 16_000)[200:-200], abs=2e-3
    )
    short = heard(tone[:4_800] + np.float32(1.0), 48_000)
    assert not short[2_000:].any()
    assert np.abs(short[:1600].mean()) < 1e-3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('name,caption\n"a, b.wav","rain, far"\nc,wind\n', {"a, b": "rain, far", "c": "wind"}),
        ("file,caption\na.b.flac,rain\n", {"a.b": "rain"}),
        (
            "audiocap_id,youtube_id,start_time,caption\n7,xyz,30,rain\n8,xyz,30,more\n",
            dict.fromkeys(("xyz", "Yxyz", "xyz_30", "Yxyz_30", "7"), "rain") | {"8": "more"},
        ),
    ],
)
def test_captions_in_either_layout(tmp_path, text, names):
    (tmp_path / "c.csv").write_text(text)
    assert read_captions(tmp_path / "c.csv") == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,caption\na, b.wav,rain\n", "row 2: 3 fields, expected 2"),
        ("a,b\n1,2\n", "must have the columns"),
        ("name,caption\na,\n", "holds no captions"),
        ("", "must have the columns"),
    ],
)
def test_captions_that_cannot_be_read_are_told_in_one_line(tmp_path, text, told):
    (tmp_path / "c.csv").write_text(text)
    with pytest.raises(InvalidInput, match=told):
        read_captions(tmp_path / "c.csv")


def test_folders_that_cannot_be_judged_are_told_in_one_line(tmp_path):
    with pytest.raises(Unavailable, match="not a folder"):
        read_set(tmp_path / "none")
    soundfile.write(tmp_path / "a.wav", np.zeros(8_000), 16_000)
    with pytest.raises(InvalidInput, match="1 sound files; expected at least 2"):
        read_set(tmp_path)
    soundfile.write(tmp_path / "a.flac", np.zeros(8_000), 16_000)
    with pytest.raises(InvalidInput, match="several files called 'a'"):
        read_set(tmp_path)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """References, clips and all networks: three clips, one silent, one without a caption."""
    folder = tmp_path_factory.mktemp("measures")
    measures_tiny.write_all(folder / "models")
    rng = np.random.default_rng(0)
    for part, rate in (("real", 16_000), ("made", 22_050)):
        (folder / part).mkdir()
        for name, seconds in (("rain, far", 8), ("bird", 7), ("hush", 9)):
            sound = 0.1 * rng.standard_normal((rate * seconds, 2)) * (name != "hush")
            soundfile.write(folder / part / f"{name}.wav", sound, rate)
    (folder / "captions.csv").write_text('name,caption\n"rain, far",rain falls\nhush,a dog\n')
    return folder


def evaluate(here, *words):
    with pytest.raises(SystemExit) as ended:
        cli.main(
            ["evaluate", "clips", "--captions", f"{here / 'captions.csv'}", "--resamples", "5"]
            + ["--references", f"{here / 'real'}", "--compute", "cpu"]
            + [str(word) for word in words]
        )
    return ended.value.code


def rows(folder):
    with (folder / "clips.csv").open(encoding="utf-8") as file:
        return {(row["system"], row["measures"]): row for row in csv.DictReader(file)}


def test_a_folder_of_clips_becomes_a_table(here, tmp_path, capsys):
    out = tmp_path / "out"
    assert evaluate(here, here / "made", "--models", here / "models", "-o", out) == 0
    found = rows(out)
    for measures in ("paper", "modern"):
        same, made = found["references", measures], found["made", measures]
        assert float(same["fd"]) == pytest.approx(0.0, abs=1e-9)
        assert float(same["kl"]) == 0.0
        assert float(made["fd"]) > 1e-9
        assert float(made["kl"]) > 0.0
        assert 1.0 <= float(made["inception"]) <= measures_tiny.CLASSES
        assert -1.0 <= float(made["clap"]) <= 1.0
        assert made["seconds"] == ""
    text = capsys.readouterr().out
    assert text == (out / "clips.md").read_text(encoding="utf-8")
    for told in ("1 of 3 clips are silent", "2 of 3 clips cut or padded", "3 of 3 clips have",
                 "from 22050 Hz", "1 of 3 clips have no caption", "resample_poly",
                 "FD of 3 clips in 6 dimensions"):  # fmt: skip
        assert told in text
    assert (out / "clips.png").read_bytes().startswith(b"\x89PNG")


def test_our_generators_are_judged_dry_and_in_one_ear(here, tmp_path, capsys):
    (tmp_path / "models" / "panns").mkdir(parents=True)
    lacking = tmp_path / "models"
    words = ("--generator", "sketch", "tangoflux", "--measures", "paper", "--models", lacking)
    assert evaluate(here, tmp_path / "clips", "-o", tmp_path / "out", *words) == 0
    found = rows(tmp_path / "out")
    dry, ear = found["sketch", "paper"], found["sketch, left ear", "paper"]
    assert dry["clips"] == "2"
    assert 0.0 < float(dry["seconds"]) < float(ear["seconds"])
    assert dry["fd"] == ""
    assert "Cnn14_16k_mAP=0.438.pth" in dry["lacks"]
    assert "zenodo.org/records/3987831" in dry["lacks"]
    assert "CLAP_weights_2022.pth" in dry["lacks"]
    assert "download measures-clap-2022" in dry["lacks"]
    assert "tangoflux" in found["tangoflux", "paper"]["lacks"]
    for part in ("mono", "left_ear"):
        sound, rate = soundfile.read(tmp_path / "clips" / "sketch" / part / "rain, far.wav")
        assert sound.shape == (8 * rate,)
        assert np.abs(sound).max() > 0.01
    # A second run makes nothing: the figures are the first run's.
    assert evaluate(here, tmp_path / "clips", "-o", tmp_path / "again", *words) == 0
    assert rows(tmp_path / "again")["sketch", "paper"]["seconds"] == dry["seconds"]
    # Another place is another ear.
    assert evaluate(here, tmp_path / "clips", "-o", tmp_path / "far", *words, "--azimuth", 90) == 0
    assert rows(tmp_path / "far")["sketch", "paper"]["seconds"] != dry["seconds"]
    capsys.readouterr()


def test_what_cannot_be_judged_ends_with_one_line(here, tmp_path, capsys):
    out = ("-o", tmp_path / "out")
    assert evaluate(here, tmp_path / "none", *out) == 2
    assert "not a folder of sound files" in capsys.readouterr().err
    assert evaluate(here, here / "made", *out, "--resamples", "-1") == 2
    assert "--resamples" in capsys.readouterr().err


def test_what_download_fetches_is_what_the_measures_need(tmp_path):
    for package in PACKAGES.values():
        with pytest.raises(Unavailable, match=package.name):
            package.check(tmp_path)
        for source in package.sources:
            for name in source.names:
                path = tmp_path / source.below / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        package.check(tmp_path)

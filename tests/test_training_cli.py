"""The verbs train and evaluate, from words to files."""

import argparse
import csv

import numpy as np
import pytest
import soundfile
import torch
from test_training_head import ball_head, write_sofa

from ttmba_live.binaural.nfs import NFS, Settings, save_checkpoint
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.training import _cli

pytestmark = pytest.mark.usefixtures("one_thread")


def parse(add, *words):
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args([str(word) for word in words])


def train(*words):
    _cli.run_train(parse(_cli.add_train_arguments, *words))


def evaluate(*words):
    _cli.run_evaluate(parse(_cli.add_evaluate_arguments, *words))


@pytest.fixture
def sofa(tmp_path):
    write_sofa(tmp_path / "ball.sofa", ball_head(60))
    return tmp_path / "ball.sofa"


def test_train_on_a_sofa_head_says_where_the_weights_are(sofa, tmp_path, capsys):
    small = ("--channels", 4, "--width", 8, "--steps", 2, "--batch", 2, "--compute", "cpu")
    train("sofa", sofa, "-o", tmp_path / "run", *small)
    assert capsys.readouterr().out.strip() == str(tmp_path / "run" / "nfs.safetensors")
    assert (tmp_path / "run" / "state.pt").is_file()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("sofa", "none.sofa", "-o", "x"), Unavailable),
        (("paper", "none", "-o", "x"), Unavailable),
        (("sofa", "none.sofa", "-o", "x", "--steps", "0"), InvalidInput),
        (("sofa", "none.sofa", "-o", "x", "--batch", "-1"), InvalidInput),
    ],
)
def test_train_refuses_in_one_line(words, error, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as caught:
        train(*words)
    assert "\n" not in str(caught.value)


def test_evaluate_writes_table_and_pictures(sofa, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    torch.manual_seed(0)
    save_checkpoint(
        tmp_path / "a.safetensors",
        NFS(Settings(4, 8, 480, frame="head", shift_ms=(-0.2, 0.2), falloff=1.0, floor_ms=0.2)),
    )
    clip = tmp_path / "clip.wav"
    soundfile.write(clip, 0.1 * np.random.default_rng(0).standard_normal(9600), 48_000)
    evaluate(sofa, "-o", tmp_path / "out", "--checkpoint", tmp_path / "a.safetensors",
             "--clips", clip)  # fmt: skip
    with (tmp_path / "out" / "evaluation.csv").open() as file:
        rows = {row["renderer"]: row for row in csv.DictReader(file)}
    assert float(rows["measured"]["lsd_db"]) == 0.0
    assert float(rows["measured"]["l2"]) == 0.0
    assert float(rows["three nearest"]["lsd_db"]) < float(rows["NFS-woNI"]["lsd_db"])
    # On a ball the weightless renderer, a ball itself, comes near the truth.
    assert float(rows["weightless"]["itd_us"]) < 40.0
    for name in ("sphere", "spectra", "movement"):
        assert (tmp_path / "out" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "NFS-woNI" in capsys.readouterr().out

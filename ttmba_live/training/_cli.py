"""The verbs ``train`` and ``evaluate``: plain options in, files and a table out.

Knows argparse; torch and the rest are imported only when a verb runs.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

from ttmba_live.errors import Unavailable
from ttmba_live.training._options import given, positive
from ttmba_live.training._tuning_cli import (
    add_tuning_arguments,
    train_crpo,
    train_stable_audio,
    train_tangoflux,
)


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``train`` takes."""
    parser.add_argument("recipe", choices=list(_RECIPES), help="what is learnt from what")
    parser.add_argument(
        "data",
        help="a SOFA file (sofa, niirf), a folder in the benchmark's layout (paper, "
        "binauralgrad), a "
        "folder of sounds and captions (tangoflux, stable-audio-3), one with captions or a file of "
        "them (crpo)",
    )
    parser.add_argument("-o", "--out", required=True, help="folder; a stopped run goes on there")
    parser.add_argument("--channels", type=int, default=128, metavar="C")
    parser.add_argument("--width", type=int, default=128, metavar="D")
    parser.add_argument(
        "--steps",
        type=int,
        help="sofa: how long (10000); tangoflux and stable-audio-3 (1000); crpo: of a "
        "round (100); binauralgrad: of a stage (300000)",
    )
    parser.add_argument("--epochs", type=int, help="paper: how long (16); niirf (500)")
    parser.add_argument(
        "--batch",
        type=int,
        help="a step's places, pieces or clips (24; paper 6; niirf 16; binauralgrad 48; else 8)",
    )
    parser.add_argument(
        "--hold-out",
        type=float,
        default=0.0,
        help="share never trained on: sofa, niirf, tangoflux, stable-audio-3",
    )
    parser.add_argument("--directions", type=int, help="niirf: how many to learn; all if left out")
    add_tuning_arguments(parser)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compute", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument(
        "--threads", type=int, default=0, help="of torch; 0 leaves the choice to it"
    )


def run_train(arguments: argparse.Namespace) -> None:
    """Train, print the checkpoint's path; raises `InvalidInput` and `Unavailable`."""
    names = ("channels", "width", "steps", "epochs", "batch", "directions")
    positive(arguments, *names, "rank", "rate", "rounds", "candidates", "seconds")
    _need("torch", "safetensors")
    _use_threads(arguments.threads)
    print(_RECIPES[arguments.recipe](arguments))


def _paper(arguments: argparse.Namespace) -> Path:
    from ttmba_live.training._paper_recipe import PaperOptions, train_on_benchmark

    return train_on_benchmark(
        PaperOptions(
            arguments.data, arguments.out, arguments.channels, arguments.width,
            seed=arguments.seed, compute=arguments.compute, **given(arguments, "epochs", "batch"),
        )
    )  # fmt: skip


def _sofa(arguments: argparse.Namespace) -> Path:
    from ttmba_live.training._sofa_recipe import SofaOptions, train_on_head

    return train_on_head(
        SofaOptions(
            arguments.data, arguments.out, arguments.channels, arguments.width,
            hold_out=arguments.hold_out, seed=arguments.seed,
            compute=arguments.compute, **given(arguments, "batch", "steps"),
        )
    )  # fmt: skip


def _niirf(arguments: argparse.Namespace) -> Path:
    from ttmba_live.training._niirf_recipe import NiirfOptions, train_niirf

    return train_niirf(
        NiirfOptions(
            arguments.data, arguments.out, hold_out=arguments.hold_out, seed=arguments.seed,
            compute=arguments.compute, **given(arguments, "epochs", "batch", "directions"),
        )
    )  # fmt: skip


def _binauralgrad(arguments: argparse.Namespace) -> Path:
    from ttmba_live.training._binauralgrad_recipe import BinauralGradOptions, train_binauralgrad

    return train_binauralgrad(
        BinauralGradOptions(
            arguments.data, arguments.out, arguments.channels, seed=arguments.seed,
            compute=arguments.compute, **given(arguments, "steps", "batch"),
        )
    )  # fmt: skip


_RECIPES = {
    "sofa": _sofa,
    "paper": _paper,
    "niirf": _niirf,
    "binauralgrad": _binauralgrad,
    "tangoflux": train_tangoflux,
    "stable-audio-3": train_stable_audio,
    "crpo": train_crpo,
}


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``evaluate`` takes."""
    parser.add_argument("sofa", help="the measured head to judge against")
    parser.add_argument("-o", "--out", required=True, help="folder for the table and the plots")
    parser.add_argument("--checkpoint", help="an NFS checkpoint; the shipped one if left out")
    parser.add_argument("--niirf", help="an NIIRF checkpoint, to have it in the table")
    parser.add_argument("--listener", type=int, default=0, help="whose, if it knows several")
    parser.add_argument(
        "--binauralgrad", metavar="FOLDER", help="BinauralGrad's two files, to have it in the "
        "table; minutes for each direction without a GPU",
    )  # fmt: skip
    parser.add_argument("--directions", type=int, help="judge in so many, spread evenly")
    parser.add_argument(
        "--hold-out", type=float, default=0.1, help="judge in the directions that training with "
        "this share and --seed left out; 0 for all of them",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clips", nargs="*", help="sound files for the paper's Table 2")
    parser.add_argument("--no-waves", action="store_true", help="leave Table 2 out")
    parser.add_argument("--live", action="store_true", help="judge the live renderer too")
    parser.add_argument(
        "--threads", type=int, default=0, help="of torch; 0 leaves the choice to it"
    )


def run_evaluate(arguments: argparse.Namespace) -> None:
    """Judge, print the table, write CSV and PNG; raises `InvalidInput` and `Unavailable`."""
    _need("torch", "safetensors", "matplotlib")
    _use_threads(arguments.threads)
    from ttmba_live.audio import read_clip
    from ttmba_live.training import _evaluate, _movement, _plots, _waves

    out = Path(arguments.out)
    clips = []
    if not arguments.no_waves:
        given = [read_clip(Path(path))[0].samples for path in arguments.clips or []]
        clips = given or _waves.default_clips()
    options = _evaluate.EvaluateOptions(
        arguments.sofa, arguments.checkpoint, arguments.hold_out, arguments.seed, arguments.live,
        arguments.niirf, arguments.listener, arguments.binauralgrad, arguments.directions,
    )  # fmt: skip
    result = _evaluate.evaluate(options, clips)
    print(_evaluate.as_text(result))
    _evaluate.write_csv(result, out / "evaluation.csv")
    _plots.plot_sphere(result, "NFS-woNI", out / "sphere.png")
    _plots.plot_spectra(result, "NFS-woNI", out / "spectra.png")
    _plots.plot_movement(_movement.render_all(arguments.checkpoint), out / "movement.png")


def _need(*libraries: str) -> None:
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    if missing:
        raise Unavailable(f"{', '.join(missing)} missing: pip install {' '.join(missing)}")


def _use_threads(threads: int) -> None:
    if threads > 0:
        import torch

        torch.set_num_threads(threads)

"""What ``train`` takes for models and crpo. Knows argparse; torch comes when one runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.generate.library import CLAP
from ttmba_live.generate.model import models_folder
from ttmba_live.generate.stable_audio import BASES
from ttmba_live.generate.stable_audio import default_folder as stable_audio_folder
from ttmba_live.generate.tangoflux import default_folder
from ttmba_live.training._options import given

if TYPE_CHECKING:
    from ttmba_live.generate.model.tuning import Load


def add_tuning_arguments(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    group = parser.add_argument_group("tangoflux, stable-audio-3 and crpo")
    group.add_argument("--weights", metavar="FOLDER", help="the model's; where download puts them")
    group.add_argument(
        "--model", choices=BASES, default=BASES[0], help="stable-audio-3: which (%(default)s)"
    )
    group.add_argument(
        "--captions",
        metavar="FILE",
        help="CSV or JSONL, if not in the folder",
    )
    group.add_argument("--begin", metavar="LORA", help="go on from this one")
    group.add_argument("--rank", type=int, help="of the LoRA (16)")
    group.add_argument(
        "--full", action="store_true", help="no LoRA: all weights of the transformer learn "
        "(tangoflux, crpo)",
    )  # fmt: skip
    group.add_argument(
        "--checkpointing", action="store_true", help="keep less for gradients, compute it again"
    )
    group.add_argument("--rate", type=float, help="of learning (1e-4; crpo 1e-5)")
    group.add_argument("--rounds", type=int, help="crpo: of making clips and learning (3)")
    group.add_argument("--candidates", type=int, help="crpo: clips for a caption (5)")
    group.add_argument("--seconds", type=float, help="crpo: of a clip (10)")
    group.add_argument("--clap", metavar="FOLDER", help="crpo: what ranks clips; LAION's CLAP")


def train_tangoflux(arguments: argparse.Namespace) -> Path:
    """Run the recipe; return the path of what was learnt."""
    from ttmba_live.generate.tangoflux.tuning import load_tuning

    return _train_model(arguments, _weights(arguments), load_tuning)


def train_stable_audio(arguments: argparse.Namespace) -> Path:
    """Run the recipe; return the path of what was learnt, beside which a notice lies."""
    from ttmba_live.generate.stable_audio.tuning import load_tuning

    weights = arguments.weights or str(stable_audio_folder(arguments.model))
    return _train_model(arguments, weights, load_tuning)


def _train_model(arguments: argparse.Namespace, weights: str, load: Load) -> Path:
    from ttmba_live.training import _tuning_recipe as recipe

    return recipe.train_model(
        recipe.TuningOptions(
            arguments.data, arguments.out, weights, hold_out=arguments.hold_out,
            seed=arguments.seed, compute=arguments.compute, full=arguments.full,
            sparing=arguments.checkpointing,
            **given(arguments, "captions", "begin", "rank", "steps", "batch", "rate"),
        ),
        load,
    )  # fmt: skip


def train_crpo(arguments: argparse.Namespace) -> Path:
    """Run the recipe; return the path of what was learnt."""
    from ttmba_live.training import _crpo_recipe as recipe

    names = ("captions", "begin", "rank", "steps", "batch", "rate")
    return recipe.train_crpo(
        recipe.CrpoOptions(
            arguments.data, arguments.out, _weights(arguments),
            arguments.clap or str(models_folder() / CLAP.name), seed=arguments.seed,
            compute=arguments.compute, full=arguments.full, sparing=arguments.checkpointing,
            **given(arguments, *names, "rounds", "candidates", "seconds"),
        )
    )  # fmt: skip


def _weights(arguments: argparse.Namespace) -> str:
    return arguments.weights or str(default_folder())

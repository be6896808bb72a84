"""What ``train tangoflux`` and ``train crpo`` take. Knows argparse; torch comes when one runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from ttmba_live.generate.library import CLAP
from ttmba_live.generate.model import models_folder
from ttmba_live.generate.tangoflux import default_folder
from ttmba_live.training._options import given


def add_tuning_arguments(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    group = parser.add_argument_group("tangoflux and crpo")
    group.add_argument("--weights", metavar="FOLDER", help="TangoFlux's; where download puts them")
    group.add_argument("--captions", metavar="FILE", help="CSV or JSONL, if not in the folder")
    group.add_argument("--begin", metavar="LORA", help="go on from this one")
    group.add_argument("--rank", type=int, help="of the LoRA (16)")
    group.add_argument(
        "--full", action="store_true", help="no LoRA: all weights of the transformer learn"
    )
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
    from ttmba_live.training import _tangoflux_recipe as recipe

    return recipe.train_tangoflux(
        recipe.TuningOptions(
            arguments.data, arguments.out, _weights(arguments), hold_out=arguments.hold_out,
            seed=arguments.seed, compute=arguments.compute, full=arguments.full,
            sparing=arguments.checkpointing,
            **given(arguments, "captions", "begin", "rank", "steps", "batch", "rate"),
        )
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

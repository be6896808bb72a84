"""The verbs that make and judge weights and planners: train, evaluate."""

from __future__ import annotations

import argparse
from typing import Any

from ttmba_live import training
from ttmba_live.cli._common import add
from ttmba_live.text import verbs as planning


def add_train(verbs: Any) -> None:
    """Add ``train``."""
    about = "train NFS-woNI on a measured head, or by the paper's recipe"
    parser = add(
        verbs, "train", training.run_train, about, "ttmba-live train sofa head.sofa -o weights"
    )
    training.add_train_arguments(parser)


def add_evaluate(verbs: Any) -> None:
    """Add ``evaluate head`` and ``evaluate plan``."""
    about = "judge the binaural renderer against a measured head, or a planner"
    parser = add(verbs, "evaluate", _unreached, about, "ttmba-live evaluate plan")
    kinds = parser.add_subparsers(required=True, metavar="WHAT")
    head = add(
        kinds,
        "head",
        training.run_evaluate,
        "how well the renderer places sound: a table, CSV and plots",
        "ttmba-live evaluate head head.sofa -o figures",
    )
    training.add_evaluate_arguments(head)
    plan = add(
        kinds,
        "plan",
        _evaluate_plan,
        "score a planner on the package's evaluation set",
        "ttmba-live evaluate plan --planner rules",
    )
    planning.add_evaluate_plan_arguments(plan)


def _unreached(_: argparse.Namespace) -> None:
    raise AssertionError("argparse asks for one of the two")


def _evaluate_plan(arguments: argparse.Namespace) -> None:
    planning.run_evaluate_plan(arguments)

"""The verbs that make and judge weights and planners: train, evaluate."""

from __future__ import annotations

from argparse import ArgumentParser

from ttmba_live import measures, training
from ttmba_live.cli._common import Kind, add_kinds
from ttmba_live.text import verbs as planning


def add_train(parser: ArgumentParser) -> None:
    """Add the arguments of ``train``."""
    parser.set_defaults(verb=training.run_train)
    training.add_train_arguments(parser)


def add_evaluate(parser: ArgumentParser) -> None:
    """Add the arguments of every kind of ``evaluate``."""
    add_kinds(
        parser,
        Kind(
            "head",
            "how well the renderer places sound: a table, CSV and plots",
            "ttmba-live evaluate head head.sofa -o figures",
            training.add_evaluate_arguments,
            training.run_evaluate,
        ),
        Kind(
            "clips",
            "how near clips are to real ones and to their captions: the paper's Table 1",
            "ttmba-live evaluate clips mine --references real --captions captions.csv -o figures",
            measures.add_arguments,
            measures.run,
        ),
        Kind(
            "listen",
            "a page for a blind listening test, of folders of clips",
            "ttmba-live evaluate listen tangoflux audioldm --references real -o test",
            measures.add_listen,
            measures.run_listen,
        ),
        Kind(
            "ratings",
            "what listeners said, by system",
            "ttmba-live evaluate ratings answers*.csv --key test/key.csv",
            measures.add_ratings,
            measures.run_ratings,
        ),
        Kind(
            "plan",
            "score a planner on the package's evaluation set",
            "ttmba-live evaluate plan --planner rules",
            planning.add_evaluate_plan_arguments,
            planning.run_evaluate_plan,
        ),
    )

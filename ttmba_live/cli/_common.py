"""What the verbs share: a parser with an example, common options, talk on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from ttmba_live.setup.generators import GENERATORS
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import OFFLINE_CHOICES

Verb = Callable[[argparse.Namespace], None]


def say(text: str) -> None:
    """Talk: one line on stderr."""
    print(text, file=sys.stderr, flush=True)


def add(verbs: Any, name: str, verb: Verb, about: str, example: str) -> argparse.ArgumentParser:
    """Add a verb, with what it is about and an example in its help."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(verb=verb)
    return parser


def add_generator(parser: argparse.ArgumentParser) -> None:
    """Add ``--generator``."""
    parser.add_argument("--generator", choices=GENERATORS.choices)


def add_planner(parser: argparse.ArgumentParser) -> None:
    """Add ``--planner``."""
    parser.add_argument("--planner", choices=PLANNERS.choices)


def add_renderer(parser: argparse.ArgumentParser) -> None:
    """Add ``--renderer``."""
    parser.add_argument("--renderer", choices=OFFLINE_CHOICES, default="auto")

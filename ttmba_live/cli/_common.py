"""What the verbs share: a parser with an example, common options, talk on stderr."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ttmba_live.errors import discreet

Verb = Callable[[argparse.Namespace], None]


def say(text: str) -> None:
    """Talk: one line on stderr, if anybody still reads it; never raises."""
    try:
        print(discreet(text), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):  # a closed terminal, a pipe's end, pythonw
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end


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
    parser.add_argument("--generator", choices=["auto", "tangoflux", "sketch"])


def add_planner(parser: argparse.ArgumentParser) -> None:
    """Add ``--planner``."""
    parser.add_argument("--planner", choices=["auto", "llm", "rules"])


def add_renderer(parser: argparse.ArgumentParser) -> None:
    """Add ``--renderer``."""
    parser.add_argument("--renderer", choices=["auto", "nfs", "live", "sphere"], default="auto")

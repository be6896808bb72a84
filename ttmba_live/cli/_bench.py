"""The verb that measures: bench. One line here for each file of `ttmba_live.bench`."""

from __future__ import annotations

import argparse
from typing import Any

from ttmba_live.bench import generate, render
from ttmba_live.cli._common import add


def add_bench(verbs: Any) -> None:
    """Add ``bench`` and what it can measure."""
    about = "measure this machine: a table with its floor, or --json"
    parser = add(verbs, "bench", _unreached, about, "ttmba-live bench generate --small")
    kinds = parser.add_subparsers(required=True, metavar="WHAT")
    about = "what a hop of the live renderer costs, by number of sources"
    render.add_arguments(add(kinds, "render", render.run, about, "ttmba-live bench render"))
    about = "seconds for a clip by TangoFlux, plain and fast, with random weights"
    generate.add_arguments(
        add(kinds, "generate", generate.run, about, "ttmba-live bench generate --small")
    )


def _unreached(_: argparse.Namespace) -> None:
    raise AssertionError("argparse asks for one of them")

"""The command line: parses words, prints results; every verb's work is done elsewhere.

Data goes to stdout and talk to stderr. Bad input ends with one line and exit status 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

import ttmba_live
from ttmba_live.cli import _bench, _heads, _live, _offline, _train
from ttmba_live.cli._common import say
from ttmba_live.errors import TtmbaError


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(words)
    try:
        arguments.verb(arguments)
    except TtmbaError as error:
        say(f"ttmba-live: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ttmba-live", description="Say a sound into a place. Start with: ttmba-live demo"
    )
    parser.add_argument("--version", action="version", version=ttmba_live.__version__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _live.add_demo, _live.add_serve, _offline.add_plan, _offline.add_render,
        _offline.add_binauralize, _offline.add_generate, _live.add_send, _live.add_devices,
        _live.add_doctor, _heads.add_heads,
        _live.add_config, _live.add_download, _train.add_train, _train.add_evaluate,
        _bench.add_bench,
    ):  # fmt: skip
        add(verbs)
    return parser

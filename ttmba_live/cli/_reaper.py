"""The verb that stands between a script in REAPER and a daemon; the script starts it."""

from __future__ import annotations

import argparse
import contextlib
from argparse import ArgumentParser
from pathlib import Path


def add_reaper(parser: ArgumentParser) -> None:
    """Add the arguments of ``reaper``."""
    parser.set_defaults(verb=_reaper)
    parser.add_argument("folder", type=Path, help="where the script writes and reads")
    parser.add_argument("--run", required=True, metavar="NAME", help="which run of the script")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)


def _reaper(arguments: argparse.Namespace) -> None:
    from ttmba_live.client.reaper import serve_reaper

    with contextlib.suppress(KeyboardInterrupt):
        serve_reaper(arguments.host, arguments.port, arguments.folder, arguments.run)

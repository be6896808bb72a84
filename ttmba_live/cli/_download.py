"""The verb that fetches models, once the user has seen and accepted their terms."""

from __future__ import annotations

import argparse
import sys
from argparse import ArgumentParser
from pathlib import Path

from ttmba_live.cli._common import say
from ttmba_live.errors import InvalidInput


def add_download(parser: ArgumentParser) -> None:
    """Add the arguments of ``download``."""
    parser.set_defaults(verb=_download)
    parser.add_argument("model", nargs="?", metavar="MODEL", help="left out: which there are")
    parser.add_argument("--folder", type=Path, help="where to, if not where models usually are")
    parser.add_argument("--yes", action="store_true", help="accept its licence without being asked")


def _download(arguments: argparse.Namespace) -> None:
    from ttmba_live import measures
    from ttmba_live.generate.model.download import download
    from ttmba_live.setup.downloads import PACKAGES, package

    every = {**PACKAGES, **measures.PACKAGES}

    if arguments.model is None:
        for one in every.values():
            print(f"{one.name:32s} {one.gigabytes:5.1f} GB  {one.about}\n    {one.licence}")
        return
    wanted = package(arguments.model, every)

    def agrees() -> bool:
        if arguments.yes:
            return True
        if not sys.stdin.isatty():
            raise InvalidInput(f"say --yes if you accept the licence of {wanted.name}")
        say(f"{wanted.gigabytes:g} GB are fetched. Do you accept the licence? [y/N]")
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    download(wanted, arguments.folder or wanted.folder(), say=say, agrees=agrees)

"""The verbs ``evaluate listen`` and ``evaluate ratings``: folders to a page, answers to a table."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_listen(parser: argparse.ArgumentParser) -> None:
    """Declare what `run_listen` reads."""
    parser.add_argument(
        "systems", type=Path, nargs="+", help="folders of clips, two or more; a sound has the same "
        "name in each",
    )  # fmt: skip
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for page and key")
    parser.add_argument("--references", type=Path, help="folder of the sounds as they should be")
    parser.add_argument("--captions", type=Path, metavar="CSV", help="shown beside each sound")


def run_listen(arguments: argparse.Namespace) -> None:
    """Write the page and the key; raises `TtmbaError`."""
    from ttmba_live.generate.captions import read_captions
    from ttmba_live.measures._blind import KEY, PAGE, make_test

    captions = read_captions(arguments.captions) if arguments.captions else None
    count = make_test(arguments.systems, arguments.out, arguments.references, captions)
    print(f"{count} sounds: {arguments.out / 'page' / PAGE}; keep {arguments.out / KEY}")


def add_ratings(parser: argparse.ArgumentParser) -> None:
    """Declare what `run_ratings` reads."""
    parser.add_argument("answers", type=Path, nargs="+", help="files that listeners saved")
    parser.add_argument("--key", type=Path, required=True, help="the test's key.csv")


def run_ratings(arguments: argparse.Namespace) -> None:
    """Print the table; raises `TtmbaError`."""
    from ttmba_live.measures._ratings import as_markdown, rated

    print(as_markdown(rated(arguments.answers, arguments.key)), end="")

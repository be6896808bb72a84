"""The verb about measured heads: which there are, what was found in them, how they sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from ttmba_live.cli._common import say
from ttmba_live.errors import TtmbaError, Unavailable


def add_heads(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``heads``."""
    parser.set_defaults(verb=_heads)
    parser.add_argument(
        "folder", nargs="?", type=Path, help='SOFA files; "heads" among your sessions if left out'
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="write what each head makes of the same "
        "short walk around, one WAV a head, to compare by ear"
    )  # fmt: skip
    parser.add_argument("--config", type=Path, metavar="FILE")


def _heads(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.offline import walk_around
    from ttmba_live.setup import heads_folder
    from ttmba_live.setup.heads import SHIPPED, head_names, prepared_head

    folder = arguments.folder or heads_folder(load(arguments.config).binaural.heads)
    files = head_names(folder)
    if not files:
        what = "SOFA files in" if folder.is_dir() else "such folder:"
        raise Unavailable(f"no {what} {folder}")
    well: dict[str, Path | None] = {SHIPPED: None}
    for name, file in files.items():
        try:
            told = prepared_head(file).description
        except TtmbaError as error:
            print(f"{name}: cannot be used: {error}")
            continue
        well[name] = file
        print(f"{name}: {told.words()}", *(f"  {note}" for note in told.notes), sep="\n")
    if arguments.output:
        for name, head in well.items():
            out = arguments.output / f"{name}.wav"
            walk_around(out, str(head or ""))
            say(f"{out}")
    else:
        say("hear them with -o DIR, or in a running daemon: ttmba-live send /ttmba/head NAME")

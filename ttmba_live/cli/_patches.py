"""The verb that puts patches and scripts where other programs look for them."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from pathlib import Path

from ttmba_live.cli._common import say


def add_patches(parser: ArgumentParser) -> None:
    """Add the arguments of ``patches``."""
    from ttmba_live.setup.patches import PATCHES

    parser.set_defaults(verb=_patches)
    parser.add_argument(
        "program",
        choices=PATCHES.choices,
        help="; ".join(f"{entry.name}: {entry.about}" for entry in PATCHES),
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="put the folder ttmba_live there instead"
    )


def _patches(arguments: argparse.Namespace) -> None:
    from ttmba_live.patches import Machine
    from ttmba_live.setup.patches import PATCHES

    machine = Machine.here()
    patches, _ = PATCHES.pick(arguments.program, machine)
    folder = arguments.to.absolute() if arguments.to else patches.place(machine)
    done = patches.copy(folder)
    print(done.folder)
    say(f"{done.new} files new, {done.replaced} replaced, {done.same} as they were")
    say(patches.then.format(folder=done.folder))

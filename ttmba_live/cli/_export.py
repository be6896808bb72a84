"""The verb that writes a session or a scene for other renderers."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from pathlib import Path

from ttmba_live.cli._common import add_generator, add_planner, add_room, say, telling_folders, wrote
from ttmba_live.errors import Incomplete, InvalidInput


def add_export(parser: ArgumentParser) -> None:
    """Add the arguments of ``export``."""
    from ttmba_live.setup.layouts import LAYOUTS

    parser.set_defaults(verb=_export)
    parser.add_argument(
        "scene", help="a session folder, SCENE.json, EVENTS.txt, EVENTS.csv or text"
    )
    parser.add_argument(
        "--adm", type=Path, metavar="OUT.wav", help="ADM BW64: objects with places over time"
    )
    parser.add_argument(
        "--ambix", type=Path, metavar="OUT.wav", help="Ambisonics, ACN and SN3D; see --order"
    )
    parser.add_argument("--order", type=int, default=3, metavar="N", help="1 to 7; 3 if not said")
    parser.add_argument(
        "--loudspeakers", type=Path, metavar="OUT.wav", help="a channel for each; see --layout"
    )
    parser.add_argument(
        "--layout", default="5.1", metavar="NAME",
        help=f"{', '.join(LAYOUTS.choices)}, or a file with NAME AZIMUTH ELEVATION a line",
    )  # fmt: skip
    parser.add_argument("--run", type=int, metavar="N", help="an older run of a session folder")
    parser.add_argument("--seed", type=int, help="for events that have none")
    add_room(parser)
    add_generator(parser)
    add_planner(parser)


def _export(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    from ttmba_live.export import (
        export_adm,
        export_ambisonics,
        export_loudspeakers,
        open_piece,
    )
    from ttmba_live.offline import scene_inputs, spare
    from ttmba_live.setup.layouts import layout

    outputs = (arguments.adm, arguments.ambix, arguments.loudspeakers)
    if not any(outputs):
        raise InvalidInput("export needs --adm, --ambix or --loudspeakers, each with OUT.wav")
    spare(scene_inputs(arguments.scene), *outputs)
    chosen = layout(arguments.layout)
    piece = open_piece(
        arguments.scene,
        run=arguments.run,
        generator=arguments.generator or "auto",
        planner=arguments.planner or "auto",
        seed=arguments.seed,
        room=arguments.room or "",
        quiet=False,
    )
    told = list(piece.notes)
    with (
        telling_folders(*outputs),
        tqdm(desc="export", unit="frame", unit_scale=True, disable=None) as bar,
    ):

        def progress(frames: int) -> None:
            bar.update(frames - bar.n)

        if arguments.adm:
            told += export_adm(piece, arguments.adm, progress)
        if arguments.ambix:
            told += export_ambisonics(piece, arguments.ambix, arguments.order, progress)
        if arguments.loudspeakers:
            told += export_loudspeakers(piece, arguments.loudspeakers, chosen, progress)
    for text in told:
        say(text)
    for path in outputs:
        wrote(path)
    if piece.lacks:
        raise Incomplete(f"{arguments.scene} is incomplete: {'; '.join(piece.lacks)}")

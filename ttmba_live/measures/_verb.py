"""The verb ``evaluate clips``: words in, a table, a CSV file and a picture out.

Knows argparse; torch and the rest are imported only when it runs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.measures._weights import MEASURES, default_models


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    from ttmba_live.setup.generators import GENERATORS

    parser.add_argument(
        "generated", type=Path, help="folder of clips, each named as its reference; with "
        "--generator, where they are made",
    )  # fmt: skip
    parser.add_argument("--references", type=Path, required=True, help="folder of real recordings")
    parser.add_argument(
        "--captions", type=Path, required=True, metavar="CSV", help="columns name and caption, or "
        "AudioCaps' own",
    )  # fmt: skip
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for the figures")
    parser.add_argument(
        "--measures", choices=MEASURES, help="one set of measures; both if left out"
    )
    parser.add_argument(
        "--models", type=Path, default=default_models(), help="folder of the measures' weights "
        "(default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--generator", nargs="+", default=[], choices=GENERATORS.choices[1:], metavar="NAME",
        help=f"make the clips by these first: {', '.join(GENERATORS.choices[1:])}",
    )  # fmt: skip
    parser.add_argument("--azimuth", type=float, default=0.0, help="of the binaural clips")
    parser.add_argument("--elevation", type=float, default=0.0, help="of the binaural clips")
    parser.add_argument("--distance", type=float, default=1.0, help="of the binaural clips")
    parser.add_argument(
        "--resamples", type=int, default=100, help="of the bootstrap; 0 leaves intervals out"
    )
    parser.add_argument("--compute", choices=["auto", "cpu", "cuda"], default="auto")


def run(arguments: argparse.Namespace) -> None:
    """Judge, print the table, write it and its picture; raises `TtmbaError`."""
    from ttmba_live.measures._evaluate import Options, evaluate
    from ttmba_live.measures._plots import plot_table
    from ttmba_live.measures._table import as_markdown, write_csv

    if arguments.resamples < 0:
        raise InvalidInput(f"--resamples must be at least 0, not {arguments.resamples}")
    options = Options(
        arguments.generated,
        arguments.references,
        arguments.captions,
        arguments.models,
        (arguments.measures,) if arguments.measures else tuple(MEASURES),
        tuple(arguments.generator),
        Position.checked(arguments.azimuth, arguments.elevation, arguments.distance),
        arguments.resamples,
        _device(arguments.compute),
    )
    table = evaluate(options)
    text = as_markdown(table.rows, table.notes)
    print(text, end="")
    write_csv(table.rows, arguments.out / "clips.csv")
    with whole_file(arguments.out / "clips.md") as part:
        part.write_text(text, encoding="utf-8")
    plot_table(table.rows, arguments.out / "clips.png")


def _device(wanted: str) -> str:
    import torch

    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise InvalidInput("no CUDA device is available; use --compute cpu")
    return "cuda" if there and wanted == "auto" else wanted.replace("auto", "cpu")

"""The verbs ``evaluate listen`` and ``evaluate ratings``: folders to a page, answers to a table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.errors import InvalidInput
from ttmba_live.measures._forms import FORMS

if TYPE_CHECKING:
    from ttmba_live.audio import Samples
    from ttmba_live.scene import Event


def add_listen(parser: argparse.ArgumentParser) -> None:
    """Declare what `run_listen` reads."""
    parser.add_argument(
        "systems", type=Path, nargs="*", help="folders of clips, two or more; a sound has the same "
        "name in each",
    )  # fmt: skip
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for page and key")
    parser.add_argument(
        "--form", choices=FORMS, default="mushra", help="what is asked: mushra 0 to 100; the "
        "paper's mos-q (quality), mos-f (fits the words) and mos-p (place), 1 to 5",
    )  # fmt: skip
    parser.add_argument("--references", type=Path, help="folder of the sounds as they should be")
    parser.add_argument("--captions", type=Path, metavar="CSV", help="shown beside each sound")
    group = parser.add_argument_group("directions")
    group.add_argument(
        "--directions", type=int, metavar="N", help="no folders: so many scenes of two sources, "
        "each left or right, front or rear, above or below",
    )  # fmt: skip
    group.add_argument("--seed", type=int, default=0, help="of what is drawn")
    group.add_argument("--generator", default="sketch", help="of the sounds (sketch)")
    group.add_argument("--renderer", default="auto", help="as `render` knows it")
    group.add_argument("--checkpoint", type=Path, metavar="WEIGHTS", help="of the renderer")
    group.add_argument("--head", default="", metavar="SOFA", help="hear through a measured head")


def run_listen(arguments: argparse.Namespace) -> None:
    """Write the page and the key; raises `TtmbaError`."""
    from ttmba_live.measures._blind import KEY, PAGE

    if (arguments.directions is None) != bool(arguments.systems):
        raise InvalidInput("folders of clips are compared, or --directions N scenes are made")
    make = _clips if arguments.systems else _directions
    print(f"{make(arguments)}: {arguments.out / 'page' / PAGE}; keep {arguments.out / KEY}")


def _clips(arguments: argparse.Namespace) -> str:
    from ttmba_live.generate.captions import read_captions
    from ttmba_live.measures._blind import make_test

    captions = read_captions(arguments.captions) if arguments.captions else None
    count = make_test(
        arguments.systems, arguments.out, arguments.references, captions, arguments.form
    )
    return f"{count} sounds"


def _directions(arguments: argparse.Namespace) -> str:
    from ttmba_live.measures._directions import make_direction_test
    from ttmba_live.offline import render_events

    def render(events: Sequence[Event]) -> Samples:
        rendered = render_events(
            events, generator=arguments.generator, renderer=arguments.renderer,
            checkpoint=arguments.checkpoint, head=arguments.head,
        )  # fmt: skip
        return rendered.bounced.mix.samples()

    make_direction_test(arguments.directions, arguments.out, render, arguments.seed)
    return f"{arguments.directions} scenes"


def add_ratings(parser: argparse.ArgumentParser) -> None:
    """Declare what `run_ratings` reads."""
    parser.add_argument("answers", type=Path, nargs="+", help="files that listeners saved")
    parser.add_argument("--key", type=Path, required=True, help="the test's key.csv")
    parser.add_argument("--plot", type=Path, metavar="PNG", help="means and every single rating")


def run_ratings(arguments: argparse.Namespace) -> None:
    """Print the table; raises `TtmbaError`."""
    from ttmba_live.measures._plots import plot_ratings
    from ttmba_live.measures._ratings import as_markdown, rated

    found = rated(arguments.answers, arguments.key)
    print(as_markdown(found), end="")
    if arguments.plot:
        plot_ratings(found, arguments.plot)

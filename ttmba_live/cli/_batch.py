"""The verb that makes many scenes."""

from __future__ import annotations

import argparse
import os
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.cli._common import (
    add_generator,
    add_head,
    add_planner,
    add_renderer,
    add_room,
    say,
)
from ttmba_live.errors import Incomplete, InvalidInput

if TYPE_CHECKING:
    from ttmba_live.batch import Pools, Recipe

MAX_WORKERS = 10_000


def add_batch(parser: ArgumentParser) -> None:
    """Add the arguments of ``batch``."""
    parser.set_defaults(verb=_batch)
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE",
        help="scene files, text files (event lines, or a prompt a line), JSONL files (a prompt or "
        "a scene a line), or folders of these",
    )  # fmt: skip
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True)
    parser.add_argument(
        "--workers", type=int, metavar="N", help="scenes made at once; a worker a core if not said"
    )
    parser.add_argument(
        "--ray", metavar="ADDRESS", help='on a Ray cluster: "auto", HOST:PORT, or "local" for one '
        "on this machine; see docs/batch.md",
    )  # fmt: skip
    parser.add_argument(
        "--write", metavar="FORMS", help="what is written of each scene, with commas between: mix, "
        "clips, stems, ambix, adm, labels; mix,clips if not said",
    )  # fmt: skip
    parser.add_argument("--order", type=int, default=3, metavar="N", help="of ambix, 1 to 7")
    parser.add_argument(
        "--classes", type=Path, metavar="FILE",
        help='for labels: a class a line, "name" or "name: words, other words"',
    )  # fmt: skip
    parser.add_argument("--seed", type=int, help="for events that have none")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings of the generators")
    add_renderer(parser)
    add_head(parser)
    add_room(parser)
    add_generator(parser)
    add_planner(parser)


def _batch(arguments: argparse.Namespace) -> None:
    from ttmba_live.batch import (
        FAILED,
        MANIFEST,
        files_of,
        make_scenes,
        orders_of,
    )

    recipe = _recipe(arguments)
    files = files_of(arguments.sources)
    if arguments.workers is not None and not 1 <= arguments.workers <= MAX_WORKERS:
        raise InvalidInput(f"--workers must lie in 1..{MAX_WORKERS}, not {arguments.workers}")
    with ExitStack() as stack:
        where = _on_ray if arguments.ray else _here
        pools = where(recipe, arguments, stack)
        tally = make_scenes(lambda: orders_of(files), recipe, pools, quiet=False)
    say(f"{arguments.output}: {tally.made} scenes made, {tally.there} there before; {MANIFEST}")
    if tally.failed:
        raise Incomplete(f"{tally.failed} failed: {arguments.output / FAILED} says why")


def _here(recipe: Recipe, arguments: argparse.Namespace, stack: ExitStack) -> Pools:
    """Processes of this machine; a model, if there is one, is loaded by one of its own."""
    from ttmba_live.batch import Pools, Processes

    workers = arguments.workers or os.cpu_count() or 1
    clips = stack.enter_context(Processes(recipe, 1)) if recipe.heavy() else None
    return Pools(stack.enter_context(Processes(recipe, workers)), clips)


def _on_ray(recipe: Recipe, arguments: argparse.Namespace, stack: ExitStack) -> Pools:
    """A cluster's workers; a model, if there is one, is loaded by a process of this machine."""
    from ttmba_live.batch import Pools, Processes
    from ttmba_live.batch.ray import Tasks
    from ttmba_live.cluster import Cluster

    cluster = stack.enter_context(Cluster(arguments.ray, arguments.workers))
    say(f"Ray at {arguments.ray}: {cluster.told()}")
    clips = stack.enter_context(Processes(recipe, 1)) if recipe.heavy() else None
    return Pools(Tasks(cluster, recipe, arguments.workers), clips)


def _recipe(arguments: argparse.Namespace) -> Recipe:
    """The recipe that is asked for, judged before anything is made."""
    from ttmba_live.batch import FORMS, USUAL, Recipe, read_classes
    from ttmba_live.config import load
    from ttmba_live.scene import read_text

    names = tuple(filter(None, (arguments.write or ",".join(USUAL)).split(",")))
    for name in names:
        FORMS[name]  # which names what there is
    if "labels" in names and not arguments.classes:
        raise InvalidInput("labels need --classes FILE")
    if not 1 <= arguments.order <= 7:
        raise InvalidInput(f"--order must lie in 1..7, not {arguments.order}")
    settings = load(arguments.config)
    return Recipe(
        str(arguments.output.resolve()),
        names,
        planner=arguments.planner or settings.choose.planner,
        generator=arguments.generator or settings.choose.generator,
        renderer=arguments.renderer,
        checkpoint=str(arguments.checkpoint.resolve()) if arguments.checkpoint else "",
        head=_whole(arguments.head),
        room=_whole(arguments.room),
        seed=arguments.seed,
        order=arguments.order,
        classes=read_classes(arguments.classes) if arguments.classes else (),
        config=read_text(arguments.config) if arguments.config else "",
    )


def _whole(word: str | None) -> str:
    """A file's whole path, or the word as it is if it names none."""
    return str(Path(word).resolve()) if word and Path(word).is_file() else word or ""

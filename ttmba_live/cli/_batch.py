"""The verb that makes many scenes."""

from __future__ import annotations

import argparse
import os
from argparse import ArgumentParser
from contextlib import ExitStack
from itertools import chain
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
    from ttmba_live.batch import Orders, Pools, Recipe, Spec

MAX_WORKERS = 10_000

MAX_RANDOM = 100_000_000


def add_batch(parser: ArgumentParser) -> None:
    """Add the arguments of ``batch``."""
    parser.set_defaults(verb=_batch)
    parser.add_argument(
        "sources", nargs="*", type=Path, metavar="SOURCE",
        help="scene files, text files (event lines, or a prompt a line), JSONL files (a prompt or "
        "a scene a line), or folders of these",
    )  # fmt: skip
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True)
    parser.add_argument(
        "--random", type=int, metavar="N",
        help="so many scenes drawn from --spec, the same for the same --seed (0 if not said)",
    )  # fmt: skip
    parser.add_argument(
        "--spec", type=Path, metavar="FILE",
        help="what random scenes are drawn from, as TOML; see docs/batch.md",
    )  # fmt: skip
    parser.add_argument(
        "--workers", type=int, metavar="N", help="scenes made at once; a worker a core if not said"
    )
    parser.add_argument(
        "--ray", metavar="ADDRESS", help='on a Ray cluster: "auto", HOST:PORT, or "local" for one '
        "on this machine; see docs/batch.md",
    )  # fmt: skip
    parser.add_argument(
        "--models", type=int, metavar="N", help="processes of a cluster that shall hold the "
        "generator's model; one a GPU, or without GPUs one for two processors, if not said",
    )  # fmt: skip
    parser.add_argument(
        "--gpu-share", type=float, metavar="X", help="of a GPU that each of these takes, "
        "0.01 to 1 (the whole); less leaves the rest to others",
    )  # fmt: skip
    parser.add_argument(
        "--write", metavar="FORMS", help="what is written of each scene, with commas between: mix, "
        "clips, stems, ambix, adm, labels; mix,clips if not said",
    )  # fmt: skip
    parser.add_argument("--order", type=int, default=3, metavar="N", help="of ambix, 1 to 7")
    parser.add_argument(
        "--classes", type=Path, metavar="FILE",
        help='for labels: a class a line, "name" or "name: words, other words"; without it the '
        "classes of --spec",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, help="for events that have none")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings of the generators")
    add_renderer(parser)
    add_head(parser)
    add_room(parser)
    add_generator(parser)
    add_planner(parser)


def _batch(arguments: argparse.Namespace) -> None:
    from ttmba_live.batch import FAILED, MANIFEST, make_scenes
    from ttmba_live.setup.paths import new_folder

    spec = _spec(arguments)
    recipe = _recipe(arguments, spec)
    orders = _orders(arguments, spec, recipe)
    _check_numbers(arguments)
    new = new_folder(arguments.output)
    with ExitStack() as stack:
        where = _on_ray if arguments.ray else _here
        pools = where(recipe, arguments, stack)
        if new:
            say(new)
        tally = make_scenes(orders, recipe, pools, quiet=False)
    say(f"{arguments.output}: {tally.made} scenes made, {tally.there} there before; {MANIFEST}")
    if tally.failed:
        raise Incomplete(f"{tally.failed} failed: {arguments.output / FAILED} says why")


def _check_numbers(arguments: argparse.Namespace) -> None:
    for name in ("workers", "models"):
        count = getattr(arguments, name)
        if count is not None and not 1 <= count <= MAX_WORKERS:
            raise InvalidInput(f"--{name} must lie in 1..{MAX_WORKERS}, not {count}")
    share = arguments.gpu_share
    if share is not None and not 0.01 <= share <= 1.0:
        raise InvalidInput(f"--gpu-share must lie in 0.01..1, not {share:g}")
    for name, given in (("models", arguments.models), ("gpu-share", share)):
        if given and not arguments.ray:
            raise InvalidInput(f"--{name} is for --ray: on one machine one process holds the model")


def _spec(arguments: argparse.Namespace) -> Spec | None:
    """What random scenes are drawn from, None if there shall be none."""
    if (arguments.random is None) != (arguments.spec is None):
        raise InvalidInput("--random N and --spec FILE go together")
    if arguments.random is None:
        if not arguments.sources:
            raise InvalidInput("give a SOURCE, or --random N --spec FILE")
        return None
    if not 1 <= arguments.random <= MAX_RANDOM:
        raise InvalidInput(f"--random must lie in 1..{MAX_RANDOM}, not {arguments.random}")
    from ttmba_live.batch import read_spec

    return read_spec(arguments.spec)


def _orders(arguments: argparse.Namespace, spec: Spec | None, recipe: Recipe) -> Orders:
    """All that is asked for, each time the same."""
    from ttmba_live.batch import files_of, find_files, once_each, orders_of, random_orders
    from ttmba_live.setup.generators import library_setup

    files = files_of(arguments.sources)
    if spec is None:
        return lambda: orders_of(files)
    library = library_setup(recipe.settings()) if spec.sounds.source == "library" else None
    found = find_files(spec, library) if library else None
    drawn = (spec, arguments.random, arguments.seed or 0, str(arguments.spec), found)
    return lambda: once_each(chain(orders_of(files), random_orders(*drawn)))


def _here(recipe: Recipe, arguments: argparse.Namespace, stack: ExitStack) -> Pools:
    """Processes of this machine; a model, if there is one, is loaded by one of its own."""
    from ttmba_live.batch import Pools, Processes

    workers = arguments.workers or os.cpu_count() or 1
    scenes = stack.enter_context(Processes(recipe, workers))
    if not recipe.heavy():
        return Pools(scenes)
    return Pools(scenes, stack.enter_context(Processes(recipe, 1)), recipe.together())


def _on_ray(recipe: Recipe, arguments: argparse.Namespace, stack: ExitStack) -> Pools:
    """A cluster's workers; a model, if there is one, is loaded by actors, one a GPU."""
    from ttmba_live.batch import Pools
    from ttmba_live.batch.ray import Tasks
    from ttmba_live.cluster import Cluster

    cluster = stack.enter_context(Cluster(arguments.ray, arguments.workers))
    say(f"Ray at {arguments.ray}: {cluster.told()}")
    scenes = Tasks(cluster, recipe, arguments.workers, say)
    if not recipe.heavy():
        return Pools(scenes)
    from ttmba_live.batch.actors import Actors

    models = Actors(cluster, recipe, arguments.models, say, arguments.gpu_share or 1.0)
    clips = stack.enter_context(models)
    return Pools(scenes, clips, clips.together)


def _recipe(arguments: argparse.Namespace, spec: Spec | None) -> Recipe:
    """The recipe that is asked for, judged before anything is made."""
    from ttmba_live.batch import FORMS, USUAL, Recipe, read_classes
    from ttmba_live.config import load
    from ttmba_live.scene import read_text

    names = tuple(filter(None, (arguments.write or ",".join(USUAL)).split(",")))
    for name in names:
        FORMS[name]  # which names what there is
    classes = read_classes(arguments.classes) if arguments.classes else ()
    if spec and not arguments.classes:
        classes = spec.labelled()
    if "labels" in names and not classes:
        raise InvalidInput("labels need --classes FILE, or the classes of a --spec")
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
        classes=classes if "labels" in names else (),
        config=read_text(arguments.config) if arguments.config else "",
    )


def _whole(word: str | None) -> str:
    """A file's whole path, or the word as it is if it names none."""
    return str(Path(word).resolve()) if word and Path(word).is_file() else word or ""

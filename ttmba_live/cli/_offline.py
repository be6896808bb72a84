"""The verbs without a clock: render, sessions, binauralize, generate."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.cli._common import (
    add_generator,
    add_head,
    add_planner,
    add_renderer,
    add_room,
    say,
    telling_folders,
    wrote,
)
from ttmba_live.errors import InvalidInput

if TYPE_CHECKING:
    from ttmba_live.geometry import Position, Trajectory


def add_render(parser: ArgumentParser) -> None:
    """Add the arguments of ``render``."""
    parser.set_defaults(verb=_render)
    parser.add_argument(
        "scene",
        help="text, SCENE.json, EVENTS.txt, EVENTS.csv or a session folder",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav")
    parser.add_argument("--session", type=Path, metavar="DIR", help="write a session folder too")
    parser.add_argument("--run", type=int, metavar="N", help="an older run of a session folder")
    parser.add_argument("--seed", type=int, help="for events that have none")
    parser.add_argument(
        "--stems", choices=("apart", "wet", "dry"), default="",
        help="the room in a stem of its own (if not said), in each stem, or left out",
    )  # fmt: skip
    add_renderer(parser)
    add_head(parser)
    add_room(parser)
    add_generator(parser)
    add_planner(parser)


_OF_SCENES = ("generator", "planner", "seed", "renderer", "checkpoint", "head", "room")
"""What `render` is told of a scene and not of a run."""


def _render(arguments: argparse.Namespace) -> None:
    from ttmba_live.offline import as_path, render_to_files

    if arguments.output is None and arguments.session is None:
        raise InvalidInput("render needs -o OUT.wav or --session DIR")
    unused = [f"--{name}" for name in _OF_SCENES if getattr(arguments, name) not in (None, "auto")]
    path = as_path(arguments.scene)
    if unused and path is not None and path.is_dir():
        more = f"{', '.join(unused)}: its session.json takes those"
        say(f"a run is played again as it was, without {more}")
    with telling_folders(arguments.output, arguments.session):
        notes = render_to_files(
            arguments.scene,
            arguments.output,
            arguments.session,
            generator=arguments.generator or "auto",
            planner=arguments.planner or "auto",
            seed=arguments.seed,
            renderer=arguments.renderer,
            checkpoint=arguments.checkpoint,
            run=arguments.run,
            head=arguments.head or "",
            room=arguments.room or "",
            stems_room=arguments.stems,
        )
    for note in notes:
        say(note)
    wrote(arguments.output)
    wrote(arguments.session)


def add_sessions(parser: ArgumentParser) -> None:
    """Add the arguments of ``sessions``."""
    parser.set_defaults(verb=_sessions)
    parser.add_argument("folder", type=Path, metavar="FOLDER")


def _sessions(arguments: argparse.Namespace) -> None:
    from ttmba_live.session import found_runs, sessions_in

    folder = arguments.folder
    found = found_runs(folder)
    if not found and (others := sessions_in(folder)):
        say(f"{folder} is no session; in it are: {', '.join(path.name for path in others)}")
    elif not found:
        say(f"{folder} is no session: it has neither timeline.jsonl nor session.json")
    for run in found:
        last = "last run" if run.played else "scene"
        number = last if run.number is None else f"--run {run.number}"
        rendered = "rendered" if run.rendered else "not rendered"
        about = (f"{run.seconds:.1f} s", f"{run.events} events", rendered, run.lacks)
        print(f"{number}: {', '.join(filter(None, about))}")


_FRONT = {"azimuth": 0.0, "elevation": 0.0, "distance": 1.0}
"""Where `binauralize` puts what nobody places."""


def add_binauralize(parser: ArgumentParser) -> None:
    """Add the arguments of ``binauralize``."""
    parser.set_defaults(verb=_binauralize)
    parser.add_argument("input", type=Path, metavar="IN.wav")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--azimuth", type=float, help="degrees, + left; 0 if not said")
    parser.add_argument("--elevation", type=float, help="degrees, + up; 0 if not said")
    parser.add_argument("--distance", type=float, help="metres; 1 if not said")
    parser.add_argument(
        "--trajectory", type=Path, metavar="CSV", help="where it is over time: the line "
        "time,azimuth,elevation,distance, then rows of s, degrees, degrees, m"
    )  # fmt: skip
    add_renderer(parser)
    add_head(parser)
    add_room(parser)


def _binauralize(arguments: argparse.Namespace) -> None:
    from ttmba_live.offline import binauralize_file

    with telling_folders(arguments.output):
        notes = binauralize_file(
            arguments.input,
            arguments.output,
            _where(arguments),
            renderer=arguments.renderer,
            head=arguments.head or "",
            room=arguments.room or "",
            checkpoint=arguments.checkpoint,
        )
    for note in notes:
        say(note)
    wrote(arguments.output)


def _where(arguments: argparse.Namespace) -> Position | Trajectory:
    from ttmba_live.geometry import Position
    from ttmba_live.scene import read_trajectory

    place = {name: value for name in _FRONT if (value := getattr(arguments, name)) is not None}
    if arguments.trajectory is None:
        return Position.checked(**{**_FRONT, **place})
    if place:
        more = ", ".join(f"--{name}" for name in place)
        raise InvalidInput(f"--trajectory says where it is all the time: leave out {more}")
    return read_trajectory(arguments.trajectory)


def add_generate(parser: ArgumentParser) -> None:
    """Add the arguments of ``generate``."""
    parser.set_defaults(verb=_generate)
    parser.add_argument("prompt")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--duration", type=float, default=10.0, help="seconds")
    parser.add_argument("--steps", type=int, help="of a model; its own number if left out")
    parser.add_argument("--seed", type=int)
    parser.add_argument(
        "--takes", type=int, default=1, metavar="N",
        help="that many clips, each with the next seed; files have their numbers and seeds",
    )  # fmt: skip
    parser.add_argument("--negative", default="", metavar="WORDS", help="what it shall not be like")
    parser.add_argument("--guidance", type=float, help="how closely the prompt is followed")
    parser.add_argument(
        "--lora", metavar="FILE", default="", help="what `train tangoflux` or `train "
        "stable-audio-3` made of your own sounds",
    )  # fmt: skip
    add_generator(parser)


def _generate(arguments: argparse.Namespace) -> None:
    from ttmba_live.geometry import Position
    from ttmba_live.offline import generate_files
    from ttmba_live.scene import Event
    from ttmba_live.setup.generators import learner_of, usual_with

    learner = learner_of(arguments.lora) if arguments.lora else None
    generator = arguments.generator or learner or "auto"
    if learner and generator != learner:
        raise InvalidInput(f"--lora is for the generator {learner}, not {generator}")
    event = Event.checked(
        arguments.prompt,
        arguments.duration,
        Position(),
        seed=arguments.seed,
        negative=arguments.negative,
        guidance=arguments.guidance,
    )
    with telling_folders(arguments.output):
        for note in generate_files(
            event,
            arguments.output,
            takes=arguments.takes,
            generator=generator,
            settings=usual_with(arguments.steps, arguments.lora),
        ):
            say(note)
    if arguments.takes == 1:  # the notes of several name each
        wrote(arguments.output)

"""The verbs without a clock: plan, render, binauralize, generate."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ttmba_live.cli._common import add, add_generator, add_planner, add_renderer, say
from ttmba_live.errors import InvalidInput


def add_plan(verbs: Any) -> None:
    """Add ``plan``."""
    about = "text to sound events, as event lines or JSON"
    parser = add(verbs, "plan", _plan, about, 'ttmba-live plan "a dog barks on the left"')
    parser.add_argument("text", help="what should be heard; - reads standard input")
    parser.add_argument("--json", action="store_true", help="a JSON list of scene-file events")
    parser.add_argument("--plot", type=Path, metavar="SCENE.png", help="a picture, from above")
    parser.add_argument("--config", type=Path, metavar="FILE", help="for [llm]")
    add_planner(parser)


def _plan(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.offline import plan
    from ttmba_live.scene import event_to_json, format_line

    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    settings = load(arguments.config)
    events, notes = plan(text, arguments.planner or settings.choose.planner, settings)
    for note in notes:
        say(note)
    if arguments.plot:
        from ttmba_live.text.plot import plot_scene

        plot_scene(events, arguments.plot)
    if arguments.json:
        print(json.dumps([event_to_json(event) for event in events], ensure_ascii=False, indent=1))
    else:
        for event in events:
            print(format_line(event))


def add_render(verbs: Any) -> None:
    """Add ``render``."""
    about = "text, a scene file, event lines or a session folder to a mix, offline"
    parser = add(verbs, "render", _render, about, 'ttmba-live render "rain@5@0,40@3@0" -o rain.wav')
    parser.add_argument("scene", help="text, SCENE.json, EVENTS.txt or a session folder")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav")
    parser.add_argument("--session", type=Path, metavar="DIR", help="write a session folder too")
    parser.add_argument("--seed", type=int, help="for events that have none")
    add_renderer(parser)
    add_generator(parser)
    add_planner(parser)


def _render(arguments: argparse.Namespace) -> None:
    from ttmba_live.offline import render_to_files

    if arguments.output is None and arguments.session is None:
        raise InvalidInput("render needs -o OUT.wav or --session DIR")
    for note in render_to_files(
        arguments.scene,
        arguments.output,
        arguments.session,
        generator=arguments.generator or "auto",
        planner=arguments.planner or "auto",
        seed=arguments.seed,
        renderer=arguments.renderer,
    ):
        say(note)


def add_binauralize(verbs: Any) -> None:
    """Add ``binauralize``."""
    about = "one mono sound file to two ears, standing or moving"
    example = "ttmba-live binauralize dry.wav -o wet.wav --azimuth 90 --distance 2"
    parser = add(verbs, "binauralize", _binauralize, about, example)
    parser.add_argument("input", type=Path, metavar="IN.wav")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--azimuth", type=float, default=0.0, help="degrees, + left")
    parser.add_argument("--elevation", type=float, default=0.0, help="degrees, + up")
    parser.add_argument("--distance", type=float, default=1.0, help="metres")
    parser.add_argument("--trajectory", type=Path, metavar="CSV")
    parser.add_argument("--checkpoint", type=Path, metavar="NFS.pt", help="other weights")
    add_renderer(parser)


def _binauralize(arguments: argparse.Namespace) -> None:
    from ttmba_live.geometry import Position
    from ttmba_live.offline import binauralize_file
    from ttmba_live.scene import read_trajectory

    where = (
        read_trajectory(arguments.trajectory)
        if arguments.trajectory
        else Position.checked(arguments.azimuth, arguments.elevation, arguments.distance)
    )
    for note in binauralize_file(
        arguments.input,
        arguments.output,
        where,
        renderer=arguments.renderer,
        checkpoint=arguments.checkpoint,
    ):
        say(note)


def add_generate(verbs: Any) -> None:
    """Add ``generate``."""
    about = "one mono clip from a prompt"
    example = 'ttmba-live generate "rain on leaves" -o rain.wav --duration 10'
    parser = add(verbs, "generate", _generate, about, example)
    parser.add_argument("prompt")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--duration", type=float, default=10.0, help="seconds")
    parser.add_argument("--steps", type=int, default=25, help="of TangoFlux")
    parser.add_argument("--seed", type=int)
    add_generator(parser)


def _generate(arguments: argparse.Namespace) -> None:
    from ttmba_live.offline import generate_file
    from ttmba_live.setup import Settings, TangoFluxSettings

    for note in generate_file(
        arguments.prompt,
        arguments.output,
        seconds=arguments.duration,
        seed=arguments.seed,
        generator=arguments.generator or "auto",
        settings=Settings(tangoflux=TangoFluxSettings(steps=arguments.steps)),
    ):
        say(note)

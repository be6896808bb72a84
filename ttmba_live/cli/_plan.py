"""The verb ``plan``: what a planner makes of a text, printed. Plans nothing itself."""

from __future__ import annotations

import argparse
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.cli._common import add_planner, read_text, say, telling_folders

if TYPE_CHECKING:
    from ttmba_live.scene import Event
    from ttmba_live.setup import Settings


def add_plan(parser: ArgumentParser) -> None:
    """Add the arguments of ``plan``."""
    parser.set_defaults(verb=_plan)
    parser.add_argument("text", help="what should be heard; - reads standard input")
    parser.add_argument(
        "--json",
        action="store_true",
        help="a JSON list of scene-file events, with who planned each",
    )
    parser.add_argument(
        "--compare", action="store_true", help="the rules and the language model side by side"
    )
    parser.add_argument("--plot", type=Path, metavar="SCENE.png", help="a picture, from above")
    parser.add_argument("--config", type=Path, metavar="FILE", help="for [llm]")
    add_planner(parser)


def _plan(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.offline import plan
    from ttmba_live.scene import event_to_json, format_line
    from ttmba_live.text import room_of_words

    text = read_text() if arguments.text == "-" else arguments.text
    settings = load(arguments.config)
    if arguments.compare:
        _compare(text, settings)
        return
    events, notes = plan(text, arguments.planner or settings.choose.planner, settings)
    for note in notes:
        say(note)
    if arguments.plot:
        from ttmba_live.text.plot import plot_scene

        with telling_folders(arguments.plot):
            plot_scene(events, arguments.plot)
    if arguments.json:
        print(json.dumps([event_to_json(event) for event in events], ensure_ascii=False, indent=1))
    else:
        for number, event in enumerate(events, 1):
            print(format_line(event), flush=True)  # before what is said of it, where both are seen
            if beyond := _beyond(event):
                say(f"  line {number}, {event.sound}: {', '.join(beyond)}")
        if (room := room_of_words(text)) is not None:
            say(f"  room: {room.preset}")


def _beyond(event: Event) -> list[str]:
    """What is planned of an event and has no place in its line."""
    told = []
    if event.trajectory is not None:
        p = event.trajectory.positions[-1]
        told.append(f"moves, and ends at {p.azimuth:g},{p.elevation:g}@{p.distance:g}")
    if event.spread:
        told.append("all around" if event.spread >= 180.0 else f"{event.spread:g} degrees wide")
    if event.envelope is not None:
        told.append("fades")
    if event.gain_db:
        told.append(f"{event.gain_db:+g} dB")
    return told


def _compare(text: str, settings: Settings) -> None:
    from ttmba_live.setup import choose
    from ttmba_live.text import plan_text
    from ttmba_live.text.compare import side_by_side

    planners = [choose.planner(name, settings)[0] for name in ("rules", "llm")]
    named = [(planner.name, plan_text(planner, text)) for planner in planners]
    for name, plan in named:
        for note in plan.notes:
            say(f"{name}: {note}")
    print("\n".join(side_by_side(named)))

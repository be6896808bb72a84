"""The command line: parses words, prints results; every verb's work is done elsewhere.

Data goes to stdout and talk to stderr. Bad input ends with one line and exit status 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import ttmba_live
from ttmba_live.errors import InvalidInput, TtmbaError

Verb = Callable[[argparse.Namespace], None]


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(words)
    try:
        arguments.verb(arguments)
    except TtmbaError as error:
        _say(f"ttmba-live: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(0)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ttmba-live", description="Say a sound into a place. Start with: ttmba-live demo"
    )
    parser.add_argument("--version", action="version", version=ttmba_live.__version__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_demo, _add_serve, _add_plan, _add_render, _add_binauralize, _add_generate,
        _add_send, _add_devices, _add_doctor, _add_config,
    ):  # fmt: skip
        add(verbs)
    return parser


def _add(verbs: Any, name: str, verb: Verb, about: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(verb=verb)
    return parser


def _add_generator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", choices=["auto", "tangoflux", "sketch"])


def _add_planner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--planner", choices=["auto", "llm", "rules"])


def _add_renderer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--renderer", choices=["auto", "nfs", "sphere"], default="auto")


def _add_demo(verbs: Any) -> None:
    about = "play a short scene through a daemon of its own and leave a session on disk"
    parser = _add(verbs, "demo", _demo, about, "ttmba-live demo --folder my_demo")
    parser.add_argument("--folder", type=Path, default=Path("ttmba_demo"))


def _demo(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.demo import demo

    folder = demo(arguments.folder, _say)
    _say("mix, stems, clips and session are in:")
    print(folder)


def _add_serve(verbs: Any) -> None:
    about = "listen on OSC and play, until Ctrl-C"
    parser = _add(verbs, "serve", _serve, about, "ttmba-live serve --record tonight.wav")
    parser.add_argument("--osc-port", type=int, metavar="PORT")
    parser.add_argument("--osc-host", metavar="HOST")
    parser.add_argument("--device", metavar="NAME", help='part of a name, a number, or "null"')
    parser.add_argument("--record", type=Path, metavar="FILE", help="WAV or FLAC of all that plays")
    parser.add_argument("--session", type=Path, metavar="DIR", help="grow a session folder here")
    _add_generator(parser)
    _add_planner(parser)
    parser.add_argument("--config", type=Path, metavar="FILE")


def _serve(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.live import Run
    from ttmba_live.app.serve import serve
    from ttmba_live.config import load

    settings = load(arguments.config)
    settings = replace(
        settings,
        osc=_with(settings.osc, host=arguments.osc_host, port=arguments.osc_port),
        audio=_with(settings.audio, device=arguments.device),
        choose=_with(settings.choose, generator=arguments.generator, planner=arguments.planner),
    )
    serve(settings, Run(arguments.session, arguments.record), _say)


def _with(section: Any, **given: Any) -> Any:
    return replace(section, **{key: value for key, value in given.items() if value is not None})


def _add_plan(verbs: Any) -> None:
    about = "text to sound events, as event lines or JSON"
    parser = _add(verbs, "plan", _plan, about, 'ttmba-live plan "a dog barks on the left"')
    parser.add_argument("text", help="what should be heard; - reads standard input")
    parser.add_argument("--json", action="store_true", help="a JSON list of scene-file events")
    _add_planner(parser)


def _plan(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.offline import plan
    from ttmba_live.scene import event_to_json, format_line

    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    events, notes = plan(text, arguments.planner or "auto")
    for note in notes:
        _say(note)
    if arguments.json:
        print(json.dumps([event_to_json(event) for event in events], ensure_ascii=False, indent=1))
    else:
        for event in events:
            print(format_line(event))


def _add_render(verbs: Any) -> None:
    about = "text, a scene file, event lines or a session folder to a mix, offline"
    parser = _add(
        verbs, "render", _render, about, 'ttmba-live render "rain@5@0,40@3@0" -o rain.wav'
    )
    parser.add_argument("scene", help="text, SCENE.json, EVENTS.txt or a session folder")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav")
    parser.add_argument("--session", type=Path, metavar="DIR", help="write a session folder too")
    parser.add_argument("--seed", type=int, help="for events that have none")
    _add_renderer(parser)
    _add_generator(parser)
    _add_planner(parser)


def _render(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.render import render_to_files

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
        _say(note)


def _add_binauralize(verbs: Any) -> None:
    about = "one mono sound file to two ears, standing or moving"
    example = "ttmba-live binauralize dry.wav -o wet.wav --azimuth 90 --distance 2"
    parser = _add(verbs, "binauralize", _binauralize, about, example)
    parser.add_argument("input", type=Path, metavar="IN.wav")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--azimuth", type=float, default=0.0, help="degrees, + left")
    parser.add_argument("--elevation", type=float, default=0.0, help="degrees, + up")
    parser.add_argument("--distance", type=float, default=1.0, help="metres")
    parser.add_argument("--trajectory", type=Path, metavar="CSV")
    parser.add_argument("--checkpoint", type=Path, metavar="NFS.pt", help="other weights")
    _add_renderer(parser)


def _binauralize(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.render import binauralize_file
    from ttmba_live.geometry import Position
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
        _say(note)


def _add_generate(verbs: Any) -> None:
    about = "one mono clip from a prompt"
    example = 'ttmba-live generate "rain on leaves" -o rain.wav --duration 10'
    parser = _add(verbs, "generate", _generate, about, example)
    parser.add_argument("prompt")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.wav", required=True)
    parser.add_argument("--duration", type=float, default=10.0, help="seconds")
    parser.add_argument("--seed", type=int)
    _add_generator(parser)


def _generate(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.render import generate_file

    for note in generate_file(
        arguments.prompt,
        arguments.output,
        seconds=arguments.duration,
        seed=arguments.seed,
        generator=arguments.generator or "auto",
    ):
        _say(note)


def _add_send(verbs: Any) -> None:
    about = "send one OSC message to a daemon and print its answers"
    parser = _add(verbs, "send", _send, about, 'ttmba-live send /ttmba/cue "a bell behind me"')
    parser.add_argument("address")
    parser.add_argument("arguments", nargs="*", help="numbers are sent as numbers")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)
    parser.add_argument("--wait", type=float, default=0.5, help="seconds to listen for answers")


def _send(arguments: argparse.Namespace) -> None:
    from ttmba_live.osc import Caller

    with Caller(arguments.host, arguments.port) as caller:
        caller.send(arguments.address, *(_value(word) for word in arguments.arguments))
        while True:
            try:
                address, values = caller.receive(arguments.wait)
            except TimeoutError:
                return
            print(address, *values, flush=True)


def _value(word: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def _add_devices(verbs: Any) -> None:
    about = "the sound outputs that serve --device can name"
    _add(verbs, "devices", _devices, about, "ttmba-live devices")


def _devices(_: argparse.Namespace) -> None:
    from ttmba_live.sinks.device import list_devices

    for item in list_devices():
        mark = "*" if item.default else " "
        print(
            f"{mark} {item.index:3d}  {item.name}  ({item.host_api}, "
            f"{item.channels} channels, {item.rate:g} Hz)"
        )


def _add_doctor(verbs: Any) -> None:
    about = "look at what a performance needs and say what is missing"
    parser = _add(verbs, "doctor", _doctor, about, "ttmba-live doctor")
    parser.add_argument("--config", type=Path, metavar="FILE")


def _doctor(arguments: argparse.Namespace) -> None:
    from ttmba_live.app.doctor import examine
    from ttmba_live.config import load

    for finding in examine(load(arguments.config)):
        print(f"{'ok  ' if finding.well else 'MISSING'} {finding.what}: {finding.found}")


def _add_config(verbs: Any) -> None:
    about = "print every setting with its default, as a TOML file for --config"
    _add(verbs, "config", _config, about, "ttmba-live config > ttmba.toml")


def _config(_: argparse.Namespace) -> None:
    from ttmba_live.app.settings import Settings
    from ttmba_live.config import to_toml

    print(to_toml(Settings()), end="")

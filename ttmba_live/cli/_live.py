"""The verbs around a running daemon: demo, serve, send, devices, doctor, config."""

from __future__ import annotations

import argparse
import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ttmba_live.cli._common import (
    add_generator,
    add_head,
    add_planner,
    add_room,
    say,
    telling_folders,
)
from ttmba_live.errors import InvalidInput, discreet
from ttmba_live.memory import uncollected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ttmba_live.osc import Answer
    from ttmba_live.setup import Settings

_LEVEL = re.compile(r"([+-]?\d*\.?\d+) ?dB", re.IGNORECASE)


def add_demo(parser: ArgumentParser) -> None:
    """Add the arguments of ``demo``."""
    parser.set_defaults(verb=_demo)
    parser.add_argument("--folder", type=Path, default=Path("ttmba_demo"))


def _demo(arguments: argparse.Namespace) -> None:
    from ttmba_live.live.demo import demo

    folder = demo(arguments.folder, say)
    say("mix, stems, clips and session are in:")
    print(folder)


def add_serve(parser: ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    from ttmba_live.setup.renderers import RENDERERS

    parser.set_defaults(verb=_serve)
    parser.add_argument("--osc-port", type=int, metavar="PORT")
    parser.add_argument("--osc-host", metavar="HOST")
    parser.add_argument("--device", metavar="NAME", help='part of a name, a number, or "null"')
    parser.add_argument(
        "--channels", nargs=2, type=int, metavar=("LEFT", "RIGHT"),
        help="the device's channels for the two ears, from 1",
    )  # fmt: skip
    parser.add_argument(
        "--inputs", nargs="+", type=int, metavar="CHANNEL",
        help="an input device's channels that become sources in1, in2, ...; [inputs] says which",
    )  # fmt: skip
    parser.add_argument("--stage-host", metavar="HOST", help="let other machines see and play the "
        "stage: an address of this one, or 0.0.0.0; prints a link with a token, and its code"
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open the stage in a browser")
    parser.add_argument("--record", type=Path, metavar="FILE", help="WAV or FLAC of all that plays")
    parser.add_argument("--session", type=Path, metavar="DIR", help="grow a session folder here")
    parser.add_argument("--scene", type=Path, metavar="FILE", help="a scene file or session that "
        "the show's clock plays: /ttmba/transport/play"
    )  # fmt: skip
    add_generator(parser)
    parser.add_argument("--lora", metavar="FILE", help="what `train tangoflux` or `train "
        "stable-audio-3` made: changes that model"
    )  # fmt: skip
    add_planner(parser)
    parser.add_argument("--renderer", choices=RENDERERS.choices)
    parser.add_argument("--checkpoint", metavar="FILE", help="the network's weights")
    add_head(parser)
    add_room(parser)
    parser.add_argument(
        "--headphones", metavar="FILE", help="correct the headphones: AutoEq or Equalizer APO "
        "text, or an impulse response; recordings stay as they are"
    )  # fmt: skip
    parser.add_argument("--config", type=Path, metavar="FILE")


def _serve(arguments: argparse.Namespace) -> None:
    with uncollected():
        from ttmba_live.config import load
        from ttmba_live.live import Run
        from ttmba_live.live.serve import serve

        settings = load(arguments.config, _given(arguments))
        _check(settings, arguments.config)
    run = Run(arguments.session, arguments.record, arguments.open, arguments.scene)
    serve(settings, run, say)


def _given(arguments: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The settings that the words of the command line name, by section."""
    return {
        "osc": {"host": arguments.osc_host, "port": arguments.osc_port},
        "oscquery": {"host": arguments.stage_host},
        "audio": {
            "device": arguments.device,
            "channels": arguments.channels,
            "headphones": arguments.headphones,
        },
        "inputs": {"channels": arguments.inputs},
        "binaural": {
            "renderer": arguments.renderer,
            "checkpoint": arguments.checkpoint,
            "head": arguments.head,
        },
        "room": {"preset": arguments.room},
        **_lora(arguments.lora),
        "choose": {"generator": arguments.generator, "planner": arguments.planner},
    }


def _lora(path: str | None) -> dict[str, dict[str, str]]:
    """The section of the model whose LoRA it is."""
    from ttmba_live.setup.generators import learner_of

    return {learner_of(path).replace("-", "_"): {"lora": path}} if path else {}


def _check(settings: Settings, file: Path | None) -> None:
    """Raise `InvalidInput`, which names the file, for settings that do not fit together."""
    from ttmba_live.live import checked

    try:
        checked(settings)
    except InvalidInput as error:
        raise InvalidInput(f"{file}: {error}" if file else str(error)) from None


def add_send(parser: ArgumentParser) -> None:
    """Add the arguments of ``send``."""
    parser.set_defaults(verb=_send)
    parser.add_argument("address")
    numbers = "numbers are sent as numbers, and so is a level alone: -3dB"
    parser.add_argument("arguments", nargs="*", help=numbers)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)
    listen = "seconds to listen for answers, default %(default)s"
    parser.add_argument("--wait", type=float, default=0.5, help=listen)


def _send(arguments: argparse.Namespace) -> None:
    from ttmba_live.client import Client

    with Client(arguments.host, arguments.port) as client:
        client.send(arguments.address, *_values(arguments.address, arguments.arguments))
        answers = []
        for address, values in client.replies(arguments.wait):
            print(address, *values, flush=True)
            answers.append((address, values))
    if _came_to_nothing(arguments.address, answers):
        sys.exit(InvalidInput.status)


def _came_to_nothing(address: str, answers: Sequence[Answer]) -> bool:
    """Whether a message was refused; what is said of a cue that was planned is a note."""
    if any(said == "/ttmba/cue/planned" for said, _ in answers):
        states = [values[1:2] for said, values in answers if said == "/ttmba/event/state"]
        return ("failed",) in states
    return any(said == "/ttmba/error" and values[:1] == (address,) for said, values in answers)


def _values(address: str, words: Sequence[str]) -> list[float | str]:
    """What words are sent as; a cue is a text, whatever it says."""
    level = _LEVEL.fullmatch(words[0]) if len(words) == 1 else None
    if level is not None and not address.endswith("/cue"):
        return [float(level[1])]
    return [_value(word) for word in words]


def _value(word: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def add_devices(parser: ArgumentParser) -> None:
    """Add the arguments of ``devices``."""
    parser.set_defaults(verb=_devices)


def _devices(_: argparse.Namespace) -> None:
    from ttmba_live.sinks.device import list_devices

    found = list_devices()
    if not found:
        say("the system has no output device")
    for item in found:
        mark = "*" if item.default else " "
        print(
            f"{mark} {item.index:3d}  {item.name}  ({item.host_api}, "
            f"{item.channels} channels, {item.rate:g} Hz)"
        )


def add_doctor(parser: ArgumentParser) -> None:
    """Add the arguments of ``doctor``."""
    parser.set_defaults(verb=_doctor)
    parser.add_argument("--config", type=Path, metavar="FILE")


def _doctor(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.setup.doctor import examine

    file = arguments.config
    for finding in examine(load(file), lambda settings: _check(settings, file)):
        print(f"{finding.state} {finding.what}: {discreet(finding.found)}")


def add_config(parser: ArgumentParser) -> None:
    """Add the arguments of ``config``."""
    parser.set_defaults(verb=_config)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="a new file; else stdout")
    parser.add_argument("--config", type=Path, metavar="FILE", help="values of an older file")


def _config(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load, to_toml, write

    settings = load(arguments.config)
    if arguments.output is None:
        print(to_toml(settings), end="")
        return
    with telling_folders(arguments.output):
        write(arguments.output, settings)
    say(f"settings written to {arguments.output}; use them with serve --config")

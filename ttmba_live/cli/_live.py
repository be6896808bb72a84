"""The verbs around a running daemon: demo, serve, send, devices, doctor, config."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ttmba_live.cli._common import add, add_generator, add_planner, say
from ttmba_live.setup.renderers import RENDERERS


def add_demo(verbs: Any) -> None:
    """Add ``demo``."""
    about = "play a short scene through a daemon of its own and leave a session on disk"
    parser = add(verbs, "demo", _demo, about, "ttmba-live demo --folder my_demo")
    parser.add_argument("--folder", type=Path, default=Path("ttmba_demo"))


def _demo(arguments: argparse.Namespace) -> None:
    from ttmba_live.live.demo import demo

    folder = demo(arguments.folder, say)
    say("mix, stems, clips and session are in:")
    print(folder)


def add_serve(verbs: Any) -> None:
    """Add ``serve``."""
    about = "listen on OSC and play, until Ctrl-C"
    parser = add(verbs, "serve", _serve, about, "ttmba-live serve --record tonight.wav")
    parser.add_argument("--osc-port", type=int, metavar="PORT")
    parser.add_argument("--osc-host", metavar="HOST")
    parser.add_argument("--device", metavar="NAME", help='part of a name, a number, or "null"')
    parser.add_argument("--record", type=Path, metavar="FILE", help="WAV or FLAC of all that plays")
    parser.add_argument("--session", type=Path, metavar="DIR", help="grow a session folder here")
    add_generator(parser)
    add_planner(parser)
    parser.add_argument("--renderer", choices=RENDERERS.choices)
    parser.add_argument("--checkpoint", metavar="FILE", help="the network's weights")
    parser.add_argument("--config", type=Path, metavar="FILE")


def _serve(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.live import Run
    from ttmba_live.live.serve import serve

    settings = load(arguments.config)
    settings = replace(
        settings,
        osc=_with(settings.osc, host=arguments.osc_host, port=arguments.osc_port),
        audio=_with(settings.audio, device=arguments.device),
        binaural=_with(
            settings.binaural, renderer=arguments.renderer, checkpoint=arguments.checkpoint
        ),
        choose=_with(settings.choose, generator=arguments.generator, planner=arguments.planner),
    )
    serve(settings, Run(arguments.session, arguments.record), say)


def _with(section: Any, **given: Any) -> Any:
    return replace(section, **{key: value for key, value in given.items() if value is not None})


def add_send(verbs: Any) -> None:
    """Add ``send``."""
    about = "send one OSC message to a daemon and print its answers"
    parser = add(verbs, "send", _send, about, 'ttmba-live send /ttmba/cue "a bell behind me"')
    parser.add_argument("address")
    parser.add_argument("arguments", nargs="*", help="numbers are sent as numbers")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)
    parser.add_argument("--wait", type=float, default=0.5, help="seconds to listen for answers")


def _send(arguments: argparse.Namespace) -> None:
    from ttmba_live.client import Client

    with Client(arguments.host, arguments.port) as client:
        client.send(arguments.address, *(_value(word) for word in arguments.arguments))
        for address, values in client.replies(arguments.wait):
            print(address, *values, flush=True)


def _value(word: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def add_download(verbs: Any) -> None:
    """Add ``download``."""
    from ttmba_live.generate.tangoflux import download

    about = "fetch TangoFlux's weights (4.1 GB; research and non-commercial use only)"
    parser = add(verbs, "download", download.run_download, about, "ttmba-live download")
    download.add_arguments(parser)


def add_devices(verbs: Any) -> None:
    """Add ``devices``."""
    about = "the sound outputs that serve --device can name"
    add(verbs, "devices", _devices, about, "ttmba-live devices")


def _devices(_: argparse.Namespace) -> None:
    from ttmba_live.sinks.device import list_devices

    for item in list_devices():
        mark = "*" if item.default else " "
        print(
            f"{mark} {item.index:3d}  {item.name}  ({item.host_api}, "
            f"{item.channels} channels, {item.rate:g} Hz)"
        )


def add_doctor(verbs: Any) -> None:
    """Add ``doctor``."""
    about = "look at what a performance needs and say what is missing"
    parser = add(verbs, "doctor", _doctor, about, "ttmba-live doctor")
    parser.add_argument("--config", type=Path, metavar="FILE")


def _doctor(arguments: argparse.Namespace) -> None:
    from ttmba_live.config import load
    from ttmba_live.setup.doctor import examine

    for finding in examine(load(arguments.config)):
        print(f"{finding.state} {finding.what}: {finding.found}")


def add_config(verbs: Any) -> None:
    """Add ``config``."""
    about = "print every setting with its default, as a TOML file for --config"
    add(verbs, "config", _config, about, "ttmba-live config > ttmba.toml")


def _config(_: argparse.Namespace) -> None:
    from ttmba_live.config import to_toml
    from ttmba_live.setup import Settings

    print(to_toml(Settings()), end="")

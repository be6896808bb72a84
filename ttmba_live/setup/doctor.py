"""Looks at what a performance needs and says what is there, what is not, and what to do."""

from __future__ import annotations

import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import ttmba_live
from ttmba_live import programs
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.setup import choose
from ttmba_live.setup._folders import default_folder
from ttmba_live.setup._settings import OutputSettings, Settings
from ttmba_live.setup.exporters import EXPORTERS
from ttmba_live.setup.generators import GENERATORS
from ttmba_live.setup.outputs import OUTPUTS, look_at_another, look_at_inputs, output_name
from ttmba_live.setup.paths import lacking
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import RENDERERS
from ttmba_live.setup.whole import WHOLES

_JOINING = 90.0
"""Seconds in which a Ray cluster is joined, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, what was looked at, what was found."""

    state: Literal["ok", "MISSING", "not here"]
    """"MISSING" is in the way of a performance, "not here" an alternative that cannot be used."""
    what: str
    found: str


def examine(
    settings: Settings,
    check: Callable[[Settings], object] = lambda settings: None,  # noqa: ARG005
) -> Iterator[Finding]:
    """Look at everything in turn; never raises.

    ``check`` raises `TtmbaError` for settings that a daemon refuses.
    """
    try:
        check(settings)
    except TtmbaError as error:
        yield Finding("MISSING", "settings", str(error))
    for what, why in lacking(settings):
        if what != "[session] folder":  # which is tried below
            yield Finding("MISSING", what, why)
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("version", _version),
        ("sound device", _device),
        *(
            (f"output {number}", partial(_another, one))
            for number, one in enumerate(settings.outputs, 2)
        ),
        *([("inputs", lambda s: look_at_inputs(s.inputs))] if settings.inputs.channels else []),
        ("OSC port", _port),
        ("session folder", _folder),
        ("generator", _generator),
        ("renderer", _renderer),
        ("planner", lambda s: _chosen(choose.planner(s.choose.planner, s)[1])),
    ]
    if settings.midi or settings.transport.midi or settings.transport.midi_clock:
        checks.append(("MIDI inputs", _midi))
    for what, look in checks:
        yield _finding("MISSING", what, partial(look, settings))
    if settings.generator.cluster:
        yield _finding("not here", "cluster", partial(_cluster, settings.generator.cluster))
    for what, look_at in alternatives(settings):
        yield _finding("not here", what, look_at)


def alternatives(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    """What each table's entries are called, and how to look at what is there for them."""
    for maker in GENERATORS:
        yield f"generator {maker.name}", partial(maker.look, settings)
    for renderer in RENDERERS:
        looks = partial(renderer.look, settings.binaural, settings.audio.hop)
        yield f"renderer {renderer.name}", looks
    for whole in WHOLES:
        yield f"renderer {whole.name}, whole clips", partial(whole.look, None)
    for planner in PLANNERS:
        yield f"planner {planner.name}", partial(planner.look, settings)
    for exporter in EXPORTERS:
        yield f"exporter {exporter.name}", exporter.look


def _finding(
    otherwise: Literal["MISSING", "not here"], what: str, look: Callable[[], str]
) -> Finding:
    try:
        return Finding("ok", what, look())
    except (TtmbaError, OSError) as error:
        return Finding(otherwise, what, str(error))


def _version(_: Settings) -> str:
    python = ".".join(map(str, sys.version_info[:3]))
    return f"ttmba_live {ttmba_live.__version__}, Python {python}, {platform.system()}"


def _device(settings: Settings) -> str:
    return OUTPUTS[output_name(settings.audio.device)].look(settings.audio)


def _another(one: OutputSettings, settings: Settings) -> str:
    return look_at_another(one, settings.audio)


def _port(settings: Settings) -> str:
    host, port = settings.osc.host, settings.osc.port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            raise TtmbaError(
                f"{host}:{port} cannot be opened ({error.strerror}); is a daemon running already?"
            ) from error
    return f"{host}:{port} is free"


def _folder(settings: Settings) -> str:
    folder = Path(settings.session.folder or default_folder())
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        free = shutil.disk_usage(folder).free / 2**30
    return f"{folder}, {free:.0f} GiB free"


def _midi(_: Settings) -> str:
    return ", ".join(map(repr, MidiPorts().names())) or "none is plugged in"


def _generator(settings: Settings) -> str:
    return _chosen(choose.generator(settings.choose.generator, settings)[1])


def _renderer(settings: Settings) -> str:
    """Ask the table, but make none: baking a head is for the first start."""
    wanted = choose.wanted_renderer(settings.binaural)
    return _chosen(RENDERERS.look(wanted, settings.binaural, settings.audio.hop))


def _cluster(address: str) -> str:
    """Ask a process of its own: Ray never comes into this one."""
    with programs.start(
        "ttmba_live.cluster.look", address, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            found, _ = process.communicate(timeout=_JOINING)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"{address} does not answer within {_JOINING:g} s") from None
    if process.returncode != 0:
        raise Unavailable(found.strip() or f"Ray ended with status {process.returncode}")
    return f"{address}, {found.strip()}"


def _chosen(choice: choose.Choice) -> str:
    return f"{choice.name} ({choice.why})"

"""Looks at what a performance needs and says what is there, what is not, and what to do."""

from __future__ import annotations

import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ttmba_live
from ttmba_live.errors import TtmbaError
from ttmba_live.generate.tangoflux import accelerator, check_files
from ttmba_live.generate.tangoflux import default_folder as weights_folder
from ttmba_live.setup import choose
from ttmba_live.setup._field import field_path
from ttmba_live.setup._folders import default_folder
from ttmba_live.setup._settings import Settings
from ttmba_live.sinks import device


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: whether it is well, what was looked at, what was found."""

    well: bool
    what: str
    found: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything in turn; never raises."""
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("version", _version),
        ("sound device", _device),
        ("OSC port", _port),
        ("session folder", _folder),
        ("TangoFlux weights", _weights),
        ("TangoFlux device", _accelerator),
        ("generator", _generator),
        ("renderer", _renderer),
        ("planner", lambda s: _chosen(choose.planner(s.choose.planner, s.llm)[1])),
    ]
    for what, look in checks:
        try:
            yield Finding(True, what, look(settings))
        except (TtmbaError, OSError) as error:
            yield Finding(False, what, str(error))


def _version(_: Settings) -> str:
    python = ".".join(map(str, sys.version_info[:3]))
    return f"ttmba_live {ttmba_live.__version__}, Python {python}, {platform.system()}"


def _device(settings: Settings) -> str:
    found = device.list_devices()
    if not found:
        raise TtmbaError("no output device; live playback needs one, or run serve --device null")
    wanted = settings.audio.device
    default = next((d.name for d in found if d.default), found[0].name)
    return f"{wanted or default} ({len(found)} outputs; see ttmba-live devices)"


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


def _weights(settings: Settings) -> str:
    folder = Path(settings.tangoflux.folder or weights_folder())
    check_files(folder)
    return f"whole, in {folder} (research and non-commercial use only)"


def _accelerator(_: Settings) -> str:
    device = accelerator()
    if device is None:
        raise TtmbaError("no GPU that torch can use; a CPU takes minutes for a clip")
    return device


def _generator(settings: Settings) -> str:
    return _chosen(choose.generator(settings.choose.generator, settings.tangoflux).choice)


def _renderer(settings: Settings) -> str:
    wanted = settings.binaural
    if wanted.renderer in ("exact", "sphere"):
        return wanted.renderer
    path = field_path(Path(wanted.checkpoint) if wanted.checkpoint else None)
    if not path.is_file():
        return "nfs (the first start prepares the head, which takes some 20 s)"
    return _chosen(choose.renderer(wanted, settings.audio.hop)[1])


def _chosen(choice: choose.Choice) -> str:
    return f"{choice.name} ({choice.why})"

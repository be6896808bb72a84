"""What a run is given: the command line's wishes and the parts that are there before. No logic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.engine import Mixer, RenderThread
from ttmba_live.live._makers import Makers
from ttmba_live.live._reporter import Reporter
from ttmba_live.midi import MidiTable
from ttmba_live.osc import OscServer
from ttmba_live.setup import BinauralSettings, choose


@dataclass(frozen=True, slots=True)
class Run:
    """What the command line adds to the settings."""

    session: Path | None = None
    record: Path | None = None
    open: bool = False
    """Whether to open the stage in a browser."""
    scene: Path | None = None
    """What the show's clock plays."""


@dataclass(frozen=True, slots=True)
class Wired:
    """The daemon's parts that are there before."""

    mixer: Mixer
    thread: RenderThread
    makers: Makers
    generator: choose.Choice
    osc: OscServer
    reporter: Reporter
    log: Callable[[str], None]
    binaural: BinauralSettings
    """As timelines have them: with the renderer that was chosen."""
    wanted: BinauralSettings
    """As the settings have them."""
    latency: Callable[[], float]
    """Seconds that the output takes."""
    midi: MidiTable
    """What MIDI notes and controllers do."""
    renew_devices: Callable[[], Awaitable[None]]
    """Let sound devices go and open them again; raises `Unavailable`."""

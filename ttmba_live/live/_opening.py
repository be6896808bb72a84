"""Which output the settings mean, and the keeper that opens it. The daemon's door to devices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ttmba_live.live._output import OutputKeeper
from ttmba_live.setup import AudioSettings, choose
from ttmba_live.setup.outputs import silent
from ttmba_live.sinks import Pull


def output_keeper(audio: AudioSettings, pull: Pull, report: Callable[[str], None]) -> OutputKeeper:
    """A keeper of the device that is set, or of none."""
    way = choose.output(audio)
    return OutputKeeper(way.open, partial(silent, audio), pull, report, way.refresh)

"""Which of a kind's alternatives is used, and why. The tables know them; this asks the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ttmba_live.binaural import Renderer
from ttmba_live.setup._settings import AudioSettings, BinauralSettings, Settings
from ttmba_live.setup._table import Choice
from ttmba_live.setup.generators import GENERATORS, Source
from ttmba_live.setup.outputs import OUTPUTS, Way, output_name
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import RENDERERS
from ttmba_live.text import Planner

__all__ = ["Choice", "Source", "Way", "generator", "output", "planner", "renderer"]


def renderer(settings: BinauralSettings, hop: int) -> tuple[Renderer, Choice]:
    """Return the streaming renderer and why that one; "auto" is the network if it can be had.

    Raises `Unavailable` or `InvalidInput` if the network is asked for and cannot be had.
    """
    checkpoint = Path(settings.checkpoint) if settings.checkpoint else None
    return RENDERERS.pick(settings.renderer, checkpoint, hop)


def generator(wanted: str, settings: Settings) -> tuple[Source, Choice]:
    """Return the source of clips and why that one; "auto" is TangoFlux where it can be had.

    Raises `Unavailable` or `InvalidInput` if one is asked for and cannot be had.
    """
    asked = replace(settings, choose=replace(settings.choose, generator=wanted))
    return GENERATORS.pick(wanted, asked)


def planner(wanted: str, settings: Settings) -> tuple[Planner, Choice]:
    """Return the planner and why that one; the language model falls back on the rules."""
    return PLANNERS.pick(wanted, settings)


def output(settings: AudioSettings) -> Way:
    """Return how the wanted output is opened; nothing is opened yet."""
    return OUTPUTS[output_name(settings.device)].make(settings)

"""The table of what an output may play: the mix, or the scene in another form. Opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ttmba_live.engine import DirectOuts
from ttmba_live.panning import Panned, ambisonics, loudspeakers
from ttmba_live.setup._table import Entry, Table
from ttmba_live.setup.layouts import layout

if TYPE_CHECKING:
    from ttmba_live.setup._settings import OutputSettings

EARS = "binaural"
"""The form that is the mix itself."""

Form = Panned | DirectOuts | None
"""What makes it: a renderer of the scene, channels of sources, nothing for the mix."""


def _ears(settings: OutputSettings, hop: int, voices: int) -> Form:
    del settings, hop, voices
    return None


def _ambisonics(settings: OutputSettings, hop: int, voices: int) -> Form:
    del voices
    return ambisonics(settings.order, hop)


def _loudspeakers(settings: OutputSettings, hop: int, voices: int) -> Form:
    del voices
    return loudspeakers(layout(settings.layout), hop)


def _sources(settings: OutputSettings, hop: int, voices: int) -> Form:
    return DirectOuts(settings.sources, voices, hop)


def _look_at_order(settings: OutputSettings, hop: int, voices: int) -> str:
    del hop, voices
    return f"AmbiX of order {settings.order}"


def _look_at_layout(settings: OutputSettings, hop: int, voices: int) -> str:
    del hop, voices
    return " ".join(layout(settings.layout).names)


FORMS = Table(
    "form of an output",
    Entry(EARS, "the mix for two ears", "", _ears, lambda *_: "two ears", auto=False),
    Entry(
        "ambisonics", "AmbiX (ACN, SN3D) of `order`: (order + 1)^2 channels", "",
        _ambisonics, _look_at_order, auto=False,
    ),
    Entry(
        "loudspeakers", "a channel for each loudspeaker of `layout`, by VBAP", "scipy",
        _loudspeakers, _look_at_layout, auto=False,
    ),
    Entry(
        "sources", "a dry channel for each of `sources` sources, for a DAW to record", "",
        _sources, lambda settings, *_: f"{settings.sources} sources", auto=False,
    ),
)  # fmt: skip
"""Each takes one of [[outputs]], the hop and how many voices there may be."""

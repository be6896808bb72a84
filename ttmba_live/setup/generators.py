"""The table of generators: what makes clips of words. Loads none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ttmba_live.errors import Unavailable
from ttmba_live.generate import Generator
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.tangoflux import Setup, accelerator, default_folder
from ttmba_live.setup._table import Entry, Table

if TYPE_CHECKING:
    from ttmba_live.setup._settings import Settings

_CLIPS = platformdirs.user_cache_path("ttmba_live") / "clips"


@dataclass(frozen=True, slots=True)
class Source:
    """Where clips come from: what makes the generator, and where its clips are kept."""

    make: Callable[[], Generator]
    """Travels by name to the generator's process, which calls it once."""
    shelf: Shelf | None = None
    """None if a clip is made sooner than read."""


def sketch() -> Generator:
    """Make the generator that needs no weights; loads scipy.signal, which takes a second."""
    from ttmba_live.generate.sketch import Sketch

    return Sketch()


def _sketch(settings: Settings) -> Source:
    del settings
    return Source(sketch)


def _look_at_sketch(settings: Settings) -> str:
    del settings
    return "needs no weights"


def _tangoflux_setup(settings: Settings) -> Setup:
    part = settings.tangoflux
    folder = Path(part.folder or default_folder())
    return Setup(folder, accelerator() or "cpu", part.steps, part.guidance, part.batch)


def _tangoflux(settings: Settings) -> Source:
    setup = _tangoflux_setup(settings)
    setup.check()
    cache = Cache(_CLIPS, round(settings.tangoflux.cache_gib * 2**30))
    return Source(setup, Shelf(cache, setup.identity()))


def _look_at_tangoflux(settings: Settings) -> str:
    setup = _tangoflux_setup(settings)
    if setup.device == "cpu":
        raise Unavailable("no GPU that torch can use; a CPU takes minutes for a clip")
    setup.check()
    return f"weights in {setup.folder}, on {setup.device} (research and non-commercial use only)"


GENERATORS = Table(
    "generator",
    Entry(
        "tangoflux",
        "the paper's model, for any words",
        "a GPU that torch can use, and its weights: ttmba-live download",
        _tangoflux,
        _look_at_tangoflux,
    ),
    Entry("sketch", "synthesis without weights, at once", "", _sketch, _look_at_sketch),
)
"""Each takes all settings; what is its own alone stands in a section of its name."""

"""The table of generators: what makes clips of words. Loads none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ttmba_live.generate import Ability, Generator
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.chain import ChainSetup
from ttmba_live.generate.library import LibrarySetup, default_index
from ttmba_live.generate.tangoflux import (
    Setup,
    accelerator,
    default_folder,
    find_accelerator,
)
from ttmba_live.setup._instead import NoSketches, OrSketch
from ttmba_live.setup._table import AUTO, Entry, Table

if TYPE_CHECKING:
    from ttmba_live.setup._settings import Settings

CLAP = platformdirs.user_data_path("ttmba_live") / "clap"
"""Where the model lies that knows what sounds mean, if nothing else is said."""

_CLIPS = platformdirs.user_cache_path("ttmba_live") / "clips"


@dataclass(frozen=True, slots=True)
class Source:
    """Where clips come from: what makes the generator, and where its clips are kept."""

    make: Callable[[], Generator]
    """Travels by name to the generator's process, which calls it once."""
    shelf: Shelf | None = None
    """None if a clip is made sooner than read."""
    where: str = ""
    """What it is made from, for who asked for it by name."""
    can: frozenset[Ability] = frozenset()
    """What of `ClipSpec.wants` it can do; the rest it refuses ("start") or leaves out and says."""


def sketch() -> Generator:
    """Make the generator that needs no weights; loads scipy.signal, which takes a second."""
    from ttmba_live.generate.sketch import Sketch

    return Sketch()


def _sketch(settings: Settings) -> Source:
    del settings
    return Source(sketch, can=frozenset({"start"}))


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
    shelf = NoSketches(cache, setup.identity())
    if settings.choose.generator != "tangoflux":
        return Source(OrSketch(setup, sketch), shelf)
    return Source(setup, shelf, f"weights in {setup.folder}, on {setup.device}")


def _look_at_tangoflux(settings: Settings) -> str:
    find_accelerator()  # on a CPU only who asks for it
    setup = _tangoflux_setup(settings)
    setup.check()
    return f"weights in {setup.folder}, on {setup.device} (research and non-commercial use only)"


def _library(settings: Settings) -> Source:
    """One's own sounds, and for what they have not the generator that "auto" takes without them."""
    setup = library_setup(settings)
    setup.check()
    then, _ = _OTHERS.pick(AUTO, settings)
    return Source(ChainSetup(setup, then.make, then.shelf))


def library_setup(settings: Settings) -> LibrarySetup:
    """Where the user's own sounds are indexed, and how well they must fit."""
    part = settings.library
    clap = Path(part.clap) if part.clap else CLAP
    there = clap if part.clap or clap.is_dir() else None
    index = Path(part.index) if part.index else default_index()
    return LibrarySetup(index, part.threshold, there, part.likeness)


def _look_at_library(settings: Settings) -> str:
    setup = library_setup(settings)
    return f"{setup.check():,} files in {setup.index}; what they lack the next generator makes"


_OTHERS = Table(
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

GENERATORS = Table(
    "generator",
    Entry(
        "library",
        "your own sounds, found by words",
        "sounds: ttmba-live library add FOLDER",
        _library,
        _look_at_library,
    ),
    *_OTHERS,
)
"""Each takes all settings; what is its own alone stands in a section of its name."""

"""Which of a room's alternatives is used, and why; the only place that knows them by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ttmba_live.binaural import Renderer
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate import Generator
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.tangoflux import Setup, accelerator, default_folder
from ttmba_live.setup._field import baked_bank, exact_bank
from ttmba_live.setup._settings import BinauralSettings, TangoFluxSettings
from ttmba_live.text import Planner
from ttmba_live.text.llm import Llm, LlmSettings
from ttmba_live.text.rules import Rules

_CLIPS = platformdirs.user_cache_path("ttmba_live") / "clips"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was taken and, in words for the user, why."""

    name: str
    why: str


def renderer(settings: BinauralSettings, hop: int) -> tuple[Renderer, Choice]:
    """Return the streaming renderer and why that one; "auto" is the network if it can be had.

    Raises `Unavailable` or `InvalidInput` if the network is asked for and cannot be had.
    """
    wanted = settings.renderer
    if wanted == "sphere":
        return _sphere(hop), Choice("sphere", "asked for")
    path = Path(settings.checkpoint) if settings.checkpoint else None
    try:
        bank = exact_bank(path) if wanted == "exact" else baked_bank(path)
    except TtmbaError as error:
        if wanted != "auto":
            raise
        return _sphere(hop), Choice("sphere", f"the network cannot be used: {error}")
    from ttmba_live.binaural.stream import Stream

    name = "exact" if wanted == "exact" else "nfs"
    return Stream(bank, hop), Choice(name, f"weights of {path or 'MIT KEMAR'}")


def _sphere(hop: int) -> Renderer:
    from ttmba_live.binaural.sphere import Sphere  # with it comes scipy.signal, for a second

    return Sphere(hop)


@dataclass(frozen=True, slots=True)
class Source:
    """Where clips come from: what makes the generator, why that one, and where clips are kept."""

    make: Callable[[], Generator]
    choice: Choice
    shelf: Shelf | None = None


def sketch() -> Generator:
    """Make the generator that needs no weights; loads scipy.signal, which takes a second."""
    from ttmba_live.generate.sketch import Sketch

    return Sketch()


def generator(wanted: str, settings: TangoFluxSettings) -> Source:
    """Return the source of clips; "auto" is TangoFlux where its weights and a GPU are.

    Raises `Unavailable` or `InvalidInput` if TangoFlux is asked for and cannot be had.
    """
    if wanted == "sketch":
        return Source(sketch, Choice("sketch", "asked for"))
    device = accelerator()
    if wanted == "auto" and device is None:
        return Source(sketch, Choice("sketch", "no GPU for TangoFlux"))
    folder = Path(settings.folder or default_folder())
    setup = Setup(folder, device or "cpu", settings.steps, settings.guidance, settings.batch)
    try:
        setup.check()
    except TtmbaError as error:
        if wanted == "tangoflux":
            raise
        return Source(sketch, Choice("sketch", str(error)))
    cache = Cache(_CLIPS, round(settings.cache_gib * 2**30))
    why = f"weights in {folder}, on {setup.device}"
    return Source(setup, Choice("tangoflux", why), Shelf(cache, setup.identity()))


def planner(wanted: str, llm: LlmSettings) -> tuple[Planner, Choice]:
    """Return the planner and why that one; the language model falls back on the rules."""
    if wanted == "rules":
        return Rules(), Choice("rules", "asked for")
    if wanted == "auto" and not llm.configured():
        return Rules(), Choice("rules", f"no key in {llm.api_key_env} and no server in [llm]")
    try:
        model = Llm(llm, Rules())
    except Unavailable as error:
        if wanted == "llm":
            raise
        return Rules(), Choice("rules", str(error))
    return model, Choice("llm", f"{llm.model} at {llm.base_url or 'OpenAI'}, else the rules")

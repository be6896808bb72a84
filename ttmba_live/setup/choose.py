"""Which of a kind's alternatives is used, and why. The tables know them; this asks the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ttmba_live.binaural import Renderer
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._folders import heads_folder
from ttmba_live.setup._settings import BinauralSettings, Settings
from ttmba_live.setup._standing_in import must_wait
from ttmba_live.setup._table import AUTO, Choice
from ttmba_live.setup.generators import GENERATORS, LIBRARY, Source, in_order, source_of
from ttmba_live.setup.heads import NO_HEAD, SHIPPED, find_head, told_of
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import HEAD, NFS, NIIRF, RENDERERS, SPHERE
from ttmba_live.text import Planner

__all__ = [
    "Choice",
    "Source",
    "another_head",
    "at_once",
    "generator",
    "planner",
    "renderer",
    "wanted_renderer",
    "with_its_head",
]


def renderer(settings: BinauralSettings, hop: int) -> tuple[Renderer, Choice]:
    """Return the streaming renderer and why that one.

    "auto" is a head if one is named, else the network if it can be had. Raises `Unavailable` or
    `InvalidInput` if what is asked for cannot be had.
    """
    wanted = wanted_renderer(settings)
    made, choice = RENDERERS.pick(wanted, settings, hop)
    if wanted == AUTO:  # what was to be prepared is by now
        choice = RENDERERS.look(wanted, settings, hop)
    if settings.head == NO_HEAD:
        return made, Choice(SPHERE, "stands in while the head is prepared, which is done once")
    file = find_head(settings.head, heads_folder(settings.heads)) if choice.name == HEAD else None
    told = told_of(file) if file else None
    if file is None or told is None:
        return made, choice
    return made, Choice(HEAD, f"{file.name}, {told.words()}", told.notes)


def wanted_renderer(settings: BinauralSettings) -> str:
    """The renderer that is asked for, by its own name or by a head's.

    Raises `InvalidInput` where the two do not go together.
    """
    if settings.head == NO_HEAD:
        return SPHERE
    if settings.head in ("", SHIPPED):
        return settings.renderer
    if settings.renderer not in (AUTO, HEAD):
        raise InvalidInput(
            f"a head of one's own is played by the renderer {HEAD!r}, not {settings.renderer!r}"
        )
    return HEAD


def at_once(settings: BinauralSettings) -> BinauralSettings:
    """The settings to begin with: with no head while the wanted one is still to be prepared.

    Raises `Unavailable` if its file cannot be read.
    """
    wanted = wanted_renderer(settings)
    if wanted not in (AUTO, HEAD, NFS, NIIRF):
        return settings
    head = find_head(settings.head, heads_folder(settings.heads)) if wanted == HEAD else None
    checkpoint = Path(settings.checkpoint) if settings.checkpoint else None
    if not must_wait(head, checkpoint, niirf=wanted == NIIRF):
        return settings
    return replace(settings, head=NO_HEAD)


def with_its_head(settings: BinauralSettings) -> BinauralSettings:
    """The settings with the head's whole path: what means the same anywhere.

    Raises `Unavailable` if there is no such head.
    """
    file = find_head(settings.head, heads_folder(settings.heads))
    return replace(settings, head=str(file) if file else "")


def another_head(settings: BinauralSettings, head: str) -> BinauralSettings:
    """The settings for another head, a whole path; if it is empty, for what plays without one."""
    without = AUTO if settings.renderer == HEAD else settings.renderer
    return replace(settings, head=head, renderer=HEAD if head else without)


def generator(wanted: str, settings: Settings) -> tuple[Source, Choice]:
    """Return the source of clips and why that one.

    "auto" asks all that can be used here, in the wanted order; so does the library, for what it has
    not. Any other that is named is asked alone. Raises `Unavailable` or `InvalidInput` if one is
    asked for and cannot be had.
    """
    if wanted == AUTO:
        return _in_order(settings, "")
    maker, choice = GENERATORS.pick(wanted, settings)
    if settings.generator.commercial and not maker.sellable:
        raise Unavailable(
            f"[generator] commercial = true leaves out {wanted}: {maker.link.licence}"
        )
    if wanted == LIBRARY:
        return _in_order(settings, LIBRARY)
    source = source_of([maker])
    return source, replace(choice, why=source.where) if source.where else choice


def _in_order(settings: Settings, first: str) -> tuple[Source, Choice]:
    """Everything that can be used here, one of them first."""
    found, passed = in_order(settings)
    makers = {name: maker for name, maker, _ in found}
    looks = {name: looked for name, _, looked in found}
    if first and first not in makers:
        makers = {first: GENERATORS[first].make(settings), **makers}
        looks[first] = GENERATORS[first].look(settings)
    names = sorted(makers, key=lambda name: name != first)
    why = "; ".join(passed) or looks[names[0]]
    if len(names) > 1:
        why = f"{looks[names[0]]}; then {', '.join(names[1:])}"
        why = "; ".join([why, *passed])
    return source_of([makers[name] for name in names]), Choice(names[0], why)


def planner(wanted: str, settings: Settings) -> tuple[Planner, Choice]:
    """Return the planner and why that one; the language model falls back on the rules."""
    return PLANNERS.pick(wanted, settings)

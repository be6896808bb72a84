"""Which of a room's alternatives is used, and why; the only place that knows them by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ttmba_live.binaural import Renderer
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.errors import Unavailable
from ttmba_live.generate import Generator
from ttmba_live.generate.sketch import Sketch
from ttmba_live.text import Planner
from ttmba_live.text.llm import Llm, LlmSettings
from ttmba_live.text.rules import Rules


@dataclass(frozen=True, slots=True)
class Choice:
    """What was taken and, in words for the user, why."""

    name: str
    why: str


def renderer(hop: int) -> Renderer:
    """Return the streaming renderer."""
    return Sphere(hop)


def generator(wanted: str) -> tuple[Callable[[], Generator], Choice]:
    """Return what makes the generator (in a process of its own, if need be), and why that one."""
    if wanted == "tangoflux":
        raise Unavailable("the TangoFlux generator is not part of this version; use sketch")
    why = "asked for" if wanted == "sketch" else "no weights are needed for it"
    return Sketch, Choice("sketch", why)


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

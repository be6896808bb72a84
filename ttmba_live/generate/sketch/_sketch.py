"""Prompt to sketch: choose, synthesise, join or fade, level. Knows no model and no file."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._edges import FADE, SWELL, cut_of, faded, frames_of, joined
from ttmba_live.generate._spec import ClipSpec, Made
from ttmba_live.generate.sketch._level import levelled
from ttmba_live.generate.sketch._palette import RECIPES, TEXTURE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._setting import played
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch._varied import draws
from ttmba_live.generate.sketch._words import choose
from ttmba_live.generate.sketch.kit import Wave

LONGEST = 3600.0
"""Seconds; a longer clip is refused."""

_ONCE = 60 * RATE
_OVERLAP = RATE * 3 // 10
_LEAST = RATE // 10


_STANDS_IN = "noise stands in"
"""What is heard of a prompt of which no word is known."""


class Sketch:
    """Seeded sketches of everyday sounds without a model; see `generate._spec.Generator`.

    Clips of more than a minute repeat one minute without a seam.
    """

    name = "sketch"

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip at once; any thread. Raises `GenerationFailed` beyond `LONGEST`."""
        if not (math.isfinite(spec.seconds) and 0.0 < spec.seconds <= LONGEST):
            raise GenerationFailed(f"a sketch lasts up to {LONGEST:g} s, not {spec.seconds:g} s")
        choice = choose(spec.prompt)
        tilt = replace(choice.tilt, space=0, dry=True) if spec.dry else choice.tilt
        recipe = RECIPES[choice.recipe] if choice.recipe else TEXTURE
        note = f"{choice.kin!r} is played as {choice.recipe!r}" if choice.kin else ""
        if not choice.recipe:
            note = f"sketch guessed: no recipe for {_short(spec.prompt)!r}, {_STANDS_IN}"
        return Made(Clip(_clip(recipe, tilt, spec)), note)


def _short(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _clip(recipe: Recipe, tilt: Tilt, spec: ClipSpec) -> Samples:
    """Samples of exactly the wanted length, levelled, with its ends faded or joined."""
    frames = frames_of(spec.seconds)
    rng = draws(spec)
    once = min(frames, _ONCE)
    if frames == once and not spec.loop:
        raw = _raw(recipe, tilt, rng, once, FADE)
        return levelled(faded(raw, FADE if recipe.struck else SWELL, cut_of(raw)))
    overlap = min(_OVERLAP, once // 2)
    loop = levelled(joined(_raw(recipe, tilt, rng, once + overlap, overlap), once))
    if frames == once:
        return loop
    if not spec.loop:
        whole = np.resize(loop, frames)
        return faded(whole, FADE if recipe.struck else SWELL, cut_of(whole[-RATE:]))
    return joined(np.resize(loop, frames + overlap), frames, alike=True)


def _raw(recipe: Recipe, tilt: Tilt, rng: np.random.Generator, frames: int, lead: int) -> Wave:
    """Run a recipe for ``frames``; a struck one after ``lead`` frames of silence."""
    lead = min(lead, frames // 2) if recipe.struck else 0
    wave = played(recipe, max(frames - lead, _LEAST), rng, tilt)
    return np.concatenate([np.zeros(lead), wave])[:frames]

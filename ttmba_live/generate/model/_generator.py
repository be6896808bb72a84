"""Orders to clips with any loaded model, several at once. Knows no process, queue or cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence

import torch

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import _shape
from ttmba_live.generate._edges import frames_of
from ttmba_live.generate._spec import BadOrder, ClipSpec, Made, Outcome, only
from ttmba_live.generate.model._ask import Ask, Model
from ttmba_live.generate.starts import read_start

LONGEST = 3600.0
"""Seconds; a longer clip is refused."""

_SPARE = 0.02
"""Seconds made beyond the end, so that resampling has something to look at."""

_LEAST_SILENCE = 0.25
"""Seconds of silence at the end that something is done about."""

_SAMPLING = 0.9
"""Share of the work that is sampling, for progress."""

_MOST_GUIDANCE = 100.0

Progress = Callable[[int, float], None]
"""Told an order's number and 0..1; any may raise to end all work."""
Unwanted = Callable[[int], bool]
"""Asked whether nobody waits for an order any more."""


class _Stopped(Exception):  # noqa: N818
    """Nobody waits for anything of this batch."""


class ModelGenerator:
    """Clips from prompts; see `generate._spec.Generator`. One thread at a time."""

    def __init__(self, model: Model, *, steps: int, guidance: float, batch: int = 8) -> None:
        """``guidance`` is that of orders that ask for none."""
        self._model, self._steps, self._guidance = model, steps, guidance
        self.name = model.name
        self.batch = batch
        """Orders that one pass may hold."""

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip; raises `GenerationFailed`."""
        return only(self.generate_many([spec]))

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Progress = lambda number, share: None,  # noqa: ARG005
        unwanted: Unwanted = lambda number: False,  # noqa: ARG005
    ) -> Iterator[tuple[int, Outcome]]:
        """Make several clips, each as if alone; yields numbers with outcomes as they are done.

        Orders that are alike share a pass, the first order's pass comes first.
        """
        asks: dict[int, Ask] = {}
        groups: dict[Hashable, list[int]] = {}
        for number, spec in enumerate(specs):
            try:
                ask = self._asked(spec)
                likeness = self._model.likeness(ask)
            except GenerationFailed as error:
                yield number, error
            else:
                asks[number] = ask
                groups.setdefault(likeness, []).append(number)
        for numbers in groups.values():
            for at in range(0, len(numbers), self.batch):
                some = {number: asks[number] for number in numbers[at : at + self.batch]}
                yield from self._pass(specs, some, progress, unwanted)

    def warm_up(self) -> Iterator[None]:
        """Prepare for later orders, a little at a time."""
        return self._model.warm_up(self._guidance)

    def _asked(self, spec: ClipSpec) -> Ask:
        """What the model is asked for; loops need some more for their seam."""
        _check(spec)
        seam = _shape.OVERLAP / RATE if spec.loop else 0.0
        seconds = max(self._model.least, spec.seconds + seam)
        guidance = self._guidance if spec.guidance is None else spec.guidance
        start = read_start(spec.start) if spec.start else None
        amount = spec.start.amount if spec.start else 1.0
        words = spec.prompt, seconds, spec.seed, guidance, spec.negative, start, amount
        return Ask(*words, lora=spec.lora)

    def _pass(
        self,
        specs: Sequence[ClipSpec],
        asks: dict[int, Ask],
        progress: Progress,
        unwanted: Unwanted,
    ) -> Iterator[tuple[int, Outcome]]:
        """One pass; where memory is short, two of half the size."""
        numbers = list(asks)
        try:
            latents = self._latents(asks, progress, unwanted)
        except _Stopped:
            for number in numbers:
                yield number, BadOrder("no longer wanted")
        except torch.OutOfMemoryError as error:
            half = len(numbers) // 2
            if half:
                for some in (numbers[:half], numbers[half:]):
                    less = {number: asks[number] for number in some}
                    yield from self._pass(specs, less, progress, unwanted)
            else:
                yield numbers[0], _memory(error)
        except GenerationFailed as error:
            yield from ((number, error) for number in numbers)
        else:
            for row, number in enumerate(numbers):
                found = latents[row : row + 1]
                yield number, self._clip(specs[number], asks[number], found)

    def _latents(
        self, asks: dict[int, Ask], progress: Progress, unwanted: Unwanted
    ) -> torch.Tensor:
        """Sample one batch; raises `_Stopped` between steps once all of it is unwanted."""

        def watch(done: int, steps: int) -> None:
            if all(unwanted(number) for number in asks):
                raise _Stopped
            for number in asks:
                progress(number, _SAMPLING * done / steps)

        watch(0, self._steps)
        return self._model.make(list(asks.values()), self._steps, watch)

    def _clip(self, spec: ClipSpec, ask: Ask, latents: torch.Tensor) -> Outcome:
        """Decode one row of latents and bring it into shape."""
        frames = frames_of(spec.seconds)
        wanted = min(ask.seconds + _SPARE, self._model.span)
        try:
            sides = self._model.decode(latents, wanted)[0].float().cpu().numpy()
            raw = _shape.mono(sides, self._model.rate)
            if spec.loop or not _shape.fits_once(frames, len(raw)):
                shaped, note = _shape.repeated(_shape.sounding(raw), frames, loop=spec.loop), ""
            else:
                shaped, note = _fitted(raw, frames)
            notes = [*self._notes(spec, raw), *([note] if note else [])]
            return Made(Clip(_shape.levelled(shaped)), ", ".join(notes))
        except torch.OutOfMemoryError as error:
            return _memory(error)
        except GenerationFailed as error:
            return error

    def _notes(self, spec: ClipSpec, raw: Samples) -> list[str]:
        """What there is to be said of a clip."""
        notes = []
        tokens, cut = self._model.count(spec.prompt)
        if cut:
            notes.append(f"only the first {tokens} tokens of the prompt were used")
        if not abs(raw).max() > 1e-6:
            notes.append("the model made silence")
        return notes


def _fitted(raw: Samples, frames: int) -> tuple[Samples, str]:
    """Cut to ``frames``; what is steady but ends before goes on. Also what is to be said of it."""
    sound = _shape.sounding(raw[:frames])
    seconds = len(sound) / RATE
    if frames - len(sound) <= _LEAST_SILENCE * RATE:
        return _shape.once(raw, frames), ""
    body = _shape.steady(sound)
    if body is None:
        return _shape.once(raw, frames), f"silent after {seconds:.1f} s"
    note = f"it ended after {seconds:.1f} s and is repeated"
    return _shape.repeated(body, frames, loop=False), note


def _check(spec: ClipSpec) -> None:
    """Raise `BadOrder` for what no generator could make."""
    if not (math.isfinite(spec.seconds) and 0.0 < spec.seconds <= LONGEST):
        raise BadOrder(
            f"a clip lasts more than 0 s and up to {LONGEST:g} s, not {spec.seconds:g} s"
        )
    if not spec.prompt.strip():
        raise BadOrder("the prompt is empty")
    if spec.guidance is not None and not 0.0 <= spec.guidance <= _MOST_GUIDANCE:
        raise BadOrder(f"the guidance must be 0..{_MOST_GUIDANCE:g}, not {spec.guidance:g}")


def _memory(error: BaseException) -> GenerationFailed:
    line = " ".join(str(error).split())[:160]
    return GenerationFailed(f"the device's memory is too small or in use by others: {line}")

"""Orders to clips with a loaded model, several at once. Knows no process, no queue and no cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import torch

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import _shape
from ttmba_live.generate._edges import frames_of
from ttmba_live.generate._spec import ClipSpec, Made
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux

LONGEST = 3600.0
"""Seconds; a longer clip is refused."""

_SHORTEST = 0.5
"""Seconds that the model is asked for at least; less is cut from it."""

_SPARE = 0.02
"""Seconds made beyond the end, so that resampling has something to look at."""

_LEAST_SILENCE = 0.25
"""Seconds of silence at the end that something is done about."""

_SAMPLING = 0.9
"""Share of the work that is sampling, for progress."""

Outcome = Made | GenerationFailed
Progress = Callable[[int, float], None]
"""Told an order's number and 0..1; any may raise to end all work."""
Unwanted = Callable[[int], bool]
"""Asked whether nobody waits for an order any more."""


class _Stopped(Exception):  # noqa: N818
    """Nobody waits for anything of this batch."""


class TangoFluxGenerator:
    """Clips from prompts; see `generate._spec.Generator`. One thread at a time."""

    name = "tangoflux"

    def __init__(
        self, model: TangoFlux, *, steps: int = 25, guidance: float = 4.5, batch: int = 8
    ) -> None:
        self._model, self._steps, self._guidance = model, steps, guidance
        self.batch = batch
        """Orders that one pass may hold."""

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip; raises `GenerationFailed`."""
        for _, outcome in self.generate_many([spec]):
            if isinstance(outcome, Made):
                return outcome
            raise outcome
        raise GenerationFailed("no clip was made")

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Progress = lambda number, share: None,  # noqa: ARG005
        unwanted: Unwanted = lambda number: False,  # noqa: ARG005
    ) -> Iterator[tuple[int, Outcome]]:
        """Make several clips, each as if alone; yields numbers with outcomes as they are done.

        Orders of equal token count share a pass, the first order's pass comes first.
        """
        groups: dict[int, list[int]] = {}
        for number, spec in enumerate(specs):
            if fault := _fault(spec):
                yield number, GenerationFailed(fault)
            else:
                groups.setdefault(self._model.reader.count(spec.prompt)[0], []).append(number)
        for numbers in groups.values():
            for at in range(0, len(numbers), self.batch):
                yield from self._pass(specs, numbers[at : at + self.batch], progress, unwanted)

    def warm_up(self) -> Iterator[None]:
        """Go through the usual token counts once, one a step, so that later passes are quick."""
        if self._model.device.type != "cuda":
            return
        for length in range(1, 14):
            latents = self._model.sample(["a " * length], 1.0, 1, self._guidance, [0])
            yield
        self._model.decode(latents, 10.0)

    def _pass(
        self,
        specs: Sequence[ClipSpec],
        numbers: list[int],
        progress: Progress,
        unwanted: Unwanted,
    ) -> Iterator[tuple[int, Outcome]]:
        """One pass; where memory is short, two of half the size."""
        try:
            latents = self._latents(specs, numbers, progress, unwanted)
        except _Stopped:
            for number in numbers:
                yield number, GenerationFailed("no longer wanted")
        except torch.OutOfMemoryError as error:
            half = len(numbers) // 2
            if half:
                yield from self._pass(specs, numbers[:half], progress, unwanted)
                yield from self._pass(specs, numbers[half:], progress, unwanted)
            else:
                yield numbers[0], _memory(error)
        else:
            for row, number in enumerate(numbers):
                yield number, self._clip(specs[number], latents[row : row + 1])

    def _latents(
        self,
        specs: Sequence[ClipSpec],
        numbers: list[int],
        progress: Progress,
        unwanted: Unwanted,
    ) -> torch.Tensor:
        """Sample one batch; raises `_Stopped` between steps once all of it is unwanted."""

        def watch(done: int, steps: int) -> None:
            if all(unwanted(number) for number in numbers):
                raise _Stopped
            for number in numbers:
                progress(number, _SAMPLING * done / steps)

        watch(0, self._steps)
        return self._model.sample(
            [specs[number].prompt for number in numbers],
            [self._asked(specs[number]) for number in numbers],
            self._steps,
            self._guidance,
            [specs[number].seed for number in numbers],
            watch=watch,
        )

    def _asked(self, spec: ClipSpec) -> float:
        """Seconds that the model is told; loops need some for their seam."""
        seam = _shape.OVERLAP / RATE if spec.loop else 0.0
        return max(_SHORTEST, spec.seconds + seam)

    def _clip(self, spec: ClipSpec, latents: torch.Tensor) -> Outcome:
        """Decode one row of latents and bring it into shape."""
        frames = frames_of(spec.seconds)
        asked = min(self._asked(spec) + _SPARE, self._model.span)
        try:
            stereo = self._model.decode(latents, asked)[0].float().cpu().numpy()
            raw = _shape.mono(stereo, self._model.rate)
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
        tokens, cut = self._model.reader.count(spec.prompt)
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


def _fault(spec: ClipSpec) -> str:
    """Why an order cannot be met, or an empty string."""
    if not (math.isfinite(spec.seconds) and 0.0 < spec.seconds <= LONGEST):
        return f"a clip lasts more than 0 s and up to {LONGEST:g} s, not {spec.seconds:g} s"
    return "" if spec.prompt.strip() else "the prompt is empty"


def _memory(error: BaseException) -> GenerationFailed:
    line = " ".join(str(error).split())[:160]
    return GenerationFailed(f"the device's memory is too small or in use by others: {line}")

"""One step of tuning a model with random weights, timed. Knows losses; prints nothing.

Time and memory do not depend on what weights and latents are, so nothing is downloaded or made.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch

from ttmba_live.generate.model.trial import PROMPT, peak_memory, settle
from ttmba_live.generate.model.tuning import Tuning
from ttmba_live.generate.stable_audio import trial as stable_audio
from ttmba_live.generate.tangoflux import trial as tangoflux
from ttmba_live.training._crpo_recipe import CrpoOptions, Pair, losses_of
from ttmba_live.training._moves import optimizer_of, stepped
from ttmba_live.training._run import Progress
from ttmba_live.training._tuning_recipe import Learnt, error_of, noise_for

Loss = Literal["flow", "crpo"]
"""Loss (1) of the paper, or its loss (3)."""

MODELS: dict[str, Callable[[str, bool, int | None], Tuning]] = {
    "tangoflux": tangoflux.random_tuning,
    "stable-audio-3-small": stable_audio.random_tuning,
}
"""Each takes a device, whether the model shall be small, and a rank; None is all weights."""

_RATE, _SECONDS = 1e-5, 10.0


@dataclass(frozen=True, slots=True)
class Cost:
    """A step's mean seconds (of the clock, of all the host's cores) and loss.

    Then the most GB in use, and how many numbers learn, of how many.

    On a CPU the memory is the process's, so that it never falls from one to the next.
    """

    seconds: float
    cpu_seconds: float
    loss_value: float
    peak_gb: float
    learnt: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Case:
    """What is timed: a model of `MODELS`, and ``rounds`` steps of ``batch`` clips or pairs.

    A ``rank`` is that of a LoRA; None lets all weights of the transformer learn. ``sparing`` keeps
    little of a look and computes it again.
    """

    model: str
    device: str
    loss: Loss
    rank: int | None
    batch: int
    rounds: int
    small: bool = False
    sparing: bool = False


def tuning_cost(case: Case) -> Cost:
    """Take the steps, after one that is not counted on a GPU.

    Raises `Unavailable` for a device that cannot be used, `InvalidInput` for what the model cannot
    learn.
    """
    torch.manual_seed(0)
    tuning = MODELS[case.model](case.device, case.small, case.rank)
    tuning.sparing = case.sparing
    if case.loss == "crpo":
        tuning.learner.remember()
    progress = Progress(tuning.learner, optimizer_of(tuning, _RATE), {})
    if tuning.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(tuning.device)
        _step(tuning, progress, case)
    settle(tuning.device)
    began, used = time.perf_counter(), time.process_time()
    losses = [_step(tuning, progress, case) for _ in range(case.rounds)]
    settle(tuning.device)
    seconds = (time.perf_counter() - began) / case.rounds
    cpu = (time.process_time() - used) / case.rounds
    learnt = sum(part.numel() for part in tuning.learner.parameters())
    peak = peak_memory(tuning.device)
    return Cost(seconds, cpu, sum(losses) / case.rounds, peak, learnt, tuning.parameters)


def _step(tuning: Tuning, progress: Progress, case: Case) -> float:
    source = torch.Generator().manual_seed(progress.step)
    total = 0.0
    empty = torch.zeros(tuning.shape(_SECONDS))
    for _ in range(case.batch):
        one, other, noise = (noise_for(empty, source) for _ in range(3))
        better, worse = (Learnt(part, PROMPT, _SECONDS) for part in (one, other))
        share = torch.tensor([0.5])
        if case.loss == "flow":
            error = error_of(tuning, better, noise, share, PROMPT)
        else:
            pair = Pair(better, worse, (1.0, 0.0))
            error = sum(losses_of(tuning, pair, noise, share, CrpoOptions.beta), torch.tensor(0.0))
        (error / case.batch).backward()  # type: ignore[no-untyped-call]
        total += error.item() / case.batch
    stepped(progress)
    return total

"""One step of tuning TangoFlux with random weights, timed. Knows losses; prints nothing.

Time and memory do not depend on what weights and latents are, so nothing is downloaded or made.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import torch

from ttmba_live.generate.model.trial import PROMPT, peak_memory, settle
from ttmba_live.generate.tangoflux.trial import random_tuning
from ttmba_live.generate.tangoflux.tuning import Tuning
from ttmba_live.training._crpo_recipe import CrpoOptions, Pair, losses_of
from ttmba_live.training._run import Progress
from ttmba_live.training._tangoflux_recipe import Learnt, error_of, optimizer_of, stepped

Loss = Literal["flow", "crpo"]
"""Loss (1) of the paper, or its loss (3)."""

_RATE = 1e-5


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


def tuning_cost(
    device: str, loss: Loss, rank: int | None, batch: int, rounds: int, *,
    small: bool = False, sparing: bool = False,
) -> Cost:  # fmt: skip
    """Take ``rounds`` steps of ``batch`` clips or pairs, after one that is not counted on a GPU.

    A ``rank`` is that of a LoRA; None lets all weights of the transformer learn. Raises
    `Unavailable` for a device that cannot be used.
    """
    torch.manual_seed(0)
    tuning = random_tuning(device, small, rank)
    tuning.sparing = sparing
    if loss == "crpo":
        tuning.learner.remember()
    progress = Progress(tuning.learner, optimizer_of(tuning, _RATE), {})
    if tuning.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(tuning.device)
        _step(tuning, progress, loss, batch)
    settle(tuning.device)
    began, used = time.perf_counter(), time.process_time()
    losses = [_step(tuning, progress, loss, batch) for _ in range(rounds)]
    settle(tuning.device)
    seconds = (time.perf_counter() - began) / rounds
    cpu = (time.process_time() - used) / rounds
    learnt = sum(part.numel() for part in tuning.learner.parameters())
    peak = peak_memory(tuning.device)
    return Cost(seconds, cpu, sum(losses) / rounds, peak, learnt, tuning.parameters)


def _step(tuning: Tuning, progress: Progress, loss: Loss, batch: int) -> float:
    source = torch.Generator().manual_seed(progress.step)
    total = 0.0
    for _ in range(batch):
        one, other, noise = (tuning.noise(source) for _ in range(3))
        better, worse = (Learnt(part.cpu(), PROMPT, tuning.span) for part in (one, other))
        share = torch.tensor([0.5])
        if loss == "flow":
            error = error_of(tuning, better, noise, share, PROMPT)
        else:
            pair = Pair(better, worse, (1.0, 0.0))
            error = sum(losses_of(tuning, pair, noise, share, CrpoOptions.beta), torch.tensor(0.0))
        (error / batch).backward()  # type: ignore[no-untyped-call]
        total += error.item() / batch
    stepped(progress)
    return total

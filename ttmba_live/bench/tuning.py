"""What a step of tuning a model takes, by loss and by what learns, with random weights.

Prints; knows no network.
"""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model import accelerator

if TYPE_CHECKING:
    from ttmba_live.training.trial import Loss

HEAD = (
    "loss", "learns", "numbers", "checkpointing", "s a step", "CPU s a step", "steps a s",
    "peak GB", "value",
)  # fmt: skip

_LOSSES: tuple[Loss, ...] = ("flow", "crpo")
_LEARNABLE = ("lora", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """One case; seconds of a step of the whole batch, of the clock and of the host's cores."""

    loss: str
    learns: str
    learnt: int
    checkpointing: bool
    seconds: float
    cpu_seconds: float
    steps_per_second: float
    peak_gb: float
    loss_value: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("--small", action="store_true", help="a small model")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")
    parser.add_argument("--device", help="cpu, cuda, mps; default: the GPU if there is one")
    parser.add_argument(
        "--model", choices=["tangoflux", "stable-audio-3-small"], default="tangoflux"
    )
    parser.add_argument("--rank", type=int, default=16, help="of the LoRA")
    parser.add_argument("--batch", type=int, default=1, help="clips or pairs of a step")
    parser.add_argument("--rounds", type=int, help="steps that are timed (GPU 10, CPU 1)")
    both = "default: both; of Stable Audio 3 the first"
    parser.add_argument("--loss", choices=_LOSSES, nargs="+", help=both)
    parser.add_argument("--learns", choices=_LEARNABLE, nargs="+", help=both)


def run(arguments: argparse.Namespace) -> None:
    """Measure and print; raises `Unavailable` or `InvalidInput`."""
    if min(arguments.rank, arguments.batch, arguments.rounds or 1) < 1:
        raise InvalidInput("--rank, --batch and --rounds must be at least 1")
    from ttmba_live.generate.model import trial  # with it comes torch, for seconds

    device = arguments.device or accelerator() or "cpu"
    about: dict[str, Any] = {
        "device": trial.device_named(device),
        "versions": trial.versions(),
        "model": arguments.model,
        "size": "small" if arguments.small else "full size",
        "batch": arguments.batch,
    }
    if not arguments.json:
        what = f"{arguments.model}, {about['size']}, random weights"
        print(f"{about['device']}; {what}, {about['versions']}")
        print(f"batch {arguments.batch}\n\n| {' | '.join(HEAD)} |\n" + "|---" * len(HEAD) + "|")
    rows = []
    for row, parameters in _measured(arguments, device):
        rows.append(row)
        about["parameters"] = parameters
        if not arguments.json:
            print(_line(row), flush=True)
    if arguments.json:
        print(json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1))


def _measured(arguments: argparse.Namespace, device: str) -> Iterator[tuple[Row, int]]:
    """The cheapest first, since on a CPU memory only grows."""
    from ttmba_live.training.trial import Case, tuning_cost

    rounds = arguments.rounds or (1 if device == "cpu" else 10)
    most = 2 if arguments.model == "tangoflux" else 1
    for learns in arguments.learns or _LEARNABLE[:most]:
        rank = None if learns == "all" else arguments.rank
        for loss in arguments.loss or _LOSSES[:most]:
            for sparing in (True, False):
                gc.collect()
                case = Case(
                    arguments.model, device, loss, rank, arguments.batch, rounds,
                    arguments.small, sparing,
                )  # fmt: skip
                cost = tuning_cost(case)
                name = "all" if rank is None else f"rank {rank}"
                each = cost.seconds
                yield (
                    Row(loss, name, cost.learnt, sparing, each, cost.cpu_seconds,
                        1.0 / each, cost.peak_gb, cost.loss_value),
                    cost.parameters,
                )  # fmt: skip


def _line(row: Row) -> str:
    cells = [
        row.loss, row.learns, f"{row.learnt / 1e6:.1f} M", "yes" if row.checkpointing else "no",
        f"{row.seconds:.3g}", f"{row.cpu_seconds:.3g}", f"{row.steps_per_second:.3g}",
        f"{row.peak_gb:.3g}", f"{row.loss_value:.4g}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"

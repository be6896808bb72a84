"""How long TangoFlux takes for a clip, plain and fast, with random weights. Knows no model."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate.model import accelerator

if TYPE_CHECKING:
    from ttmba_live.generate.tangoflux.trial import Trial, Work

Case = tuple[float, int, int]
"""Seconds, steps, clips at once."""

HEAD = (
    "form", "clip s", "steps", "batch", "s per clip", "first clip s", "sampling", "decoding",
    "shaping", "peak GB", "times faster", "times the floor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case in one form; times are seconds for each clip, ``first`` from the order on."""

    form: str
    seconds: float
    steps: int
    batch: int
    each: float
    first: float
    sampling: float
    decoding: float
    shaping: float
    peak_gb: float
    faster: float
    above_floor: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("--small", action="store_true", help="a small model and fewer cases")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")
    parser.add_argument("--device", help="cpu, cuda, mps; default: the GPU if there is one")
    parser.add_argument("--seconds", type=float, nargs="+", default=[5.0, 10.0, 30.0])
    parser.add_argument("--steps", type=int, nargs="+", help="default 25 50, small 5")
    parser.add_argument("--batch", type=int, nargs="+", help="default 1 4 8, small 1 4")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many passes")


def run(arguments: argparse.Namespace) -> None:
    """Measure and print; raises `Unavailable` or `InvalidInput`."""
    from ttmba_live.generate.tangoflux import trial

    cases = _cases(arguments)
    under_test = trial.Trial(arguments.device or accelerator() or "cpu", small=arguments.small)
    work = under_test.work()
    rate, known = trial.reached(under_test.device)
    about = {
        "device": trial.device_name(under_test.device),
        "versions": trial.versions(),
        "model": "small" if arguments.small else "full size",
        "tflop_step": work.step,
        "tflop_second": work.second,
        "tflops_reached": rate,
        "reached": known,
    }
    if not arguments.json:
        print(_heading(about))
        print("|", " | ".join(HEAD), "|\n" + "|---" * len(HEAD) + "|", flush=True)
    rows = []
    for row in _measured(under_test, cases, arguments.rounds, (work, rate)):
        rows.append(row)
        if not arguments.json:
            tqdm.write(_line(row), file=sys.stdout)
    about["fault"] = under_test.fault
    if arguments.json:
        print(json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1))
    elif under_test.fault:
        print(f"\nplain steps were used: {under_test.fault}")


def _cases(arguments: argparse.Namespace) -> list[Case]:
    steps = arguments.steps or ([5] if arguments.small else [25, 50])
    batches = arguments.batch or ([1, 4] if arguments.small else [1, 4, 8])
    if not all(0.0 < seconds <= 30.0 for seconds in arguments.seconds):
        raise InvalidInput("--seconds must be over 0 and up to 30")
    if min(*steps, *batches, arguments.rounds) < 1:
        raise InvalidInput("--steps, --batch and --rounds must be at least 1")
    return [(s, n, b) for n in steps for s in arguments.seconds for b in batches]


def _measured(
    trial: Trial, cases: list[Case], rounds: int, cost: tuple[Work, float]
) -> Iterator[Row]:
    """All cases plain, then all of them fast; one that does not fit into memory is left out."""
    from ttmba_live.generate.tangoflux.trial import peak_memory

    work, rate = cost
    plain: dict[Case, float] = {}
    with tqdm(total=2 * len(cases), disable=None, unit="case", leave=False) as bar:
        for form in ("plain", "fast"):
            if form == "fast":
                trial.quicken()
            for case in cases:
                seconds, steps, batch = case
                try:
                    timing = trial.best(case, 1 if form == "plain" else rounds)
                except GenerationFailed as error:
                    tqdm.write(f"{form}, {seconds:g} s, batch {batch}: {error}", file=sys.stderr)
                    continue
                finally:
                    bar.update()
                each = timing.total / batch
                reference = plain.setdefault(case, each) if form == "plain" else plain.get(case)
                yield Row(
                    form,
                    seconds,
                    steps,
                    batch,
                    each,
                    timing.first,
                    timing.sampling / batch,
                    timing.decoding / batch,
                    timing.shaping / batch,
                    peak_memory(trial.device),
                    reference / each if reference else float("nan"),
                    each * rate / work.of(seconds, steps),
                )


def _heading(about: dict[str, Any]) -> str:
    return (
        f"{about['device']}; {about['model']}, random weights, {about['versions']}\n"
        f"{about['tflop_step']:.3g} TFLOP a guided step, {about['tflop_second']:.3g} a decoded "
        f"second; floor at {about['tflops_reached']:.3g} TFLOP/s, {about['reached']}\n"
    )


def _line(row: Row) -> str:
    form, seconds, steps, batch, *figures = asdict(row).values()
    cells = [form, f"{seconds:g}", str(steps), str(batch)]
    return f"| {' | '.join([*cells, *(f'{figure:.3g}' for figure in figures)])} |"

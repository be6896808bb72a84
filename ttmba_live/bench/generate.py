"""How long a model takes for a clip, in its forms, with random weights. Knows no model."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate.model import accelerator

if TYPE_CHECKING:
    from ttmba_live.generate.model.trial import Trial

Case = tuple[float, int, int]
"""Seconds, steps, clips at once."""

HEAD = (
    "form", "clip s", "steps", "batch", "s per clip", "first clip s", "sampling", "decoding",
    "shaping", "peak GB", "s per s of sound", "CPU s per s of sound", "times faster", "floor s",
    "times the floor",
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
    each_second: float
    """Seconds of work for a second of sound."""
    cpu_second: float
    """The same in seconds of the host's cores, which other programs' load does not change."""
    faster: float
    """Than the first form."""
    floor: float
    """What its products of matrices alone would take at the device's best rate in this form."""
    above_floor: float


@dataclass(frozen=True, slots=True)
class Model:
    """What can be timed: what makes its trial, and what it is usually asked for."""

    trial: Callable[[str, bool], Trial]
    steps: tuple[int, ...]
    longest: float


def _tangoflux(device: str, small: bool) -> Trial:
    from ttmba_live.generate.tangoflux.trial import trial

    return trial(device, small)


def _stable_audio_small(device: str, small: bool) -> Trial:
    from ttmba_live.generate.stable_audio import trial

    return trial.small(device, small)


def _stable_audio_medium(device: str, small: bool) -> Trial:
    from ttmba_live.generate.stable_audio import trial

    return trial.medium(device, small)


MODELS = {
    "tangoflux": Model(_tangoflux, (25, 50), 30.0),
    "stable-audio-3-small": Model(_stable_audio_small, (8,), 120.0),
    "stable-audio-3-medium": Model(_stable_audio_medium, (8,), 120.0),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("--model", choices=tuple(MODELS), default="tangoflux")
    parser.add_argument("--small", action="store_true", help="a small model and fewer cases")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")
    parser.add_argument("--device", help="cpu, cuda, mps; default: the GPU if there is one")
    parser.add_argument("--seconds", type=float, nargs="+", default=[5.0, 10.0, 30.0])
    parser.add_argument("--steps", type=int, nargs="+", help="default: the model's; small 5")
    parser.add_argument("--batch", type=int, nargs="+", help="default 1 4 8, small 1 4; CPU 1")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many passes")


def run(arguments: argparse.Namespace) -> None:
    """Measure and print; raises `Unavailable` or `InvalidInput`."""
    model = MODELS[arguments.model]
    _check(arguments, model)
    from ttmba_live.generate.model import trial  # with it comes torch, for seconds

    device = arguments.device or accelerator() or "cpu"
    cases = _cases(arguments, model, device)
    under_test = model.trial(device, arguments.small)
    rates = {form.name: trial.reached(under_test.device, form.kind) for form in under_test.forms}
    about = {
        "device": trial.device_name(under_test.device),
        "versions": trial.versions(),
        "model": arguments.model,
        "size": "small" if arguments.small else "full size",
        "tflops_reached": {name: rate for name, (rate, _) in rates.items()},
        "reached": {name: known for name, (_, known) in rates.items()},
    }
    if not arguments.json:
        print(_heading(about))
        print("|", " | ".join(HEAD), "|\n" + "|---" * len(HEAD) + "|", flush=True)
    rows = []
    for row in _measured(under_test, cases, arguments.rounds, about["tflops_reached"]):
        rows.append(row)
        if not arguments.json:
            tqdm.write(_line(row), file=sys.stdout)
    about["fault"] = under_test.fault
    if arguments.json:
        print(json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1))
    elif under_test.fault:
        print(f"\nplain steps were used: {under_test.fault}")


def _check(arguments: argparse.Namespace, model: Model) -> None:
    if not all(0.0 < seconds <= model.longest for seconds in arguments.seconds):
        raise InvalidInput(f"--seconds must be over 0 and up to {model.longest:g}")
    if min(*(arguments.steps or ()), *(arguments.batch or ()), arguments.rounds, 1) < 1:
        raise InvalidInput("--steps, --batch and --rounds must be at least 1")


def _cases(arguments: argparse.Namespace, model: Model, device: str) -> list[Case]:
    steps = arguments.steps or ([5] if arguments.small else list(model.steps))
    usual = [1] if device == "cpu" and arguments.model != "tangoflux" else [1, 4, 8]
    batches = arguments.batch or ([1, 4] if arguments.small else usual)
    return [(s, n, b) for n in steps for s in arguments.seconds for b in batches]


def _measured(
    trial: Trial, cases: list[Case], rounds: int, rates: dict[str, float]
) -> Iterator[Row]:
    """All cases in one form after the other; one that does not fit into memory is left out."""
    from ttmba_live.generate.model.trial import peak_memory

    first: dict[Case, float] = {}
    work = {case[:2]: trial.work(*case[:2]) for case in cases}
    with tqdm(total=len(trial.forms) * len(cases), disable=None, unit="case", leave=False) as bar:
        for number, form in enumerate(trial.forms):
            if number:
                trial.turn_into(form)
            for case in cases:
                seconds, steps, batch = case
                try:
                    timing = trial.best(case, rounds if number else 1)
                except GenerationFailed as error:
                    name = f"{form.name}, {seconds:g} s, batch {batch}"
                    tqdm.write(f"{name}: {error}", file=sys.stderr)
                    continue
                finally:
                    bar.update()
                each = timing.total / batch
                reference = first.get(case) if number else first.setdefault(case, each)
                floor = work[case[:2]] / rates[form.name]
                yield Row(
                    form.name,
                    seconds,
                    steps,
                    batch,
                    each,
                    timing.first,
                    timing.sampling / batch,
                    timing.decoding / batch,
                    timing.shaping / batch,
                    peak_memory(trial.device),
                    each / seconds,
                    timing.cpu / batch / seconds,
                    reference / each if reference else float("nan"),
                    floor,
                    each / floor,
                )


def _heading(about: dict[str, Any]) -> str:
    rates = "; ".join(
        f"{name} {rate:.3g} TFLOP/s, {about['reached'][name]}"
        for name, rate in about["tflops_reached"].items()
    )
    return (
        f"{about['device']}; {about['model']}, {about['size']}, random weights, "
        f"{about['versions']}\nfloor at {rates}\n"
    )


def _line(row: Row) -> str:
    form, seconds, steps, batch, *figures = asdict(row).values()
    cells = [form, f"{seconds:g}", str(steps), str(batch)]
    return f"| {' | '.join([*cells, *(f'{figure:.3g}' for figure in figures)])} |"

"""What the live renderer costs, by number of sources, beside its floor. Knows no sound device."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.bench._plot import plot
from ttmba_live.errors import InvalidInput
from ttmba_live.room import named
from ttmba_live.setup import baked_bank, exact_bank, field_path, network

if TYPE_CHECKING:
    from ttmba_live.bench._roomed import RoomCost

ROOM_SOURCES = 64
"""Sources in the room that `--room` measures."""

HEAD = (
    "sources", "moving", "real-time factor", "processor", "us a source", "p50 ms", "p99 ms",
    "max ms", "p99 / p50", "times the floor", "less than unfolded", "memory MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One number of sources. Factors are compute time divided by audio time."""

    sources: int
    moving: bool
    factor: float
    processor: float
    microseconds: float
    p50: float
    p99: float
    worst: float
    unevenness: float
    above_floor: float
    below_unfolded: float
    memory: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("--sources", type=int, nargs="+", default=[1, 16, 64, 256, 1024])
    parser.add_argument("--hops", type=int, default=400, help="timed for each row")
    parser.add_argument("--hop", type=int, default=256, help="samples")
    parser.add_argument("--checkpoint", type=Path, help="weights; default: those that ship")
    parser.add_argument(
        "--rounds", type=int, default=5, help="beside OpenAL Soft and the floor; 0 leaves them out"
    )
    parser.add_argument(
        "--room", nargs="?", const="church", metavar="NAME", help="what a room costs, part by part"
    )
    parser.add_argument(
        "--niirf", type=Path, metavar="WEIGHTS", help="cost and truth of that rival beside ours"
    )
    parser.add_argument("--bake", action="store_true", help="time the making of the field too")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="cost over sources, as a picture")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")


def run(arguments: argparse.Namespace) -> None:
    """Measure and print; raises `Unavailable` or `InvalidInput`."""
    from ttmba_live.bench._peers import as_table, compared
    from ttmba_live.binaural.nfs.trial import costs
    from ttmba_live.binaural.stream import Stream

    if min(*arguments.sources, arguments.hops) < 1:
        raise InvalidInput("--sources and --hops must be at least 1")
    began = time.perf_counter()
    bank = baked_bank(arguments.checkpoint)
    stream = Stream(bank, arguments.hop)
    ready = time.perf_counter() - began
    model = network(arguments.checkpoint)
    unfolded = {moving: costs(model, 1.0, moving=moving)["unfolded"] for moving in (False, True)}
    about: dict[str, Any] = {
        "hop": arguments.hop,
        "latency_samples": arguments.hop + stream.latency,
        "field_ready_s": ready,
        "field_memory_mb": bank.megabytes,
        "field_file_mb": field_path(arguments.checkpoint).stat().st_size / 1e6,
        "field_build_s": _baked(model) if arguments.bake else None,
        "error_db": _errors(bank, exact_bank(arguments.checkpoint), arguments.hop),
        "unfolded_factor": {"still": unfolded[False], "moving": unfolded[True]},
    }
    if not arguments.json:
        print(_heading(about))
        print("|", " | ".join(HEAD), "|\n" + "|---" * len(HEAD) + "|", flush=True)
    rows = []
    for row in _measured(stream, arguments, unfolded):
        rows.append(row)
        if not arguments.json:
            print(_line(row), flush=True)
    about["sources_at_factor_1"] = {
        "still": _at_one(rows, moving=False),
        "moving": _at_one(rows, moving=True),
    }
    if arguments.niirf:
        about["niirf"] = _rival(bank, model, arguments)
    about["room"] = _room_cost(stream, arguments) if arguments.room else None
    if arguments.rounds:
        peers, missing = compared(stream, arguments.rounds)
        about["peers"] = [asdict(peer) for peer in peers]
        if not arguments.json:
            print("\n".join(as_table(peers, missing)), flush=True)
    if arguments.json:
        print(json.dumps({**about, "rows": [asdict(row) for row in rows]}, indent=1))
    else:
        at_one = about["sources_at_factor_1"]
        print(f"\nat factor 1: {at_one['still']:.0f} still, {at_one['moving']:.0f} moving sources")
    if arguments.plot:
        plot(arguments.plot, [(r.sources, r.moving, r.processor) for r in rows])


def _rival(bank: Any, model: Any, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    from ttmba_live.bench._filtered import as_table, beside

    found = beside(bank, arguments.hop, model, arguments.niirf)
    if not arguments.json:
        print("\n".join(as_table(found)), flush=True)
    return [asdict(one) for one in found]


def _room_cost(stream: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    from ttmba_live.bench._roomed import roomed

    cost = roomed(stream, named(arguments.room), ROOM_SOURCES, arguments.hops)
    if not arguments.json:
        print(_room_line(cost), flush=True)
    return {**asdict(cost), "whole": cost.whole}


def _measured(
    stream: Any, arguments: argparse.Namespace, unfolded: dict[bool, float]
) -> Iterator[Row]:
    from ttmba_live.bench._streamed import floor, streamed

    length = arguments.hop / RATE
    for sources in arguments.sources:
        least = floor(sources, arguments.hop, arguments.hops).processor
        for moving in (False, True):
            spent = streamed(stream, sources, arguments.hops, moving=moving)
            p50, p99 = np.percentile(spent.wall, [50, 99])
            yield Row(
                sources,
                moving,
                float(spent.wall.mean()) / length,
                spent.processor / length,
                1e6 * spent.processor / sources,
                1e3 * p50,
                1e3 * p99,
                1e3 * float(spent.wall.max()),
                p99 / p50,
                spent.processor / least,
                unfolded[moving] * sources / (spent.processor / length),
                _memory(),
            )


def _baked(model: Any) -> float:
    from ttmba_live.binaural.nfs.bake import bake

    began = time.perf_counter()
    bake(model)
    return time.perf_counter() - began


def _errors(fast: Any, exact: Any, hop: int) -> dict[str, dict[str, float]]:
    from ttmba_live.bench._streamed import error_db

    found = {}
    for moving in (False, True):
        for pink in (True, False):
            each = error_db(fast, exact, hop, moving=moving, pink=pink)
            name = f"{'moving' if moving else 'still'}, {'pink' if pink else 'white'} noise"
            found[name] = {"mean": float(each.mean()), "worst": float(each.max())}
    return found


def _at_one(rows: list[Row], *, moving: bool) -> float:
    """Sources whose processor time is their sound's, by the row nearest to that."""
    some = [row for row in rows if row.moving == moving]
    nearest = min(some, key=lambda row: abs(np.log(row.processor)))
    return nearest.sources / nearest.processor


def _memory() -> float:
    """Megabytes that this process holds, or NaN where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return float("nan")
    return pages * 4096 / 1e6


def _heading(about: dict[str, Any]) -> str:
    unfolded = about["unfolded_factor"]
    errors = [
        f"  {name}: mean {error['mean']:.1f}, worst {error['worst']:.1f}"
        for name, error in about["error_db"].items()
    ]
    built = f", made in {about['field_build_s']:.1f} s" if about["field_build_s"] else ""
    sizes = f"{about['field_memory_mb']:.0f} MB in memory, {about['field_file_mb']:.0f} MB on disk"
    lines = [
        f"hop {about['hop']}, {about['latency_samples']} samples from input to output",
        f"field: {sizes}, ready in {about['field_ready_s']:.1f} s{built}",
        "error against the exact network, dB:",
        *errors,
        "floor: windowed FFT of 1024, two complex products, sum, two inverse FFTs",
        "unfolded whole-signal network, factor for one source:",
        f"  {unfolded['still']:.3f} still, {unfolded['moving']:.3f} moving",
    ]
    return "\n".join(lines)


def _room_line(cost: RoomCost) -> str:
    return (
        f"\n{cost.sources} moving sources in the room {cost.room}, {cost.reflections} reflections "
        f"each, of a core: direct {cost.direct:.3f}, reflections {cost.reflected:.3f}, late part "
        f"{cost.late:.3f}; {cost.whole:.3f} in all; p99 {cost.p99_ms:.2f} ms of "
        f"a hop"
    )


def _line(row: Row) -> str:
    return (
        f"| {row.sources} | {'yes' if row.moving else 'no'} | {row.factor:.3f} "
        f"| {row.processor:.3f} | {row.microseconds:.1f} | {row.p50:.3f} | {row.p99:.3f} "
        f"| {row.worst:.3f} | {row.unevenness:.1f} | {row.above_floor:.1f} "
        f"| {row.below_unfolded:,.0f} | {row.memory:.0f} |"
    )

"""What one hop of the weightless renderer costs, by number of moving voices. Prints a table.

``python bench/renderer.py [--hops 400]``; one thread. Beside it stands what no renderer of this
kind can do without, as a floor: reading each ear's delayed samples once, unfiltered.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere

HOP = 256
VOICES = (1, 16, 32, 64, 128, 256)
WARM = 20
_LINE = 1 << 15


def main() -> None:
    """Time every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hops", type=int, default=400)
    hops = parser.parse_args().hops
    budget = 1000.0 * HOP / RATE
    print(f"ms for one hop of {budget:.2f} ms, all voices moving")
    print(f"{'voices':>6}{'median':>9}{'p99':>9}{'of a hop':>10}{'floor':>9}")
    for voices in VOICES:
        spent = 1000.0 * np.array(render(voices, hops))
        floor = 1000.0 * float(np.median(gather(voices, hops)))
        median, p99 = np.median(spent), np.percentile(spent, 99)
        print(f"{voices:>6}{median:>9.3f}{p99:>9.3f}{median / budget:>10.1%}{floor:>9.3f}")


def render(voices: int, hops: int) -> list[float]:
    """Seconds of every hop, each voice circling at a speed and a distance of its own."""
    sphere = Sphere(HOP)
    state = sphere.start(voices)
    chance = np.random.default_rng(1)
    rows, gain = np.arange(voices), np.ones(voices)
    speed, distance = chance.uniform(-3.0, 3.0, voices), chance.uniform(0.5, 5.0, voices)
    dry = chance.standard_normal((voices, HOP)).astype(np.float32)
    spent = []
    for hop in range(hops + WARM):
        angle = speed * hop * HOP / RATE
        xyz = np.stack([np.cos(angle), np.sin(angle), np.zeros(voices)], axis=1)
        xyz *= distance[:, None]
        began = time.perf_counter()
        sphere.step(state, rows, dry, xyz, gain, stems=False)
        spent.append(time.perf_counter() - began)
    return spent[WARM:]


def gather(voices: int, hops: int) -> list[float]:
    """Seconds to read one delayed sample for each ear, voice and frame, and to sum the voices."""
    chance = np.random.default_rng(1)
    line = chance.standard_normal(voices * _LINE).astype(np.float32)
    start = np.arange(voices)[:, None, None] * _LINE + chance.integers(0, 999, (voices, 2, 1))
    at = start + np.arange(HOP)
    spent = []
    for _ in range(hops + WARM):
        began = time.perf_counter()
        line[at].sum(axis=0)
        spent.append(time.perf_counter() - began)
    return spent[WARM:]


if __name__ == "__main__":
    main()

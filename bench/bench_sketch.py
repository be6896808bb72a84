"""How many times faster than real time each sketch is made: processor time. Prints a table.

Names of families or sketches on the command line choose some.
"""

from __future__ import annotations

import sys
import time

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import FAMILIES, Sketch

SECONDS = 10.0
ROUNDS = 3


def main() -> None:
    """Time the sketches, slowest first; the best of some rounds counts."""
    sketch = Sketch()
    chosen = sys.argv[1:] or list(FAMILIES)
    names = [name for one in chosen for name in FAMILIES.get(one, (one,))]
    best = {name: min(_once(sketch, name, seed) for seed in range(ROUNDS)) for name in names}
    print(f"{'sketch':<20}{'ms for 10 s':>12}{'x real time':>13}")
    for name in sorted(best, key=best.__getitem__, reverse=True):
        print(f"{name:<20}{best[name] * 1000.0:>12.1f}{SECONDS / best[name]:>13.0f}")
    middle = sorted(best.values())[len(best) // 2]
    slow = [name for name in best if best[name] > SECONDS / 50.0]
    print(f"{len(best)} sketches, the middle one {SECONDS / middle:.0f} times real time")
    print(f"slower than 50 times real time: {', '.join(slow) or 'none'}")


def _once(sketch: Sketch, prompt: str, seed: int) -> float:
    start = time.process_time()
    sketch.generate(ClipSpec(prompt, SECONDS, seed))
    return time.process_time() - start


if __name__ == "__main__":
    main()

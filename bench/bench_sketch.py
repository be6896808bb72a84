"""How many times faster than real time each sketch is made: processor time. Prints a table."""

from __future__ import annotations

import time

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import RECIPES, Sketch

SECONDS = 10.0
ROUNDS = 5


def main() -> None:
    """Time every recipe and the texture; the best of some rounds counts."""
    sketch = Sketch()
    print(f"{'recipe':<12}{'ms for 10 s':>12}{'x real time':>13}")
    for name in [*RECIPES, "texture"]:
        best = min(_once(sketch, name, seed) for seed in range(ROUNDS))
        print(f"{name:<12}{best * 1000.0:>12.1f}{SECONDS / best:>13.0f}")


def _once(sketch: Sketch, prompt: str, seed: int) -> float:
    start = time.process_time()
    sketch.generate(ClipSpec(prompt, SECONDS, seed))
    return time.process_time() - start


if __name__ == "__main__":
    main()

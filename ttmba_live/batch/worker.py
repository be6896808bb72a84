"""The process that makes scenes: a recipe comes in as a line of JSON, then some asks a line.

What came of them goes out as a line. It ends when its input does. Started by `_local`.
"""

from __future__ import annotations

import sys

from ttmba_live.batch._order import asks_from_text, outcomes_to_text, recipe_from_text
from ttmba_live.batch._workshop import Workshop


def main() -> None:
    """Answer until there is no more to do."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print is no answer
    workshop = Workshop(recipe_from_text(sys.stdin.readline()))
    for line in sys.stdin:
        print(outcomes_to_text(workshop.do(asks_from_text(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()

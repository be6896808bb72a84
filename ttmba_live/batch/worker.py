"""The process that makes scenes: a recipe comes in as a line of JSON, then an ask a line.

What came of each goes out as a line. It ends when its input does. Started by `_local`.
"""

from __future__ import annotations

import sys

from ttmba_live.batch._order import ask_from_text, outcome_to_text, recipe_from_text
from ttmba_live.batch._workshop import Workshop


def main() -> None:
    """Answer until there is no more to do."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print is no answer
    workshop = Workshop(recipe_from_text(sys.stdin.readline()))
    for line in sys.stdin:
        print(outcome_to_text(workshop.do(ask_from_text(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()

"""Prepares a SOFA file for the live renderer, and prints a share from 0 to 1 on each line."""

from __future__ import annotations

import sys
from pathlib import Path

from ttmba_live.binaural.head.field import prepare
from ttmba_live.errors import TtmbaError


def main() -> int:
    """Prepare to a file."""
    out, sofa = (Path(text) for text in sys.argv[1:3])
    try:
        prepare(sofa, out, lambda share: print(f"{share:.3f}", flush=True))
    except TtmbaError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

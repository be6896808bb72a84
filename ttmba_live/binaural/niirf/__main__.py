"""Prepares an NIIRF for the live renderer, and prints a share from 0 to 1 on each line."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from ttmba_live.binaural.niirf import load_niirf
from ttmba_live.binaural.niirf.field import niirf_field
from ttmba_live.binaural.stream import save_field
from ttmba_live.errors import TtmbaError


def main() -> int:
    """Prepare to a file: FIELD CHECKPOINT."""
    torch.set_num_threads(1)
    out, checkpoint = (Path(text) for text in sys.argv[1:3])
    try:
        trained = load_niirf(checkpoint)
        save_field(out, niirf_field(trained, lambda share: print(f"{share:.3f}", flush=True)))
    except TtmbaError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

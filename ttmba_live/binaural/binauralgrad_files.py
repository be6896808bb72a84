"""The two files that BinauralGrad is published as, and whether they are there. Loads no torch."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.errors import Unavailable

FILES = ("pretrained_ckpt.s1.pt", "pretrained_ckpt.s2.pt")
"""What the authors call stage one and stage two."""


def check_files(folder: Path) -> None:
    """Raise `Unavailable` that says which files a folder lacks, and where they come from."""
    lacking = [name for name in FILES if not (folder / name).is_file()]
    if lacking:
        raise Unavailable(
            f"{folder} lacks {' and '.join(lacking)}; the README of microsoft/NeuralSpeech, folder "
            "BinauralGrad, links to them"
        )

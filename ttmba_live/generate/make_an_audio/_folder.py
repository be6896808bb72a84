"""Which files of Make-An-Audio 2 must be there, and whether they are whole. Loads no weights."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._folder import need, read_json

CHECKPOINT = "maa2.ckpt"
VOCODER = "ext_weights/best_netG.pt"
BERT, T5 = "bert", "t5"
"""Folders of a configuration and a tokenizer each; the weights are in the checkpoint."""

NEEDED = (
    CHECKPOINT,
    VOCODER,
    *(f"{folder}/{name}" for folder in (BERT, T5) for name in ("config.json", "tokenizer.json")),
)


def check_files(folder: Path) -> None:
    """Raise `Unavailable` for what is missing, `InvalidInput` for a file that is not whole."""
    folder = Path(folder)
    need(folder, NEEDED, "make-an-audio-2")
    for name in (BERT, T5):
        read_json(folder / name / "config.json")
    for name in (CHECKPOINT, VOCODER):
        if not zipfile.is_zipfile(folder / name):
            raise InvalidInput(f"{folder / name} is damaged: it is cut off; fetch it again")

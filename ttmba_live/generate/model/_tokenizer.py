"""Tokenizers from the disk alone. Knows no model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import AutoTokenizer

from ttmba_live.errors import InvalidInput


def load_tokenizer(folder: Path) -> Any:
    """Read the tokenizer of a folder; raises `InvalidInput`."""
    try:
        return AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:
        raise InvalidInput(f"{folder} holds no usable tokenizer: {error}") from error

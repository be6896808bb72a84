"""Texts to tokens, by tokenizers from the disk alone. Knows no model."""

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


class Tokens:
    """A tokenizer that takes any text and gives no more than a model knows."""

    def __init__(self, tokenizer: Any, most: int) -> None:
        self._tokenizer, self._most = tokenizer, most

    def used(self, prompt: str) -> list[int]:
        """Token numbers, at most so many, the marks around them included."""
        found = self._all(prompt)
        if len(found) <= self._most:
            return found
        cut: list[int] = self._tokenizer(_text(prompt), truncation=True, max_length=self._most)[
            "input_ids"
        ]
        return cut

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many are used, and whether some had to be left out."""
        whole = len(self._all(prompt))
        return min(whole, self._most), whole > self._most

    def _all(self, prompt: str) -> list[int]:
        found: list[int] = self._tokenizer(_text(prompt), verbose=False)["input_ids"]
        return found


def _text(prompt: str) -> str:
    """Half a surrogate pair, which no tokenizer takes, becomes "?"."""
    return prompt.encode("utf-8", "replace").decode()

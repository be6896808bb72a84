"""Prompts to what the transformer reads, remembered. Knows tokens; knows no sound and no seeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from ttmba_live.generate.model._remembered import Remembered
from ttmba_live.generate.model._tokenizer import Tokens


class Reader:
    """Reads one prompt at a time, so that no other prompt can change it."""

    def __init__(self, encoder: Any, tokenizer: Any, most: int) -> None:
        """``most`` tokens are heard of each prompt, the rest of them is padding."""
        self.encoder, self._most = encoder, most
        self._tokens = Tokens(tokenizer, most)
        self._encoded = Remembered[Tensor]()

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self._tokens.count(prompt)

    def read(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Text (B, most, width), float32, and which of it is no padding, (B, most)."""
        rows = [self._encoded.get(prompt, partial(self._encode, prompt)) for prompt in prompts]
        text = torch.zeros(len(rows), self._most, rows[0].shape[-1], device=rows[0].device)
        mask = torch.zeros(len(rows), self._most, dtype=torch.bool, device=text.device)
        for number, row in enumerate(rows):
            text[number, : len(row)] = row
            mask[number, : len(row)] = True
        return text, mask

    @torch.no_grad()
    def _encode(self, prompt: str) -> Tensor:
        """(L, width) of one prompt: no token sees padding, so none is needed."""
        tokens = torch.tensor([self._tokens.used(prompt)], device=self.encoder.device)
        states: Tensor = self.encoder(input_ids=tokens)[0]
        return states[0].float()

"""Prompts to what the transformer reads, remembered. Knows tokens; knows no audio and no seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.model._remembered import Remembered
from ttmba_live.generate.model._tokenizer import Tokens
from ttmba_live.generate.tangoflux._flow import Conditions
from ttmba_live.generate.tangoflux._network import Network

MOST_TOKENS = 512
"""What the text encoder was trained on; the rest of a longer prompt is left out."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A prompt after the encoder: (1, L, width) and (1, width)."""

    text: Tensor
    pooled: Tensor


class Reader:
    """Tokenises and encodes; one prompt at a time, so that no other prompt can change it."""

    def __init__(self, network: Network, tokenizer: Any) -> None:
        self._network, self._padding = network, tokenizer.pad_token_id
        self._tokens = Tokens(tokenizer, MOST_TOKENS)
        self._encoded = Remembered[Encoded]()

    def tokens(self, prompt: str) -> list[int]:
        """Token numbers, the end mark included; at most `MOST_TOKENS`."""
        return self._tokens.used(prompt)

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self._tokens.count(prompt)

    def length(self, ask: Ask) -> int:
        """Tokens that an ask's rows need."""
        own = self.count(ask.prompt)[0]
        return max(own, self.count(ask.negative)[0]) if ask.guided else own

    @torch.no_grad()
    def read(self, asks: Sequence[Ask]) -> Conditions:
        """Conditions of asks that all have the same `length` and are guided, or all are not."""
        length = self.length(asks[0])
        rows = [self._encode(ask.prompt, length) for ask in asks]
        if asks[0].guided:
            rows = [self._encode(ask.negative, length) for ask in asks] + rows
        text = torch.cat([row.text for row in rows]).to(self._network.dtype)
        wanted = torch.tensor([ask.seconds for ask in asks], device=text.device)
        duration = self._network.duration_emebdder(wanted).to(text.dtype)
        duration = duration.repeat(len(rows) // len(asks), 1, 1)
        pooled = torch.cat([row.pooled for row in rows])
        guidance = torch.tensor([ask.guidance for ask in asks], device=text.device)[:, None, None]
        whole = torch.cat([text, duration], dim=1)
        return Conditions(whole, pooled, guidance if asks[0].guided else None)

    def _encode(self, prompt: str, length: int) -> Encoded:
        """Encode one prompt padded to ``length`` tokens, or find it among those done before."""
        return self._encoded.get((prompt, length), lambda: self._read(prompt, length))

    def _read(self, prompt: str, length: int) -> Encoded:
        found = self.tokens(prompt)
        gap = length - len(found)
        device = self._network.device
        tokens = torch.tensor([found + [self._padding] * gap], device=device)
        mask = torch.tensor([[1] * len(found) + [0] * gap], device=device)
        return Encoded(*self._network.encode(tokens, mask))

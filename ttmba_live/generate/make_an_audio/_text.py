"""Prompts to what the network is steered by, remembered. Knows tokens; knows no sound.

A prompt is read twice: as it is by BERT, and by T5 as events with their order, which the original
has a language model write. Here the words between two events tell it ("followed by"); a prompt
without such words is one event that lasts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.generate.make_an_audio._denoiser import TOKENS
from ttmba_live.generate.model._remembered import Remembered
from ttmba_live.generate.model._tokenizer import Tokens

_NEXT = re.compile(
    r"\s*(?:,\s*)?(?:\band\s+)?\b(?:followed by|then|and after that)\b\s*", re.IGNORECASE
)


def structured(prompt: str) -> str:
    """Events and their order: ``<a dog barks& start>@<a door slams& end>``."""
    events = [part.strip(" ,.;") for part in _NEXT.split(prompt)]
    events = [event for event in events if event] or [""]
    if len(events) == 1:
        return f"<{events[0]}& all>" if events[0] else ""
    orders = ["start", *["mid"] * (len(events) - 2), "end"]
    return "@".join(f"<{event}& {order}>" for event, order in zip(events, orders, strict=True))


class Projection(nn.Module):
    """BERT's states (..., 768) to the network's text (..., 1024)."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(before, after, bias=False)
        self.linear2 = nn.Linear(after, after, bias=False)
        self.layer_norm = nn.LayerNorm(after)

    def forward(self, states: Tensor) -> Tensor:
        first = self.linear1(states)
        return torch.as_tensor(self.layer_norm(first + self.linear2(functional.gelu(first))))


class Reader:
    """Both captions; padding is read like words, as the network was trained."""

    def __init__(
        self, bert: Any, projection: Projection, t5: Any, tokenizers: tuple[Any, Any]
    ) -> None:
        """``tokenizers`` for BERT and for T5."""
        self._bert, self._projection, self._t5 = bert, projection, t5
        self._plain, self._structured = (Tokens(one, TOKENS) for one in tokenizers)
        self._padding = tuple(int(one.pad_token_id) for one in tokenizers)
        self._remembered = Remembered[Tensor]()

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self._plain.count(prompt)

    @torch.no_grad()
    def read(self, prompts: Sequence[str]) -> Tensor:
        """What steers the network, (B, 154, width), float32; an empty prompt says nothing."""
        rows = [self._remembered.get(prompt, partial(self._encode, prompt)) for prompt in prompts]
        return torch.cat(rows)

    def _encode(self, prompt: str) -> Tensor:
        plain = self._ids(self._plain.used(prompt), self._padding[0])
        meant = self._ids(self._structured.used(structured(prompt)), self._padding[1])
        said = self._projection(self._bert(input_ids=plain)[0])
        return torch.cat([said, self._t5(input_ids=meant)[0]], dim=1)

    def _ids(self, found: list[int], padding: int) -> Tensor:
        full = found + [padding] * (TOKENS - len(found))
        return torch.tensor([full], device=self._t5.device)

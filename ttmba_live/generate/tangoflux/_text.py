"""Prompts to what the transformer reads, remembered. Knows tokens; knows no audio and no seeds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoTokenizer

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.tangoflux._flow import Conditions
from ttmba_live.generate.tangoflux._network import Network

MOST_TOKENS = 512
"""What the text encoder was trained on; the rest of a longer prompt is left out."""

_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Encoded:
    """A prompt after the encoder: (1, L, width) and (1, width)."""

    text: Tensor
    pooled: Tensor


def load_tokenizer(folder: Path) -> Any:
    """Read the tokenizer of ``text_encoder/`` from disk alone; raises `InvalidInput`."""
    try:
        return AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:
        raise InvalidInput(f"{folder} holds no usable tokenizer: {error}") from error


class Reader:
    """Tokenises and encodes; one prompt at a time, so that no other prompt can change it."""

    def __init__(self, network: Network, tokenizer: Any) -> None:
        self._network, self._tokenizer = network, tokenizer
        self._encoded: OrderedDict[tuple[str, int], Encoded] = OrderedDict()

    def tokens(self, prompt: str) -> list[int]:
        """Token numbers, the end mark included; at most `MOST_TOKENS`."""
        found = self._whole(prompt)
        return found if len(found) <= MOST_TOKENS else [*found[: MOST_TOKENS - 1], found[-1]]

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        whole = len(self._whole(prompt))
        return min(whole, MOST_TOKENS), whole > MOST_TOKENS

    def _whole(self, prompt: str) -> list[int]:
        """All token numbers; half a surrogate pair, which no tokenizer takes, becomes "?"."""
        text = prompt.encode("utf-8", "replace").decode()
        found: list[int] = self._tokenizer(text, verbose=False)["input_ids"]
        return found

    @torch.no_grad()
    def read(self, prompts: Sequence[str], seconds: Sequence[float], guidance: float) -> Conditions:
        """Conditions of prompts that all have the same number of tokens."""
        rows = [self._encode(prompt, 0) for prompt in prompts]
        length = rows[0].text.shape[1]
        if guidance > 1.0:
            rows = [self._encode("", length)] * len(rows) + rows
        text = torch.cat([row.text for row in rows]).to(self._network.dtype)
        wanted = torch.tensor(list(seconds), device=text.device, dtype=torch.float32)
        duration = self._network.duration_emebdder(wanted).to(text.dtype)
        duration = duration.repeat(len(rows) // len(prompts), 1, 1)
        pooled = torch.cat([row.pooled for row in rows])
        return Conditions(torch.cat([text, duration], dim=1), pooled, guidance)

    def _encode(self, prompt: str, length: int) -> Encoded:
        """Encode one prompt padded to ``length`` tokens, or find it among those done before."""
        key = (prompt, length)
        if key in self._encoded:
            self._encoded.move_to_end(key)
            return self._encoded[key]
        found = self.tokens(prompt)
        gap = max(length - len(found), 0)
        device = self._network.device
        tokens = torch.tensor([found + [self._tokenizer.pad_token_id] * gap], device=device)
        mask = torch.tensor([[1] * len(found) + [0] * gap], device=device)
        self._encoded[key] = Encoded(*self._network.encode(tokens, mask))
        if len(self._encoded) > _REMEMBERED:
            self._encoded.popitem(last=False)
        return self._encoded[key]

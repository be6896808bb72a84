"""Prompts to what the networks are steered by, remembered. Knows tokens; knows no sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import torch
from torch import Tensor

from ttmba_live.generate.model._remembered import Remembered
from ttmba_live.generate.model._tokenizer import Tokens

MOST_TOKENS = 128
"""What the models were trained on; the rest of a longer prompt is left out."""

_SPOKEN = 8
"""Hidden states that AudioLDM 2's language model says for a prompt."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One prompt: what T5 makes of it, (L, width), and what the language model says, if any."""

    text: Tensor
    spoken: Tensor | None = None


class Reader(Protocol):
    """Reads prompts for one network."""

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        ...

    def read(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """The network's arguments for prompts, one a row; padding does not count."""
        ...


class T5Reader:
    """AudioLDM's: T5's states, and nothing else."""

    def __init__(self, encoder: Any, tokenizer: Any, kind: torch.dtype) -> None:
        """``kind`` is what the network computes in."""
        self._encoder, self._kind = encoder, kind
        self._tokens = Tokens(tokenizer, MOST_TOKENS)
        self._remembered = Remembered[Encoded]()

    def count(self, prompt: str) -> tuple[int, bool]:
        """See `Reader`."""
        return self._tokens.count(prompt)

    @torch.no_grad()
    def read(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """See `Reader`."""
        rows = [self._remembered.get(prompt, partial(self._encode, prompt)) for prompt in prompts]
        text, mask = padded([row.text for row in rows])
        return {"encoder_hidden_states": text.to(self._kind), "encoder_attention_mask": mask}

    def _encode(self, prompt: str) -> Encoded:
        tokens = torch.tensor([self._tokens.used(prompt)], device=self._encoder.device)
        return Encoded(self._encoder(input_ids=tokens)[0][0])


class SpokenReader:
    """AudioLDM 2's: CLAP and T5 read, and a language model says what it makes of both."""

    def __init__(
        self, parts: dict[str, Any], tokenizers: tuple[Any, Any], kind: torch.dtype
    ) -> None:
        """``parts`` by the names of their folders, ``tokenizers`` for CLAP and for T5."""
        self._clap, self._t5 = parts["text_encoder"], parts["text_encoder_2"]
        self._project, self._language = parts["projection_model"], parts["language_model"]
        most = int(self._clap.config.max_position_embeddings) - 2
        self._clap_tokens = Tokens(tokenizers[0], most)
        self._t5_tokens = Tokens(tokenizers[1], MOST_TOKENS)
        self._kind = kind
        self._remembered = Remembered[Encoded]()

    def count(self, prompt: str) -> tuple[int, bool]:
        """See `Reader`."""
        return self._t5_tokens.count(prompt)

    @torch.no_grad()
    def read(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """See `Reader`."""
        rows = [self._remembered.get(prompt, partial(self._encode, prompt)) for prompt in prompts]
        text, mask = padded([row.text for row in rows])
        spoken = torch.stack([row.spoken for row in rows if row.spoken is not None])
        return {
            "encoder_hidden_states": spoken.to(self._kind),
            "encoder_hidden_states_1": text.to(self._kind),
            "encoder_attention_mask_1": mask,
        }

    def _encode(self, prompt: str) -> Encoded:
        device = self._t5.device
        heard = torch.tensor([self._clap_tokens.used(prompt)], device=device)
        meant = torch.nn.functional.normalize(self._clap(input_ids=heard).text_embeds, dim=-1)
        tokens = torch.tensor([self._t5_tokens.used(prompt)], device=device)
        text = self._t5(input_ids=tokens)[0]
        states = self._project(hidden_states=meant[:, None], hidden_states_1=text).hidden_states
        for _ in range(_SPOKEN):
            said = self._language(inputs_embeds=states, use_cache=False).last_hidden_state
            states = torch.cat([states, said[:, -1:]], dim=1)
        return Encoded(text[0], states[0, -_SPOKEN:])


def padded(rows: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Rows (L, width) of different lengths as (B, longest, width), and which of it counts."""
    text = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(row) for row in rows], device=text.device)
    mask = torch.arange(text.shape[1], device=text.device)[None] < lengths[:, None]
    return text, mask.long()

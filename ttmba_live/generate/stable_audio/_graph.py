"""Looks of the transformer as recordings: one per shape. Knows no prompts and no flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from ttmba_live.generate.model._graph import Capture, Recordings

Given = Mapping[str, Tensor]
"""What the transformer hears beside latents and their share of noise."""
Look = Callable[[Tensor, Tensor], Tensor]
"""Latents (rows, channels, frames) and the share of noise (rows,) to a velocity like the former."""
MakeLook = Callable[[Any, Given], Look]


def eager_look(transformer: Any, given: Given) -> Look:
    """The plain form of a look, on any device."""

    def look(latents: Tensor, share: Tensor) -> Tensor:
        velocity: Tensor = transformer(latents, share, return_dict=False, **given)[0]
        return velocity

    return look


class _Recorded:
    """One shape's buffers, and what fills the velocity from the others."""

    def __init__(
        self, transformer: Any, given: Given, latents: Tensor, share: Tensor, capture: Capture
    ) -> None:
        self._latents, self._share = latents.clone(), share.clone()
        self._given = {name: tensor.clone() for name, tensor in given.items()}
        self._look = eager_look(transformer, self._given)
        self._velocity = torch.empty(0)
        self._replay = capture(self._body)

    def _body(self) -> None:
        self._velocity = self._look(self._latents, self._share)

    def hear(self, given: Given) -> None:
        """Take what the next looks are steered by."""
        for name, tensor in given.items():
            self._given[name].copy_(tensor)

    def __call__(self, latents: Tensor, share: Tensor) -> Tensor:
        """Look once; what is returned is overwritten by the next call."""
        self._latents.copy_(latents)
        self._share.copy_(share)
        self._replay()
        return self._velocity


class GraphedLooks(Recordings[_Recorded]):
    """Makes looks that replay recordings, and plain ones where there can be none."""

    def __call__(self, transformer: Any, given: Given) -> Look:
        plain, heard = eager_look(transformer, given), False

        def look(latents: Tensor, share: Tensor) -> Tensor:
            nonlocal heard
            recorded = self.get(
                (*latents.shape, *(tensor.shape for tensor in given.values())),
                lambda capture: _Recorded(transformer, given, latents, share, capture),
            )
            if recorded is None:
                return plain(latents, share)
            if not heard:
                recorded.hear(given)
                heard = True
            return recorded(latents, share)

        return look

"""Latents to mel spectrograms: the decoding half of Make-An-Audio 2's autoencoder, in 1-D.

Knows layers under the checkpoint's names, and their sizes from its shapes. The encoder would be
needed to begin from sound only, and is not here.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput

Shapes = Mapping[str, tuple[int, ...]]

_BLOCKS = 3
"""Of each level."""


def _conv(before: int, after: int, kernel: int) -> nn.Conv1d:
    return nn.Conv1d(before, after, kernel, padding=kernel // 2)


def _norm(width: int) -> nn.GroupNorm:
    return nn.GroupNorm(32, width, eps=1e-6)


class _Residual(nn.Module):
    """Its kernels are 3 long, though the first and the last of the decoder are 5."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = _norm(before), _norm(after)
        self.conv1, self.conv2 = _conv(before, after, 3), _conv(after, after, 3)
        if before != after:
            self.nin_shortcut = _conv(before, after, 1)

    def forward(self, given: Tensor) -> Tensor:
        new = self.conv1(functional.silu(self.norm1(given)))
        new = self.conv2(functional.silu(self.norm2(new)))
        return torch.as_tensor(
            new + (self.nin_shortcut(given) if hasattr(self, "nin_shortcut") else given)
        )


class _Attention(nn.Module):
    """One head over all frames."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = _norm(width)
        self.q, self.k, self.v, self.proj_out = (_conv(width, width, 1) for _ in range(4))

    def forward(self, given: Tensor) -> Tensor:
        normed = self.norm(given)
        rows = (layer(normed).transpose(1, 2) for layer in (self.q, self.k, self.v))
        heard = functional.scaled_dot_product_attention(*rows)
        return torch.as_tensor(given + self.proj_out(heard.transpose(1, 2)))


class _Middle(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.block_1, self.block_2 = _Residual(width, width), _Residual(width, width)
        self.attn_1 = _Attention(width)

    def forward(self, given: Tensor) -> Tensor:
        return torch.as_tensor(self.block_2(self.attn_1(self.block_1(given))))


class _Twice(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = _conv(width, width, 3)

    def forward(self, given: Tensor) -> Tensor:
        return torch.as_tensor(self.conv(given.repeat_interleave(2, dim=2)))


class _Level(nn.Module):
    def __init__(self, before: int, after: int, *, twice: bool) -> None:
        super().__init__()
        self.block = nn.ModuleList(
            _Residual(after if number else before, after) for number in range(_BLOCKS)
        )
        if twice:
            self.upsample = _Twice(after)

    def forward(self, given: Tensor) -> Tensor:
        for block in self.block:
            given = block(given)
        return self.upsample(given) if hasattr(self, "upsample") else given


class _Decoder(nn.Module):
    def __init__(self, shapes: Shapes) -> None:
        super().__init__()
        widths: list[int] = []
        while (name := f"decoder.up.{len(widths)}.block.0.conv1.weight") in shapes:
            widths.append(shapes[name][0])
        bands, _, kernel = shapes["decoder.conv_out.weight"]
        deepest = widths[-1]
        self.conv_in = _conv(shapes["decoder.conv_in.weight"][1], deepest, kernel)
        self.mid = _Middle(deepest)
        self.up = nn.ModuleList(
            _Level(
                widths[min(number + 1, len(widths) - 1)],
                width,
                twice=f"decoder.up.{number}.upsample.conv.weight" in shapes,
            )
            for number, width in enumerate(widths)
        )
        self.norm_out = _norm(widths[0])
        self.conv_out = _conv(widths[0], bands, kernel)

    def forward(self, given: Tensor) -> Tensor:
        going = self.mid(self.conv_in(given))
        for level in reversed(self.up):
            going = level(going)
        return torch.as_tensor(self.conv_out(functional.silu(self.norm_out(going))))


class MelDecoder(nn.Module):
    """Latents (B, channels, frames) to log10 mel bands (B, bands, frames x `growth`)."""

    def __init__(self, shapes: Shapes) -> None:
        """Make it in the sizes of a checkpoint; raises `InvalidInput` if it holds none."""
        super().__init__()
        try:
            channels = shapes["post_quant_conv.weight"][0]
            self.decoder = _Decoder(shapes)
        except (KeyError, IndexError, ValueError) as error:
            raise InvalidInput(f"no autoencoder of Make-An-Audio 2: {error} is missing") from error
        self.post_quant_conv = _conv(channels, channels, 1)
        self.growth = 1 << sum(hasattr(level, "upsample") for level in self.decoder.up)

    def forward(self, latents: Tensor) -> Tensor:
        return torch.as_tensor(self.decoder(self.post_quant_conv(latents)))

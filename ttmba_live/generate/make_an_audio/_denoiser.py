"""Make-An-Audio 2's network (Huang et al. 2023): noisy latents, a time and two captions to noise.

Knows layers under the checkpoint's names, and their sizes from its shapes; knows no text and no
sound. One sequence holds the time, the tokens of both captions and the latent frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput

HEADS = 8
TOKENS = 77
"""Of each caption."""

_WAVES = 128
_KERNEL = 9


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a checkpoint's shapes tell; the defaults are the published network's."""

    channels: int = 20
    text: int = 1024
    hidden: int = 576
    blocks: int = 4
    places: int = 1000

    @property
    def most_frames(self) -> int:
        """Latent frames that there are places for."""
        return self.places - 1 - 2 * TOKENS


def sizes_of(shapes: Mapping[str, tuple[int, ...]]) -> Sizes:
    """Read them off a checkpoint's shapes, names without what comes before the network's.

    Raises `InvalidInput` if it is none of this network.
    """
    try:
        places, hidden = shapes["pos_emb.weight"]
        channels, text = shapes["proj_in.weight"][1], shapes["c1_embedder.mlp.0.weight"][1]
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidInput(f"no weights of Make-An-Audio 2: {error} is missing") from error
    blocks = sum(name.startswith("blocks.") and name.endswith(".proj_in.bias") for name in shapes)
    return Sizes(channels, text, hidden, blocks, places)


class _Embedder(nn.Module):
    """Under the checkpoint's name for what is inside."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.mlp = nn.Sequential(*layers)

    def forward(self, given: Tensor) -> Tensor:
        return torch.as_tensor(self.mlp(given))


class _Attention(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(width, width, bias=False)
        self.to_v = nn.Linear(width, width, bias=False)
        self.to_out = nn.Sequential(nn.Linear(width, width))

    def forward(self, tokens: Tensor) -> Tensor:
        parts = (layer(tokens) for layer in (self.to_q, self.to_k, self.to_v))
        rows = (part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in parts)
        heard = functional.scaled_dot_product_attention(*rows)
        return torch.as_tensor(self.to_out(heard.transpose(1, 2).flatten(2)))


class _Gated(nn.Module):
    """Half of it opens the other."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.proj = nn.Conv1d(width, 2 * inner, _KERNEL, padding=_KERNEL // 2)

    def forward(self, given: Tensor) -> Tensor:
        sound, gate = self.proj(given).chunk(2, dim=1)
        return torch.as_tensor(sound * functional.gelu(gate))


class _FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        last = nn.Conv1d(4 * width, width, _KERNEL, padding=_KERNEL // 2)
        self.net = nn.Sequential(_Gated(width, 4 * width), nn.Identity(), last)

    def forward(self, tokens: Tensor) -> Tensor:
        return torch.as_tensor(self.net(tokens.transpose(1, 2)).transpose(1, 2))


class _Layers(nn.Module):
    """Two self-attentions and what follows them, on tokens (B, L, width)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attn1, self.attn2 = _Attention(width), _Attention(width)
        self.ff = _FeedForward(width)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens + self.attn1(self.norm1(tokens))
        tokens = tokens + self.attn2(self.norm2(tokens))
        return torch.as_tensor(tokens + self.ff(self.norm3(tokens)))


class _Block(nn.Module):
    """On (B, width, L)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(32, width, eps=1e-6)
        self.proj_in, self.proj_out = nn.Conv1d(width, width, 1), nn.Conv1d(width, width, 1)
        self.transformer_blocks = nn.ModuleList([_Layers(width)])

    def forward(self, given: Tensor) -> Tensor:
        tokens = self.proj_in(self.norm(given)).transpose(1, 2)
        tokens = self.transformer_blocks[0](tokens)
        return torch.as_tensor(given + self.proj_out(tokens.transpose(1, 2)))


class _Last(nn.Module):
    def __init__(self, width: int, channels: int) -> None:
        super().__init__()
        self.norm_final = nn.GroupNorm(16, width)
        self.conv1d = nn.Conv1d(width, channels, 1)

    def forward(self, given: Tensor) -> Tensor:
        return torch.as_tensor(self.conv1d(self.norm_final(given)))


class Denoiser(nn.Module):
    """The whole network."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes, width = sizes, sizes.hidden
        self.t_embedder = _Embedder(
            nn.Linear(2 * _WAVES, width), nn.SiLU(), nn.Linear(width, width)
        )
        self.c1_embedder, self.c2_embedder = (
            _Embedder(
                nn.Linear(sizes.text, width),
                nn.GELU(approximate="tanh"),
                nn.Linear(width, width),
                nn.LayerNorm(width),
            )
            for _ in range(2)
        )
        self.proj_in = nn.Conv1d(sizes.channels, width, 5, padding=2)
        self.pos_emb = nn.Embedding(sizes.places, width)
        self.blocks = nn.ModuleList(_Block(width) for _ in range(sizes.blocks))
        self.final_layer = _Last(width, sizes.channels)

    def forward(self, latents: Tensor, times: Tensor, text: Tensor) -> Tensor:
        """Predict the noise.

        Args:
            latents: (B, channels, frames), at most `Sizes.most_frames`.
            times: (B,) steps of the training schedule, 0..999.
            text: (B, 154, text): tokens of the caption, then of the structured one.

        Returns:
            (B, channels, frames).
        """
        kind = latents.dtype
        slow = torch.arange(_WAVES, device=times.device, dtype=torch.float32) / _WAVES
        angles = times.float()[:, None] * 10_000.0**-slow
        waves = torch.cat([angles.cos(), angles.sin()], dim=1).to(kind)
        time = self.t_embedder(waves)[:, None]
        plain, structured = text[:, :TOKENS], text[:, TOKENS:]
        frames = self.proj_in(latents).transpose(1, 2)
        tokens = torch.cat(
            [time, self.c1_embedder(plain), self.c2_embedder(structured), frames], dim=1
        )
        going = (tokens + self.pos_emb.weight[: tokens.shape[1]]).transpose(1, 2)
        for block in self.blocks:
            going = block(going)
        return torch.as_tensor(self.final_layer(going[..., -latents.shape[2] :]))

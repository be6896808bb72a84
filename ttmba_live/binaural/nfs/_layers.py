"""The layers of NFS: encodings, cross-attention, squeeze-excitation, gMLP.

Knows tensors and the published weights' names; knows no pose, no sound and no file.
Letters: B rows, C channels, D positions along the encoding.
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

POSE = 7
"""Numbers in a pose row: x, y, z, qx, qy, qz, qw."""


class SinusoidalEncoding(nn.Module):
    """Pose (B, 7, 1) to (B, 7, D): sin(omega (D - j) v) + sin(2 (j + 1) v)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        steps = torch.arange(width, dtype=torch.float32)
        self.register_buffer("t_1", (width - steps).reshape(1, 1, width))
        self.register_buffer("t_2", (steps + 1).reshape(1, 1, width))
        omega = torch.tensor([0.3, 0.3, 8.0, 8.0, 8.0, 0.3, 0.3])
        self.register_buffer("omega", omega.reshape(1, POSE, 1))
        self.t_1: Tensor
        self.t_2: Tensor
        self.omega: Tensor

    def forward(self, pose: Tensor) -> Tensor:
        """Encode."""
        return torch.sin(self.omega * self.t_1 * pose) + torch.sin(2.0 * self.t_2 * pose)


class LearnedFourierFeature(nn.Module):
    """Pose (B, 7, 1) to (B, 1, D): the sine of a learned linear map."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(POSE, width, 1, bias=False)

    def forward(self, pose: Tensor) -> Tensor:
        """Encode."""
        return torch.sin(self.conv(pose)).transpose(1, 2)


class PositionAttention(nn.Module):
    """Attention across the D/2 embedding positions, not across channels."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.q_proj = nn.Linear(width, width // 2)
        self.k_proj = nn.Linear(width, width // 2)
        self.v_proj = nn.Linear(width, width // 2)
        self.out_proj = nn.Linear(width // 2, width)

    def forward(self, query: Tensor, context: Tensor) -> Tensor:
        """(B, H, D) attends to (B, H, D)."""
        q, k, v = self.q_proj(query), self.k_proj(context), self.v_proj(context)
        weights = torch.softmax(q.transpose(1, 2) @ k / math.sqrt(query.shape[1]), dim=-1)
        attended: Tensor = self.out_proj((weights @ v.transpose(1, 2)).transpose(1, 2))
        return attended


class CrossAttention(nn.Module):
    """The first residual step: encoded context (B, 8, D) to (B, 4, D).

    The position is read from channels 0-3 (learned features, x, y, z). What it attends to are
    channels 3-5 (z, qx, qy): published weights were trained with that slice.
    """

    def __init__(self, width: int, hidden: int = 16) -> None:
        super().__init__()
        self.fc_1 = nn.Conv1d(4, hidden, 1, bias=False)
        self.fc_2 = nn.Conv1d(3, hidden, 1, bias=False)
        self.attn = PositionAttention(width)
        self.fc_3 = nn.Conv1d(hidden, 4, 1, bias=False)

    def forward(self, context: Tensor) -> Tensor:
        """Attend."""
        place, orientation = context[:, 0:4], context[:, 3:6]
        attended: Tensor = self.fc_3(self.attn(self.fc_1(place), self.fc_2(orientation)))
        return place + attended


class SqueezeExcitation(nn.Module):
    """(B, 4, D) to (B, C, D), each channel weighed by what all of them say."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, channels, 1)
        self.fc_1 = nn.Conv1d(channels, channels // 2, 1)
        self.fc_2 = nn.Conv1d(channels // 2, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Widen and weigh."""
        wide: Tensor = self.conv(x)
        squeezed = torch.relu(self.fc_1(wide.mean(dim=-1, keepdim=True)))
        return wide * torch.sigmoid(self.fc_2(squeezed))


class SpatialGate(nn.Module):
    """Half of the channels opens and closes the other half, position by position."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(channels)
        self.proj = nn.Linear(width, width)
        nn.init.ones_(self.proj.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 2 channels, D) to (B, channels, D)."""
        kept, gate = x.chunk(2, dim=1)
        opened: Tensor = self.proj(self.norm(gate))
        return kept * opened


class GatedMlp(nn.Module):
    """A residual gMLP block on (B, C, D)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc_1 = nn.Conv1d(channels, width // 2, 1)
        self.gate = SpatialGate(width // 4, width)
        self.fc_2 = nn.Conv1d(width // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Add the block's answer to its input."""
        answer: Tensor = self.fc_2(self.gate(functional.gelu(self.fc_1(self.norm(x)))))
        return x + answer


class Trunk(nn.Module):
    """What Scaler and Shifter share: context (B, 8, D) to raw curves (B, C, D)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        blocks = [GatedMlp(channels, width) for _ in range(3)]
        self.mlp = nn.Sequential(CrossAttention(width), SqueezeExcitation(channels), *blocks)

    @property
    def attention(self) -> CrossAttention:
        """The first step."""
        return cast("CrossAttention", self.mlp[0])

    @property
    def excitation(self) -> SqueezeExcitation:
        """The second step."""
        return cast("SqueezeExcitation", self.mlp[1])

    @property
    def blocks(self) -> list[GatedMlp]:
        """The other three."""
        return [cast("GatedMlp", self.mlp[index]) for index in (2, 3, 4)]

    def forward(self, context: Tensor) -> Tensor:
        """Run the five steps."""
        curves: Tensor = self.mlp(context)
        return curves

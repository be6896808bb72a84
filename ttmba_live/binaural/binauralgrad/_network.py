"""BinauralGrad's network (Leng et al. 2022): noisy sound and what it is steered by to its noise.

Knows layers and the names that checkpoints use; knows no sampling and no files. It is DiffWave with
a conditioner that reads the dry sound, both ears by geometry alone, and the pose.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput

STEPS = 200
"""Of the noise schedule that it was trained with."""

CYCLE = 10
"""Layers after which dilations begin again at 1."""

EVERY = 3
"""Layers between those that training listens to."""

_WAVES, _HIDDEN = 128, 512
_FIRST, _SECOND = 20, 40
_LEAK = 0.4


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a checkpoint's shapes tell; the defaults are stage one as published.

    ``heard`` is how many channels of sound the conditioner reads, ``made`` how many come out.
    """

    heard: int = 3
    made: int = 1
    channels: int = 128
    layers: int = 30

    @property
    def reach(self) -> int:
        """Samples on each side that a sample of the answer depends on."""
        return 3 + sum(1 << number % CYCLE for number in range(self.layers))


def sizes_of(state: Mapping[str, Tensor]) -> Sizes:
    """Read them off a state dict; raises `InvalidInput` if it is none of a BinauralGrad."""
    try:
        heard = state["binaural_pre_net.conv_dsp1.weight"].shape[1]
        channels, made = state["input_projection.weight"].shape[:2]
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidInput(f"not the weights of a BinauralGrad: {error} is missing") from error
    layers = sum(name.endswith("dilated_conv.weight") for name in state)
    return Sizes(heard, made, channels, layers)


def step_table() -> Tensor:
    """Sines and cosines (STEPS, 128) of the step numbers.

    In single precision throughout, as in training: arguments reach two millions, and their
    rounding is part of what the weights know.
    """
    powers = 10.0 ** (torch.arange(64) * 4.0 / 63.0)
    angles = torch.arange(float(STEPS))[:, None] * powers
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class _Step(nn.Module):
    """A step's number, fractions between rows of the table, to a vector."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("table", step_table(), persistent=False)
        self.table: Tensor
        self.projection1 = nn.Linear(_WAVES, _HIDDEN)
        self.projection2 = nn.Linear(_HIDDEN, _HIDDEN)

    def forward(self, steps: Tensor) -> Tensor:
        low = steps.floor().long()
        high = (low + 1).clamp(max=STEPS - 1)
        share = (steps - low).to(self.table.dtype)[:, None]
        known = torch.lerp(self.table[low], self.table[high], share)
        return functional.silu(self.projection2(functional.silu(self.projection1(known))))


class _Conditioner(nn.Module):
    """Pose (B, 7, T) and sound (B, heard, T) to what layers are steered by, (B, 80, T)."""

    def __init__(self, heard: int) -> None:
        super().__init__()
        self.conv_view1 = nn.Conv1d(7, _FIRST, 3, padding=1)
        self.conv_view2 = nn.Conv1d(_FIRST, _SECOND, 3, padding=1)
        self.conv_dsp1 = nn.Conv1d(heard, _FIRST, 3, padding=1)
        self.conv_dsp2 = nn.Conv1d(_FIRST, _SECOND, 3, padding=1)
        self.conv = nn.Conv1d(2 * _SECOND, 2 * _SECOND, 3, padding=1)

    def forward(self, sound: Tensor, pose: Tensor) -> Tensor:
        for layer in (self.conv_dsp1, self.conv_dsp2):
            sound = functional.leaky_relu(layer(sound), _LEAK)
        for layer in (self.conv_view1, self.conv_view2):
            pose = functional.leaky_relu(layer(pose), _LEAK)
        return functional.leaky_relu(self.conv(torch.cat([sound, pose], dim=1)), _LEAK)


class _Layer(nn.Module):
    """A gated, dilated convolution; its sound goes on and, besides, out."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.dilated_conv = nn.Conv1d(
            channels, 2 * channels, 3, padding=dilation, dilation=dilation
        )
        self.diffusion_projection = nn.Linear(_HIDDEN, channels)
        self.conditioner_projection = nn.Conv1d(2 * _SECOND, 2 * channels, 1)
        self.output_projection = nn.Conv1d(channels, 2 * channels, 1)

    def forward(self, given: Tensor, steered: Tensor, step: Tensor) -> tuple[Tensor, Tensor]:
        stepped = given + self.diffusion_projection(step)[..., None]
        opened, wave = (self.dilated_conv(stepped) + self.conditioner_projection(steered)).chunk(
            2, dim=1
        )
        on, out = self.output_projection(opened.sigmoid() * wave.tanh()).chunk(2, dim=1)
        return (given + on) / math.sqrt(2.0), out


class Denoiser(nn.Module):
    """One of the two stages."""

    def __init__(self, sizes: Sizes) -> None:
        """Make it with random weights."""
        super().__init__()
        self.sizes = sizes
        self.input_projection = nn.Conv1d(sizes.made, sizes.channels, 1)
        self.diffusion_embedding = _Step()
        self.binaural_pre_net = _Conditioner(sizes.heard)
        self.residual_layers = nn.ModuleList(
            _Layer(sizes.channels, 1 << number % CYCLE) for number in range(sizes.layers)
        )
        self.skip_projection = nn.Conv1d(sizes.channels, sizes.channels, 1)
        self.output_projection = nn.Conv1d(sizes.channels, sizes.made, 1)

    def forward(self, noisy: Tensor, steps: Tensor, sound: Tensor, pose: Tensor) -> Tensor:
        """Predict the noise.

        Args:
            noisy: (B, made, T).
            steps: (B,) numbers in 0..199, fractions allowed.
            sound: (B, heard, T): left and right by geometry, dry, and for stage two the mean.
            pose: (B, 7, T) rows of the rig's frame.

        Returns:
            (B, made, T) of unit variance.
        """
        *_, (total, out) = self._layers(noisy, steps, sound, pose)
        return self._noise(total + out, self.sizes.layers)

    def looks(self, noisy: Tensor, steps: Tensor, sound: Tensor, pose: Tensor) -> list[Tensor]:
        """What `forward` predicts, and before it what earlier layers would: (B, made, T) each.

        After every third layer, as training wants them; the sum lacks that layer's own share.
        """
        found = []
        whole = torch.zeros(())
        for number, (total, out) in enumerate(self._layers(noisy, steps, sound, pose)):
            whole = total + out
            if number % EVERY == EVERY - 1:
                found.append(self._noise(total, number))
        return [*found, self._noise(whole, self.sizes.layers)]

    def _layers(
        self, noisy: Tensor, steps: Tensor, sound: Tensor, pose: Tensor
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """For every layer what those before it said, and what it says, (B, channels, T) each."""
        step = self.diffusion_embedding(steps)
        steered = self.binaural_pre_net(sound, pose)
        going = self.input_projection(noisy).relu()
        total = torch.zeros_like(going)
        for layer in self.residual_layers:
            going, out = layer(going, steered, step)
            yield total, out
            total = total + out

    def _noise(self, total: Tensor, layers: int) -> Tensor:
        hidden = self.skip_projection(total / math.sqrt(layers)).relu()
        return torch.as_tensor(self.output_projection(hidden))

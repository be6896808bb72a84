"""BigVGAN (Lee et al. 2023): mel spectrograms to sound, without the folding of its own distortion.

Knows layers and their sizes from a checkpoint's shapes; weight norm is folded by who loads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput

_DILATIONS = (1, 3, 5)
_TAPS = 12


class _Snake(nn.Module):
    """Its numbers, which the file keeps as logarithms."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha, self.beta = (nn.Parameter(torch.zeros(channels)) for _ in range(2))

    def forward(self, given: Tensor) -> Tensor:
        fast, strong = self.alpha.exp()[:, None], self.beta.exp()[:, None]
        return given + torch.sin(given * fast).square() / (strong + 1e-9)


class _Filter(nn.Module):
    """A low-pass, (1, 1, 12), as the file has it."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filter", torch.zeros(1, 1, _TAPS))
        self.filter: Tensor

    def rows(self, channels: int) -> Tensor:
        return self.filter.expand(channels, -1, -1)


class _Down(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lowpass = _Filter()


class _Activation(nn.Module):
    """A snake at twice the rate: (B, channels, N) to the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.act = _Snake(channels)
        self.upsample, self.downsample = _Filter(), _Down()

    def forward(self, given: Tensor) -> Tensor:
        channels, size = given.shape[1:]
        edge = _TAPS // 2 - 1
        padded = functional.pad(given, (edge, edge), mode="replicate")
        up = functional.conv_transpose1d(
            padded, 2.0 * self.upsample.rows(channels), stride=2, groups=channels
        )
        first = 3 * edge
        new = functional.pad(
            self.act(up[..., first : first + 2 * size]), (edge, edge + 1), "replicate"
        )
        return functional.conv1d(
            new, self.downsample.lowpass.rows(channels), stride=2, groups=channels
        )


class _Block(nn.Module):
    """Three pairs of convolutions with one kernel, each added to what it is given."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.convs1, self.convs2 = (
            nn.ModuleList(
                nn.Conv1d(channels, channels, kernel, dilation=d, padding=d * (kernel - 1) // 2)
                for d in dilations
            )
            for dilations in (_DILATIONS, (1,) * len(_DILATIONS))
        )
        self.activations = nn.ModuleList(_Activation(channels) for _ in range(2 * len(_DILATIONS)))

    def forward(self, given: Tensor) -> Tensor:
        for number, (first, second) in enumerate(zip(self.convs1, self.convs2, strict=True)):
            new = first(self.activations[2 * number](given))
            given = given + second(self.activations[2 * number + 1](new))
        return given


class Vocoder(nn.Module):
    """Log10 mel bands (B, bands, frames) to sound (B, frames x `hop`)."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Make it in the sizes of a checkpoint; raises `InvalidInput` if it holds none."""
        super().__init__()
        try:
            width, bands, kernel = shapes["conv_pre.weight"]
            last = shapes["conv_post.weight"][2]
            ups: list[tuple[int, ...]] = []
            while (name := f"ups.{len(ups)}.0.weight") in shapes:
                ups.append(shapes[name])
            each = sum(name.endswith(".convs1.0.bias") for name in shapes) // len(ups)
            kernels = [shapes[f"resblocks.{at}.convs1.0.weight"][2] for at in range(each)]
        except (KeyError, IndexError, ValueError, ZeroDivisionError) as error:
            raise InvalidInput(f"no vocoder like Make-An-Audio 2's: {error} is missing") from error
        self.conv_pre = nn.Conv1d(bands, width, kernel, padding=kernel // 2)
        self.ups = nn.ModuleList(
            nn.Sequential(_longer(before, after, size)) for before, after, size in ups
        )
        self.resblocks = nn.ModuleList(
            _Block(after, kernel) for _, after, _ in ups for kernel in kernels
        )
        final = ups[-1][1]
        self.activation_post = _Activation(final)
        self.conv_post = nn.Conv1d(final, 1, last, padding=last // 2)
        self.hop = math.prod(size // 2 for _, _, size in ups)
        """Samples of a mel frame."""
        self._each = each

    def forward(self, mel: Tensor) -> Tensor:
        going = self.conv_pre(mel)
        for number, longer in enumerate(self.ups):
            going = longer(going)
            blocks = self.resblocks[number * self._each : (number + 1) * self._each]
            going = torch.stack([block(going) for block in blocks]).mean(dim=0)
        return torch.as_tensor(self.conv_post(self.activation_post(going)).tanh()[:, 0])


def _longer(before: int, after: int, kernel: int) -> nn.ConvTranspose1d:
    """Half as many times as long as its kernel, which is how all of them are."""
    rate = kernel // 2
    return nn.ConvTranspose1d(before, after, kernel, rate, padding=(kernel - rate) // 2)

"""Cnn14 of PANNs (Kong et al. 2020): sound to an embedding and to AudioSet's classes.

Knows tensors and the names that published files give them; knows no file. Sizes come from the
tensors, so a small network of the same layout is one too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput

BLOCKS = 6


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the tensors' shapes tell."""

    window: int
    mels: int
    channels: tuple[int, ...]
    embedding: int
    classes: int


def sizes_of(state: Mapping[str, Tensor]) -> Sizes:
    """Read them off a state dict; raises `InvalidInput` if it is none of a Cnn14."""
    try:
        return Sizes(
            state["spectrogram_extractor.stft.conv_real.weight"].shape[-1],
            state["logmel_extractor.melW"].shape[1],
            tuple(state[f"conv_block{n}.conv1.weight"].shape[0] for n in range(1, BLOCKS + 1)),
            state["fc1.weight"].shape[0],
            state["fc_audioset.weight"].shape[0],
        )
    except (KeyError, IndexError) as error:
        raise InvalidInput(f"not the weights of a Cnn14: {error} is missing") from error


class _Transform(nn.Module):
    """Holds the window's cosines and sines as the files do."""

    def __init__(self, window: int, hop: int) -> None:
        super().__init__()
        bins = window // 2 + 1
        self.conv_real = nn.Conv1d(1, bins, window, stride=hop, bias=False)
        self.conv_imag = nn.Conv1d(1, bins, window, stride=hop, bias=False)


class _Spectrogram(nn.Module):
    """Power (B, T, F) of waves (B, N), centred frames, reflected edges."""

    def __init__(self, window: int, hop: int) -> None:
        super().__init__()
        self.stft = _Transform(window, hop)

    def forward(self, waves: Tensor) -> Tensor:
        half = self.stft.conv_real.kernel_size[0] // 2
        padded = functional.pad(waves.unsqueeze(1), (half, half), mode="reflect")
        power = self.stft.conv_real(padded).square() + self.stft.conv_imag(padded).square()
        return torch.as_tensor(power.transpose(1, 2))


class _LogMel(nn.Module):
    """Decibels (B, T, M) of power (B, T, F), at least -100."""

    def __init__(self, bins: int, mels: int) -> None:
        super().__init__()
        self.melW = nn.Parameter(torch.empty(bins, mels))

    def forward(self, power: Tensor) -> Tensor:
        return 10.0 * (power @ self.melW).clamp(min=1e-10).log10()


class _Block(nn.Module):
    """Two convolutions with batch normalisation."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(after), nn.BatchNorm2d(after)

    def forward(self, sound: Tensor) -> Tensor:
        sound = functional.relu(self.bn1(self.conv1(sound)))
        return functional.relu(self.bn2(self.conv2(sound)))


class Cnn14(nn.Module):
    """The network; evaluation only, dropout is left out."""

    def __init__(self, sizes: Sizes, hop: int) -> None:
        """Make it without weights. ``hop``, in samples, no file tells."""
        super().__init__()
        self.spectrogram_extractor = _Spectrogram(sizes.window, hop)
        self.logmel_extractor = _LogMel(sizes.window // 2 + 1, sizes.mels)
        self.bn0 = nn.BatchNorm2d(sizes.mels)
        for number, (before, after) in enumerate(
            zip((1, *sizes.channels), sizes.channels, strict=False), 1
        ):
            setattr(self, f"conv_block{number}", _Block(before, after))
        self.fc1 = nn.Linear(sizes.channels[-1], sizes.embedding)
        self.fc_audioset = nn.Linear(sizes.embedding, sizes.classes)

    def forward(self, waves: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (B, E) and class scores (B, C), before any sigmoid, of waves (B, N)."""
        levels = self.logmel_extractor(self.spectrogram_extractor(waves))
        sound = self.bn0(levels.unsqueeze(1).transpose(1, 3)).transpose(1, 3)
        for number in range(1, BLOCKS + 1):
            sound = getattr(self, f"conv_block{number}")(sound)
            if number < BLOCKS:
                sound = functional.avg_pool2d(sound, 2)
        over_time = sound.mean(dim=3)
        embedding = functional.relu(self.fc1(over_time.amax(dim=2) + over_time.mean(dim=2)))
        return embedding, self.fc_audioset(embedding)


def make_cnn14(state: Mapping[str, Tensor], hop: int) -> Cnn14:
    """The network with its tensors; raises `InvalidInput` if names or shapes are others."""
    network = Cnn14(sizes_of(state), hop)
    try:
        network.load_state_dict(dict(state))
    except RuntimeError as error:
        raise InvalidInput(f"not the weights of a Cnn14: {' '.join(str(error).split())}") from error
    return network.eval().requires_grad_(requires_grad=False)

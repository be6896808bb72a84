"""Devices: which can be used, how exactly they compute, how much fits. Knows no model."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from ttmba_live.errors import Unavailable
from ttmba_live.generate._child import IN_CHILD

_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


def usable(name: str) -> torch.device:
    """Return the device of that name; raises `Unavailable` if nothing can be put there."""
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise Unavailable(f"the device {name!r} cannot be used here") from error
    return device


def precision(device: torch.device) -> torch.dtype:
    """What a transformer computes in: half where that is fast and safe, else float32."""
    if device.type != "cuda":
        return torch.float32
    major, _ = torch.cuda.get_device_capability(device)
    return torch.bfloat16 if major >= 8 else torch.float16


def leave_a_core() -> None:
    """In a worker's child, let torch use one core less than there are: that one is the sound's."""
    if os.environ.get(IN_CHILD):
        torch.set_num_threads(max((os.cpu_count() or 2) - 1, 1))


def generators_of(seeds: Sequence[int]) -> list[torch.Generator]:
    """One source of noise a seed, on the CPU: equal on every device and in any company."""
    return [torch.Generator("cpu").manual_seed(seed & (2**63 - 1)) for seed in seeds]


def noise_from(generators: Sequence[torch.Generator], *shape: int) -> Tensor:
    """Standard normal (generators, *shape), float32 on the CPU."""
    return torch.stack([torch.randn(*shape, generator=one) for one in generators])


@contextlib.contextmanager
def one_memory_error() -> Iterator[None]:
    """Raise `torch.OutOfMemoryError` on every device: MPS and CPU have only words for it."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise torch.OutOfMemoryError(str(error)) from error
        raise


def give_back(device: torch.device) -> None:
    """Return what torch holds without using it."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def free_bytes(device: torch.device) -> int | None:
    """Memory that a CUDA device has left for us; None elsewhere, where nothing tells it."""
    if device.type != "cuda":
        return None
    free, _ = torch.cuda.mem_get_info(device)
    held = torch.cuda.memory_reserved(device)
    return int(free + held - torch.cuda.memory_allocated(device))


def in_pieces(
    piece: Callable[[int, int], Tensor], frames: int, tile: int, least: int, device: torch.device
) -> Tensor:
    """Join what ``piece(start, length)`` makes of ``frames`` frames along the last axis.

    Pieces get half as long, down to ``least`` frames, while memory is short.
    """
    tile = max(1, min(tile, frames))
    while True:
        with contextlib.suppress(torch.OutOfMemoryError):
            return torch.cat([piece(at, tile) for at in range(0, frames, tile)], dim=-1)
        if tile <= least:
            raise torch.OutOfMemoryError("not even a few latent frames fit")
        tile = max(tile // 2, least)
        give_back(device)

"""What folding the network's channels into one response per ear saves: one run, one thread.

The reference form makes C inverse FFTs per ear and frame; ours sums the C curves first and makes
one. The floor is that one inverse FFT alone. Prints seconds of processor time per second of sound.

    python bench/network.py [--seconds 4] [--checkpoint NFS.pt]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from ttmba_live.binaural.nfs import NFS, load_checkpoint, one_thread, to_pose
from ttmba_live.binaural.nfs.unfolded import unfolded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--checkpoint", type=Path)
    arguments = parser.parse_args()
    one_thread()
    model = load_checkpoint(arguments.checkpoint)
    hop = model.settings.hop
    count = max(2, round(arguments.seconds * model.settings.rate / hop)) * hop
    seconds = count / model.settings.rate
    dry = torch.randn(1, 1, count, generator=torch.Generator().manual_seed(0)) * 0.1
    print(f"{model.settings.channels} channels, window {model.settings.window}, {seconds:.2f} s")
    print(f"{'source':8}{'unfolded':>12}{'folded':>12}{'ratio':>8}{'floor':>12}{'to floor':>10}")
    with torch.no_grad():
        for name, pose in (("still", _still(model)), ("moving", _moving(model, count // hop + 1))):
            slow = _cost(partial(unfolded, model, pose, dry), 1) / seconds
            fast = _cost(partial(model, pose, dry), 3) / seconds
            floor = _cost(partial(_floor, model, dry), 3) / seconds
            ratios = f"{slow / fast:8.1f}{floor:12.5f}{fast / floor:10.1f}"
            print(f"{name:8}{slow:12.4f}{fast:12.5f}{ratios}")


def _still(model: NFS) -> Tensor:
    return to_pose(model.settings, torch.tensor([[[1.0], [1.0], [0.0]]]))


def _moving(model: NFS, rows: int) -> Tensor:
    turn = torch.linspace(0.0, 6.0, rows)
    return to_pose(model.settings, torch.stack([turn.cos(), turn.sin(), 0 * turn]).unsqueeze(0))


def _floor(model: NFS, dry: Tensor) -> Tensor:
    frames = dry[0, 0].unfold(0, model.settings.window, model.settings.hop)
    spectrum = torch.fft.rfft(frames).unsqueeze(0).expand(2, -1, -1)
    signal: Tensor = torch.fft.irfft(spectrum, n=model.settings.window)
    return signal


def _cost(work: Callable[[], Tensor], repeats: int) -> float:
    work()
    began = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - began) / repeats


if __name__ == "__main__":
    main()

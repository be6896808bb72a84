"""What folding the network's channels into one response per ear saves: one run, one thread.

The reference form makes C inverse FFTs per ear and frame; ours sums the C curves first and makes
one. The floor is that one inverse FFT alone. Prints seconds of processor time per second of sound.

    python bench/network.py [--seconds 4] [--checkpoint NFS.pt]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ttmba_live.binaural.nfs import load_checkpoint, one_thread
from ttmba_live.binaural.nfs.trial import costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--checkpoint", type=Path)
    arguments = parser.parse_args()
    one_thread()
    model = load_checkpoint(arguments.checkpoint)
    print(f"{model.settings.channels} channels, window {model.settings.window}")
    print(f"{'source':8}{'unfolded':>12}{'folded':>12}{'ratio':>8}{'floor':>12}{'to floor':>10}")
    for name, moving in (("still", False), ("moving", True)):
        cost = costs(model, arguments.seconds, moving=moving)
        slow, fast, floor = cost["unfolded"], cost["folded"], cost["floor"]
        ratios = f"{slow / fast:8.1f}{floor:12.5f}{fast / floor:10.1f}"
        print(f"{name:8}{slow:12.4f}{fast:12.5f}{ratios}")


if __name__ == "__main__":
    main()
